"""Of many names those that have the same letters but for one or two, wherever the blanks are.

One wrong letter leaves the beginning or the end of a name whole, two leave one of three parts: names are kept by these
parts, with a letter between them, so that two letters changed with each other do not touch two parts at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

_LEAST, _TWO_FROM = 6, 14
"""From how many letters on a name may have one wrong, and two."""
_BEGINNING, _MIDDLE, _END = 0, 1, 2

LettersKey = tuple[int, int, str]


def _edits(length: int) -> int:
    """How many letters may differ beside the blanks, where the score is still reached; -1 in a short name."""
    return -1 if length < _LEAST else 1 if length < _TWO_FROM else 2


def _part(length: int) -> int:
    """How long the parts are of the shorter of two names."""
    return (length - 1) // 2 if length < _TWO_FROM else (length - 2) // 3


class Letters:
    """Names by their letters without blanks, ready to be searched."""

    def __init__(self) -> None:
        self._letters: dict[int, str] = {}
        self._by_part: dict[LettersKey, list[int]] = {}
        self._lengths: set[int] = set()

    def add(self, letters: str, number: int) -> None:
        """Takes a name in."""
        length = len(letters)
        if length < _LEAST:
            return
        self._letters[number] = letters
        self._lengths.add(length)
        keys: set[LettersKey] = set()
        for shorter in range(max(_LEAST, length - 2), length + 1):
            part = _part(shorter)
            keys.add((length, _BEGINNING, letters[:part]))
            keys.add((length, _END, letters[-part:]))
            if shorter >= _TWO_FROM:
                keys.add((length, _MIDDLE, letters[part + 1 : length - part - 1]))
        for key in keys:
            self._by_part.setdefault(key, []).append(number)

    def near(self, letters: str) -> Iterator[int]:
        """The names with the same letters, or with so few others that the score may be reached."""
        length = len(letters)
        for other in range(max(_LEAST, length - 2), length + 3):
            shorter = min(length, other)
            edits = _edits(shorter)
            if abs(length - other) > edits:
                continue
            if other not in self._lengths:
                continue
            found: set[int] = set()
            for key in _keys(letters, other, shorter):
                if key in self._by_part:
                    found.update(self._by_part[key])
            yield from (n for n in found if OSA.distance(letters, self._letters[n], score_cutoff=edits) <= edits)


def _keys(letters: str, other: int, shorter: int) -> Iterator[LettersKey]:
    """What a name has in common with one of another length that is like it."""
    part = _part(shorter)
    yield other, _BEGINNING, letters[:part]
    yield other, _END, letters[-part:]
    if shorter >= _TWO_FROM:
        size = other - 2 * part - 2
        for moved in (-1, 0, 1):
            yield other, _MIDDLE, letters[part + 1 + moved : part + 1 + moved + size]
