"""What an order is and what comes of it: events, or a refusal with every reason; decided, never carried out here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from domain.decisions.corrections import before_it, entry_to_correct, too_late
from domain.engine.subjects import subjects
from domain.events.refusal import RefusalReason
from domain.kernel.errors import NotAllowed
from domain.kernel.moments import Day, day, instant, written_offset
from domain.kernel.zones import date_in
from domain.preconditions.grounds import Grounds
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.reference import authority


class Ordered(NamedTuple):
    """Who gives an order, for which State, when it happened as the caller says, and when it was received.

    `corrects` is the id of the entry that this one takes the place of, `corrected` that entry and what it corrected
    itself, back to the first; `despite` the reason for which customs goes on although the ledger refuses (R-072).
    `person` is who gives it, whatever account or role is used; `proposed_by` the person who proposed it, where this is
    the decision on what another confirms (R-020). `wall` is true in a world that goes by the wall clock; `late` is why
    a declaration is entered only now (R-082). `role` is that in which it is given.
    """

    by: str
    state: str
    time: str
    recordedat: str
    day_only: bool = False
    corrects: str | None = None
    despite: str | None = None
    register_id: str | None = None
    person: str | None = None
    proposed_by: str | None = None
    corrected: tuple[Fact, ...] = ()
    wall: bool = False
    late: str | None = None
    role: str = ""

    def today(self, records: Records, state: str) -> Day:
        """The date on which the order is given, in a State."""
        if self.day_only:
            return day(self.time)
        zone = zone_of(authority.of(records, state))
        return date_in(zone, instant(self.time), written_offset(self.time))


class Decision(NamedTuple):
    """What is to be recorded: the events in order, or the reasons of a refusal; events may stand beside reasons.

    `speaker` names a State in whose name the entry is made, where that is not the officer's own.
    """

    events: tuple[Any, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()
    speaker: str | None = None


Decide = Callable[[Grounds, Any, Ordered], Decision]
StateOf = Callable[[Records, Any, Ordered], str]
PartNeeded = Callable[[Grounds, Any, Ordered], bool]
"""Whether whoever orders has, by the record, the part in a thing that an order needs."""


class Command(NamedTuple):
    """One thing an officer can order: on what, in which of its states, under which role of the State it is said."""

    noun: str
    verb: str
    title: str
    order: type[Any]
    decide: Decide
    state_of: StateOf
    allowed: frozenset[str]
    speaks_as: str
    requirement: str
    led_to: type[Any] | None = None
    """The event that a granted order leads to, where that is not the order itself."""
    about: Callable[[Any], str] | None = None
    """The subject of an order, where the order is no event that says so itself."""
    second: Callable[[Grounds, Any, Ordered], bool] | None = None
    """Whether an order takes two persons: proposed by one, confirmed by another (R-020); None where it never does."""
    prepared: Callable[[Records, Any], Iterable[Fact]] | None = None
    """What is on record of what an order names, whose authors do not confirm it."""
    prepares: bool = False
    """True where it prepares what another decides: an officer who gives it is known as a person (R-020)."""
    records_data: bool = False
    """True where it records data, in which a slip can be corrected; what is decided never is (R-117)."""
    part: PartNeeded | None = None
    """Who has the part in it that the order needs; one without is refused where the table of orders is made."""
    copies: Callable[[Records, Any], str | None] | None = None
    """Of an order that copies a paper: the State whose word it is, by the order or by the record."""
    sees: PartNeeded | None = None
    """Of an order that may be given about what one does not see: who does see it. Nobody else is told how it stands."""

    @property
    def entered(self) -> type[Any]:
        """The event that it is entered as; a correction takes the place of one of these, and is one."""
        return self.led_to or self.order

    def subject_of(self, order: Any) -> str:
        """The subject that an order is about: its history is the one the order belongs to."""
        return self.about(order) if self.about else subjects(self.order.__kind__, order)[0]

    def needs_second(self, grounds: Grounds, order: Any, ordered: Ordered) -> bool:
        """Whether this order, which is nobody's confirmation yet, must be confirmed by another person."""
        return self.second is not None and ordered.proposed_by is None and self.second(grounds, order, ordered)

    @property
    def unseen(self) -> bool:
        """Whether it may be given by who does not see what it is about: no version of that is told, or asked for."""
        return self.sees is not None

    @property
    def name(self) -> str:
        """Noun and verb, as it is called everywhere."""
        return f"{self.noun} {self.verb}"


class WrongState(NotAllowed):
    """An illegal step: the thing is not in a state in which this can be ordered."""


def decide(command: Command, grounds: Grounds, order: Any, ordered: Ordered) -> Decision:
    """The decision on an order; raises WrongState for an illegal step and NotAllowed for any other mistake.

    A correction is judged in the state that the thing would be in without the entry whose place it takes, by the same
    content; so it skips no state. It is refused where that entry is corrected no more. What an office records of what
    it does not see is judged in no state and by nobody else's entries, for the answer would tell of them.
    """
    seen = command.sees is None or command.sees(grounds, order, ordered)
    if ordered.corrects is None:
        if seen:
            _must_be_in_state(command, grounds.records, order, ordered)
        return command.decide(grounds, order, ordered)
    if not command.records_data:
        mend = _INSTEAD.get(command.name, "Change or end it by the order that is there for it.")
        raise WrongState("NO_SLIP_BUT_A_DECISION", "R-117", mend, order=command.name, corrects=ordered.corrects)
    before = before_it(grounds, entry_to_correct(grounds.records, ordered.corrected))
    if seen:
        _must_be_in_state(command, before.records, order, ordered)
    decision = command.decide(before, order, ordered)
    against = tuple(too_late(grounds, ordered.corrected, ordered.recordedat, seen))
    return Decision(reasons=(*against, *decision.reasons)) if against else decision


_INSTEAD = {
    "licence issue": "Amend it, or revoke it and issue another.",
    "licence amend": "Amend it once more.",
    "licence suspend": "Reinstate it.",
    "licence reinstate": "Suspend it again.",
    "licence revoke": "Undo the revocation from a day on, by the order to undo it.",
    "application refuse": "Have the exporter apply again.",
    "application withdraw": "Have the exporter apply again.",
    "authorization issue": "Amend it.",
    "authorization amend": "Amend it once more.",
    "consignment cancel": "Declare the goods again.",
    "consignment release-for-export": "Adjust the declaration, or invalidate it if the goods did not leave.",
    "finding waive": "Let it run out.",
    "list publish": "Publish the list again.",
}
"""What is done about a decision that was wrong, since it is not corrected."""


def _must_be_in_state(command: Command, records: Records, order: Any, ordered: Ordered) -> None:
    state = command.state_of(records, order, ordered)
    if state not in command.allowed:
        states = ", ".join(sorted(command.allowed))
        mend = f"This can be ordered when it is {states}; read it again."
        raise WrongState("NOT_IN_THIS_STATE", command.requirement, mend, order=command.name, state=state)


def by_two(_: Grounds, __: Any, ___: Ordered) -> bool:
    """For an order that always takes two persons."""
    return True


def passes(*events: Any) -> Decision:
    """A decision that lets the order pass as these events."""
    return Decision(events=events)


def as_ordered(_: Grounds, order: Any, __: Ordered) -> Decision:
    """What was ordered is what happened: nothing stands in the way of it."""
    return Decision(events=(order,))
