"""What depends on what: every derived query, and what a fact or an index entry makes to be asked.

Some derived results have entries in secondary indexes: a drawing stands under each licence that it draws on. A space
that is a home's own makes sure that the questions about it are asked as soon as there is an entry in it.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from domain import chapters, state
from domain.chapters.chapter import Dossier
from domain.record.records import Derived, declared_queries

for _package in (state, chapters):
    for _module in walk_packages(_package.__path__, f"{_package.__name__}."):
        import_module(_module.name)

QUERIES: dict[str, Derived[Any]] = declared_queries()
"""Every derived query, by name."""

HOMES: dict[str, Dossier] = {}
"""By home: what makes the dossier that its rules are asked over."""

HOME_OF: dict[str, str] = {}
"""By space of a secondary index: the home whose questions are asked when there is a new entry in it."""

ASKED_AT: dict[str, str] = {}
"""By noun of a subject: the home whose questions a fact filed there has asked."""

_of_subject: dict[str, list[Derived[Any]]] = defaultdict(list)
for _chapter in chapters.CHAPTERS:
    HOMES.update(_chapter.homes)
    HOME_OF.update(_chapter.home_of)
    ASKED_AT.update(_chapter.asked_at)
    for _noun, _queries in _chapter.of_subject.items():
        _of_subject[_noun] += _queries

OF_SUBJECT: dict[str, tuple[Derived[Any], ...]] = {
    noun: tuple(dict.fromkeys(queries)) for noun, queries in _of_subject.items()
}
"""By noun of a subject: what is asked for its name as soon as a fact is filed there, for the sake of its entries."""


def query_of(dependent: str) -> Derived[Any] | None:
    """The derived query of a dependent, written `NAME KEY`; None for a home whose questions are asked."""
    return QUERIES.get(dependent.partition(" ")[0])
