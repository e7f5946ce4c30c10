"""Records of a topic as an unbroken chain: each says which position came before its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.kernel.errors import DomainError
from domain.kernel.log_entry import Stored


class Gap(DomainError):
    """Records are missing between what was read and what comes next; going on would lose them."""

    def __init__(self, have: int, previous: int, position: int) -> None:
        super().__init__(
            f"records are missing: after position {have} comes {position}, whose predecessor is {previous};"
            " read from the log instead (`counterfoil read --from log`), or publish again into an empty topic"
        )
        self.have, self.previous, self.position = have, previous, position


class Link(NamedTuple):
    """An event and the position before it in the log."""

    previous: int
    stored: Stored


def follow(after: int, links: Iterable[Link]) -> list[Stored]:
    """The events after a position, each exactly once; what was there already is skipped. Raises Gap."""
    events: list[Stored] = []
    for previous, stored in links:
        if stored.position <= after:
            continue
        if previous != after:
            raise Gap(after, previous, stored.position)
        events.append(stored)
        after = stored.position
    return events
