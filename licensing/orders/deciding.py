"""One order decided at the head of the log: what it leads to, entered with its source, its times and its officer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from domain.decisions.acceptance import LATE
from domain.decisions.command import Decision, Ordered, decide, passes
from domain.decisions.part import must_have_part, sees_part_of
from domain.decisions.proposals import decided_anew, must_be_a_person, preparing_must_be_a_person
from domain.engine.subjects import history_of
from domain.events.paper import PaperCopied
from domain.events.proposal import OrderConfirmed
from domain.events.refusal import OrderRefused
from domain.events.streams import stream_of
from domain.kernel.errors import NotAllowed, NotFound, Stale
from domain.kernel.event import Recorded, canonical, envelope, type_of
from domain.kernel.log_entry import Stored
from domain.kernel.moments import SECOND, instant
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.sources import COPIED, ENTERED_HERE, role_of
from licensing.access import Actor, Role, require
from licensing.log import Decided, Deciding, Log, Request
from licensing.logs import REQUEST_ID
from licensing.mandate import act_of, closing_source, speaks_as
from licensing.orders.disposing import former_request, request_name
from licensing.orders.form import Form
from licensing.orders.proposing import fact_to_set_aside, form_of, proposal_of, visible_proposal
from licensing.settings import WALL

AHEAD = 300 * SECOND
"""How far a caller's clock may be ahead of ours."""


class Placed(NamedTuple):
    """An order with who gives it, the stream it is about, the version of it he saw, and the request it came with.

    `request_id` is for our own log alone: what the request it came with is called there. `formerly` is the same request
    as a program before this one would have kept it.
    """

    form: Form
    by: Actor
    about: str
    seen: int | None
    request: Request | None
    request_id: str = ""
    formerly: Request | None = None

    @property
    def requests(self) -> tuple[Request, ...]:
        """The request under every key that it may be known by."""
        if self.request is None:
            return ()
        return (self.request,) if self.formerly is None else (self.request, self.formerly)


def order_placed(form: Form, by: Actor, seen: int | None = None, key: str | None = None) -> Placed:
    """An order ready to be decided; `key` is the officer's own for this request."""
    request = None if key is None else _request(form, by, key)
    formerly = None if key is None else former_request(form, by, key)
    return Placed(form, by, _about(form), seen, request, REQUEST_ID.get(), formerly)


def asked_before(log: Log, order: Placed) -> bool:
    """Whether an answer to this request is on record, be it to this very order or to another under its key."""
    return any(log.answered(request.key) for request in order.requests)


def _about(form: Form) -> str:
    return history_of(form.command.subject_of(form.data))


def _request(form: Form, by: Actor, key: str) -> Request:
    told = [form.command.name, form.written, form.time, form.day_only, form.corrects, form.despite]
    told += [form.late] if form.late is not None else []
    return Request(request_name(by, key), canonical(told).decode())


