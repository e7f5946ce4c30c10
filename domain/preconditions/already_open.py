"""What is open already and bars goods: on their licence, on the consignment itself, on its parties (R-072, R-096)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.chapters.documents.end_use_documents import as_presented
from domain.chapters.parties.mentions import party_id
from domain.chapters.parties.relations import cluster_name
from domain.events.licence import LicenceTerms
from domain.events.party import PartyMention
from domain.events.refs import document_key
from domain.findings.lifecycle import closed_by
from domain.kernel.canon import bounded
from domain.preconditions.grounds import Grounds, OpenFinding
from domain.record.records import Records
from domain.state.licences import Licence

EXHAUSTS = frozenset({"R01", "R02"})
"""The rules that speak of a line used up: what they say of one consignment concerns every other on that line."""


class Subject(NamedTuple):
    """Whatever is asked about: a licence or none, a consignment or none, the lines drawn on, who takes part."""

    licence: Licence | None = None
    consignment: str | None = None
    lines: frozenset[int | None] = frozenset()
    terms: LicenceTerms | None = None
    mentions: tuple[PartyMention, ...] = ()


def parties_named(terms: LicenceTerms) -> tuple[PartyMention, ...]:
    """Those whom the terms of a licence name."""
    return (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)


def _subjects(records: Records, about: Subject) -> Iterator[str]:
    if about.consignment is not None:
        yield f"consignment {about.consignment}"
    if about.licence is not None:
        yield f"licence {about.licence.key}"
        yield f"losses {about.licence.key}"
    if about.terms is not None:
        if about.terms.import_authorization is not None:
            yield f"authorization {document_key(about.terms.import_authorization)}"
        yield from (f"document {as_presented(records, x)}" for x in about.terms.end_use_documents)
    mentions = (*about.mentions, *(parties_named(about.terms) if about.terms else ()))
    for party in dict.fromkeys(party_id(records, x) for x in mentions):
        yield f"listed {bounded(party)}"
        yield f"recipient {bounded(party)}"
        yield f"stock {bounded(party)}"
        yield f"cluster {cluster_name(records, party)}"


def _bars(about: Subject, found: OpenFinding) -> bool:
    """Whether a finding is about just this: another consignment's only where it uses the line up."""
    other = found.key.shipment is not None and found.key.shipment != about.consignment
    if not other:
        return True
    return found.rule in EXHAUSTS and (not about.lines or found.key.line in about.lines)


def names_of(records: Records, subjects: Iterable[Subject]) -> tuple[str, ...]:
    """Whatever findings may be about that concern some subjects, each called by kind and name."""
    return tuple(sorted({name for about in subjects for name in _subjects(records, about)}))


def open_findings(
    grounds: Grounds, subjects: Iterable[Subject], names: Sequence[str] | None = None, least: int = 0
) -> list[OpenFinding]:
    """The open findings on some subjects, the gravest first, without those closed since the views last saw them.

    `names` is what they may be about, where that is known; `least` leaves out those of a lower severity.
    """
    records, wanted = grounds.records, tuple(subjects)
    every = names_of(records, wanted) if names is None else names
    found = [
        x
        for x in grounds.open_about(every)
        if x.severity >= least
        and any(_bars(about, x) for about in wanted)
        and closed_by(records, x.rule, x.key, x.evidence) is None
    ]
    return sorted(found, key=lambda x: (-x.severity, x.rule, x.finding_id))
