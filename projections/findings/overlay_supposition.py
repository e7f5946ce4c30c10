"""Records over the overlay, with what an order would record: what rests on nothing supposed is taken from memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from domain.engine.supposition import Supposition
from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from projections.findings.overlay_memo import HeldDependencies
from projections.findings.write_back_cache import MISSING

T = TypeVar("T")

Watched = Callable[[set[str], Derived[Any], str], Any]


class OverlaySupposition(Supposition):
    """A supposition over the overlay, which it leaves as it was: only results that are so in any case are added there.

    A result is taken from the overlay unless it looked up, itself or through others, what is supposed: who looked up
    what, the overlay has recorded; whatever is worked out there meanwhile is watched. What is asked of the very thing
    that is supposed is worked out here at once: below there is nothing of it, or what no longer holds.
    """

    def __init__(
        self, below: Records, memo: HeldDependencies, watched: Watched, facts: Sequence[Fact], ahead: Instant
    ) -> None:
        self._memo, self._watched = memo, watched
        self._touched: set[str] = set()
        super().__init__(below, facts, ahead)
        self._own = {subject.partition("/")[2] for subject in self._facts}
        names = [f"file {subject}" for subject in self._facts]
        self._touched.update(names)
        memo.reach(self._touched, names)

    def _entered(self, index: str, name: str) -> None:
        named = f"link {index} {name}"
        if named not in self._touched:
            self._touched.add(named)
            self._memo.reach(self._touched, [named])

    def result(self, query: Derived[T], key: str) -> T:
        """The same, by the shortest way: most that is asked is known here, or in memory below."""
        named = query.prefix + key
        known = self._results.get(named, MISSING)
        if known is MISSING:
            if key in self._own or named in self._touched:
                return super().result(query, key)
            known = self._watched(self._touched, query, key)
            if named in self._touched:
                return super().result(query, key)
            self._results[named] = known
        found: T = known
        return found

    def known(self, query: Derived[Any], key: str) -> tuple[bool, Any]:
        """Whether a result rests on nothing supposed, and that result."""
        named = query.prefix + key
        if key in self._own or named in self._touched:
            return False, None
        found = self._watched(self._touched, query, key)
        return (False, None) if named in self._touched else (True, found)
