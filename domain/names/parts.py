"""Names taken apart: words, legal forms, numbers, and whether they are a firm's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from domain.names.spelling import ABJAD, script, words
from domain.names.words import (
    ARTICLE_SPELLINGS,
    FUNDS,
    INCORPORATED,
    LONGEST_PHRASE,
    NUMBER_SIGNS,
    SERVANTS,
    SO_CALLED,
    SPELLED_OUT,
    SUN_ARTICLES,
    Word,
    dictionary,
    figures_of,
    number,
    two_words_number,
    word,
)

_SIGN_BEFORE_DIGITS = frozenset({"n", "nu", "br"})
_SERVANT = re.compile(r"abd[aeiou]?(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|t(?=t)|d(?=d))")
_GODS_SERVANT = ("abdull", "abdall", "abdoll")
_AFTER_ARTICLE = 3


class Name(NamedTuple):
    """A name taken apart."""

    words: tuple[Word, ...]
    forms: frozenset[str]
    firm: bool
    vowelless: bool
    numbers: tuple[str, ...]

    @property
    def classes(self) -> frozenset[str]:
        """The classes of its legal forms, where it has any that belongs to one."""
        return self.forms - {""}

    @property
    def letters(self) -> str:
        """All its letters without blanks."""
        return "".join(x.text for x in self.words)


def _form_at(said: Sequence[str], at_end: bool) -> tuple[int, str] | None:
    """The longest legal form that a name ends or begins with: how many words, and its class."""
    forms = dictionary().forms
    for count in range(min(LONGEST_PHRASE, len(said) - 1), 0, -1):
        phrase = said[-count:] if at_end else said[:count]
        found = forms.get(" ".join(phrase))
        if found is None and at_end and count > 1:
            found = forms.get("".join(phrase))
        if found is not None and (at_end or found):
            return count, found
    return None


def _without_forms(said: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words without a legal form at the end and one at the beginning, and the classes of these."""
    found = set()
    for at_end in (True, False):
        form = _form_at(said, at_end)
        if form is not None:
            found.add(form[1])
            said = said[: -form[0]] if at_end else said[form[0] :]
    return said, frozenset(found)


def _counting(said: tuple[str, ...]) -> tuple[str, ...]:
    """The words without those that stand before a number, and without what is put before a name not granted."""
    kept: list[str] = []
    at = 0
    while at < len(said):
        so_called = next((len(x) for x in SO_CALLED if said[at : at + len(x)] == x), 0)
        if so_called and so_called < len(said):
            at += so_called
        elif said[at] in NUMBER_SIGNS and at + 1 < len(said) and _counts(said[at], said[at + 1]):
            at += 1
        else:
            kept += SPELLED_OUT.get(said[at], said[at : at + 1])
            at += 1
    return tuple(_servants(kept)) or said


def _servants(said: list[str]) -> Iterator[str]:
    """The words, `Abd al-Karim`, `Abdelkarim`, `Abd Elkarim` and `Abdurrahman` all with abdul as a word of its own."""
    after = False
    for n, text in enumerate(said):
        found = _SERVANT.match(text)
        if found and not text.startswith(_GODS_SERVANT) and len(text) - found.end() >= _AFTER_ARTICLE:
            yield "abdul"
            yield text[found.end() :]
        elif text in SERVANTS and n + 1 < len(said):
            yield "abdul"
            after = True
            continue
        elif not (after and text in SUN_ARTICLES):
            stuck = after and text[:2] in ARTICLE_SPELLINGS and len(text) > _AFTER_ARTICLE + 1
            yield text[2:] if stuck else text
        else:
            continue
        after = False


def _counts(sign: str, following: str) -> bool:
    """Whether a word says no more than that a number follows."""
    return following[0].isdigit() or (sign not in _SIGN_BEFORE_DIGITS and number(following, 1) is not None)


def _named(said: tuple[str, ...]) -> Iterator[Word]:
    """The words, phrases of a trade as one, and a number in two words too."""
    at = 0
    while at < len(said):
        both = two_words_number(said[at], said[at + 1]) if at + 1 < len(said) else None
        if both:
            yield word(both, at)
            at += 2
            continue
        count = _phrase_at(said, at)
        yield word("".join(said[at : at + count]), at, " ".join(said[at : at + count]) if count > 1 else None)
        at += count


def _phrase_at(said: tuple[str, ...], at: int) -> int:
    """How many words from one on are known as a phrase."""
    trades, affixes = dictionary().trades, dictionary().affixes
    for count in range(min(LONGEST_PHRASE, len(said) - at), 1, -1):
        phrase = " ".join(said[at : at + count])
        if (phrase in trades and said[at + count - 1] not in INCORPORATED) or phrase in affixes:
            return count
    return 1


@lru_cache(maxsize=32_768)
def name(text: str) -> Name:
    """A name taken apart, remembered."""
    said, forms = _without_forms(words(text))
    found = tuple(x for x in _named(_counting(said)) if x.sort != "weak")
    if not found:
        found = tuple(word(x, 0, f"= {x}") for x in said)
    own = sum(x.sort == "own" for x in found)
    firm = bool(forms) or any(x.sort == "trade" or (x.sort == "number" and not (x.roman and own > 1)) for x in found)
    funds = not FUNDS.isdisjoint(said)
    told = (figures_of(x) for x in found if not (funds and x.roman))
    numbers = tuple(sorted(x for x in told if x is not None))
    return Name(found, forms, firm, script(text) == ABJAD, numbers)
