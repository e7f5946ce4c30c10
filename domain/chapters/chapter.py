"""A chapter of the dossiers: what is indexed and asked about one subject matter, declared in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.record.records import Derived, IndexEntry, Records
from domain.record.statutes import StatuteBook

Dossier = Callable[[Records, str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One subject matter: its subjects, what is indexed for it, and what a fact there has asked.

    `entries_of_facts` says which entries a fact has in secondary indexes by itself, `entries_by_law` which by a number
    of the law. `of_subject` names, by noun, the derived queries asked for a subject as soon as a fact is indexed under
    it, for the sake of the entries that follow from them. `dossiers` makes, by kind of subject, what its rules are
    asked over; `asked_by_index` names the kind of subject that is asked about when an index has a new entry,
    `asked_by_noun` the kind asked about when a fact is indexed under a noun.
    """

    entries_of_facts: Mapping[str, Callable[[Any], Iterable[IndexEntry]]] = field(default_factory=dict)
    entries_by_law: Mapping[str, Callable[[Any, StatuteBook], Iterable[IndexEntry]]] = field(default_factory=dict)
    of_subject: Mapping[str, tuple[Derived[Any], ...]] = field(default_factory=dict)
    dossiers: Mapping[str, Dossier] = field(default_factory=dict)
    asked_by_index: Mapping[str, str] = field(default_factory=dict)
    asked_by_noun: Mapping[str, str] = field(default_factory=dict)
