"""Serial numbers that differ by one character that is easily mistaken (rules 1.7.4)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.record.serials import Members, Numbers, numbers_of

GROUPS = ("0OQD", "1IL", "5S", "8B", "2Z", "6G")
_ALIKE = {c: group.replace(c, "") for group in GROUPS for c in group}
MOST = 20_000
"""Where both lists have more numbers than this that the other lacks, they are no typing errors."""


def look_alikes(text: str) -> Iterator[str]:
    """Every text of equal length that differs in one place by characters of one group."""
    for place, c in enumerate(text):
        for other in _ALIKE.get(c, ""):
            yield f"{text[:place]}{other}{text[place + 1 :]}"


def _pairs(fewer: Numbers, more: Numbers) -> Iterator[tuple[str, str]]:
    """Pairs of which each is the only partner of the other."""
    mine, theirs = Members(fewer), Members(more)
    for text in fewer.texts():
        partners = [x for x in look_alikes(text) if x in theirs]
        if len(partners) == 1 and sum(x in mine for x in look_alikes(partners[0])) == 1:
            yield text, partners[0]


def unmatched(a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """What is left of two lists of serial numbers when equal ones and typing errors are taken out of both."""
    left, right = a.less(b), b.less(a)
    turned = left.amount > right.amount
    fewer, more = (right, left) if turned else (left, right)
    if not fewer.runs or fewer.amount > MOST:
        return left, right
    pairs = list(_pairs(fewer, more))
    fewer, more = fewer.less(numbers_of(x for x, _ in pairs)), more.less(numbers_of(y for _, y in pairs))
    return (more, fewer) if turned else (fewer, more)
