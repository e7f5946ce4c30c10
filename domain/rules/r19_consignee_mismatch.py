"""The goods are declared for, arrive for or reach somebody whom the licence does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.parties.mentions import as_named
from domain.chapters.parties.sameness import Known, Sameness, excused, known, same
from domain.chapters.screening.named_parties import of_consignment
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.events.licence import LicenceTerms
from domain.events.party import PartyMention
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import and_more, message
from domain.kernel.moments import Day
from domain.record.fact import Fact
from domain.record.law import Likeness
from domain.record.records import Records
from domain.state.consignments import ARRIVED, DECLARED, RELEASED, VERIFIED, Consignment, attribution
from domain.state.licences import Licence

CONSIGNEE, END_USER = "consignee", "end_user"
_SUBJECTS = {"CONSIGNEE": CONSIGNEE, "RECIPIENT": CONSIGNEE, "END_USER": END_USER}


_NAMED = {
    DECLARED: "r19.declared",
    ARRIVED: "r19.arrived",
    RELEASED: "r19.released",
    VERIFIED: "r19.received",
}
"""By the fact that names a recipient: what is said of it."""
_SHOWN = 3


class Named(NamedTuple):
    """A recipient as a fact names it: on which day, for which subject, and whether it may be excused."""

    mention: PartyMention
    fact: Fact
    on: Day
    subject: str
    excusable: bool = True


class _Licensed:
    """The consignee and the end user of a licence by its terms, worked out once for each version."""

    def __init__(self, records: Records, held: Licence) -> None:
        self._records, self._held = records, held
        self._known: dict[int, tuple[Known, ...]] = {}

    def on(self, day: Day) -> tuple[Known, ...]:
        """Both as of a day."""
        terms: LicenceTerms = self._held.terms(day)
        if id(terms) not in self._known:
            consignee, end_user = known(self._records, terms.consignee), known(self._records, terms.end_user)
            self._known[id(terms)] = (consignee,) if consignee == end_user else (consignee, end_user)
        return self._known[id(terms)]


def _mentions(found: Consignment) -> Iterator[Named]:
    zone = found.goods.zone
    for mention, fact in of_consignment(found):
        received = fact.kind in (RELEASED, VERIFIED)
        subject = CONSIGNEE if received else _SUBJECTS.get(mention.role)
        if subject is not None:
            on = found.goods.control_day if fact is found.declared else fact.date(zone)
            yield Named(mention, fact, on, subject, excusable=not received)


def _judged(records: Records, likeness: Likeness, x: Named, licensed: _Licensed) -> Sameness:
    """DIFFERENT when it is neither of the two; SAME when it is one of them."""
    found = set()
    for party in licensed.on(x.on):
        answer = same(records, likeness, x.mention, party)
        if answer is Sameness.SAME:
            return answer
        found.add(answer)
    if x.excusable and excused(records, x.mention):
        return Sameness.SAME
    return Sameness.UNDECIDED if Sameness.UNDECIDED in found else Sameness.DIFFERENT


def _settled(records: Records, dossier: ConsignmentDossier) -> bool:
    drawn = attribution.of(records, dossier.key)
    return drawn is not None and drawn.settled(records, dossier.law.on(drawn.control_day))


@rule(
    id="R19",
    title="Consignee mismatch",
    law="UNFP 10(3); ATT 8, 11",
    subject="consignment",
    clears="an amendment of the licence, a register entry or merger that shows they are one, or a corrected message",
)
def consignee_mismatch(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """Neither the licensed consignee nor the licensed end user, whatever script or spelling (R-043)."""
    found, held = dossier.consignment, dossier.licence
    if held is None:
        return
    licensed, likeness = _Licensed(records, held), dossier.law.likeness()
    astray: dict[tuple[str, Sameness], list[Named]] = {}
    for x in _mentions(found):
        answer = _judged(records, likeness, x, licensed)
        if answer is not Sameness.SAME:
            if answer is Sameness.DIFFERENT and x.fact is found.declared and not _settled(records, dossier):
                answer = Sameness.UNDECIDED
            astray.setdefault((x.subject, answer), []).append(x)
    for (subject, answer), named in astray.items():
        terms = held.terms(named[0].on)
        astray_named = list(dict.fromkeys(message(_NAMED[x.fact.kind], party=as_named(x.mention)) for x in named))
        told = {
            "consignment": found.key,
            "named": and_more(astray_named[:_SHOWN], len(astray_named)),
            "licence": held.key,
            "licensed": tuple(dict.fromkeys(map(as_named, (terms.consignee, terms.end_user)))),
        }
        yield Suspicion(
            shipment=found.key,
            subject=subject,
            severity=Severity.HOLD,
            candidate=answer is Sameness.UNDECIDED,
            facts=unique([*(x.fact for x in named), *(held.source_of_terms(x.on) for x in named)]),
            message=(
                message("r19.other-end-user", **told) if subject == END_USER else message("r19.other-consignee", **told)
            ),
        )