class CommandHandler(NamedTuple):
    """What turns a decision into entries: clock and ids are handed in."""

    now: Callable[[], str]
    new_id: Callable[[], str]
    stored_at: Callable[[int], Stored | None]
    wall: bool = False
    """Whether the world goes by the wall clock: then no fact carries the moment of an order away."""

    def entries(self, placed: Placed, grounds: Grounds, log: Deciding, moment: str) -> list[Decided]:
        """What is to be entered at a moment; raises Denied, Stale, WrongState or NotAllowed when nothing is."""
        form = placed.form
        require(placed.by, act_of(form.command))
        if form.command.noun == "proposal":
            return self._settled(placed, grounds, log, moment)
        return self._decided(placed, grounds, log, _ordered(placed, moment, self.wall), self._base(placed))

    def _decided(
        self, placed: Placed, grounds: Grounds, log: Deciding, ordered: Ordered, base: str, proposal: Fact | None = None
    ) -> list[Decided]:
        """What an order leads to, given alone or, where a proposal is handed in, as what another person confirms."""
        form = placed.form
        must_have_part(form.command, grounds, form.data, ordered)
        preparing_must_be_a_person(form.command, ordered)
        if placed.seen is not None:
            _must_be_seen(placed, grounds, ordered)
            _must_stand(placed, log)
        _must_have_happened(ordered)
        source = own_source(placed)
        if form.corrects is not None:
            ordered = ordered._replace(
                corrected=tuple(self._chain(placed, _written_under(placed, source, grounds), log))
            )
        if proposal is not None:
            decision = decided_anew(grounds, form.command, form.data, ordered, proposal)
            ordered = ordered._replace(proposed_by=proposal.prepared_by)
        else:
            decision = decide(form.command, grounds, form.data, ordered)
            if not decision.reasons and form.command.needs_second(grounds, form.data, ordered):
                must_be_a_person(ordered)
                decision, ordered = (
                    passes(proposal_of(form, placed.by, placed.about, base)),
                    ordered._replace(corrects=None),
                )
        spoken = _spoken(source, decision, placed.by)
        return self._entered(placed, decision, ordered, spoken, log.following(), base)

    def _settled(self, placed: Placed, grounds: Grounds, log: Deciding, moment: str) -> list[Decided]:
        """A proposal confirmed or declined; raises NotFound where the officer's State has none of that name."""
        told = visible_proposal(placed.form.data.proposal, placed.by, grounds)
        placed = placed._replace(about=told.data.about)
        ordered, base, form = _ordered(placed, moment, self.wall), self._base(placed), form_of(told)
        if placed.seen is not None and not form.command.unseen:
            _must_stand(placed, log)
        _must_have_happened(ordered)
        settled = decide(placed.form.command, grounds, placed.form.data, ordered)
        inner = placed._replace(form=form, seen=None)
        if not isinstance(settled.events[0], OrderConfirmed):
            return self._entered(placed, settled, ordered, own_source(inner), log.following(), base)
        made = self._decided(inner, grounds, log, _ordered(inner, moment, self.wall), base, told)
        if any(isinstance(x.event.data, OrderRefused) and x.event.data.despite is None for x in made):
            return made
        ordered = ordered._replace(proposed_by=told.prepared_by)
        return made + self._entered(placed, settled, ordered, own_source(inner), log.following() + len(made), base)

    def _base(self, placed: Placed) -> str:
        """What the ids of all entries of an order have in common."""
        return entry_base(placed.request) if placed.request else self.new_id()

    def moment(self, log: Deciding, placed: Placed, grounds: Grounds) -> str:
        """Now; in a world of the record never behind what is on record, apart from a fact that is to be set aside."""
        if self.wall:
            return self.now()
        fact = fact_to_set_aside(placed.form.data, grounds.records)
        return not_before(self.now(), log.greatest_without(*fact) if fact else log.greatest_recordedat())

    def _chain(self, placed: Placed, source: str, log: Deciding) -> Iterator[Fact]:
        """The entry to be corrected and what it corrected itself, back to the first; all are one office's own.

        Exporters speak under one source: to each of them the applications of the others are not there.
        """
        form, corrects = placed.form, placed.form.corrects
        while corrects is not None:
            position = log.stands(source, corrects)
            stored = None if position is None else self._stored(position, log)
            same = stored is not None and stored.type == type_of(form.command.entered)
            fact = Fact(envelope(stored.body)) if stored is not None and same else None
            if fact is None or not _of_the_same_house(fact, placed.by):
                mend = "Name the id of an entry of the same kind that your own office made."
                raise NotAllowed("NOTHING_TO_CORRECT", "R-117", mend, corrects=form.corrects, source=source)
            yield fact
            corrects = fact.corrects

    def _stored(self, position: int, log: Deciding) -> Stored | None:
        """An entry as it lies in the log, also one that was put just before."""
        put = log.at([position])
        return put[0] if put else self.stored_at(position)

    def _entered(
        self, placed: Placed, decision: Decision, ordered: Ordered, source: str, position: int, base: str
    ) -> list[Decided]:
        """The events as they will lie from a position on; ids follow it, so that entries of one instant do, too."""
        events: Sequence[Any] = decision.events
        if decision.reasons:
            name, about = placed.form.command.name, placed.about
            events = (OrderRefused(order=name, about=about, reasons=decision.reasons), *events)
        because = "" if decision.reasons else _because(placed.form)
        entered = None if decision.reasons else _entry_of(placed, events)
        made = []
        for place, event in enumerate(events, position):
            data = placed.form.written if event is placed.form.data else event
            stream = _stream(event, data)
            made.append(
                Decided(
                    stream,
                    Recorded(
                        source=_whose(event, placed, source),
                        id=entry_id(place, base),
                        type=type_of(event),
                        subject=stream.partition("/")[2],
                        time=ordered.time,
                        recordedat=ordered.recordedat,
                        data=data,
                        timeprecision="day" if ordered.day_only else None,
                        corrects=ordered.corrects if event is entered else None,
                        actor=placed.by.subject,
                        authority=placed.by.state,
                        basis=placed.form.command.requirement,
                        cause=f"order {base}{because}",
                        person=ordered.person,
                        proposer=ordered.proposed_by,
                    ),
                )
            )
        return made


