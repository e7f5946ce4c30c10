"""Lists and strangers as they are in life: given and family names of many peoples, firms, births; put together by lot.

Every part is a common name; who bears them together is nobody. Common parts are drawn more often than rare ones, so
that strangers share parts with those on the list, as they do.
"""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import NamedTuple

from benchmarks.name_tables import FIRMS, FORMS, PEOPLES, PLACES, TRADES

_FIRST_YEAR, _LAST_YEAR = 1940, 2000
_FIRMS_SHARE, _BORN_SHARE, _ACRONYM_SHARE, _MORE_NAMES_SHARE = 0.25, 0.75, 0.3, 0.4


_SMALL = frozenset(word for form in FORMS for word in form.lower().replace(".", "").split()) | {"al", "abd", "no"}


class Named(NamedTuple):
    """Somebody by name: a person, born in a year that may be known, or a firm."""

    name: str
    person: bool
    born: int | None
    script: str = ""


class Peoples:
    """Persons and firms by chance, always the same for a seed."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = Random(seed)

    def _of(self, words: tuple[str, ...]) -> str:
        """One of some words, those at the beginning more often."""
        return words[min(int(self.chance.expovariate(2.5) * len(words)), len(words) - 1)]

    def _year(self) -> int | None:
        return self.chance.randint(_FIRST_YEAR, _LAST_YEAR) if self.chance.random() < _BORN_SHARE else None

    def person(self, born: int | None = None) -> Named:
        """A person as their people writes names."""
        people = self.chance.choice(PEOPLES)
        given, family = people.given, people.family
        parts = [self._of(given)]
        if people.form == "patronymic":
            parts += [self._of(people.middle), self._of(family)]
        elif people.form == "chain":
            parts += [self._of(given) for _ in range(self.chance.choice((0, 1, 1, 2)))] + [self._of(family)]
        elif people.form == "syllables":
            parts = [self._of(family), self._of(given) + self.chance.choice((" ", "-", " ")) + self._of(given).lower()]
        elif people.form == "two families":
            more = [self._of(given)] if self.chance.random() < _MORE_NAMES_SHARE else []
            parts += [*more, self._of(family), self._of(family)]
        else:
            more = [self._of(given)] if self.chance.random() < _MORE_NAMES_SHARE else []
            parts += [*more, self._of(family)]
        return Named(" ".join(parts), True, born or self._year(), people.script)

    def firm(self) -> Named:
        """A firm, with a number, a place or an acronym now and then."""
        own, trade = self._of(FIRMS), self._of(TRADES)
        kind = self.chance.randrange(6)
        if kind == 0:
            said = f"{self._of(PLACES)} {trade} Plant No {self.chance.randint(2, 99)}"
        elif kind == 1:
            words = [own, trade, self._of(TRADES), "Company"]
            said = " ".join(words)
            if self.chance.random() < _ACRONYM_SHARE * 2:
                said += f" ({''.join(x[0] for x in words).upper()})"
        elif kind == 2:
            said = f"{own} {trade} ({self._of(PLACES)}) {self._of(FORMS)}"
        elif kind == 3:
            said = f"{own} {self._of(FIRMS)} {trade} {self._of(FORMS)}"
        else:
            said = f"{own} {trade} {self._of(FORMS)}"
        return Named(said.strip(), False, None)

    def anybody(self) -> Named:
        """A person, or now and then a firm."""
        return self.firm() if self.chance.random() < _FIRMS_SHARE else self.person()

    def others(self, count: int, known: list[Named]) -> list[Named]:
        """So many who are nobody of those known: two names that have two words in common may be one person's."""
        cores = [core(x.name) for x in known]
        having: dict[str, set[int]] = {}
        for n, said in enumerate(cores):
            for word in said:
                having.setdefault(word, set()).add(n)
        found: list[Named] = []
        while len(found) < count:
            one = self.anybody()
            said = core(one.name)
            near = Counter(n for word in said for n in having.get(word, ()))
            if not any(shared > 1 or shared == min(len(said), len(cores[n])) for n, shared in near.items()):
                found.append(one)
        return found


def core(name: str) -> frozenset[str]:
    """The words of a name without legal forms, articles and what stands in parentheses."""
    plain = re.sub(r"\([^)]*\)", " ", name.lower()).replace("al-", "").replace("-", " ").replace(".", "").split()
    return frozenset(plain) - _SMALL
