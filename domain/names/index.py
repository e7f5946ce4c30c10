"""Of many names the few that can score at least so much with one, told by what a high score needs.

Below `LEAST` nothing is promised. From it on: in the name of a firm no telling word is left over on either side; of a
person, on one side at most, and then two words at least are the same. Words that can be paired at all are found by
what they have in common after a mistyped letter or two, and then compared as the score compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import combinations, pairwise
from typing import NamedTuple

from domain.names.alike import (
    LEAST_CONSONANTS,
    ONE_EDIT,
    SAME,
    SOUND_LETTERS,
    TURNED_LETTERS,
    alike_words,
    by_consonants,
    mistyped_letters,
)
from domain.names.letters import Letters
from domain.names.names_given import names_given
from domain.names.parts import Name, initials_apart, name, unstuck
from domain.names.score import SURE, score
from domain.names.words import PARENT, Word

LEAST = 880
_ALMOST_SAME, _MANY, _MOST = 936, 4, 7
_HEAVIEST = 10
_LONG = 6
_ROOM = 50_000


class WordHit(NamedTuple):
    """The best that a word finds in a name: how alike, and how much the heaviest word that fits it says."""

    alike: int
    weight: int


WordHits = Mapping[int, WordHit]


class Finds(NamedTuple):
    """The names in which a word finds something, and those in which it finds the same proper name."""

    hits: WordHits
    sure: frozenset[int]


def _without(text: str, letters: int) -> Iterator[str]:
    """A text, and what is left of it without up to so many letters."""
    for count in range(letters + 1):
        for kept in combinations(text, len(text) - count):
            yield "".join(kept)


def _shared_keys(word: Word) -> set[str]:
    """What two words have in common that are alike: letters or sounds but for mistyped ones, or a meaning."""
    text, heard = word.text, word.sound
    length = len(text)
    keys = {f"={x}" for x in word.means}
    keys.update(_without(text, mistyped_letters(length)))
    keys.update(f"~{x}" for x in _without(heard, 1 if len(heard) >= SOUND_LETTERS else 0))
    keys.add(f"&{word.folded}" if length >= ONE_EDIT else "/" + "".join(sorted(text)))
    if len(word.bones) >= LEAST_CONSONANTS:
        keys.add(f"%{word.bones}")
    if word.roman:
        keys.update((word.roman, "#"))
    return keys


def _slips(whole: str, cut: str, text: str) -> set[str]:
    """Marks of a word so short that it is paired with another only where one letter was lost: whole, and without it."""
    found = {f"{whole}{text}"} if TURNED_LETTERS <= len(text) + 1 <= ONE_EDIT else set()
    if TURNED_LETTERS <= len(text) <= ONE_EDIT:
        found.update(f"{cut}{shorter}" for shorter in _without(text, 1) if shorter != text)
    return found


def _index_keys(word: Word) -> set[str]:
    """The keys under which a word of the many is kept."""
    keys = _shared_keys(word) | {f"^{word.text[0]}"} | _slips("<", ">", word.text)
    letter = word.roman or word.text
    if len(letter) == 1:
        keys.add(f"1{letter}")
    if word.sort == "trade":
        keys.add(f"T{word.text[0]}")
    return keys


def _search_keys(word: Word) -> set[str]:
    """The keys under which words are looked for that a word may be paired with."""
    first = word.text[0]
    keys = _shared_keys(word) | {f"1{first}", f"T{first}"} | _slips(">", "<", word.text)
    if len(word.text) == 1 or word.sort == "trade":
        keys.add(f"^{first}")
    if len(word.roman) == 1:
        keys.add(f"^{word.roman}")
    return keys


def _joined(words: Iterable[Word]) -> Iterator[str]:
    """Texts that another name may have as one word: two without the blank, one without what sticks to it."""
    texts = [x.text for x in words]
    for first, second in pairwise(texts):
        if len(first + second) >= _LONG:
            yield first + second
    for text in texts:
        yield from unstuck(text)


def _taken_apart(text: str) -> Iterator[Name]:
    """Every way that the score takes a text: each name it gives, and its initials one by one."""
    for reading in names_given(text).all:
        taken = name(reading)
        for whole in (taken, taken.uncut) if taken.uncut else (taken,):
            yield whole
            apart = initials_apart(whole.words)
            if apart != whole.words:
                yield whole._replace(words=apart)


class _Named(NamedTuple):
    """One of the many names: how many of its words tell it apart, and whether it is a firm's."""

    telling: int
    firm: bool


