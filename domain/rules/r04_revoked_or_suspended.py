"""A licence is used while it is revoked or suspended."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.dossiers import LicenceDossier
from domain.chapters.transfers.predicates import barred_use
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.consignments import Attribution


def _left(drawn: Attribution, facts: tuple[Fact, ...]) -> Day:
    """The first day on which the goods left in the period."""
    return min(on for on, f in drawn.exits if f.ref in {x.ref for x in facts})


@rule(
    id="R04",
    title="Revoked or suspended licence used",
    law="UNFP 10(1); ATT 7(7), 11(4)",
    subject="licence",
    clears="a correction of the revocation or suspension, or a cancellation of the consignment",
)
def revoked_or_suspended(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """The control date falls in the period, or the exit does although the goods were declared before it."""
    for drawn in dossier.attributions:
        use = barred_use(dossier.held, drawn)
        if use is None:
            continue
        declared_in_it, facts = use
        barred = {
            "consignment": drawn.key,
            "licence": dossier.key,
            "status": "revoked" if facts[0].kind == "export-licence.revoked" else "suspended",
            "since": facts[0].data.effective_on,
        }
        if declared_in_it:
            told = message("r04.declared", **barred, declared=date_text(drawn.control_day))
        else:
            told = message("r04.left-on", **barred, left=date_text(_left(drawn, facts)))
        yield Suspicion(
            licence=dossier.key,
            shipment=drawn.key,
            severity=Severity.STOP if declared_in_it else Severity.HOLD,
            facts=unique([drawn.declared, *facts]),
            message=told,
        )
