"""A party, vessel or signatory is on the list of sanctions."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.screening.sanctions import FOUND_BY_IDENTIFIER, Match, sanctioned
from domain.chapters.screening.screened_parties import FoundOnList, ListedDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.record.records import Records


def _decisive(hits: list[FoundOnList]) -> list[FoundOnList]:
    """Those that nothing contradicts; where there is none, those that one thing does."""
    return [x for x in hits if x.match.certain] or hits


def _says(match: Match) -> str:
    """That one is the other is said of no shared number, and of nobody whom anything contradicts (rules 5.4)."""
    if match.by == FOUND_BY_IDENTIFIER:
        return "r20.numbered" if match.certain else "r20.numbered-elsewhere"
    return "r20.listed" if match.certain else "r20.contradicted"


@rule(
    id="R20",
    title="Listed party",
    law="UNSC; ATT 6(1); UNFP 13",
    subject="listed",
    clears="delisting, a corrected list, or a birth date, nationality or State that shows it is somebody else",
)
def listed_party(dossier: ListedDossier, records: Records) -> Iterator[Suspicion]:
    """Same identifier, or a like name that no qualifier contradicts, as an entry in effect (R-054)."""
    for entry, hits in dossier.found.items():
        listed = sanctioned.of(records, entry)
        if listed is None:
            continue
        decisive = _decisive(hits)
        first, row = decisive[0], listed.rows[0]
        yield Suspicion(
            subject=f"{dossier.name}|{entry}",
            severity=Severity.STOP,
            candidate=not first.match.certain,
            facts=unique([*(x.fact for x in decisive), listed.published]),
            message=message(_says(first.match), named=first.named, party=dossier.name, listed=row.name, entry=entry),
        )
