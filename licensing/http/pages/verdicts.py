"""The verdict that stands above everything at the desk: go, check, hold or stop, why, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from domain.decisions.border_verdict import CHECK, GO, HOLD, STOP
from licensing.access import AUTHORITIES
from licensing.http.pages.looking import Looking
from licensing.http.queries import Register
from projections.page_data.shapes import SaidAgainst

_TO_DO = {
    GO: "Nothing that says hold or stop is open on it or on its parties.",
    CHECK: "Look into what stands below before the goods go on.",
    HOLD: "Keep the goods where they are until what stands below is settled; the licensing authority of {} decides.",
    STOP: "The goods do not go on. Keep them, and tell the licensing authority of {} at once.",
}


class Point(NamedTuple):
    """One thing that bears on a verdict: how grave it is, what it is, what would mend it; the finding, if one is it."""

    severity: int
    says: str
    mend: str
    requirement: str
    finding_id: str = ""


class VerdictShown(NamedTuple):
    """What customs do with goods, in a word and a sentence, and why, the gravest first."""

    word: str
    to_do: str
    points: tuple[Point, ...]


def verdict_on(look: Looking, register: Register, key: str, state: str) -> VerdictShown | None:
    """The verdict on a licence or a consignment that the looker sees; none for whom findings are not told.

    `state` is that of the licensing authority which decides.
    """
    if look.actor.role not in AUTHORITIES:
        return None
    found = look.reading.sheets.verdict(register.value, key, look.actor.state)
    if found is None:
        return None
    return VerdictShown(
        found.verdict, _TO_DO[found.verdict].format(state), tuple(_point(look, x) for x in found.reasons)
    )


def _point(look: Looking, x: SaidAgainst) -> Point:
    """A reason; with the finding that it is only where the looker may read that one."""
    seen = bool(x.finding_id) and look.reading.finding(x.finding_id or "", look.actor) is not None
    return Point(x.severity, x.says, x.mend, x.requirement, (x.finding_id or "") if seen else "")
