"""To set a fact aside, and to restore it: by two persons of the State that told it (rules 5.17)."""

from __future__ import annotations

from typing import Any

from domain.decisions.command import Command, Decision, Ordered, by_two, passes
from domain.decisions.states import always, mistaken
from domain.engine.subjects import history_of
from domain.events.aside import FactRestored, FactSetAside, aside_subject
from domain.kernel.errors import NotFound
from domain.kernel.event import shape
from domain.preconditions.grounds import Grounds
from domain.record.deliveries import StandingCopy
from domain.record.sources import by_an_order, state_of

RULE = "rules 5.17"


@shape
class SetFactAside:
    """The order: what this source said under this id counts as never accepted."""

    source: str
    id: str
    ground: str


@shape
class RestoreFact:
    """The order: what was set aside counts again."""

    source: str
    id: str
    ground: str


def told_by_own_state(grounds: Grounds, order: SetFactAside | RestoreFact, ordered: Ordered) -> bool:
    """The State whose authority or trader told a fact that is on record."""
    return state_of(order.source) == ordered.state and grounds.copy(order.source, order.id) is not None


def _set_aside(grounds: Grounds, order: SetFactAside, ordered: Ordered) -> Decision:
    """A standing copy from outside; what an order entered is undone by orders, which leave it on record as it was."""
    copy = _copy(grounds, order, ordered)
    if copy.aside:
        mend = "Restore it, if it is to count again."
        raise mistaken("SET_ASIDE_ALREADY", RULE, mend, source=order.source, id=order.id)
    if by_an_order(order.source):
        mend = "Undo it by the order that there is for it."
        raise mistaken("ENTERED_BY_ORDER", RULE, mend, source=order.source, id=order.id)
    return passes(FactSetAside(source=order.source, id=order.id, ground=order.ground, **_named(copy)))


def _restore(grounds: Grounds, order: RestoreFact, ordered: Ordered) -> Decision:
    """A copy that is set aside now; where another has come in its place, that one stands."""
    copy = _copy(grounds, order, ordered)
    if not copy.aside:
        mend = "There is nothing to restore: what stands under this name counts."
        raise mistaken("NOT_SET_ASIDE", RULE, mend, source=order.source, id=order.id)
    return passes(FactRestored(source=order.source, id=order.id, ground=order.ground, **_named(copy)))


def _copy(grounds: Grounds, order: SetFactAside | RestoreFact, ordered: Ordered) -> StandingCopy:
    copy = grounds.copy(order.source, order.id)
    if copy is None or not told_by_own_state(grounds, order, ordered):
        raise NotFound
    if not order.ground.strip():
        raise mistaken("GROUND_MISSING", RULE, "Say in a sentence why.", source=order.source, id=order.id)
    return copy


def _named(copy: StandingCopy) -> dict[str, Any]:
    """Which copy it is, and in whose history it is told."""
    under = tuple(dict.fromkeys(history_of(subject) for subject in copy.subjects))
    return {"kind": copy.kind, "content": copy.content, "recorded": copy.recordedat, "told_under": under}


def _about(order: SetFactAside | RestoreFact) -> str:
    return aside_subject(order.source, order.id)


_ANY = frozenset({"any"})
COMMANDS = (
    Command(
        "fact",
        "set-aside",
        "set a fact aside as never accepted",
        SetFactAside,
        _set_aside,
        always,
        _ANY,
        "licensing",
        RULE,
        FactSetAside,
        _about,
        by_two,
        part=told_by_own_state,
    ),
    Command(
        "fact",
        "restore",
        "let a fact count again that was set aside",
        RestoreFact,
        _restore,
        always,
        _ANY,
        "licensing",
        RULE,
        FactRestored,
        _about,
        by_two,
        part=told_by_own_state,
    ),
)
