"""Transit notices from their facts in force: whom they asked, and what was answered by a day."""

from __future__ import annotations

from typing import NamedTuple

from domain.events.streams import document_key
from domain.kernel.moments import Day, day
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.copies import own_word_first

ASKED = "asked"
"""The secondary index of notices by the State they ask."""
ANSWERS = ("transit-notice.answered", "transit-notice.withdrawn")


class Notice(NamedTuple):
    """One State asked under one number: sendings, and its answers and withdrawals in order of effect."""

    number: str
    state: str
    sent: tuple[Fact, ...]
    answers: tuple[Fact, ...]

    def decided(self, on: Day) -> Fact | None:
        """The last answer or withdrawal that has taken effect by a day."""
        return next((f for f in reversed(self.answers) if day(f.data.effective_on) <= on), None)

    def answered(self, on: Day) -> bool:
        """True when what decides on a day is more than a claim: an express answer, an objection or a withdrawal."""
        last = self.decided(on)
        return last is not None and not is_claim(last)


def is_claim(answer: Fact) -> bool:
    """True for the recorded ground on which no answer is needed; such grounds are worked out anew (R10)."""
    return (
        answer.kind == "transit-notice.answered"
        and answer.data.answer != "OBJECTION"
        and answer.data.basis != "EXPRESS"
    )


@derived
def notice(records: Records, number: str) -> tuple[Notice, ...]:
    """A notice by number, once for each State it was sent to."""
    facts = records.facts(f"notice/{number}")
    states = dict.fromkeys(f.data.transit_state for f in facts if f.kind == "transit-notice.sent")
    return tuple(
        Notice(
            number=number,
            state=state,
            sent=tuple(f for f in facts if f.kind == "transit-notice.sent" and f.data.transit_state == state),
            answers=tuple(
                sorted(
                    own_word_first(f for f in facts if f.kind in ANSWERS and f.data.transit_state == state),
                    key=lambda f: (day(f.data.effective_on), f.order),
                )
            ),
        )
        for state in states
    )


def _names(sent: Fact, named: str) -> bool:
    noun, _, key = named.partition(" ")
    ref = sent.data.licence if noun == "licence" else sent.data.authorization
    return ref is not None and document_key(ref) == key


@derived
def notices(records: Records, named: str) -> tuple[Notice, ...]:
    """The notices that name `licence KEY` or `authorization KEY`, with only the sendings that do."""
    found = []
    for number in records.indexed("notices", named):
        for one in notice.of(records, number):
            sent = tuple(f for f in one.sent if _names(f, named))
            if sent:
                found.append(Notice(number=one.number, state=one.state, sent=sent, answers=one.answers))
    return tuple(found)


@derived
def notices_to(records: Records, state: str) -> tuple[Notice, ...]:
    """The notices by which a State is asked, by their numbers."""
    numbers = sorted(set(records.indexed(ASKED, state)))
    return tuple(one for number in numbers for one in notice.of(records, number) if one.state == state)
