"""What a caller can get wrong, told so that it can be mended; a lawful refusal is an event and not here."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """A caller's mistake or a record that this program cannot take; every one of these has a place at the edge."""


class UnreadableEvent(DomainError):
    """Bytes that should be an event of ours and are not, or are newer than this program."""


class NotAllowed(DomainError):
    """A step that cannot exist here: a code for programs, the requirement it rests on, the figures it was judged by."""

    def __init__(self, code: str, requirement: str, mend: str, **figures: object) -> None:
        self.code, self.requirement, self.mend = code, requirement, mend
        self.figures: Mapping[str, object] = figures
        told = ", ".join(f"{name} {value}" for name, value in figures.items())
        super().__init__(f"{code} ({requirement})" + (f": {told}" if told else ""))


class NotFound(DomainError):
    """Nothing of that name is on record, or nothing that the caller may see."""


class Stale(DomainError):
    """The stream moved on since the caller read it."""
