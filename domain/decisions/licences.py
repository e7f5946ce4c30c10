"""Orders on an export licence once it is issued: amend, suspend, reinstate, revoke, surrender (R-031, R-058, R-065)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.chapters.transfers.dossiers import authorised
from domain.chapters.transfers.ledger import Ledger
from domain.decisions import part
from domain.decisions.command import Command, Decide, Decision, Ordered, WrongState, as_ordered, by_two, passes
from domain.decisions.preparing import of_amendment
from domain.decisions.states import application_facts, licence_state, mistaken
from domain.events.licence import (
    ExportLicenceAmended,
    ExportLicenceReinstated,
    ExportLicenceRevocationUndone,
    ExportLicenceRevoked,
    ExportLicenceSurrendered,
    ExportLicenceSuspended,
    LicenceLine,
)
from domain.events.refusal import RefusalReason, reason
from domain.events.streams import document_key, document_ref
from domain.kernel.message import message
from domain.kernel.moments import date_text, day
from domain.preconditions import Asked, preconditions
from domain.preconditions.grounds import Grounds
from domain.record.quantities import Exact, exact, plain
from domain.record.records import Records
from domain.state.consignments import attribution
from domain.state.licences import licence
from domain.state.notices import notices
from domain.state.parties import entry


def amend(grounds: Grounds, order: ExportLicenceAmended, ordered: Ordered) -> Decision:
    """New terms for the same holder, never below what is drawn already, and under every precondition of issue again.

    (R-045, R-065, R-131)
    """
    if order.amended_by != "ISSUING_AUTHORITY":
        mend = "Only the issuing authority amends a licence: say ISSUING_AUTHORITY."
        raise mistaken("NOT_THE_ISSUER", "R-065", mend, amended_by=order.amended_by)
    key = document_key(order.licence)
    on = max(day(order.effective_on), ordered.today(grounds.records, order.licence.state))
    against = [*_another_holder(grounds.records, key, order), *_below_drawn(grounds, key, order.terms.lines)]
    asked = Asked(
        licence=key,
        terms=order.terms,
        on=on,
        acknowledged=_acknowledged(grounds.records, key),
        conditions=_conditions(grounds.records, key, order),
    )
    against += [x.against() for x in preconditions(grounds, asked) if not x.met]
    return Decision(reasons=tuple(against)) if against else passes(order)


def _another_holder(records: Records, key: str, order: ExportLicenceAmended) -> Iterator[RefusalReason]:
    """A licence is not passed on: its exporter stays the same entry of the register (R-131)."""
    held = licence.of(records, key)
    before = held.issued.data.terms.exporter.register_id if held else None
    after = order.terms.exporter.register_id
    if held is not None and _standing(records, before) != _standing(records, after):
        told = message("reason.another-holder", licence=key, before=before or "", after=after or "")
        yield reason("ANOTHER_HOLDER", "R-131", told, message("mend.holder-applies-itself"))


def _standing(records: Records, register_id: str | None) -> str | None:
    """The entry that a register id stands for, whatever it was merged into."""
    return entry.of(records, register_id).register_id if register_id else None


def _acknowledged(records: Records, key: str) -> tuple[str, ...]:
    """The findings that were looked at when the licence was applied for; what came up since is to be disposed of."""
    held = licence.of(records, key)
    named = held.issued.data.application if held else None
    told = application_facts(records, document_ref(named)) if named else []
    assessed = [f.data.acknowledged for f in told if f.kind == "licence-application.assessed"]
    return assessed[-1] if assessed else ()


def _conditions(records: Records, key: str, order: ExportLicenceAmended) -> tuple[str, ...]:
    """Conditions of transit States stand on the licence since it was issued."""
    held = licence.of(records, key)
    before = held.issued.data.terms.transit_states if held else ()
    named = (f"licence {key}", *_authorization(order))
    asked = [n for x in named for n in notices.of(records, x) if n.state in before]
    return tuple(c for n in asked for f in n.answers for c in getattr(f.data, "conditions", ()))


def _authorization(order: ExportLicenceAmended) -> list[str]:
    named = order.terms.import_authorization
    return [f"authorization {document_key(named)}"] if named else []


def _limit(records: Records, line: LicenceLine | None, ledger: Ledger, number: int) -> tuple[Exact, Exact] | None:
    """What a line would allow and what is drawn on it; None where the line limits nothing."""
    if line is not None and line.control == "O":
        return None
    if line is not None and line.control == "V" and line.value is not None:
        return exact(line.value.amount), ledger.worth(number, line.value.currency)
    return authorised(records, line).lo, ledger.drawn(number).lo


def _below_drawn(grounds: Grounds, key: str, lines: tuple[LicenceLine, ...]) -> Iterator[RefusalReason]:
    ledger = grounds.ledger(key)
    for number in ledger.numbers():
        line = next((x for x in lines if x.line == number), None)
        limit = _limit(grounds.records, line, ledger, number) if number is not None else None
        if limit is not None and limit[0] < limit[1]:
            allowed, drawn = map(plain, limit)
            yield reason(
                "BELOW_DRAWN",
                "R-065",
                message("reason.below-drawn", line=number, allowed=allowed, drawn=drawn),
                message("mend.leave-line-at", line=number, drawn=drawn),
            )


def reinstate(grounds: Grounds, order: ExportLicenceReinstated, ordered: Ordered) -> Decision:
    """A suspended licence has effect again while it still runs (R-058)."""
    held = licence.of(grounds.records, document_key(order.licence))
    if held is not None:
        terms = held.terms(ordered.today(grounds.records, held.state))
        if day(order.effective_on) > day(terms.valid_to):
            mend = "The exporter needs a new licence."
            raise WrongState("EXPIRED", "R-058", mend, licence=held.key, valid_to=terms.valid_to)
    return passes(order)


def undo_revocation(grounds: Grounds, order: ExportLicenceRevocationUndone, ordered: Ordered) -> Decision:
    """A revocation that was a mistake ends from a day on that has not passed: what happened meanwhile stays (R-058)."""
    if not order.reason.strip():
        raise mistaken("REASON_MISSING", "R-058", "Say what was mistaken in the revocation.")
    held = licence.of(grounds.records, document_key(order.licence))
    if held is not None:
        today, terms = ordered.today(grounds.records, held.state), held.terms(day(order.effective_on))
        if day(order.effective_on) < today:
            mend = f"Let it have effect again from {date_text(today)} on."
            raise mistaken("NOT_RETROACTIVE", "R-058", mend, effective_on=order.effective_on)
        if day(order.effective_on) > day(terms.valid_to):
            mend = "The exporter needs a new licence."
            raise WrongState("EXPIRED", "R-058", mend, licence=held.key, valid_to=terms.valid_to)
    return passes(order)


def surrender(grounds: Grounds, order: ExportLicenceSurrendered, _: Ordered) -> Decision:
    """The holder gives the licence back, once nothing declared under it still waits to leave (norms 4.1)."""
    key = document_key(order.licence)
    waiting = [
        x
        for x in grounds.ledger(key).consignments()
        if (drawn := attribution.of(grounds.records, x)) is not None and drawn.exit is None
    ]
    if not waiting:
        return passes(order)
    against = reason(
        "RESERVATION_OPEN",
        "R-070",
        message("reason.reservation-open", licence=key, waiting=tuple(waiting[:5]), consignments=len(waiting)),
        message("mend.invalidate-or-wait"),
    )
    return Decision(reasons=(against,))


def _licence(verb: str, title: str, order: type[Any], decide: Decide, requirement: str, *states: str) -> Command:
    allowed, whose = frozenset(states), part.issuer_of_the_licence
    return Command("licence", verb, title, order, decide, licence_state, allowed, "licensing", requirement, part=whose)


def _enlarging(command: Command) -> Command:
    """An order after which more may leave than before takes two persons (R-020)."""
    return command._replace(second=by_two)


COMMANDS = (
    _enlarging(
        _licence("amend", "amend an export licence", ExportLicenceAmended, amend, "R-065", "valid", "not yet valid")
    )._replace(prepared=of_amendment),
    _licence(
        "suspend", "suspend an export licence", ExportLicenceSuspended, as_ordered, "R-031", "valid", "not yet valid"
    ),
    _enlarging(
        _licence("reinstate", "reinstate a suspended licence", ExportLicenceReinstated, reinstate, "R-058", "suspended")
    ),
    _licence(
        "revoke",
        "revoke an export licence",
        ExportLicenceRevoked,
        as_ordered,
        "R-031",
        "valid",
        "not yet valid",
        "suspended",
    ),
    _enlarging(
        _licence(
            *("undo-revocation", "undo a revocation that was a mistake", ExportLicenceRevocationUndone),
            *(undo_revocation, "R-058", "revoked"),
        )
    ),
    _licence(
        "surrender",
        "record that the holder gives a licence back",
        ExportLicenceSurrendered,
        surrender,
        "R-058",
        "valid",
        "not yet valid",
    ),
)
