"""What a rule finds and what is said of it."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple


class Key(NamedTuple):
    """Rule and key of a finding (1.11)."""

    rule: str
    licence: str | None
    line: int | None
    shipment: str | None
    subject: str | None

    @property
    def finding_id(self) -> str:
        """1.8.1."""
        return sha256("|".join("" if part is None else str(part) for part in self).encode()).hexdigest()


class Found(NamedTuple):
    """A finding whose predicate holds and whose windows have run."""

    key: Key
    severity: int
    quantity: Fraction | None


class Verdict(NamedTuple):
    """What is printed of a finding."""

    state: str
    severity: int
    quantity: str | None
