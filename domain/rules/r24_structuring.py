"""A cluster of parties sends many consignments just below a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from domain.chapters.parties.clusters import ClusterDossier
from domain.chapters.parties.exempt_exports import Dealing, chance, usual_share, windows
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text
from domain.record.law import Law
from domain.record.quantities import Exact, plain
from domain.record.records import Records


class _Series(NamedTuple):
    """The window of days that speaks most strongly."""

    last: Day
    law: Law
    band: list[Dealing]
    all: list[Dealing]
    total: Exact


def _suspicious(found: Sequence[Dealing], records: Records) -> Iterator[_Series]:
    """Windows with enough dealings in the band that together exceed the threshold."""
    for last, law, inside in windows(records, found):
        band = [x for x in inside if x.in_band(law)]
        total = sum((x.amount.lo for x in band), start=0)
        if len(band) >= law.struct_min and total > band[0].limit:
            yield _Series(last, law, band, inside, total)


@rule(
    id="R24",
    title="Structuring",
    law="UNFP 10(1), 10(6)",
    subject="cluster",
    clears="a contract that the consignments belong to, or corrected declarations",
)
def structuring(dossier: ClusterDossier, records: Records) -> Iterator[Suspicion]:
    """More consignments lie just below a threshold than chance explains, and together exceed it (R-005)."""
    grouped: dict[tuple[str, str, str], list[Dealing]] = {}
    for x in dossier.dealings:
        grouped.setdefault(x.key, []).append(x)
    for (destination, metric, threshold), found in grouped.items():
        for series in _suspicious(found, records):
            law = series.law
            p = usual_share(records, threshold, dossier.name, series.last, law)
            if chance(len(series.band), len(series.all), p) <= Fraction(law.struct_alpha):
                yield Suspicion(
                    subject=f"{dossier.name}|{destination}|{metric}|{threshold}",
                    severity=Severity.CHECK,
                    facts=unique([x.fact for x in series.band]),
                    message=message(
                        "r24.structuring",
                        sender=dossier.title,
                        consignments=len(series.band),
                        of=len(series.all),
                        usual_share=plain(p),
                        threshold=threshold,
                        state=destination,
                        days=law.struct_window,
                        last=date_text(series.last),
                        total=series.band[0].said(series.total),
                    ),
                )
                break
