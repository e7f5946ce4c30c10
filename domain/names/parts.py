"""Names taken apart: words, legal forms, numbers, and whether they are a firm's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from domain.names.spelling import ABJAD, script, words
from domain.names.words import (
    AFTER_ARTICLE,
    ARTICLE_SPELLINGS,
    ARTICLES,
    FORMS_OF_ADDRESS,
    FUNDS,
    INCORPORATED,
    LONGEST_PHRASE,
    NUMBER_SIGNS,
    OWN,
    SERVANTS,
    SO_CALLED,
    SPELLED_OUT,
    SUN_ARTICLES,
    Word,
    dictionary,
    figures_of,
    made,
    number,
    two_words_number,
    word,
)

_SIGN_BEFORE_DIGITS = frozenset({"n", "nu", "br"})
_LONG_FORM, _LONG_FORMS = (
    5,
    ("limited", "company", "corporation", "incorporated", "gesellschaft", "limitada", "private"),
)
_PHRASE, _PHRASES = 3, {"jointstockcompany": "JSC", "limitedliabilitycompany": "LLC", "publiclimitedcompany": "JSC"}
_NOT_GRANTED = frozenset(x[0] for x in SO_CALLED)
_SPECIAL = _NOT_GRANTED | NUMBER_SIGNS | SERVANTS | frozenset(SPELLED_OUT)
_SLAVIC = re.compile(r"([a-z]{4,}(?<!ov)(?<!ev)(?<!in))sk(?:iy|ii|yi|yy|y|i|aya|oye|oe|ogo|a)")
_SERVANT = re.compile(r"abd[aeiou]?(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|t(?=t)|d(?=d))")
_GODS_SERVANT = ("abdull", "abdall", "abdoll")
_LONG, _STEM, _INITIALS, _SHORT_FORM, _LONGEST_STUCK, _SHORT_WORD = 6, 4, 3, 2, 12, 3


class Name(NamedTuple):
    """A name taken apart."""

    words: tuple[Word, ...]
    forms: frozenset[str]
    firm: bool
    script: str
    numbers: tuple[str, ...]
    filial: tuple[str, str] | None
    cut: frozenset[str] = frozenset()
    uncut: Name | None = None

    def beside(self, other: Name) -> Name:
        """The name as it is compared with another: with its legal form, where that is a word of the other (Ku, Ja)."""
        return self.uncut if self.uncut and any(x.text in self.cut and x.sort == "own" for x in other.words) else self

    @property
    def vowelless(self) -> bool:
        """Whether it is written without vowels."""
        return self.script == ABJAD

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
    known = dictionary()
    forms = known.forms
    if at_end and len(said) > 1 and len(said[-1]) > _SHORT_WORD and said[-1] not in known.endings:
        return _mistyped_at_end(said)
    for count in range(min(LONGEST_PHRASE, len(said) - 1), 0, -1):
        phrase = said[-count:] if at_end else said[:count]
        found = forms.get(" ".join(phrase))
        if found is None and at_end and count > 1:
            found = forms.get("".join(phrase))
        if found is not None and (at_end or found):
            return count, found
    return _mistyped_at_end(said) if at_end and len(said) > 1 else None


def _mistyped_at_end(said: Sequence[str]) -> tuple[int, str] | None:
    """A long legal form at the end of a name that has one letter wrong."""
    phrase = "".join(said[-_PHRASE:]) if len(said) > _PHRASE else ""
    for x, found in _PHRASES.items():
        if abs(len(phrase) - len(x)) <= 1 and OSA.distance(phrase, x, score_cutoff=1) <= 1:
            return _PHRASE, found
    return (1, "") if _mistyped_form(said[-1]) else None


@lru_cache(maxsize=32_768)
def _mistyped_form(text: str) -> bool:
    """Whether a word is one of the long legal forms but for a letter."""
    near = len(text) > _LONG_FORM and any(OSA.distance(text, x, score_cutoff=1) == 1 for x in _LONG_FORMS)
    return near and text not in dictionary().trades


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
    if _SPECIAL.isdisjoint(said) and not any(x.startswith("abd") for x in said):
        return said
    kept: list[str] = []
    at = 0
    while at < len(said):
        so_called = _so_called(said, at) if said[at] in _NOT_GRANTED else 0
        if so_called:
            at += so_called
        elif said[at] in NUMBER_SIGNS and at + 1 < len(said) and _counts(said[at], said[at + 1]):
            at += 1
        else:
            kept += SPELLED_OUT.get(said[at], said[at : at + 1])
            at += 1
    return tuple(_servants(kept)) or said


def _so_called(said: tuple[str, ...], at: int) -> int:
    """How many words say that a name is not granted; none where nothing else is said."""
    count = next((len(x) for x in SO_CALLED if said[at : at + len(x)] == x), 0)
    return count if count < len(said) else 0


def _counts(sign: str, following: str) -> bool:
    """Whether a word says no more than that a number follows."""
    return following[0].isdigit() or (sign not in _SIGN_BEFORE_DIGITS and number(following, 1) is not None)


def _servants(said: list[str]) -> Iterator[str]:
    """The words, `Abd al-Karim`, `Abdelkarim`, `Abd Elkarim` and `Abdurrahman` all with abdul as a word of its own."""
    after = False
    for n, text in enumerate(said):
        found = _SERVANT.match(text)
        if found and not text.startswith(_GODS_SERVANT) and len(text) - found.end() >= AFTER_ARTICLE:
            yield "abdul"
            yield text[found.end() :]
        elif text in SERVANTS and n + 1 < len(said):
            yield "abdul"
            after = True
            continue
        elif not (after and text in SUN_ARTICLES):
            stuck = after and text[:2] in ARTICLE_SPELLINGS and len(text) > AFTER_ARTICLE + 1
            yield text[2:] if stuck else text
        else:
            continue
        after = False


def _named(said: tuple[str, ...]) -> Iterator[Word]:
    """The words, phrases of a trade as one, and a number in two words too."""
    at = 0
    while at < len(said):
        both = two_words_number(said[at], said[at + 1]) if at + 1 < len(said) else None
        if both:
            yield word(both, 1)
            at += 2
            continue
        count = _phrase_at(said, at)
        at += count
        found = word("".join(said[at - count : at]), min(1, at - count), _phrase_of(said[at - count : at]))
        alone = at == len(said) or (at == count and found.text in dictionary().given)
        yield _as_name(found) if alone else found


def _phrase_of(said: tuple[str, ...]) -> str | None:
    """Words as a phrase, where they are several."""
    return " ".join(said) if len(said) > 1 else None


def _as_name(found: Word) -> Word:
    """A particle with nothing behind it is a name, as Hai Bin; in front one that is a given name, as Ben."""
    if found.sort == "affix" and found.text not in ARTICLES:
        return found._replace(sort="own", means=dictionary().given.get(found.text, frozenset()), weight=OWN)
    return found


def _phrase_at(said: tuple[str, ...], at: int) -> int:
    """How many words from one on are known as a phrase."""
    known = dictionary()
    if said[at] not in known.beginnings:
        return 1
    trades, affixes = known.trades, known.affixes
    for count in range(min(LONGEST_PHRASE, len(said) - at), 1, -1):
        phrase = " ".join(said[at : at + count])
        if (phrase in trades and said[at + count - 1] not in INCORPORATED) or phrase in affixes:
            return count
    return 1


def _of_place(own: Word) -> Word:
    """A word of a firm that may be a place, or of a place in a Slavic language: Murom, Muromskiy."""
    found = _SLAVIC.fullmatch(own.text)
    place = found.group(1) if found else own.text
    return own._replace(means=own.means | {f"of {place}"}) if len(place) > _STEM else own


def _filial(words: tuple[Word, ...]) -> tuple[str, str] | None:
    """The names before and behind the first `bin` of a name."""
    for n, x in enumerate(words):
        if "bin" in x.means and x.sort == "affix":
            before, behind = (next((y for y in side if y.sort == "own"), None) for side in (words[:n][::-1], words[n:]))
            return (before.text, behind.text) if before and behind else None
    return None


def initials_apart(own: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a name, initials that were written as one word one by one."""
    if not any(len(x.text) <= _INITIALS for x in own):
        return own
    apart_words: list[Word] = []
    for x in own:
        together = x.sort == "own" and 1 < len(x.text) <= _INITIALS and x.text.isalpha() and not x.means
        apart = together and not x.syllable
        apart_words += [made(c, c, "own", frozenset(), OWN) for c in x.text] if apart else [x]
    return tuple(apart_words)


