"""Findings beside findings: what opens, goes and changes, and in which month."""

from __future__ import annotations

from typing import Any

from domain.events.refs import FindingKey
from domain.findings.lifecycle import KeptFinding
from domain.kernel.message import as_stored
from projections.findings.comparison import Comparison, Month, compare


def finding(name: str, **more: Any) -> KeptFinding:
    told: dict[str, Any] = {
        "finding_id": name,
        "rule": "R14",
        "key": FindingKey(licence=None, line=1, shipment=name, subject=None),
        "state": "OPEN",
        "severity": 4,
        "opened_at": "2030-05-03T10:00:00Z",
        "updated_at": "2030-05-03T10:00:00Z",
        "cleared_at": None,
        "quantity": "5",
        "evidence": ("/x#1",),
        "message": as_stored(f"About {name}."),
    }
    return KeptFinding(**told | more)


CLEARED: dict[str, Any] = {"state": "CLEARED", "cleared_at": "2030-07-01T00:00:00Z"}


def told(found: Comparison) -> list[tuple[str, str]]:
    return [(x.what, x.finding_id) for x in found.differences]


def test_a_finding_on_one_side_alone_opened_or_is_gone() -> None:
    found = compare([finding("a"), finding("b")], [finding("b"), finding("c")])
    assert told(found) == [("OPENED", "c"), ("GONE", "a")]
    assert (found.opened, found.gone, found.changed) == (1, 1, 0)
    assert (found.standing_now, found.standing_then) == (2, 2)
    assert found.differences[0].now is None
    assert found.differences[1].then is None


def test_another_severity_quantity_or_state_is_a_change() -> None:
    for more in ({"severity": 5}, {"quantity": "6"}, {"state": "CLOSED"}):
        assert told(compare([finding("a")], [finding("a", **more)])) == [("CHANGED", "a")]
    assert told(compare([finding("a")], [finding("a", message=as_stored("Otherwise said."))])) == []


def test_what_cleared_on_one_side_is_gone_there() -> None:
    assert told(compare([finding("a")], [finding("a", **CLEARED)])) == [("GONE", "a")]
    assert told(compare([finding("a", **CLEARED)], [finding("a")])) == [("OPENED", "a")]
    assert told(compare([finding("a", **CLEARED)], [finding("a", severity=5, **CLEARED)])) == []
    assert told(compare([], [finding("a", **CLEARED)])) == [("OPENED", "a")]


def test_since_a_day_only_what_opened_or_cleared_since_counts() -> None:
    old = finding("old", opened_at="2029-01-01T00:00:00Z")
    assert told(compare([old], [], "2030-01-01")) == []
    assert told(compare([old], [finding("old", **CLEARED)], "2030-01-01")) == [("GONE", "old")]
    assert told(compare([], [finding("a")], "2030-05-03")) == [("OPENED", "a")]
    assert told(compare([], [finding("a")], "2030-05-04")) == []
    assert compare([old], [old, finding("a")], "2030-01-01").standing_then == 1


def test_the_work_of_each_month_is_counted_on_both_sides() -> None:
    june = finding("b", opened_at="2030-06-30T23:00:00-05:00")
    found = compare([finding("a"), june], [finding("a"), finding("c", **CLEARED)])
    assert found.months == (Month("2030-05", 1, 2), Month("2030-06", 1, 0))
    assert compare([finding("a"), june], [], "2030-06-01").months == (Month("2030-06", 1, 0),)


def test_the_gravest_come_first_of_each_kind() -> None:
    there = [finding("b", severity=3), finding("a", severity=3), finding("c", severity=5)]
    assert told(compare([], there)) == [("OPENED", "c"), ("OPENED", "a"), ("OPENED", "b")]
