"""The verdict at the border: go, check, hold or stop, for a licence, or for a consignment under its licences.

Orders, the API and the desk's pages ask the same functions: what refuses an order is what the verdict shows beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from domain.chapters.transfers.dossiers import authorised
from domain.chapters.transfers.predicates import unauthorized_on
from domain.decisions.command import Ordered
from domain.decisions.reservation import unusable
from domain.engine.supposition import Supposition, supposed_fact
from domain.events.declaration import DeclaredLine, ShipmentDeclared
from domain.events.goods import Quantity
from domain.events.licence import ExportLicenceIssued
from domain.events.movement import ShipmentReleasedForExport
from domain.events.refs import FindingKey, ShipmentRef, document_key
from domain.events.refusal import RefusalReason
from domain.findings.lifecycle import closed_by
from domain.findings.rule import Severity
from domain.kernel.event import canonical
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, date_text, instant
from domain.preconditions.already_open import Subject, names_of, open_findings
from domain.preconditions.grounds import Grounds, OpenFinding
from domain.preconditions.would_open import (
    GRAVE,
    WouldOpen,
    about_consignment,
    about_issue,
    about_licence,
    departure,
    settling,
    within_authorizations,
)
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.quantities import exact, plain
from domain.record.records import Records
from domain.rules.r06_import_authorization import import_authorization
from domain.state.consignments import Consignment, DrawnLine, consignment, control_day
from domain.state.licences import Licence, licence
from domain.state.reference import authority, unit_of

GO, CHECK, HOLD, STOP = "go", "check", "hold", "stop"
WORDS = (GO, CHECK, HOLD, STOP)
_LASTING = frozenset({"REVOKED", "SURRENDERED", "EXPIRED"})


class VerdictReason(NamedTuple):
    """One thing that speaks against letting goods go, how gravely, what it is about, and what would mend it."""

    code: str
    requirement: str
    severity: int
    about: str
    message: Message
    mend: Message
    finding_id: str | None = None
    """The finding that is open, where the reader may see it."""
    stands: bool = False
    """Whether it is open already, whoever sees it."""

    def against(self) -> RefusalReason:
        """As a reason of a refusal."""
        return RefusalReason(code=self.code, requirement=self.requirement, message=self.message, mend=self.mend)


class BorderVerdict(NamedTuple):
    """What customs is to do, and every reason for it, the gravest first."""

    word: str
    reasons: tuple[VerdictReason, ...]


def border_verdict(reasons: Iterable[VerdictReason]) -> BorderVerdict:
    """The word that the gravest reason demands: go only where nothing is to be looked into first."""
    found = sorted(dict.fromkeys(reasons), key=lambda x: -x.severity)
    worst = found[0].severity if found else 0
    word = STOP if worst >= Severity.STOP else HOLD if worst >= GRAVE else CHECK if worst >= Severity.CHECK else GO
    return BorderVerdict(word, tuple(found))


# -- what is told ------------------------------------------------------------------------------------------------------


def _subject_told(key: FindingKey) -> str:
    told = (key.licence, key.line, key.shipment, key.subject)
    return " · ".join(str(x) for x in told if x is not None)


def open_told(found: OpenFinding, reader: str) -> VerdictReason:
    """A finding that is open; one that the reader's State may not see is told without what it says (R-016)."""
    about = _subject_told(found.key)
    if reader not in found.states:
        return _held_elsewhere(found)
    return VerdictReason(
        f"FINDING_OPEN:{found.rule}",
        f"rules {found.rule}",
        found.severity,
        about,
        message("reason.finding-open", rule=found.rule, about=about, told=found.message),
        message("mend.clear-or-dispose", rule=found.rule),
        found.finding_id,
        stands=True,
    )


def _held_elsewhere(found: OpenFinding) -> VerdictReason:
    told = message("reason.finding-elsewhere", states=found.states)
    mend = message("mend.ask-who-sees-it", states=found.states)
    return VerdictReason("FINDING_OPEN", "R-016", found.severity, "", told, mend, stands=True)


