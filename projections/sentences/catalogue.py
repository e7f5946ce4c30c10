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


class _Place(NamedTuple):
    """Words, and the figure that comes after them, if there is one; how it is turned, and what lies between several."""

    words: str
    figure: str | None
    turned: str | None
    between: str


Template = tuple[_Place, ...]


def template(text: str) -> Template:
    """A template as it is filled in."""
    return tuple(
        _Place(words, figure, conversion, between or ", ")
        for words, figure, between, conversion in Formatter().parse(text)
    )


@cache
def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, English first."""
    found = sorted(x.parent.parent.name for x in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (ENGLISH, *(x for x in found if x != ENGLISH))


def forget() -> None:
    """Reads every catalogue again when it is next needed."""
    for remembered in (languages, catalogue, _parts):
        remembered.cache_clear()


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; what it lacks is said in English."""
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    if language != ENGLISH:
        found.add_fallback(catalogue(ENGLISH))
    return found


def said(told: Message, language: str = ENGLISH) -> str:
    """The sentence in a language.

    An id that no catalogue has, as of a newer program, is said by its name with its figures.
    """
    if told.id == AS_STORED:
        return str(told.figures["text"])
    figures = told.figures
    count = figures.get("count")
    parts = _parts(language, told.id, None if count is None else str(count))
    if parts is None:
        return _unworded(told, language)
    # In one loop, since every order that is recorded is told in a sentence or two.
    made = []
    for place in parts:
        made.append(place.words)
        name = place.figure
        if name is not None:
            value = figures.get(name)
            made.append(value if type(value) is str and place.turned is None else _filled(place, value, language))
    return "".join(made)


@lru_cache(maxsize=8_192)
def _parts(language: str, id_: str, count: str | None) -> Template | None:
    """The template of an id in a language, for so many where they are counted; None where no catalogue has it."""
    words = catalogue(language)
    text = id_ if count is None else words.ngettext(id_, id_, int(count))
    if text == id_:
        text = words.gettext(id_)
    return None if text == id_ else template(text)


def _filled(place: _Place, value: Saying | None, language: str) -> str:
    if value is None:
        return f"{{{place.figure}}}"
    several = value if isinstance(value, tuple) else (value,)
    return place.between.join([_part(x, place, language) for x in several])


def _part(value: str | Message, place: _Place, language: str) -> str:
    if isinstance(value, Message):
        return said(value, language)
    if place.turned == "c":
        return in_words(value, language)
    return catalogue(language).pgettext(TEXT, value) if place.turned == "t" else value


def in_words(code: str, language: str = ENGLISH) -> str:
    """A code in words; one without an entry in small letters."""
    found = catalogue(language).pgettext(CODE, code)
    return found if found != code else code.lower().replace("_", " ")


def _unworded(told: Message, language: str) -> str:
    figures = ", ".join(f"{name} {plainly(value, language)}" for name, value in told.figures.items())
    return f"{told.id} ({figures})" if figures else told.id


def plainly(value: Saying, language: str = ENGLISH) -> str:
    """A figure by itself."""
    if isinstance(value, str):
        return value
    return said(value, language) if isinstance(value, Message) else ", ".join(plainly(x, language) for x in value)
