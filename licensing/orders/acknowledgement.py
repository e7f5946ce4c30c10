"""The answer to an order, made of what was recorded alone: so it is the same whenever it is asked for again.

Whoever decides says nothing in words: sentences are made where somebody reads the answer, in his language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from domain.decisions import COMMANDS
from domain.events.balance import ReservationRefused
from domain.events.proposal import OrderProposed
from domain.events.refusal import OrderRefused, RefusalReason
from domain.kernel.event import Recorded, recorded, type_of
from domain.kernel.log_entry import Stored
from domain.record.data_quality import notes
from domain.state.concern import copied_in
from projections.sentences import ENGLISH, Reason, reasons_said, sentence

RECORDED, REFUSED, DESPITE, PROPOSED = "RECORDED", "REFUSED", "RECORDED_DESPITE_REFUSAL", "PROPOSED"


@dataclass(frozen=True, slots=True)
class EnteredEvent:
    """One event that an order led to."""

    position: int
    stream: str
    version: int | None
    type: str
    source: str
    id: str
    data: object


@dataclass(frozen=True, slots=True)
class Entered:
    """The same with a sentence for its reader."""

    position: int
    stream: str
    version: int | None
    type: str
    source: str
    id: str
    sentence: str
    data: object


@dataclass(frozen=True, slots=True)
class EntryNote:
    """What is odd about an entry that is taken all the same: its kind, the place in the entry, what it means."""

    source: str
    id: str
    kind: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of an order: recorded, proposed, or refused with all reasons; and what was entered in the log.

    `notes` are oddities of what was entered (rules 5), the same as of a fact from outside. `version` is that of the
    stream; None where whoever recorded something need not see what it is about.
    """

    outcome: str
    reasons: tuple[RefusalReason, ...]
    entries: tuple[EnteredEvent, ...]
    notes: tuple[EntryNote, ...]
    time: str
    recordedat: str
    position: int
    stream: str
    version: int | None


@dataclass(frozen=True, slots=True)
class ToldAcknowledgement:
    """The same in the words of a language."""

    outcome: str
    reasons: tuple[Reason, ...]
    entries: tuple[Entered, ...]
    notes: tuple[EntryNote, ...]
    time: str
    recordedat: str
    position: int
    stream: str
    version: int | None


def told_in(made: Acknowledgement, language: str = ENGLISH) -> ToldAcknowledgement:
    """The answer in the words of a language."""
    return ToldAcknowledgement(
        outcome=made.outcome,
        reasons=reasons_said(made.reasons, language),
        entries=tuple([_said(x, language) for x in made.entries]),
        notes=made.notes,
        time=made.time,
        recordedat=made.recordedat,
        position=made.position,
        stream=made.stream,
        version=made.version,
    )


def _said(entered: EnteredEvent, language: str) -> Entered:
    return Entered(
        position=entered.position,
        stream=entered.stream,
        version=entered.version,
        type=entered.type,
        source=entered.source,
        id=entered.id,
        sentence=sentence(entered.type.rpartition(".v")[0], entered.data, language),
        data=entered.data,
    )


def _entered(stored: Stored, event: Recorded, version: int | None) -> EnteredEvent:
    return EnteredEvent(
        position=stored.position,
        stream=stored.stream,
        version=version,
        type=type_of(event.data),
        source=event.source,
        id=event.id,
        data=event.data,
    )


_SIGHTINGS = frozenset(x.entered.__kind__ for x in COMMANDS.values() if x.unseen and x.noun == "consignment")


def _may_be_unseen(event: Recorded) -> bool:
    """Whether whoever entered this need not see what it is about: a version would tell how much is known of it."""
    kind = type_of(event.data).rpartition(".v")[0]
    if isinstance(event.data, OrderProposed):
        return COMMANDS[event.data.order].unseen
    return kind in _SIGHTINGS or copied_in(event.source) is not None


def _reasons(events: Iterable[object]) -> Iterator[RefusalReason]:
    for event in events:
        if isinstance(event, OrderRefused | ReservationRefused):
            yield from event.reasons


def _noted(stored: Stored) -> Iterator[EntryNote]:
    fact = msgspec.json.decode(stored.body)
    for note in notes(fact):
        yield EntryNote(fact["source"], fact["id"], str(note.oddity), note.where, note.detail)


def _outcome(events: Sequence[Recorded]) -> str:
    refusals = [event.data for event in events if isinstance(event.data, OrderRefused)]
    if any(refusal.despite is None for refusal in refusals):
        return REFUSED
    if any(isinstance(event.data, OrderProposed) for event in events):
        return PROPOSED
    overruled = refusals or any(isinstance(event.data, ReservationRefused) for event in events)
    return DESPITE if overruled else RECORDED


def proposal_in(made: Acknowledgement | ToldAcknowledgement) -> str | None:
    """The name under which an order waits for a second person; None where it does not."""
    told = made.entries[-1].data
    return told.proposal if isinstance(told, OrderProposed) else None


def acknowledgement(entries: Sequence[Stored], events: Sequence[Recorded] = ()) -> Acknowledgement:
    """The answer that the entries of one order mean; `events` are they, where they have been opened already."""
    events = events or [recorded(stored.body) for stored in entries]
    pairs = tuple(zip(entries, events, strict=True))
    entered = tuple(
        [_entered(stored, event, None if _may_be_unseen(event) else stored.version) for stored, event in pairs]
    )
    about = entered[0].stream
    return Acknowledgement(
        outcome=_outcome(events),
        reasons=tuple(dict.fromkeys(_reasons(event.data for event in events))),
        entries=entered,
        notes=tuple([x for stored in entries for x in _noted(stored)]),
        time=events[0].time,
        recordedat=events[0].recordedat,
        position=entered[-1].position,
        stream=about,
        version=max((x.version for x in entered if x.stream == about and x.version is not None), default=None),
    )
