"""Few names out of many that can score high with one: found by what they share, then compared.

Two words one mistyped letter apart share what is left when one letter of their sound is dropped. Names whose blanks
moved, and long words, share one of three parts of their letters, since two errors cannot touch all three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from domain.names.score import Name, name, score
from domain.names.words import Word

PARTS, SHIFT = 3, 2
REMEMBERED = 32_768
_SHORTEST_PART = 3
_VOWELS = frozenset("aeiouhv")
Keyed = dict[str, tuple[str, ...]]


def _own(taken: Name) -> list[Word]:
    return [x for x in taken.words if x.sort == "own"] or list(taken.words)


@lru_cache(maxsize=16_384)
def _word_keys(word: Word) -> frozenset[str]:
    """What a word is found by: its sound, without each letter in turn, its consonants, what it may stand for."""
    heard = word.sound
    keys = {heard, "_" + "".join(c for c in heard if c not in _VOWELS), *(f"={x}" for x in word.means)}
    if len(heard) >= _SHORTEST_PART:
        keys.update(heard[:n] + heard[n + 1 :] for n in range(len(heard)))
    return frozenset(keys)


def _letters(taken: Name) -> list[str]:
    """The letters of the whole name without blanks; of a name with one word of its own that word too, if it is long."""
    own = _own(taken)
    return [taken.letters, *(x.text for x in own if len(own) == 1 and len(x.text) >= PARTS * _SHORTEST_PART)]


def _parts(letters: str) -> Iterator[str]:
    size = len(letters) // PARTS
    if size >= _SHORTEST_PART - 1:
        yield from (letters[:size], letters[size : 2 * size], letters[2 * size :])


def _shared_parts(letters: str) -> set[str]:
    """Where a part of other letters may stand in these, when at most two of them were mistyped."""
    length, found = len(letters), set[str]()
    for size in range((length - SHIFT) // PARTS, (length + SHIFT) // PARTS + 1):
        if size >= _SHORTEST_PART - 1:
            for at in range(SHIFT + 1):
                found.add(letters[at : at + size])
            for at in range(size - SHIFT, size + SHIFT + 1):
                found.add(letters[at : at + size])
            for at in range(2 * size - SHIFT, 2 * size + SHIFT + 1):
                found.add(letters[at:])
    return found


@dataclass(frozen=True, slots=True)
class Blocks:
    """Names by what they are found by, how many words of each there are to find, and whose they are.

    What was found once is remembered; it follows from the rest, and makes no other blocks.
    """

    by_word: Keyed
    by_part: Keyed
    counts: dict[str, int]
    owners: dict[str, tuple[str, ...]]
    known: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def of(owned: Iterable[tuple[str, str]]) -> Blocks:
        """The blocks of pairs of a name and whose it is."""
        owners: dict[str, dict[str, None]] = {}
        for text, owner in owned:
            owners.setdefault(text, {})[owner] = None
        by_word: dict[str, set[str]] = defaultdict(set)
        by_part: dict[str, set[str]] = defaultdict(set)
        for text in owners:
            taken = name(text)
            for key in (key for word in _own(taken) for key in _word_keys(word)):
                by_word[key].add(text)
            for part in (part for letters in _letters(taken) for part in _parts(letters)):
                by_part[part].add(text)
        counts = {text: len(_own(name(text))) for text in owners}
        return Blocks(_fixed(by_word), _fixed(by_part), counts, {text: tuple(x) for text, x in owners.items()})

    def near(self, text: str) -> set[str]:
        """The names that may score high with one."""
        taken = name(text)
        own = _own(taken)
        found: dict[str, int] = {}
        for word in own:
            keys = _word_keys(word) & self.by_word.keys()
            for other in {x for key in keys for x in self.by_word[key]} if keys else ():
                found[other] = found.get(other, 0) + 1
        near = {x for x, count in found.items() if count * 2 >= min(len(own), self.counts[x])}
        for letters in _letters(taken):
            for part in _shared_parts(letters) & self.by_part.keys():
                near.update(self.by_part[part])
        return near

    def alike(self, text: str, least: int) -> tuple[str, ...]:
        """The owners of the names that score at least so much with one, in text order."""
        found = self.known.get((text, least))
        if found is None:
            owners = {x for other in self.near(text) if score(text, other) >= least for x in self.owners[other]}
            found = tuple(sorted(owners))
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[text, least] = found
        return found


def _fixed(found: dict[str, set[str]]) -> Keyed:
    return {key: tuple(sorted(names)) for key, names in found.items()}
