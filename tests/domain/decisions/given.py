"""Given a history, when an order is given, then it leads to events, is refused for reasons, or is not allowed.

An order is told as the fact that it would become, or made with one of the builders beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import msgspec

from consumers.validation import types
from domain.chapters.transfers.ledger import Ledger, ledger_of
from domain.decisions import COMMANDS
from domain.decisions.command import Command, Decision, Ordered, decide
from domain.decisions.part import must_have_part
from domain.decisions.proposals import decided_anew
from domain.events.refusal import RefusalReason
from domain.findings.disposition import FindingSeen
from domain.findings.lifecycle import KeptFinding, seen
from domain.kernel.errors import NotAllowed, NotFound
from domain.kernel.event import Envelope, envelope, type_of, written
from domain.preconditions.grounds import Concern, Grounds
from domain.record.fact import Fact as Opened
from domain.record.records import Records
from projections.sentences import reasons_said
from tests.builders import Fact, at, registered
from tests.given import Engine, ViewsInMemory, delivered, valid

NOT_THERE = "NOT_FOUND"
"""What is told of a thing that is not on record, or in which the State has no part."""
OFFICER, EXPORTER = "officer-1", "XA-P-0001"
_BY_ORDER = {getattr(x.order, "__kind__", ""): name for name, x in COMMANDS.items()}


class Order(NamedTuple):
    """What is ordered, who orders it and when; `despite` is why customs goes on against the ledger.

    An account is a person where none is named.
    """

    name: str
    said: Any
    state: str = "XA"
    time: str = "2030-03-03T12:00:00Z"
    by: str = OFFICER
    despite: str | None = None
    corrects: str | None = None
    register_id: str | None = None
    day_only: bool = False
    person: str | None = None
    late: str | None = None

    @property
    def command(self) -> Command:
        """What kind of order it is."""
        return COMMANDS[self.name]

    @property
    def ordered(self) -> Ordered:
        """Who gives it and how, as decisions are told."""
        return Ordered(
            by=self.by,
            state=self.state,
            time=at(self.time),
            recordedat=at(self.time),
            day_only=self.day_only,
            corrects=self.corrects,
            despite=self.despite,
            register_id=self.register_id,
            person=self.person or self.by,
            late=self.late,
        )


def order(told: Fact | Order, **changes: Any) -> Order:
    """The order that would become a fact, given where and when the fact says; `changes` are of who gives it and how."""
    if isinstance(told, Order):
        return told._replace(**changes)
    name = changes.pop("name", None) or _BY_ORDER[told["type"].rpartition(".v")[0]]
    said = msgspec.convert(told["data"], COMMANDS[name].order)
    return Order(name, said, told["source"][8:10], told["time"])._replace(**changes)


class Then(NamedTuple):
    """What came of an order, in short: kinds of events, codes of reasons, or the code of a mistake."""

    events: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    not_allowed: str | None = None


def leads_to(*events: str) -> Then:
    """The order passes as these events."""
    return Then(events=events)


def refused(*codes: str, events: Sequence[str] = ()) -> Then:
    """The order is lawful and the answer is no, for these reasons."""
    return Then(events=tuple(events), refused=codes)


def not_allowed(code: str) -> Then:
    """Such a step cannot be taken."""
    return Then(not_allowed=code)


def _in_short(decides: Callable[[], Decision]) -> Then:
    try:
        decision = decides()
    except NotAllowed as why:
        return not_allowed(why.code if why.mend else "")
    except NotFound:
        return not_allowed(NOT_THERE)
    assert all(x.says and x.mend and x.requirement for x in reasons_said(decision.reasons))
    kinds = tuple(x.__kind__ for x in decision.events)
    return Then(kinds, tuple(x.code for x in decision.reasons))


Concerns = Callable[[Iterable[str]], Sequence[Concern]]


def _nobody(_: Iterable[str]) -> Sequence[Concern]:
    return ()


class Given:
    """A history, and the records that follow from it, at which orders are given."""

    def __init__(self, facts: Sequence[Fact], concerns: Concerns = _nobody) -> None:
        self._engine = Engine(ViewsInMemory())
        with closing(self._engine.views):
            self._concerns = concerns
            self.facts: list[Fact] = []
            known = any(EXPORTER in str(x["data"].get("party")) for x in facts)
            self.record(*(() if known else (registered(EXPORTER, on="2020-01-01"),)), *facts)

    # -- giving an order -----------------------------------------------------------------------------------------------

    def decides(self, told: Fact | Order, **changes: Any) -> Decision:
        """The whole decision; raises where the order is not allowed."""
        given = order(told, **changes)
        must_have_part(given.command, self.grounds, given.said, given.ordered)
        return decide(given.command, self.grounds, given.said, given.ordered._replace(corrected=self._chain(given)))

    def _chain(self, given: Order) -> tuple[Opened, ...]:
        """The entry that an order corrects and what that corrected, back to the first."""
        own = {x["id"]: x for x in self.facts if x["type"] == type_of(given.command.entered)}
        chain, corrects = [], given.corrects
        while corrects in own:
            chain.append(Opened(envelope(written(own[corrects]))))
            corrects = own[corrects].get("corrects")
        return tuple(chain)

    def when(self, told: Fact | Order, **changes: Any) -> Then:
        """What comes of an order, in short."""
        return _in_short(lambda: self.decides(told, **changes))

    def confirms(self, told: Fact | Order, proposer: str = "proposer-1", **changes: Any) -> Then:
        """What comes of it when who is told to order confirms what another has proposed, in short."""
        given = order(told, **changes)
        moment = at(given.time)
        head = Envelope(
            f"/states/{given.state}/licensing", "PR-1", "order.proposed.v1", "any", moment, moment, msgspec.Raw(b"{}")
        )
        proposal = Opened(msgspec.structs.replace(head, person=proposer), object())
        return _in_short(lambda: decided_anew(self.grounds, given.command, given.said, given.ordered, proposal))

    def reason(self, told: Fact | Order, **changes: Any) -> dict[str, str]:
        """The figures of the one reason why an order is refused."""
        (only,) = self.decides(told, **changes).reasons
        return figures(only)

    def after(self, told: Fact | Order, **changes: Any) -> Given:
        """The same history after what an order led to was recorded."""
        given = order(told, **changes)
        self.record(*recorded(given, self.decides(given)))
        return self

    def record(self, *facts: Fact) -> None:
        """Takes facts down as they are told, whoever tells them."""
        numbered = [{"id": f"{n:03d}"} | fact for n, fact in enumerate(facts, start=len(self.facts) + 1)]
        assert [x for x in numbered if x["type"] in types() and not valid()(x)] == [], "not a fact of the contract"
        if numbered:
            self._engine.asking.apply(delivered(numbered, len(self.facts)))
        self.facts += numbered

    # -- looking -------------------------------------------------------------------------------------------------------

    @property
    def records(self) -> Records:
        """What decisions look up."""
        return self._engine.asking.tracker

    @property
    def grounds(self) -> Grounds:
        """Records, ledgers worked out from the beginning, and what is open about parties."""
        return Grounds(
            self.records,
            self.ledger,
            self._concerns,
            self.finding,
            finding_shown_to=self.finding_shown_to,
            type_of_entry=self.type_of_entry,
            copy=self._engine.asking.tracker.index.copy,
        )

    def finding_shown_to(self, finding_id: str) -> frozenset[str]:
        """The States that see a finding."""
        held = self._engine.asking._findings._held.values()
        return frozenset(state for found, concern in held if finding_id in found for state in concern.states.split())

    def type_of_entry(self, ref: str) -> str | None:
        """The type of an accepted fact."""
        version = self._engine.asking.tracker.index.accepted.get(ref)
        return version.type if version else None

    def finding(self, finding_id: str) -> FindingSeen | None:
        """A finding as it stands."""
        return next((seen(x) for x in self.standing() if x.finding_id == finding_id), None)

    def standing(self) -> list[KeptFinding]:
        """The findings as they stand."""
        held = self._engine.asking._findings._held.values()
        return sorted((x for found, _ in held for x in found.values()), key=lambda x: x.finding_id)

    def ledger(self, licence: str = "XA:EL-1") -> Ledger:
        """The ledger of a licence as it stands."""
        return ledger_of(self.records, licence)

    def findings(self, *more: Fact) -> list[KeptFinding]:
        """What the rules say of all that was recorded, and of what came then."""
        with closing(ViewsInMemory()) as views:
            engine = Engine(views)
            engine.take(delivered([*self.facts, *({"id": f"more-{n}"} | x for n, x in enumerate(more))]))
            return engine.findings


def recorded(given: Order, decision: Decision) -> list[Fact]:
    """The events of a decision as they are recorded."""
    role, state = given.command.speaks_as, decision.speaker or given.state
    return [
        {
            "specversion": "1.0",
            "source": f"/states/{state}/{role}" + (f"/copied-in-{given.state.lower()}" if decision.speaker else ""),
            "type": type_of(event),
            "subject": "any",
            "time": at(given.time),
            "recordedat": at(given.time),
            "datacontenttype": "application/json",
            "actor": given.by,
            "data": _plain(event),
        }
        | ({"corrects": given.corrects} if given.corrects and isinstance(event, given.command.entered) else {})
        for event in decision.events
    ]


def _plain(event: Any) -> Any:
    return json.loads(written({"data": event}))["data"]


def figures(reason: RefusalReason) -> dict[str, str]:
    """The figures of a reason by name."""
    (told,) = reasons_said([reason])
    return {x.name: x.value for x in told.figures}


def given(*facts: Fact, concerns: Concerns = _nobody) -> Given:
    """The records after a history."""
    return Given(facts, concerns)