class Nearby:
    """Many names, each with whose it is, ready to be searched."""

    def __init__(self, owned: Iterable[tuple[str, str]]) -> None:
        self.owners: dict[str, tuple[str, ...]] = {}
        for text, owner in owned:
            self.owners[text] = tuple(dict.fromkeys((*self.owners.get(text, ()), owner)))
        self._texts: list[str] = []
        self._named: list[_Named] = []
        self._having: dict[Word, list[int]] = {}
        self._by_key: dict[str, list[Word]] = {}
        self._by_text: dict[str, list[int]] = {}
        self._by_joined: dict[str, list[int]] = {}
        self._vowelless: dict[bool, dict[str, list[tuple[Word, int]]]] = {True: {}, False: {}}
        self._letters = Letters()
        self._remembered: dict[tuple[Word, bool], Finds] = {}
        for text in self.owners:
            for taken in _taken_apart(text):
                self._enter(len(self._texts), taken)
                self._texts.append(text)
        for word in self._having:
            for key in _index_keys(word):
                self._by_key.setdefault(key, []).append(word)

    def _enter(self, number: int, taken: Name) -> None:
        telling = sum(x.weight > 1 for x in taken.words)
        self._named.append(_Named(telling, taken.firm))
        self._letters.add(taken.letters, number)
        for word in dict.fromkeys(taken.words):
            self._having.setdefault(word, []).append(number)
            self._by_text.setdefault(word.text, []).append(number)
            if len(word.bones) > 1:
                self._vowelless[taken.vowelless].setdefault(word.bones, []).append((word, number))
        for text in _joined(taken.words):
            self._by_joined.setdefault(text, []).append(number)

    def near(self, text: str) -> set[str]:
        """The names that may score at least LEAST with one."""
        found = {self._texts[number] for taken in _taken_apart(text) for number in self._near(taken)}
        return found | {text} if text in self.owners else found

    def _near(self, taken: Name) -> Iterator[int]:
        yield from self._letters.near(taken.letters)
        yield from self._with_joined_words(taken)
        yield from self._with_like_words(taken)

    def like(self, text: str, least: int = LEAST) -> Iterator[str]:
        """The names that score at least so much with one; below LEAST they are looked for among all."""
        for other in self.near(text) if least >= LEAST else self.owners:
            if score(text, other) >= least:
                yield other

    def alike(self, text: str, least: int = LEAST) -> tuple[str, ...]:
        """The owners of the names that score at least so much with one, in text order."""
        return tuple(sorted({owner for other in self.like(text, least) for owner in self.owners[other]}))

    def __eq__(self, other: object) -> bool:
        """Equal for equal names and owners: what is remembered beside them follows from these."""
        return isinstance(other, Nearby) and self.owners == other.owners

    __hash__ = None  # type: ignore[assignment]

    # -- by words ------------------------------------------------------------------------------------------------------

    def _with_like_words(self, taken: Name) -> Iterator[int]:
        finds = [(word, self._finds(word, taken.vowelless)) for word in taken.words]
        hits = [(word, one.hits) for word, one in finds]
        telling = [found for word, found in hits if word.weight > 1]
        some = _covering(telling) if telling else {number for _, found in hits for number in found}
        for number in some | (set() if taken.firm else self._sharing([one.sure for _, one in finds])):
            if _may_reach(taken, self._named[number], number, hits):
                yield number

    def _sharing(self, sure: list[frozenset[int]]) -> set[int]:
        """The names of persons that have two words at least that are sure."""
        once: set[int] = set()
        twice: set[int] = set()
        *some, most = sorted(sure, key=len) or [frozenset[int]()]
        for numbers in some:
            twice |= once & numbers
            once |= numbers
        return {x for x in twice | (once & most) if not self._named[x].firm}

    def _finds(self, word: Word, vowelless: bool) -> Finds:
        """The names with a word that can be paired with this one, remembered for as many words as there is room."""
        known = self._remembered.get((word, vowelless))
        if known is None:
            hits = self._found(word, vowelless)
            known = Finds(hits, frozenset(x for x, hit in hits.items() if _is_sure(word, hit)))
            if len(self._remembered) >= _ROOM:
                self._remembered.clear()
            self._remembered[word, vowelless] = known
        return known

    def _found(self, word: Word, vowelless: bool) -> WordHits:
        found: dict[int, WordHit] = {}
        words = {x for key in _search_keys(word) for x in self._by_key.get(key, ())}
        for other in words:
            alike = alike_words(word, other)
            if alike:
                for number in self._having[other]:
                    _better(found, number, WordHit(alike, other.weight))
        for other, number in self._vowelless[not vowelless].get(word.bones, ()):
            alike = by_consonants(word, other)
            if alike:
                _better(found, number, WordHit(alike, other.weight))
        return found

    def _with_joined_words(self, taken: Name) -> Iterator[int]:
        for word in taken.words:
            yield from self._by_joined.get(word.text, ())
        for text in _joined(taken.words):
            yield from self._by_text.get(text, ())


