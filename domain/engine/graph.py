"""What depends on what: every derived query, and what a fact or an index entry makes to be asked.

Some derived results have entries in secondary indexes: a consignment stands under each licence that it draws on. An
index that belongs to a kind of subject makes sure that the questions about one are asked as soon as it has an entry.
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

DOSSIERS: dict[str, Dossier] = {}
"""By kind of subject: what makes the dossier that its rules are asked over."""

ASKED_BY_INDEX: dict[str, str] = {}
"""By secondary index: the kind of subject whose questions are asked when there is a new entry in it."""

ASKED_BY_NOUN: dict[str, str] = {}
"""By noun: the kind of subject whose questions are asked when a fact is indexed there."""

_of_subject: dict[str, list[Derived[Any]]] = defaultdict(list)
for _chapter in chapters.CHAPTERS:
    DOSSIERS.update(_chapter.dossiers)
    ASKED_BY_INDEX.update(_chapter.asked_by_index)
    ASKED_BY_NOUN.update(_chapter.asked_by_noun)
    for _noun, _queries in _chapter.of_subject.items():
        _of_subject[_noun] += _queries

OF_SUBJECT: dict[str, tuple[Derived[Any], ...]] = {
    noun: tuple(dict.fromkeys(queries)) for noun, queries in _of_subject.items()
}
"""By noun of a subject: what is asked for its name as soon as a fact is indexed there, for the sake of its entries."""


def query_of(dependent: str) -> Derived[Any] | None:
    """The derived query of a dependent, written `NAME KEY`; None for a subject whose questions are asked."""
    return QUERIES.get(dependent.partition(" ")[0])
