"""The OPEN and CLOSED findings of a set of deliveries (rules.md 1.1.6, 1.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from tests.reference import recipient_rules
from tests.reference.days import day_number
from tests.reference.quantities import printed
from tests.reference.rules import RULES
from tests.reference.standing import Fact, Json
from tests.reference.verdict import Key, Verdict
from tests.reference.world import World

Evidence = Mapping[tuple[str, str | None, int | None, str | None, str | None], list[str]]


def findings(
    deliveries: Iterable[Json], evidence: Evidence | None = None, law: Iterable[Json] | None = None
) -> dict[Key, Verdict]:
    """Every finding that stands at `now`: OPEN, or CLOSED by a waiver or a disposition.

    Evidence is a program's own choice, so dispositions can only be judged with the evidence given here (by
    key, each entry `source#id`); without any they close nothing. The law is the published one unless rows are given.
    """
    world = World(deliveries, law)
    verdicts: dict[Key, Verdict] = {}
    for rule in RULES.values():
        for key, severity, quantity in rule(world):
            closed = waived(world, key) or disposed(world, key, (evidence or {}).get(key))
            state = "CLOSED" if closed else "OPEN"
            verdicts[key] = Verdict(state, severity, None if quantity is None else printed(quantity))
    return verdicts


def lingering(deliveries: Iterable[Json], law: Iterable[Json] | None = None) -> set[Key]:
    """Findings of R23 that are open or not by the path that led here: hysteresis (rules.md 4)."""
    return recipient_rules.lingering(World(deliveries, law))


def waived(world: World, key: Key) -> bool:
    """A waiver closes until its last day has passed in the State of its source (1.8.5)."""
    return any(
        not world.lists.has_passed(day_number(fact.data["valid_until"]), fact.state, fact.offset)
        for fact in world.of_type("waiver.granted")
        if concerns(fact, key)
    )


def disposed(world: World, key: Key, evidence: list[str] | None) -> bool:
    """A disposition closes while the evidence is what it judged (1.8.4)."""
    if evidence is None:
        return False
    judged = sha256("\n".join(sorted(evidence)).encode("utf-8", "surrogatepass")).hexdigest()
    return any(
        fact.data["evidence_hash"] == judged and fact.data["finding_id"] == key.finding_id
        for fact in world.of_type("finding.disposed")
        if concerns(fact, key)
    )


def concerns(fact: Fact, key: Key) -> bool:
    """Equal rule and key, from the authority that may close it (1.8.6)."""
    written = fact.data["key"]
    if Key(fact.data["rule"], *(written[name] for name in Key._fields[1:])) != key:
        return False
    role = "import-authority" if key.rule == "R07" else "licensing"
    return fact.role == role and (key.licence is None or fact.state == key.licence[:2])
