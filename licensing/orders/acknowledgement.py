"""The answer to an order, made of what was recorded alone: so it is the same whenever it is asked for again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.events.balance import ReservationRefused
from domain.events.refusal import OrderRefused, RefusalReason
from domain.kernel.event import Recorded, recorded, type_of
from domain.kernel.log_entry import Stored
from projections.sentences import ENGLISH, Reason, reasons_said, sentence

RECORDED, REFUSED, DESPITE = "RECORDED", "REFUSED", "RECORDED_DESPITE_REFUSAL"


@dataclass(frozen=True, slots=True)
class Entered:
    """One event that an order led to."""

    position: int
    stream: str
    version: int
    type: str
    source: str
    id: str
    sentence: str
    data: object


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of an order: recorded, or refused with all its reasons; and what was entered in the log."""

    outcome: str
    reasons: tuple[Reason, ...]
    entries: tuple[Entered, ...]
    time: str
    recordedat: str
    position: int
    stream: str
    version: int


def told_in(made: Acknowledgement, language: str) -> Acknowledgement:
    """The same answer, said in a language; made in English by whoever records."""
    if language == ENGLISH:
        return made
    said = (replace(x, sentence=sentence(x.type.rpartition(".v")[0], x.data, language)) for x in made.entries)
    against = dict.fromkeys(_reasons(x.data for x in made.entries))
    return replace(made, reasons=reasons_said(against, language), entries=tuple(said))


def _entered(stored: Stored, event: Recorded) -> Entered:
    return Entered(
        position=stored.position,
        stream=stored.stream,
        version=stored.version,
        type=type_of(type(event.data)),
        source=event.source,
        id=event.id,
        sentence=sentence(event.kind, event.data),
        data=event.data,
    )


def _reasons(events: Iterable[object]) -> Iterator[RefusalReason]:
    for event in events:
        if isinstance(event, OrderRefused | ReservationRefused):
            yield from event.reasons


def _outcome(events: Sequence[Recorded]) -> str:
    refusals = [event.data for event in events if isinstance(event.data, OrderRefused)]
    if any(refusal.despite is None for refusal in refusals):
        return REFUSED
    overruled = refusals or any(isinstance(event.data, ReservationRefused) for event in events)
    return DESPITE if overruled else RECORDED


def acknowledgement(entries: Sequence[Stored], events: Sequence[Recorded] = ()) -> Acknowledgement:
    """The answer that the entries of one order mean; `events` are they, where they have been opened already."""
    events = events or [recorded(stored.body) for stored in entries]
    entered = tuple(map(_entered, entries, events))
    about = entered[0].stream
    return Acknowledgement(
        outcome=_outcome(events),
        reasons=reasons_said(dict.fromkeys(_reasons(event.data for event in events))),
        entries=entered,
        time=events[0].time,
        recordedat=events[0].recordedat,
        position=entered[-1].position,
        stream=about,
        version=max(x.version for x in entered if x.stream == about),
    )
