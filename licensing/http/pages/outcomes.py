"""Which findings an order opened and which it cleared, told on the page that says it is done."""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.kernel.moments import instant
from licensing.http.pages.looking import Looking
from licensing.http.pages.verdicts import VerdictShown
from licensing.orders.acknowledgement import ToldAcknowledgement
from licensing.reports.finding_filter import Finding

STOOD = "stood"
"""The part of an address that tells what was open when an order was sent."""
_MOST, _MANY = 25, "many"
_NAME = re.compile("[0-9a-f]{64}")


class FindingsOutcome(NamedTuple):
    """What became of the findings about a thing; `behind` while the views do not show the order yet."""

    opened: tuple[Finding, ...] = ()
    cleared: tuple[Finding, ...] = ()
    behind: bool = False
    too_many: bool = False


def stood(verdict: VerdictShown | None) -> str:
    """What is open about a thing before an order, to be taken along to the page that says it is done."""
    if verdict is None:
        return ""
    named = sorted({x.finding_id for x in verdict.points if x.finding_id})
    return f"&{STOOD}={'.'.join(named) if len(named) <= _MOST else _MANY}"


def outcome_of(look: Looking, made: ToldAcknowledgement | None, now: VerdictShown | None) -> FindingsOutcome | None:
    """What an order did, by what was open before it and what is open now; None where nothing was taken along."""
    told = look.request.query_params.get(STOOD)
    if made is None or now is None or told is None:
        return None
    if look.reading.position < made.position:
        return FindingsOutcome(behind=True)
    if told == _MANY:
        return FindingsOutcome(too_many=True)
    before = frozenset(_NAME.findall(told)[:_MOST])
    fresh = [x.finding_id for x in now.points if x.finding_id and x.finding_id not in before]
    opened = (x for x in _found(look, fresh) if instant(x.opened_at) >= instant(made.recordedat))
    cleared = (x for x in _found(look, sorted(before)) if x.state == "CLEARED")
    return FindingsOutcome(tuple(opened), tuple(cleared))


def _found(look: Looking, names: list[str]) -> list[Finding]:
    seen = (look.reading.finding(name, look.actor) for name in names)
    return [x for x in seen if x is not None]
