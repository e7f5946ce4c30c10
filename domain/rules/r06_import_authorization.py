"""A licence rests on no import authorization, or on one that does not fit it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.chapters.transfers.dossiers import LicenceDossier
from domain.chapters.transfers.predicates import Unauthorized, unauthorized
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import date_text
from domain.record.quantities import plain
from domain.record.records import Records


@rule(
    id="R06",
    title="Import authorization missing or mismatched",
    law="UNFP 10(2)(a), 10(3)",
    subject="licence",
    clears="an import authorization that fits the licence on the dates tested, whenever it is recorded",
)
def import_authorization(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """The test fails at the issue date, or at the exit of a departed consignment (R-044, R-045)."""
    failures = unauthorized.of(records, dossier.key)
    if failures:
        yield suspected(dossier.key, failures)


def suspected(licence: str, failures: Sequence[Unauthorized]) -> Suspicion:
    """What failed tests of a licence say together."""
    gravest = next((x for x in failures if x.at_exit), failures[0])
    excess = max((x.excess for x in failures if x.excess is not None), default=None)
    failed = {
        "licence": licence,
        "on": date_text(gravest.on),
        "because": gravest.because,
        "more": "" if excess is None else message("r06.more-than-authorized", excess=plain(excess)),
    }
    return Suspicion(
        licence=licence,
        severity=Severity.HOLD if gravest.at_exit else Severity.CHECK,
        quantity=excess,
        facts=unique([f for x in failures for f in x.facts]),
        message=message("r06.at-exit", **failed) if gravest.at_exit else message("r06.at-issue", **failed),
    )
