"""The verdict at the border as pages and the API show it: on a licence, or on a consignment under its licences."""

from __future__ import annotations

from domain.decisions.border_verdict import (
    BorderVerdict,
    consignment_verdict,
    holds,
    licence_verdict,
    would_told,
)
from domain.decisions.command import Ordered
from domain.decisions.states import consignment_state_of
from domain.kernel.moments import date_text
from domain.state.licences import licence, status_on
from projections.page_data.applications import grounds_of
from projections.page_data.licences import today
from projections.page_data.shapes import At, SaidAgainst, VerdictSheet
from projections.page_data.snapshot import Snapshot
from projections.sentences import Reason, reasons_said
from projections.store.views import Generation


def verdict_on_licence(snapshot: Snapshot, findings: Generation, key: str, reader: str) -> VerdictSheet | None:
    """The verdict on a licence and its parties as it stands, told to a State; None where there is no such licence."""
    held = licence.of(snapshot, key)
    if held is None:
        return None
    on = today(snapshot, held.state, At())
    found = licence_verdict(grounds_of(snapshot, findings), key, on, reader)
    assert found is not None  # noqa: S101  it is on record
    return _sheet(snapshot, "licences", key, date_text(on), status_on(held, held.terms(on), on), found)


def verdict_on_consignment(snapshot: Snapshot, findings: Generation, key: str, reader: str) -> VerdictSheet | None:
    """The verdict on a consignment, its licences and their parties; None where it is not declared."""
    asked = Ordered(by="", state=reader, time=snapshot.told, recordedat=snapshot.told)
    found = consignment_verdict(grounds_of(snapshot, findings), key, asked)
    if found is None:
        return None
    on = date_text(today(snapshot, reader, At()))
    return _sheet(snapshot, "consignments", key, on, consignment_state_of(snapshot, key), found)


def held_by(snapshot: Snapshot, findings: Generation, key: str) -> tuple[Reason, ...]:
    """What holds a licence now though no fact says so; nothing where it is not on record."""
    held = licence.of(snapshot, key)
    found = holds(grounds_of(snapshot, findings), held) if held else ()
    return reasons_said((would_told(x).against() for x in found), snapshot.language)


def _sheet(snapshot: Snapshot, register: str, key: str, on: str, status: str, found: BorderVerdict) -> VerdictSheet:
    told = reasons_said((x.against() for x in found.reasons), snapshot.language)
    reasons = tuple(
        SaidAgainst(x.code, x.requirement, x.severity, x.about, x.finding_id, said.says, said.mend, said.figures)
        for x, said in zip(found.reasons, told, strict=True)
    )
    return VerdictSheet(register, key, on, status, found.word, reasons)
