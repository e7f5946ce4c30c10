"""Which of several corrections is in force (rules 1.1.3)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.kernel.moments import Instant
from domain.record.corrections import correction_chain, in_force


@dataclass(frozen=True)
class Copy:
    """A standing copy; ref and id are one here."""

    id: str
    corrected: str | None = None
    received: Instant = 0
    type: str = "shipment.declared.v1"

    @property
    def ref(self) -> str:
        return self.id


def chains(*copies: Copy) -> set[str]:
    """Every correction chain as `members > the one in force`, whichever member one begins with."""
    known = {x.id: x for x in copies}
    correctors: dict[str, set[str]] = {}
    for x in copies:
        if x.corrected is not None:
            correctors.setdefault(x.corrected, set()).add(x.id)
    found = set()
    for one in copies:
        members = correction_chain(one, known.get, lambda ref: correctors.get(ref, ()))
        assert one in members
        assert in_force(members) == in_force(members[::-1])
        found.add(f"{' '.join(sorted(m.id for m in members))} > {in_force(members).id}")
    assert sum(len(x.partition(" >")[0].split()) for x in found) == len(copies), "chains overlap"
    return found


def test_a_fact_that_nobody_corrects_is_its_own_family() -> None:
    assert chains(Copy("a"), Copy("b")) == {"a > a", "b > b"}


@pytest.mark.parametrize("late", [0, 1, 2])
def test_in_a_chain_the_last_of_it_counts_whenever_it_was_recorded(late: int) -> None:
    times = [5 if n == late else 0 for n in range(3)]
    assert chains(Copy("a", None, times[0]), Copy("b", "a", times[1]), Copy("c", "b", times[2])) == {"a b c > c"}


def test_of_two_corrections_of_one_fact_the_later_recorded_counts() -> None:
    assert chains(Copy("a"), Copy("b", "a", 2), Copy("c", "a", 1)) == {"a b c > b"}
    assert chains(Copy("a"), Copy("b", "a", 1), Copy("c", "a", 1)) == {"a b c > c"}, "recorded at once: greater id"


def test_the_loser_corrected_may_win_and_may_lose() -> None:
    copies = [Copy("a"), Copy("b", "a", 5), Copy("c", "a", 3)]
    assert chains(*copies, Copy("d", "c", 4)) == {"a b c d > b"}
    assert chains(*copies, Copy("d", "c", 6)) == {"a b c d > d"}


def test_corrections_of_an_absent_fact_are_one_family() -> None:
    assert chains(Copy("b", "a", 1), Copy("c", "a", 2)) == {"b c > c"}
    assert chains(Copy("b", "a", 1), Copy("c", "b", 0)) == {"b c > c"}


def test_in_a_circle_all_take_part() -> None:
    assert chains(Copy("a", "b", 1), Copy("b", "a", 2)) == {"a b > b"}
    assert chains(Copy("a", "c", 3), Copy("b", "a", 2), Copy("c", "b", 1)) == {"a b c > a"}


def test_a_circle_with_a_tail_ends_in_its_tail() -> None:
    circle = [Copy("a", "b", 8), Copy("b", "a", 9)]
    assert chains(*circle, Copy("t", "a", 1)) == {"a b t > t"}
    assert chains(*circle, Copy("t", "a", 1), Copy("u", "t", 0)) == {"a b t u > u"}


def test_a_correction_of_itself_is_an_ordinary_fact_that_others_correct() -> None:
    assert chains(Copy("a", "a")) == {"a > a"}
    assert chains(Copy("a", "a", 9), Copy("b", "a", 1)) == {"a b > b"}


def test_a_fact_of_another_type_is_not_corrected() -> None:
    other = "shipment.adjusted.v1"
    assert chains(Copy("a"), Copy("b", "a", 1, other)) == {"a > a", "b > b"}
    assert chains(Copy("a"), Copy("b", "a", 1, other), Copy("c", "a", 2)) == {"a c > c", "b > b"}
    assert chains(Copy("a", None, 0, other), Copy("b", "a", 1), Copy("c", "a", 2)) == {"a > a", "b > b", "c > c"}
    assert chains(Copy("a"), Copy("b", "a", 1, other), Copy("c", "b", 2, other)) == {"a > a", "b c > c"}
