"""The catalogue of rules as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rules import CATALOGUE


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """One rule: its title, legal basis, what it is asked about, and what clears a finding of it."""

    id: str
    title: str
    law: str
    home: str
    clears: str


RULES = tuple(RuleSheet(r.id, r.title, r.law, r.home, r.clears) for r in CATALOGUE)
TITLES = {rule.id: rule.title for rule in RULES}
"""What each rule is called."""
SEVERITIES = {1: "information", 2: "note", 3: "check", 4: "hold", 5: "stop now"}
"""What each severity is called (rules, head)."""
