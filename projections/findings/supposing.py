"""The overlay for one who asks what would be: suppositions over it, and what is remembered for those who ask alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.quantities import Exact
from domain.record.records import Derived
from projections.findings.overlay import Overlay
from projections.findings.overlay_memo import HeldDependencies
from projections.findings.overlay_supposition import OverlaySupposition
from projections.findings.write_back_cache import MISSING

T = TypeVar("T")


class SupposingOverlay(Overlay):
    """Records at the head of the log that can be supposed to hold more; asking leaves them as they were."""

    @property
    def _memo(self) -> HeldDependencies:
        held = self.dependencies
        assert isinstance(held, HeldDependencies)  # noqa: S101  nothing else is put there
        return held

    def watched(self, touched: set[str], query: Derived[T], key: str) -> T:
        """The same; whoever looks up meanwhile what is touched is added to it."""
        named = query.prefix + key
        known = self._results.get(named)
        if known is not MISSING and query not in self._resting and named not in self._invalid:
            if self._at_work is not None:
                self._at_work.keys.add(named)
            remembered: T = known
            return remembered
        with self._memo.watching(touched):
            return self.result(query, key)

    def suppose(self, facts: Sequence[Fact], ahead: Instant) -> OverlaySupposition:
        """The records with some facts more, the clock so far ahead; forgotten with whoever asked."""
        return OverlaySupposition(self, self._memo, self.watched, facts, ahead)

    def remembered(self, name: str, work: Callable[[], T]) -> T:
        """The result of some work by name, done again only when something changed that it looked up."""
        known: T = self._results.get(name)
        if known is MISSING or name in self._invalid:
            known = self.attend(name, work)
            self._results.put(name, known)
        return known

    def departed(self, authorization: str) -> Mapping[str, Exact]:
        """What left under an import authorization, by control class; worked out again after anything moved."""
        self._attribute()
        return self.left.of(self, authorization)
