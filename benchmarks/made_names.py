"""A list of sanctions and parties to hold against it, all invented: persons, firms, and listed names misspelt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

_BEGINNINGS = (
    *("ar", "bel", "cor", "dan", "el", "far", "gor", "hal", "ir", "jor", "kal", "lem"),
    *("mar", "nor", "ol", "par", "qas", "rus", "sal", "tar", "ul", "var", "wen", "yus", "zak"),
)
_MIDDLES = ("", "a", "e", "i", "o", "u", "an", "er", "il", "om", "us", "ad", "ek", "in")
_ENDS = (
    *("vo", "lak", "mir", "ton", "rak", "bei", "dov", "son", "man", "zade"),
    *("ic", "ski", "ez", "eddin", "var", "ollah", "rez", "mund", "ham", "dor"),
)
_TRADES = (
    *("trading", "shipping", "arms", "general", "marine", "industrial"),
    *("mining", "export", "holding", "security", "logistics", "technical"),
)
_FORMS = ("Ltd", "GmbH", "LLC", "Co", "S.A.", "Company", "")
_ALIASES = 3


class MadeNames:
    """Names by chance, always the same for a seed; some words are far more frequent than others, as in life."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        words = [f"{a}{b}{c}" for a in _BEGINNINGS for b in _MIDDLES for c in _ENDS]
        self._chance.shuffle(words)
        self._words, self._weights = words[:3_000], [1 / (n + 8) for n in range(3_000)]

    def _word(self) -> str:
        return self._chance.choices(self._words, self._weights)[0].capitalize()

    def person(self) -> str:
        """A person's name in two to four words."""
        joint = self._chance.choice(("", "", "", "al-", "bin "))
        return " ".join([self._word(), *(joint + self._word() for _ in range(self._chance.choice((1, 1, 1, 2, 3))))])

    def firm(self) -> str:
        """A firm's name."""
        trades = self._chance.sample(_TRADES, self._chance.choice((1, 1, 2)))
        return " ".join([self._word(), *(x.capitalize() for x in trades), self._chance.choice(_FORMS)]).strip()

    def misspelt(self, name: str) -> str:
        """The same name as somebody else might write it."""
        words = name.split()
        if len(words) > 1 and self._chance.random() < 0.2:
            words.append(words.pop(0))
        if len(words) > 1 and self._chance.random() < 0.1:
            words[0:2] = ["".join(words[0:2])]
        at = self._chance.randrange(len(words))
        words[at] = self._mistyped(words[at])
        return " ".join(words)

    def _mistyped(self, word: str) -> str:
        at, chance = self._chance.randrange(len(word)), self._chance.random()
        if chance < 0.3:
            return word[:at] + self._chance.choice("aeioulnrst") + word[at + 1 :]
        if chance < 0.5:
            return word[:at] + word[at + 1 :] or word
        if chance < 0.7:
            return word[:at] + word[at : at + 1] + word[at:]
        return word[:at] + word[at : at + 2][::-1] + word[at + 2 :] if chance < 0.8 else word

    def entries(self, count: int) -> Iterator[dict[str, Any]]:
        """Rows of the list, one in four an entity."""
        for number in range(1, count + 1):
            person = number % 4 > 0
            name = self.person() if person else self.firm()
            aliases = [
                self.misspelt(name) if n % 2 else (self.person if person else self.firm)() for n in range(_ALIASES)
            ]
            yield {
                "entry": f"XX{'i' if person else 'e'}.{number:04d}",
                "kind": "PERSON" if person else "ENTITY",
                "name": name,
                "aliases": aliases,
                "date_of_birth": f"{self._chance.randrange(1940, 2000)}-01-01" if person else None,
                "nationality": None,
                "state": None,
                "identifiers": [],
                "listed_on": "2020-01-01",
                "delisted_on": None,
            }

    def parties(self, count: int, listed: list[str]) -> Iterator[str]:
        """Names of parties, one in twenty that of somebody on the list, misspelt."""
        for number in range(count):
            if number % 20 == 0:
                yield self.misspelt(self._chance.choice(listed))
            else:
                yield self.person() if number % 2 else self.firm()
