"""The catalogues of sentences, one for each language, and how a sentence is made of a template and figures.

A template is a text of `locale/LANGUAGE/LC_MESSAGES/counterfoil.po` with figures in braces: `{due}` as it is;
`{status!c}` a code in words, from the entries with context `code`; `{title!t}` a text of our own, from those with
context `text`; `{signs:; }` several, with `; ` between them.
"""

from __future__ import annotations

import gettext
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from domain.kernel.message import AS_STORED, Message, Saying

ENGLISH = "en"
DOMAIN = "counterfoil"
CODE, TEXT = "code", "text"
"""The contexts of entries that are codes of the contract in words, and texts of the rules' declarations."""
FOLDER = Path(__file__).parent / "locale"


class Place(NamedTuple):
    """Words, and the figure that comes after them, if there is one; how it is turned, and what lies between several."""

    words: str
    figure: str | None
    turned: str | None
    between: str


Template = tuple[Place, ...]


@lru_cache(maxsize=4_096)
def template(text: str) -> Template:
    """A template as it is filled in."""
    return tuple(
        Place(words, figure, conversion, between or ", ")
        for words, figure, between, conversion in Formatter().parse(text)
    )


@cache
def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, English first."""
    found = sorted(x.parent.parent.name for x in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (ENGLISH, *(x for x in found if x != ENGLISH))


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; what it lacks is said in English."""
    found = gettext.translation(DOMAIN, FOLDER, [language])
    if language != ENGLISH:
        found.add_fallback(catalogue(ENGLISH))
    return found


def said(told: Message, language: str = ENGLISH) -> str:
    """The sentence in a language.

    An id that no catalogue has, as of a newer program, is said by its name with its figures.
    """
    if told.id == AS_STORED:
        return str(told.figures["text"])
    words = catalogue(language)
    text = _text(words, told)
    if text == told.id:
        return _unworded(told, language)
    return "".join(_filled(place, told, words, language) for place in template(text))


def _text(words: gettext.NullTranslations, told: Message) -> str:
    count = told.figures.get("count")
    if count is not None:
        text = words.ngettext(told.id, told.id, int(str(count)))
        if text != told.id:
            return text
    return words.gettext(told.id)


def _filled(place: Place, told: Message, words: gettext.NullTranslations, language: str) -> str:
    if place.figure is None:
        return place.words
    value = told.figures.get(place.figure, f"{{{place.figure}}}")
    if type(value) is str and place.turned is None:
        return place.words + value
    return place.words + place.between.join(
        _part(x, place, words, language) for x in (value if isinstance(value, tuple) else (value,))
    )


def _part(value: str | Message, place: Place, words: gettext.NullTranslations, language: str) -> str:
    if isinstance(value, Message):
        return said(value, language)
    if place.turned == "c":
        return in_words(words, value)
    return words.pgettext(TEXT, value) if place.turned == "t" else value


def in_words(words: gettext.NullTranslations, code: str) -> str:
    """A code in words; one without an entry in small letters."""
    found = words.pgettext(CODE, code)
    return found if found != code else code.lower().replace("_", " ")


def _unworded(told: Message, language: str) -> str:
    figures = ", ".join(f"{name} {plainly(value, language)}" for name, value in told.figures.items())
    return f"{told.id} ({figures})" if figures else told.id


def plainly(value: Saying, language: str = ENGLISH) -> str:
    """A figure by itself."""
    if isinstance(value, str):
        return value
    return said(value, language) if isinstance(value, Message) else ", ".join(plainly(x, language) for x in value)
