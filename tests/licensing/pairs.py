"""Who proposes and who confirms in tests: the officer that a test names answers for it, a colleague does the rest."""

from __future__ import annotations

from collections.abc import Iterable

from domain.decisions import COMMANDS
from licensing.access import Actor, Role

_CONFIRMS = {Role.LICENSING_OFFICER: Role.APPROVING_OFFICER, Role.ADMINISTRATOR: Role.ADMINISTRATOR}


def pair_of(named: Actor, order: str, staff: Iterable[Actor]) -> tuple[Actor, Actor] | None:
    """Proposer and confirmer of an order that a test has an officer give; None where it may be given alone.

    An approving officer confirms what a licensing officer of the State proposes, or another approving officer where
    there is none; whoever else is named proposes.
    """
    if COMMANDS[order].second is None:
        return None
    others = [x for x in staff if x.state == named.state and x.person not in (None, named.person)]
    if named.role is Role.APPROVING_OFFICER:
        ranked = sorted(others, key=lambda x: x.role is not Role.LICENSING_OFFICER)
        proposer = next(x for x in ranked if x.role in (Role.LICENSING_OFFICER, Role.APPROVING_OFFICER))
        return proposer, named
    return named, next(x for x in others if x.role is _CONFIRMS[named.role])
