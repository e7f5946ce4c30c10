"""A chapter of the dossiers: what can be derived, joined and asked about one subject matter, declared in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.record.law import Law
from domain.record.records import Records

Joined = tuple[str, str, str]
"""Space, name, what is joined to it."""
Derivation = Callable[[Records, str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One subject matter.

    `derivations` are kinds with their storey (what a value is made of lies on lower ones; 12 to 19 are above licences
    and consignments) and the pure function that makes one of a name. `joins` say what a derived value joins,
    `facts_join` what a fact by itself joins, `facts_join_by_law` what it joins by a number of the law. `of_subject`
    names, by noun of a subject, what is derived of its name as soon as a fact is filed there. `homes` make the dossier
    that rules of a home are asked over; `home_of` names the home that is asked when something is joined in a space,
    `asked_at` the home asked when a fact is filed under a noun.
    """

    derivations: Mapping[str, tuple[int, Derivation]] = field(default_factory=dict)
    joins: Mapping[str, Callable[[str, Any], Iterable[Joined]]] = field(default_factory=dict)
    facts_join: Mapping[str, Callable[[Any], Iterable[Joined]]] = field(default_factory=dict)
    facts_join_by_law: Mapping[str, Callable[[Any, Law], Iterable[Joined]]] = field(default_factory=dict)
    of_subject: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    homes: Mapping[str, Derivation] = field(default_factory=dict)
    home_of: Mapping[str, str] = field(default_factory=dict)
    asked_at: Mapping[str, str] = field(default_factory=dict)
