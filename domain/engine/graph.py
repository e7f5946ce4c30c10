"""Everything that can be derived, by kind, with its storey: what it is made of lies on lower ones.

Some derived values join things: a drawing joins a licence to a consignment. A space of links that is a home's own makes
sure that the questions about it are asked as soon as something is joined to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from domain.chapters import CHAPTERS
from domain.chapters.transfers.dossiers import HOMES as FIRST_HOMES
from domain.chapters.transfers.dossiers import departures, licence_home
from domain.chapters.transfers.predicates import unauthorized
from domain.state import DERIVATIONS, Derivation
from domain.state.consignments import drawers

Joins = Callable[[str, Any], Iterable[tuple[str, str, str]]]

ALL: dict[str, tuple[int, Derivation]] = {
    **DERIVATIONS,
    "licence_home": (9, licence_home),
    "departures": (10, departures),
    "unauthorized": (11, unauthorized),
}
JOINS: dict[str, Joins] = {"drawing": drawers}
"""By kind of derivation: from its name and its value, (space, name, what is joined to it)."""

HOMES: dict[str, Derivation] = {**FIRST_HOMES}
"""By home: what makes the dossier that its rules are asked over."""

HOME_OF: dict[str, str] = {}
"""By space of links: the home whose questions are asked when something is joined in it."""

ASKED_AT: dict[str, str] = {
    "declaration": "consignment",
    "movement": "consignment",
    "licence": "licence",
    "authorization": "authorization",
}
"""By noun of a subject: the home whose questions a fact filed there has asked."""

_of_subject: dict[str, list[str]] = defaultdict(list, {"declaration": ["drawing"], "movement": ["drawing"]})
for _chapter in CHAPTERS:
    ALL.update(_chapter.derivations)
    JOINS.update(_chapter.joins)
    HOMES.update(_chapter.homes)
    HOME_OF.update(_chapter.home_of)
    ASKED_AT.update(_chapter.asked_at)
    for _noun, _kinds in _chapter.of_subject.items():
        _of_subject[_noun] += _kinds

OF_SUBJECT: dict[str, tuple[str, ...]] = {noun: tuple(dict.fromkeys(kinds)) for noun, kinds in _of_subject.items()}
"""By noun of a subject: what is derived of its name as soon as a fact is filed there, for the sake of its joins."""
