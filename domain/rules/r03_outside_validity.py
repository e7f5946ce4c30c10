"""A licence is used before it begins or after it ends, by more than the one day that offsets explain."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.dossiers import LicenceDossier
from domain.chapters.transfers.predicates import barred_use
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text, day
from domain.record.records import Records
from domain.state.consignments import Attribution


def _test_day(dossier: LicenceDossier, drawn: Attribution) -> Day | None:
    authority = dossier.held.authority
    return drawn.exit_day if authority is not None and authority.tested_at_exit else drawn.control_day


@rule(
    id="R03",
    title="Outside validity",
    law="UNFP 10(3)",
    subject="licence",
    clears="an extension decided in time, or flagged retroactive by the issuing authority",
)
def outside_validity(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """The control date (or exit, where the State tests that) lies outside the terms of that date."""
    for drawn in dossier.attributions:
        tested = _test_day(dossier, drawn)
        if tested is None or barred_use(dossier.held, drawn) is not None:
            continue
        terms = dossier.held.terms(tested)
        late, early = tested - day(terms.valid_to), day(terms.valid_from) - tested
        breach, law = max(late, early), dossier.law.on(drawn.control_day)
        if breach <= law.tz_slack:
            continue
        used = {"consignment": drawn.key, "licence": dossier.key, "tested": date_text(tested), "days": breach}
        if late > early:
            told = message("r03.after-its-end", **used, valid_to=terms.valid_to)
        else:
            told = message("r03.before-its-start", **used, valid_from=terms.valid_from)
        yield Suspicion(
            licence=dossier.key,
            shipment=drawn.key,
            severity=Severity.HOLD if breach > law.grave_breach else Severity.CHECK,
            facts=unique(
                [
                    dossier.held.source_of_terms(tested),
                    drawn.declared,
                    drawn.exit if tested != drawn.control_day else None,
                ]
            ),
            message=told,
        )