@cache
def _stuck() -> tuple[frozenset[str], frozenset[str]]:
    """What is written without a blank before a word, and what behind it."""
    known = dictionary()
    titles = frozenset(x for x in (*known.titles, *FORMS_OF_ADDRESS) if x.isalpha())
    affixes = frozenset(x for x in known.affixes if x.isalpha() and len(x) > 1)
    return titles | affixes | frozenset(ARTICLE_SPELLINGS), frozenset(
        x for x in known.forms if len(x) > _SHORT_FORM
    ) | titles | INCORPORATED


@lru_cache(maxsize=32_768)
def unstuck(text: str) -> tuple[str, ...]:
    """What is left of a word without an article, a title or a particle stuck to it, or a legal form."""
    return tuple(_unstuck(text))


def _unstuck(text: str) -> Iterator[str]:
    before, behind = _stuck()
    length = len(text)
    if text[:2] in _beginnings():
        yield from (text[n:] for n in range(2, min(length - AFTER_ARTICLE, _LONGEST_STUCK) + 1) if text[:n] in before)
    if length >= _LONG:
        yield from (text[:n] for n in range(max(_STEM, length - _LONGEST_STUCK), length - 1) if text[n:] in behind)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(x[:2] for x in _stuck()[0])


@lru_cache(maxsize=32_768)
def name(text: str) -> Name:
    """A name taken apart, remembered."""
    written = words(text)
    said, forms = _without_forms(written)
    first = _taken(said, forms, script(text))
    cut = frozenset(written) - frozenset(said)
    if not forms or any(len(x) > _SHORT_WORD for x in cut):
        return first
    return first._replace(cut=cut, uncut=_taken(written, frozenset(), script(text)))


def _taken(said: tuple[str, ...], forms: frozenset[str], written_in: str) -> Name:
    """A name of its words and legal forms."""
    found = tuple(x for x in _named(_counting(said)) if x.sort != "weak")
    if not found:
        found = tuple(word(x, 0, f"= {x}") for x in said)
    own = sum(x.sort == "own" for x in found)
    firm = bool(forms) or any(x.sort == "trade" or (x.sort == "number" and not (x.roman and own > 1)) for x in found)
    if firm:
        found = tuple(_of_place(x) if x.sort == "own" else x for x in found)
    funds = not FUNDS.isdisjoint(said)
    told = (figures_of(x) for x in found if not (funds and x.roman))
    numbers = tuple(sorted(x for x in told if x is not None))
    return Name(found, forms, firm, written_in, numbers, _filial(found))
