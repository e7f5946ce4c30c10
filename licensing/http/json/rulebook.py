"""The catalogue of rules as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.findings.rule import Rule
from domain.rules import CATALOGUE


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """One rule: its title, legal basis, what it is asked about, and what clears a finding of it."""

    id: str
    title: str
    law: str
    home: str
    clears: str


def _sheet(rules: list[Rule]) -> RuleSheet:
    """A rule with all that it is asked about; each kind of subject may have its own way to be cleared."""
    first = rules[0]
    subjects, clears = (" or ".join(dict.fromkeys(x)) for x in ([r.subject for r in rules], [r.clears for r in rules]))
    return RuleSheet(first.id, first.title, first.law, subjects, clears)


RULES = tuple(_sheet([r for r in CATALOGUE if r.id == id_]) for id_ in dict.fromkeys(r.id for r in CATALOGUE))
TITLES = {rule.id: rule.title for rule in RULES}
"""What each rule is called."""
SEVERITIES = {1: "information", 2: "note", 3: "check", 4: "hold", 5: "stop now"}
"""What each severity is called (rules, head)."""