def would_told(found: WouldOpen) -> VerdictReason:
    """A finding that would open."""
    about = _subject_told(found.raised.key)
    return VerdictReason(
        f"WOULD_OPEN:{found.rule.id}",
        f"rules {found.rule.id}",
        int(found.raised.severity),
        about,
        message("reason.would-open", rule=found.rule.id, about=about, told=found.raised.message),
        message("mend.what-clears", clears=found.rule.clears),
    )


# -- a licence ---------------------------------------------------------------------------------------------------------


def licence_reasons(grounds: Grounds, held: Licence, on: Day) -> Iterator[VerdictReason]:
    """What speaks against drawing on a licence on a day, whatever is declared."""
    records = grounds.records
    for x in unusable(held, on):
        lasting = x.code in _LASTING
        severity = Severity.STOP if lasting else Severity.HOLD
        yield VerdictReason(x.code, x.requirement, severity, held.key, x.message, x.mend)
    yield from _overdrawn(grounds, held, on)
    yield from _unauthorized(records, held, on)
    yield from map(would_told, holds(grounds, held))


def holds(grounds: Grounds, held: Licence) -> list[WouldOpen]:
    """What holds a licence since it was issued, by lists alone: an embargo that covers it, a party that is listed.

    No fact says so and no rule reads it; an officer makes a suspension of it.
    """
    records = grounds.records
    return list(about_licence(records, grounds.suppose(()), held))


def _overdrawn(grounds: Grounds, held: Licence, on: Day) -> Iterator[VerdictReason]:
    ledger = grounds.ledger(held.key)
    for number in ledger.numbers():
        line = held.line(number, on)
        if number is None or (line is not None and line.control == "O"):
            continue
        if line is not None and line.control == "V" and line.value is not None:
            unit, allowed = line.value.currency, exact(line.value.amount)
            drawn = ledger.worth(number, unit)
        else:
            unit = unit_of(line.item.category if line else None)
            allowed, drawn = authorised(grounds.records, line).lo, ledger.drawn(number).lo
        if drawn > allowed:
            told = message(
                "reason.line-overdrawn",
                licence=held.key,
                line=number,
                drawn=plain(drawn),
                authorised=plain(allowed),
                excess=plain(drawn - allowed),
                unit=unit,
            )
            mend = message("mend.hold-or-release")
            yield VerdictReason("OVERDRAWN", "R-072", Severity.HOLD, f"{held.key} · {number}", told, mend)


def _unauthorized(records: Records, held: Licence, on: Day) -> Iterator[VerdictReason]:
    """The import authorization no longer carries the licence: goods that leave now would leave without one (R-045)."""
    failed = unauthorized_on(records, held, on, None)
    if failed is None or closed_by(records, import_authorization.id, _licence_key(held), ()) is not None:
        return
    yield VerdictReason(
        "WOULD_OPEN:R06",
        "rules R06",
        Severity.HOLD,
        held.key,
        message("reason.would-open", rule="R06", about=held.key, told=failed.because),
        message("mend.what-clears", clears=import_authorization.clears),
    )


def _licence_key(held: Licence) -> FindingKey:
    return FindingKey(licence=held.key, line=None, shipment=None, subject=None)


def licence_verdict(grounds: Grounds, key: str, on: Day, reader: str) -> BorderVerdict | None:
    """The verdict on a licence and its parties on a day in its State; None where there is no such licence."""
    held = licence.of(grounds.records, key)
    if held is None:
        return None
    about = Subject(licence=held, terms=held.terms(on))
    standing = (open_told(x, reader) for x in open_findings(grounds, [about]))
    return border_verdict([*licence_reasons(grounds, held, on), *standing])


# -- a consignment -----------------------------------------------------------------------------------------------------