def _covering(telling: list[WordHits]) -> set[int]:
    """The names that have something for every telling word."""
    fewest, *rest = sorted(telling, key=len) or [dict[int, WordHit]()]
    found: Set[int] = fewest.keys()
    for hits in rest:
        found = found & hits.keys()
    return set(found)


def _better(found: dict[int, WordHit], number: int, hit: WordHit) -> None:
    before = found.setdefault(number, hit)
    if before is not hit and (hit > before or hit.weight > before.weight):
        found[number] = WordHit(max(hit.alike, before.alike), max(hit.weight, before.weight))


def _is_sure(word: Word, hit: WordHit) -> bool:
    return hit.alike >= SURE and (_HEAVIEST in (word.weight, hit.weight) or word.weight == hit.weight == PARENT)


def _may_reach(taken: Name, other: _Named, number: int, hits: list[tuple[Word, WordHits]]) -> bool:
    """Whether the words of two names can be paired so that the score is reached, if each gets the best it finds."""
    paired = [(word, hit) for word, found in hits if (hit := found.get(number))]
    left_own = sum(word.weight > 1 for word, found in hits if number not in found)
    left_other = max(0, other.telling - len(paired))
    if not left_own and not left_other and _average(paired) >= LEAST:
        return True
    sure = sum(_is_sure(word, hit) for word, hit in paired)
    if taken.firm or other.firm or sure < 2:  # noqa: PLR2004  two names are what makes a person's name
        return False
    if sure >= _MANY:
        return sure >= _MOST or not (left_own and left_other)
    return not (left_own and left_other) and _almost_same(paired, left_other > 0, other.telling)


def _almost_same(paired: list[tuple[Word, WordHit]], all_own: bool, of_other: int) -> bool:
    """Whether the telling words that must be paired can be as good as the same; beside them one more is forgiven."""
    telling = sorted((hit.alike for word, hit in paired if word.weight > 1), reverse=True)
    heavier = [hit.alike for word, hit in paired if word.weight <= 1 < hit.weight]
    small = len(paired) - len(telling) - len(heavier)
    least = len(telling) if all_own else max(2, min(len(telling), of_other - small - len(heavier)))
    best = telling[:least] + [alike for alike in heavier if alike >= _ALMOST_SAME]
    gained, of = sum(best) * _HEAVIEST + small * SAME, len(best) * _HEAVIEST + small
    return gained >= _ALMOST_SAME * of


def _average(paired: list[tuple[Word, WordHit]]) -> float:
    """How alike the words can be at most: of two weights the one that makes more of it."""
    gained = of = 0
    for word, hit in paired:
        weight = max(word.weight, hit.weight) if hit.alike >= LEAST else word.weight
        gained += weight * hit.alike
        of += weight
    return gained / of if of else 0