def now() -> str:
    """The wall clock, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def not_before(now: str, greatest: str | None) -> str:
    """Now, or what is on record where that is later: an office over a history of 2032 lives in 2032."""
    return greatest if greatest is not None and instant(greatest) > instant(now) else now


def new_id() -> str:
    """What the entries of an order have in common that came without a key: nobody else has it."""
    return secrets.token_hex(12)


def command_handler(log: Log, now: Callable[[], str] = now, new_id: Callable[[], str] = new_id) -> CommandHandler:
    """The handler of a log."""

    def stored_at(position: int) -> Stored | None:
        found = log.at([position])
        return found[0] if found else None

    return CommandHandler(now, new_id, stored_at, log.clock == WALL)


def _must_stand(placed: Placed, log: Deciding) -> None:
    """Raises Stale where what an order is about has another version now than the one that was judged."""
    now = log.version(placed.about)
    if now != placed.seen:
        raise Stale(f"{placed.about} stands at version {now}; this was ordered on version {placed.seen}")


def _because(form: Form) -> str:
    """Why a list was published all the same, or a declaration entered late, for its entries to tell."""
    if form.command.noun == "list" and form.despite is not None:
        return f", despite: {form.despite}"
    late = (form.late or form.despite) if getattr(form.data, "usage", None) == LATE else None
    return "" if late is None else f", late: {late}"


def _ordered(placed: Placed, moment: str, wall: bool) -> Ordered:
    form, by = placed.form, placed.by
    return Ordered(
        by=by.subject,
        state=by.state,
        time=form.time or moment,
        recordedat=moment,
        day_only=form.day_only,
        corrects=form.corrects,
        despite=form.despite,
        register_id=(by.register_id or "") if by.role is Role.APPLICANT else None,
        person=by.person,
        wall=wall,
        late=form.late,
        role=by.role.value,
    )


def _must_be_seen(placed: Placed, grounds: Grounds, ordered: Ordered) -> None:
    """Raises NotFound where the version is named of a thing that the actor does not see."""
    if not sees_part_of(placed.form.command, grounds, placed.form.data, ordered):
        raise NotFound


def _must_have_happened(ordered: Ordered) -> None:
    if instant(ordered.time) > instant(ordered.recordedat) + AHEAD:
        mend = "Enter it when it has happened; what is planned is no fact yet."
        raise NotAllowed("NOT_HAPPENED_YET", "R-117", mend, time=ordered.time, now=ordered.recordedat)


def _entry_of(placed: Placed, events: Sequence[Any]) -> Any:
    """Of the events that an order led to, the one that it is entered as."""
    return next((event for event in events if isinstance(event, placed.form.command.entered)), None)


def own_source(placed: Placed) -> str:
    """In whose name an order speaks."""
    speaker = speaks_as(placed.form.command, placed.form.data, placed.by)
    return f"/states/{placed.by.state}/{speaker}{ENTERED_HERE}"


def entry_base(request: Request) -> str:
    """What the ids of all entries of a request have in common."""
    return request.key[:24]


def entry_id(position: int, base: str) -> str:
    """The id of an entry; ids follow the position, so that entries of one instant do, too."""
    return f"CF-{position:012d}-{base}"


def _stream(event: Any, data: Any) -> str:
    plain = data if isinstance(data, dict) else msgspec.to_builtins(data)
    return stream_of(type_of(event), plain, "")


def _of_the_same_house(fact: Fact, by: Actor) -> bool:
    """Whether an entry under an officer's source is his office's; of an exporter, whether it applied itself."""
    wanted = getattr(fact.data, "wanted", None)
    return by.role is not Role.APPLICANT or (wanted is not None and wanted.exporter.register_id == by.register_id)


def _written_under(placed: Placed, source: str, grounds: Grounds) -> str:
    """The source under which an order of this kind is entered, before it is decided."""
    copies = placed.form.command.copies
    if copies is None:
        return source
    return _spoken(source, Decision(speaker=copies(grounds.records, placed.form.data)), placed.by)


def _whose(event: Any, placed: Placed, source: str) -> str:
    """In whose name an event of an order is entered: a refusal, and which paper was copied, in the officer's own."""
    if isinstance(event, OrderRefused | PaperCopied):
        return own_source(placed)
    return closing_source(event, placed.by) or source


def _spoken(source: str, decision: Decision, by: Actor) -> str:
    """The source of an entry; a document of another State says who copied it."""
    if decision.speaker is None:
        return source
    return f"/states/{decision.speaker}/{role_of(source)}{COPIED}{by.state.lower()}"
