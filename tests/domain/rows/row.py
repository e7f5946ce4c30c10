"""A row of the table of rules, and consignments that many rows share."""

from __future__ import annotations

from typing import NamedTuple

from tests.builders import Fact
from tests.movements import declared, exited, item


class Row(NamedTuple):
    """What happens, in a sentence; what a rule says of it, `SEVERITY QUANTITY` each; the facts."""

    rule: str
    sentence: str
    says: str
    facts: tuple[Fact, ...]


def speaks(rule: str, says: str, sentence: str, *facts: Fact) -> Row:
    return Row(rule, sentence, says, facts)


def quiet(rule: str, sentence: str, *facts: Fact) -> Row:
    return Row(rule, sentence, "", facts)


def left(*amounts: object, unit: str = "C62", goods: Fact | None = None) -> tuple[Fact, ...]:
    """Consignments S1, S2, … declared and gone on one day after the other."""
    return tuple(
        fact
        for n, x in enumerate(amounts, start=1)
        for fact in (
            declared(f"S{n}", [item(1, x, unit, goods)], on=f"2030-03-{n:02d}"),
            exited(f"S{n}", f"2030-03-{n:02d}T18:00:00Z"),
        )
    )
