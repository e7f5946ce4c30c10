"""Codes of States by the names that lists call them."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from domain.kernel.canon import letters_and_digits

_CODE = re.compile("[A-Z]{2}")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_USER_ASSIGNED = re.compile("X[A-Z]|Q[M-Z]")


@cache
def _by_name() -> dict[str, str]:
    told = json.loads(files("consumers.data").joinpath("state_names.json").read_text("utf-8"))
    found: dict[str, str] = told["names"]
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(_by_name().values())


def state_code(name: str) -> str | None:
    """The code of a State by its name in one of the six languages, or by its code; None where it is not known.

    `Korea, North` is North Korea, and `The Gambia` is Gambia.
    """
    text = name.strip()
    if _CODE.fullmatch(text) and (text in _codes() or _USER_ASSIGNED.fullmatch(text)):
        return text
    first, _, rest = text.partition(",")
    written = (text, f"{rest} {first}", _ARTICLE.sub("", text))
    return next(filter(None, (_by_name().get(letters_and_digits(x)) for x in written)), None)
