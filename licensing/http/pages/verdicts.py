"""The verdict that stands above everything at the desk: go, check, hold or stop, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.events.licence import LicenceTerms
from domain.events.party import PartyMention
from licensing.access import AUTHORITIES
from licensing.http.pages.looking import Looking
from licensing.http.queries import Paging
from licensing.reports.finding_filter import Finding, FindingFilter
from projections.page_data.shapes import ConsignmentSheet, Mention
from projections.sentences import Reason

GO, CHECK, HOLD, STOP = "go", "check", "hold", "stop"
_WORDS = {5: STOP, 4: HOLD, 3: CHECK}
_MOST = 100
_EXHAUSTS = ("R01", "R02")
"""What another consignment did to a licence that takes from everybody else on it."""
_TO_DO = {
    GO: "Nothing that says hold or stop is open on it or on its parties.",
    CHECK: "Look into what stands below before the goods go on.",
    HOLD: "Keep the goods where they are until what stands below is settled; the licensing authority of {} decides.",
    STOP: "The goods do not go on. Keep them, and tell the licensing authority of {} at once.",
}


class Point(NamedTuple):
    """One thing that bears on a verdict: how grave it is, what it is, and what would mend it."""

    severity: int
    says: str
    mend: str
    requirement: str
    finding_id: str = ""


class Verdict(NamedTuple):
    """What customs do with goods, in a word and a sentence, and why, the gravest first."""

    word: str
    to_do: str
    points: tuple[Point, ...]

    @property
    def grave(self) -> bool:
        """Whether the goods do not go on."""
        return self.word in (HOLD, STOP)


def verdict_of(points: Iterable[Point], state: str) -> Verdict:
    """The verdict on what bears on something under a licence of a State."""
    found = tuple(sorted(points, key=lambda x: -x.severity))
    word = _WORDS.get(found[0].severity, GO) if found else GO
    return Verdict(word, _TO_DO[word].format(state), found)


def on_licence(look: Looking, key: str, terms: LicenceTerms, reasons: Iterable[Reason]) -> Verdict | None:
    """The verdict on a licence by itself; none for whom findings are not told."""
    if look.actor.role not in AUTHORITIES:
        return None
    parties = (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)
    barred = (Point(5, x.says, x.mend, x.requirement) for x in reasons)
    return verdict_of([*barred, *_points(look, open_on(look, (key,), "", parties))], key[:2])


def on_consignment(look: Looking, s: ConsignmentSheet) -> Verdict | None:
    """The verdict on a consignment with its licences and parties; none for whom findings are not told."""
    if look.actor.role not in AUTHORITIES:
        return None
    state = s.export_state or look.actor.state
    return verdict_of(_points(look, open_on(look, s.licences, s.key, s.parties)), state)


def open_on(
    look: Looking, licences: Iterable[str], ucr: str, parties: Iterable[PartyMention | Mention]
) -> dict[str, Finding]:
    """The open findings on licences, a consignment and parties, by their names.

    What another consignment did counts only where it exhausts a licence that this one draws on too.
    """
    wanted = [FindingFilter(states=("OPEN",), licence=x) for x in licences]
    if ucr:
        wanted.append(FindingFilter(states=("OPEN",), consignment=ucr))
    registered = dict.fromkeys(x.register_id for x in parties if x.register_id)
    wanted += [FindingFilter(states=("OPEN",), party=x) for x in registered]
    rows = (x for one in wanted for x in look.reading.findings(one, Paging("-severity", _MOST), look.actor).rows)
    own = frozenset(licences)
    return {x.finding_id: x for x in rows if _concerns(x, own, ucr)}


def _concerns(found: Finding, licences: frozenset[str], ucr: str) -> bool:
    key = found.key
    if key.shipment and key.shipment != ucr:
        return key.licence in licences and found.rule in _EXHAUSTS
    return key.licence is None or key.licence in licences or key.shipment == ucr


def _points(look: Looking, found: dict[str, Finding]) -> Iterator[Point]:
    for x in found.values():
        why = look.reading.sheets.explain(x.finding_id)
        yield Point(x.severity, x.message, why.would_clear if why else "", x.rule, x.finding_id)