class WouldLeave(NamedTuple):
    """A consignment whose goods would leave: by which declaration, with which facts more, on whose word, and when.

    `left` says that they are gone already: then nothing more is supposed of them.
    """

    key: str
    declared: ShipmentDeclared
    facts: Sequence[Any]
    ordered: Ordered
    left: bool = False

    def day(self, records: Records, control: Day) -> Day:
        """The day on which the goods would leave: today, but not before that on which their licences are tested."""
        return max(control, self.ordered.today(records, self.declared.export_state))


def _supposed(grounds: Grounds, leaves: WouldLeave) -> Supposition:
    """The records as if the goods of a declaration had left on its route and all had settled."""
    records, declared, ordered = grounds.records, leaves.declared, leaves.ordered
    control = control_day(declared, zone_of(authority.of(records, declared.export_state)))
    customs, at = f"/states/{ordered.state}/customs", (ordered.time, ordered.recordedat)
    facts: list[Fact] = [supposed_fact(x, customs, n, *at, ordered.day_only) for n, x in enumerate(leaves.facts)]
    if not leaves.left:
        facts += departure(declared, customs, leaves.day(records, control), ordered.recordedat)
    behind = max(instant(ordered.recordedat) - records.now, 0)
    return grounds.suppose(facts, behind + settling(records, declared.export_state, control))


def would_open(grounds: Grounds, leaves: WouldLeave, drawn: Iterable[DrawnLine]) -> list[WouldOpen]:
    """What would open if a consignment left now."""
    within = within_authorizations(grounds, drawn)
    found = about_consignment(grounds.records, _supposed(grounds, leaves), leaves.key, overuse=not within)
    return list(found)


def issue_reasons(grounds: Grounds, issued: ExportLicenceIssued, ordered: Ordered) -> list[RefusalReason]:
    """What would open if a licence were issued, and what of severity 4 or 5 is open on its parties already."""
    records, key = grounds.records, document_key(issued.licence)
    said: Any = issued
    licensing = f"/states/{issued.licence.state}/licensing"
    supposed = grounds.suppose([supposed_fact(said, licensing, 1, ordered.time, ordered.recordedat)])
    held = licence.of(supposed, key)
    assert held is not None  # noqa: S101  its own State has issued it
    standing = open_findings(grounds, [Subject(terms=issued.terms)], least=GRAVE)
    known = {(x.rule, x.key) for x in standing}
    new = (x for x in about_issue(records, supposed, held) if (x.rule.id, x.raised.key) not in known)
    return grave([*(open_told(x, ordered.state) for x in standing), *map(would_told, new)])


# -- declarations that are alike ---------------------------------------------------------------------------------------


class _Alike(NamedTuple):
    """What is so for every declaration that says the same but for its number and how much there is of the goods."""

    opens: bool
    names: tuple[str, ...]


_STANDS_FOR = ShipmentRef(ucr="ALIKE")


def _alike(grounds: Grounds, leaves: WouldLeave, drawn: Iterable[DrawnLine], on: Day) -> _Alike | None:
    """The same for all that are alike, worked out once; None for goods that may be alike to no others.

    No grave suspicion asks how much there is, but of components and of what leaves under an authorization in all.
    """
    records, declared = grounds.records, leaves.declared
    plain = leaves.facts == (declared,) and declared.replaces is None and not leaves.left
    if not plain or any(x.serials or x.lots or x.item.category == "COMPONENT" for x in declared.lines):
        return None
    if records.facts(f"declaration/{leaves.key}") or records.facts(f"movement/{leaves.key}"):
        return None
    lines = tuple(_one_of(x) for x in declared.lines)
    stand_in: Any = replace(declared, shipment=_STANDS_FOR, declaration="ALIKE", lines=lines)
    named = f"alike {date_text(leaves.day(records, on))} {canonical(stand_in).decode()}"

    def judged() -> _Alike:
        # Each has a name of its own: who looks one up is not among those who looked up the others.
        ref = ShipmentRef(ucr=f"{_STANDS_FOR.ucr}-{sha256(named.encode()).hexdigest()[:16].upper()}")
        said: Any = replace(stand_in, shipment=ref)
        one = leaves._replace(key=ref.ucr, declared=said, facts=(said,))
        opens = any(about_consignment(records, _supposed(grounds, one), one.key, overuse=False))
        return _Alike(
            opens, names_of(records, (x._replace(consignment=None) for x in judged_subjects(records, one, drawn, on)))
        )

    found: _Alike = grounds.remembering(named, judged)
    return found


