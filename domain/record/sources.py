"""Who speaks, and whether what he says counts (rules 1.4.1, contract: Sources)."""

from __future__ import annotations

from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.kernel.event import declaration_of

COPIED = "/copied-in-"
"""In the source of a paper of another State: where it was copied."""
ENTERED_HERE = "/counterfoil"
"""The end of the source of what officers enter here."""


def state_of(source: str) -> str:
    """The State of a source `/states/{STATE}/{role}[/{office}]`."""
    return source[8:10]


def role_of(source: str) -> str:
    """The role of a source."""
    return source.split("/", 4)[3]


def closing_role(rule: str) -> str:
    """The role whose word closes a finding of a rule; of an overused authorization (R07) it is the import authority."""
    return "import-authority" if rule == "R07" else "licensing"


def closing_state(licence: str | None) -> str | None:
    """The State that closes a finding: that of the licence or authorization in its key; None where any may."""
    return licence.partition(":")[0] if licence else None


def may_close(source: str, rule: str, licence: str | None) -> bool:
    """Whether a source's word closes a finding of a rule with this document in its key (rules 1.8.6).

    Where there is none, any licensing authority may.
    """
    state = closing_state(licence)
    if state is None:
        return role_of(source) == "licensing"
    return role_of(source) == closing_role(rule) and state_of(source) == state


def entered_here(source: str) -> bool:
    """Whether officers enter facts of their own here under a source."""
    return source.endswith(ENTERED_HERE)


def by_an_order(source: str) -> bool:
    """Whether this service speaks so: what its orders enter, and documents of others that they copy."""
    return entered_here(source) or source.rpartition("/")[2].startswith("copied-in-")


def may_say(source: str, kind: str, data: Any) -> bool:
    """False when the fact is kept without effect: another than whose word counts says it."""
    heard = declaration_of(kind).told_by
    if heard.role is None:
        return True
    if role_of(source) != heard.role:
        return False
    if heard.document is not None and state_of(source) != getattr(data, heard.document).state:
        return False
    return heard.provided is None or getattr(data, heard.provided[0]) == heard.provided[1]
