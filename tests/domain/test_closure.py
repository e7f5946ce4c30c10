"""What is reached over any number of steps, held against what is reached by taking every step until nothing is new."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.closure import closure

STEPS = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4))


@given(st.lists(st.integers(0, 9), max_size=3), STEPS)
def test_everything_is_reached_and_nothing_else(start: list[int], steps: dict[int, list[int]]) -> None:
    wanted, before = set(start), set[int]()
    while wanted != before:
        before = set(wanted)
        wanted |= {x for one in before for x in steps.get(one, ())}
    assert set(closure(start, lambda x: steps.get(x, ()))) == wanted


@given(st.lists(st.integers(0, 9), max_size=3), STEPS)
def test_each_is_found_once_and_asked_once(start: list[int], steps: dict[int, list[int]]) -> None:
    asked: Counter[int] = Counter()

    def near(one: int) -> list[int]:
        asked[one] += 1
        return steps.get(one, [])

    found = closure(start, near)
    assert asked == Counter(found)
    assert found[: len(set(start))] == tuple(dict.fromkeys(start))