def _one_of(line: DeclaredLine) -> DeclaredLine:
    quantity = Quantity(value="1", unit=line.quantity.unit)
    return replace(line, quantity=quantity, net_mass_kg=None, gross_mass_kg=None, value=None)


def judged_subjects(records: Records, leaves: WouldLeave, drawn: Iterable[DrawnLine], on: Day) -> list[Subject]:
    """What is looked at for the sake of a consignment: itself, each licence that it draws on, and all their parties."""
    lines: dict[str, set[int | None]] = {}
    for x in drawn:
        lines.setdefault(x.licence, set()).add(x.line)
    found = [Subject(consignment=leaves.key, mentions=leaves.declared.parties)]
    for number, own in lines.items():
        held = licence.of(records, number)
        if held is not None:
            found.append(Subject(held, leaves.key, frozenset(own), held.terms(on)))
    return found


SAID_BY_LEDGER = {
    "EXPIRED": "R03",
    "NOT_YET_VALID": "R03",
    "SUSPENDED": "R04",
    "REVOKED": "R04",
    "LICENCE_NOT_NAMED": "R05",
    "LICENCE_NOT_FOUND": "R05",
    "INSUFFICIENT": "R07",
}
"""What the ledger says in its own words of what a rule would suspect: it is told once."""


def departure_reasons(
    grounds: Grounds,
    leaves: WouldLeave,
    drawn: Sequence[DrawnLine],
    said: Iterable[RefusalReason] = (),
    least: int = GRAVE,
) -> list[VerdictReason]:
    """What speaks against goods beside the ledger: what is open about them, and what would open."""
    records = grounds.records
    on = control_day(leaves.declared, zone_of(authority.of(records, leaves.declared.export_state)))
    alike = _alike(grounds, leaves, drawn, on)
    subjects, names = judged_subjects(records, leaves, drawn, on), alike.names if alike else None
    standing = open_findings(grounds, subjects, names, least)
    if alike is not None and not alike.opens and within_authorizations(grounds, drawn):
        return [open_told(x, leaves.ordered.state) for x in standing]
    told = {SAID_BY_LEDGER.get(x.code) for x in said}
    known = {(x.rule, x.key) for x in standing}
    new = (
        x
        for x in would_open(grounds, leaves, drawn)
        if x.rule.id not in told and (x.rule.id, x.raised.key) not in known
    )
    opened = (open_told(x, leaves.ordered.state) for x in standing)
    return list(dict.fromkeys([*opened, *map(would_told, new)]))


def grave(found: Iterable[VerdictReason]) -> list[RefusalReason]:
    """What of it refuses an order."""
    return [x.against() for x in found if x.severity >= GRAVE]


def consignment_verdict(grounds: Grounds, key: str, ordered: Ordered) -> BorderVerdict | None:
    """The verdict on a consignment that is declared, its licences and their parties; None where it is not declared."""
    records = grounds.records
    found = consignment.of(records, key)
    if found is None:
        return None
    left = found.exit is not None or not found.live
    leaves = WouldLeave(key, found.declared.data, _released(found), ordered, left)
    reasons: list[VerdictReason] = []
    for number in dict.fromkeys(x.licence for x in found.goods.drawn) if not left else ():
        held = licence.of(records, number)
        if held is not None:
            reasons += licence_reasons(grounds, held, ordered.today(records, held.state))
    said = [x.against() for x in reasons]
    return border_verdict([*reasons, *departure_reasons(grounds, leaves, found.goods.drawn, said, least=0)])


def _released(found: Consignment) -> Sequence[Any]:
    data = found.declared.data
    released: Any = ShipmentReleasedForExport(shipment=data.shipment, declaration=data.declaration, office=data.office)
    return (released,)
