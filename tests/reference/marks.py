"""What goods are called and which numbers they bear: make, model, calibre, serials, lots (rules.md 1.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.reference.landing import range_size
from tests.reference.lists import Lists
from tests.reference.standing import Json
from tests.reference.text import canon, number_of, says_nothing

LOOKALIKES = ("0OQD", "1IL", "5S", "8B", "2Z", "6G")
LAST_DIGITS = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
LONGEST_RANGE = 100_000


class Name(NamedTuple):
    """Canonical make, model and calibre; None where the goods do not say."""

    make: str | None
    model: str | None
    calibre: str | None

    def compared(self) -> tuple[str | None, ...]:
        """What the names are compared by: their canonical texts (5.1)."""
        return tuple(None if x is None else canon(x) for x in self)


def name_of(item: Json, lists: Lists) -> Name:
    """All three through the lists (1.7.1)."""
    make = canonical(item.get("make"), lists.rows.get("makes", []), "make")
    own = [row for row in lists.rows.get("models", []) if make is not None and _alike(row["make"], make, lists)]
    model = canonical(item.get("model"), own, "model")
    return Name(make, model, canonical(item.get("calibre"), lists.rows.get("calibres", []), "calibre"))


def _alike(listed: str, make: str, lists: Lists) -> bool:
    """The make of a row of list `models` may be an alias as well."""
    return canonical(listed, lists.rows.get("makes", []), "make") == make


def canonical(text: str | None, rows: Iterable[Json], name: str) -> str | None:
    """The listed name in capitals; unlisted: as written, capitals, single spaces (1.7.1, 1.7.2)."""
    written = number_of(text)
    if text is None or not written:
        return None
    found = [row[name] for row in rows if written in {canon(x) for x in [row[name], *row["aliases"]]}]
    return " ".join((found[-1] if found else text).upper().split())


def serial(text: str) -> str:
    """The canonical text, leading zeros kept (1.7.2, 5.1)."""
    return canon(text)


def serials(listed: Iterable[Json | None]) -> set[str] | None:
    """The serials of some lists together; None when one is absent, cannot be read or holds what says nothing."""
    found: set[str] = set()
    for one in listed:
        numbers = None if one is None else list(expanded(one))
        if one is None or numbers is None or None in numbers or any(nothing(x, one) for x in numbers if x is not None):
            return None
        found |= {serial(number) for number in numbers if number is not None}
    return found


def nothing(number: str, listed: Json) -> bool:
    """A number that says nothing; the members of a range say something, zeros alone excepted (5.2)."""
    return says_nothing(number) if number in listed["numbers"] else not canon(number).strip("0")


def known_serials(listed: Json | None) -> set[str]:
    """The serials of a list that can be read and say something, complete or not."""
    if listed is None:
        return set()
    return {serial(x) for x in expanded(listed) if x is not None and not nothing(x, listed)}


def expanded(listed: Json) -> Iterator[str | None]:
    """Numbers and ranges as written, ranges counted up (1.7.3); None for a range that cannot be read."""
    yield from listed["numbers"]
    for span in listed["ranges"]:
        size = range_size(span["from"], span["to"])
        first = LAST_DIGITS.fullmatch(span["from"])
        if size is None or first is None or size > LONGEST_RANGE:
            yield None
            continue
        width = len(first[2])
        for number in range(int(first[2]), int(first[2]) + size):
            yield f"{first[1]}{number:0{width}d}{first[3]}"


def unmatched(left: set[str], right: set[str]) -> tuple[set[str], set[str]]:
    """What is on one side only, pairs that are typing errors of each other left out (1.7.4)."""
    a, b = left - right, right - left
    partners = {x: [y for y in b if mistyped(x, y)] for x in a}
    sole = {x: ys[0] for x, ys in partners.items() if len(ys) == 1}
    pairs = {x: y for x, y in sole.items() if sum(y in ys for ys in partners.values()) == 1}
    return a - set(pairs), b - set(pairs.values())


def mistyped(a: str, b: str) -> bool:
    """Equal length, one place differs, by characters of one group."""
    differ = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return len(a) == len(b) and len(differ) == 1 and any({*differ[0]} <= {*group} for group in LOOKALIKES)
