"""A chapter of the dossiers: what is indexed and asked about one subject matter, declared in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.record.records import Derived, Entry, Records
from domain.record.statutes import StatuteBook

Joined = Entry
"""Space, name, what is joined to it."""
Dossier = Callable[[Records, str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One subject matter.

    `facts_join` say what a fact by itself joins, `facts_join_by_law` what it joins by a number of the law. `of_subject`
    names, by noun of a subject, the derived queries asked for its name as soon as a fact is filed there, for the sake
    of the entries that follow from them. `homes` make the dossier that rules of a home are asked over; `home_of` names
    the home that is asked when something is joined in a space, `asked_at` the home asked when a fact is filed under a
    noun.
    """

    facts_join: Mapping[str, Callable[[Any], Iterable[Joined]]] = field(default_factory=dict)
    facts_join_by_law: Mapping[str, Callable[[Any, StatuteBook], Iterable[Joined]]] = field(default_factory=dict)
    of_subject: Mapping[str, tuple[Derived[Any], ...]] = field(default_factory=dict)
    homes: Mapping[str, Dossier] = field(default_factory=dict)
    home_of: Mapping[str, str] = field(default_factory=dict)
    asked_at: Mapping[str, str] = field(default_factory=dict)
