"""Which member of a correction chain is in force (rules 1.1.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from domain.kernel.closure import closure
from domain.kernel.moments import Instant


class Member(Protocol):
    """What a correction chain needs to know of an accepted version."""

    @property
    def id(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def corrected(self) -> str | None: ...
    @property
    def received(self) -> Instant: ...


M = TypeVar("M", bound=Member)


def correction_chain(of: M, accepted: Callable[[str], M | None], correctors: Callable[[str], Iterable[str]]) -> list[M]:
    """A fact and all that it corrects or that correct it, directly or through others, even through an absent one.

    `accepted` gives the version under a ref, `correctors` the refs of which some version once named it. A correction of
    itself or of a fact of another type joins nothing.
    """
    found: dict[str, M] = {}

    def near(ref: str) -> Iterable[str]:
        member = accepted(ref)
        if member is not None and member.type == of.type:
            found[ref] = member
            target = member.corrected
            named = accepted(target) if target is not None else None
            joins = target is not None and (named is None or named.type == of.type)
        else:
            target, joins = None, False
        correcting = [x for x in correctors(ref) if _corrects(accepted(x), ref, of.type)]
        return [*correcting, target] if joins and target is not None else correcting

    closure([of.ref], near)
    return list(found.values())


def _corrects(member: Member | None, ref: str, type_: str) -> bool:
    return member is not None and member.type == type_ and member.corrected == ref


def in_force(members: list[M]) -> M:
    """Of those that no other member corrects (in a circle: of all) the last received, then the greater id."""
    corrected = {m.corrected for m in members if m.corrected != m.ref}
    last = [m for m in members if m.ref not in corrected] or members
    return max(last, key=lambda m: (m.received, m.id))
