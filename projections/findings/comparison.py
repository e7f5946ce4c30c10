"""Findings beside findings: what another law or another catalogue would have opened, left out or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.events.refs import FindingKey
from domain.findings.lifecycle import CLEARED, KeptFinding
from projections.findings.printing import rank
from projections.sentences import said

OPENED, _GONE, CHANGED = "OPENED", "GONE", "CHANGED"
_ORDER = {OPENED: 0, _GONE: 1, CHANGED: 2}


@dataclass(frozen=True, slots=True)
class Side:
    """How a finding stands on one side."""

    state: str
    severity: int
    quantity: str | None
    opened_at: str
    cleared_at: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding that would have opened, would not be there, or would be another; a side is null where it is not."""

    what: str
    finding_id: str
    rule: str
    key: FindingKey
    now: Side | None
    then: Side | None
    message: str


@dataclass(frozen=True, slots=True)
class Month:
    """How many findings opened in a month, and how many would have."""

    month: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that would be different, and the work that each month would have brought."""

    standing_now: int
    standing_then: int
    opened: int
    gone: int
    changed: int
    months: tuple[Month, ...]
    differences: tuple[Difference, ...]


def compare(now: Iterable[KeptFinding], then: Iterable[KeptFinding], since: str | None = None) -> Comparison:
    """Findings as they are beside findings as they would be; of a day on, only those opened or cleared since."""
    here, there = ({x.finding_id: x for x in side} for side in (now, then))
    pairs = {name: (here.get(name), there.get(name)) for name in here.keys() | there.keys()}
    counted = [pair for pair in pairs.values() if since is None or any(x and _moved(x, since) for x in pair)]
    found = [told for pair in counted if (told := _difference(*pair)) is not None]
    tally = Counter(x.what for x in found)
    return Comparison(
        standing_now=sum(_stands(x) for x, _ in counted),
        standing_then=sum(_stands(x) for _, x in counted),
        opened=tally[OPENED],
        gone=tally[_GONE],
        changed=tally[CHANGED],
        months=_months(here, there, since),
        differences=tuple(sorted(found, key=lambda x: _place(x, here.get(x.finding_id) or there[x.finding_id]))),
    )


def _moved(found: KeptFinding, since: str) -> bool:
    """Whether it opened or cleared on a day or later, by the dates as they are written."""
    return found.opened_at[:10] >= since or (found.cleared_at or "")[:10] >= since


def _stands(found: KeptFinding | None) -> bool:
    return found is not None and found.state != CLEARED


def _difference(now: KeptFinding | None, then: KeptFinding | None) -> Difference | None:
    shown = now or then
    what = _what(now, then)
    if what is None or shown is None:
        return None
    told = then if then is not None and what != _GONE else shown
    return Difference(what, shown.finding_id, shown.rule, shown.key, _side(now), _side(then), said(told.message))


def _what(now: KeptFinding | None, then: KeptFinding | None) -> str | None:
    if now is None or then is None:
        return OPENED if now is None else _GONE
    if _stands(now) != _stands(then):
        return OPENED if _stands(then) else _GONE
    same = (now.state, now.severity, now.quantity) == (then.state, then.severity, then.quantity)
    return None if same or not _stands(now) else CHANGED


def _side(found: KeptFinding | None) -> Side | None:
    if found is None:
        return None
    return Side(found.state, found.severity, found.quantity, found.opened_at, found.cleared_at)


def _place(told: Difference, found: KeptFinding) -> tuple[object, ...]:
    side = told.then or told.now
    return (_ORDER[told.what], -(side.severity if side else 0), rank(found))


def _months(here: Mapping[str, KeptFinding], there: Mapping[str, KeptFinding], since: str | None) -> tuple[Month, ...]:
    """By the month, as written, in which each finding opened last."""
    now, then = (
        Counter(x.opened_at[:7] for x in side.values() if since is None or x.opened_at[:10] >= since)
        for side in (here, there)
    )
    return tuple(Month(month, now[month], then[month]) for month in sorted(now.keys() | then.keys()))
