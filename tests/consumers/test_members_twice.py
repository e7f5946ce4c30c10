"""A member that is there twice is found wherever it is, and nothing else is taken for one."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from consumers.members_twice import may_be_twice, members_twice

NAMES = st.sampled_from(["a", "b", "a:b", "ü", "~/", '"', "\\", "", "{", "[,]"])


class Pairs(list[tuple[str, Any]]):
    """An object with all its members, some of them perhaps twice."""


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=4).map(Pairs),
    max_leaves=12,
)


def as_json(value: Any, ascii_only: bool, blank: str) -> str:
    if isinstance(value, Pairs):
        members = [
            f"{json.dumps(name, ensure_ascii=ascii_only)}{blank}:{blank}{as_json(x, ascii_only, blank)}"
            for name, x in value
        ]
        return "{" + f"{blank},".join(members) + "}"
    if isinstance(value, list):
        return "[" + f",{blank}".join(as_json(x, ascii_only, blank) for x in value) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


def twice_in(value: Any, where: str = "") -> set[str]:
    found: set[str] = set()
    if isinstance(value, Pairs):
        names = [name for name, _ in value]
        for name, inner in value:
            pointer = f"{where}/{name.replace('~', '~0').replace('/', '~1')}"
            found |= ({pointer} if names.count(name) > 1 else set()) | twice_in(inner, pointer)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found |= twice_in(inner, f"{where}/{number}")
    return found


@given(VALUES, st.booleans(), st.sampled_from(["", " ", "\t \r"]))
def test_exactly_the_members_that_are_there_twice_are_found(value: Any, ascii_only: bool, blank: str) -> None:
    text = as_json(value, ascii_only, blank)
    found = {x.pointer for x in members_twice(text)}
    assert found == twice_in(value)
    again = msgspec.json.encode(msgspec.json.decode(text.encode()))
    assert may_be_twice(text.encode(), again) or not found


@given(VALUES)
def test_what_is_plainly_written_and_has_none_is_not_looked_through(value: Any) -> None:
    text = as_json(value, ascii_only=False, blank=" ").encode()
    again = msgspec.json.encode(msgspec.json.decode(text))
    assert may_be_twice(text, again) == bool(twice_in(value))


def test_both_values_are_told_with_their_places() -> None:
    text = '{"lines":[{"quantity":{"value":"10", "value" : "500","unit":"C62"}}]}'
    (found,) = members_twice(text)
    assert found.pointer == "/lines/0/quantity/value"
    assert (text[found.first_at - 1 :][:4], text[found.again_at - 1 :][:5]) == ('"10"', '"500"')
    assert '"10" at character 32 and as "500" at character' in found.told
