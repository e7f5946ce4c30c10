"""What a world does not let others tell it: what its own orders alone say, and what lies in the future of its clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from consumers.arrival import RejectReason
from domain.kernel.moments import DAY_LENGTH, Instant, instant, moment_text

_AHEAD = DAY_LENGTH
"""How far the recordedat of a fact may be ahead of the receiving clock."""
_OWN = re.compile(r"/states/([A-Z]{2})/.+/counterfoil")
_COPIED = re.compile(r"/states/[A-Z]{2}/.+/copied-in-([A-Za-z]{2})")


class Receiving(NamedTuple):
    """The States that this service serves, and the receiving clock; without one any recordedat is taken."""

    states: frozenset[str] = frozenset()
    clock: Callable[[], Instant] | None = None

    def objection(self, fact: Mapping[str, Any]) -> tuple[RejectReason, str] | None:
        """The first reason not to take a fact that satisfies the schema, and what would be right."""
        return self._not_theirs(fact["source"]) or self._too_early(fact["recordedat"])

    def _not_theirs(self, source: str) -> tuple[RejectReason, str] | None:
        found = (_OWN.fullmatch(source) or _COPIED.fullmatch(source)) if self.states else None
        if found is None or found[1].upper() not in self.states:
            return None
        told = f"{source} is how this service speaks for {found[1].upper()}, by its orders alone"
        return RejectReason.NOT_YOURS_TO_SAY, f"{told}; give the order here, or report under a source of your own"

    def _too_early(self, recordedat: str) -> tuple[RejectReason, str] | None:
        if self.clock is None:
            return None
        now, from_when = self.clock(), taken_from(recordedat)
        if from_when <= now:
            return None
        told = f"recordedat {recordedat} is more than a day ahead of {_told(now)}"
        return RejectReason.FROM_THE_FUTURE, f"{told}; it is kept, and taken from {_told(from_when)} on"


def taken_from(recordedat: str) -> Instant:
    """From when on a fact of the future is taken."""
    return instant(recordedat) - _AHEAD


def _told(at: Instant) -> str:
    return moment_text(at)


TAKES_ANYTHING = Receiving()
"""A world of the record that serves no State: a replay."""
