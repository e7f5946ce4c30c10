"""One delivery against what stands (rules 1.1.2)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings

from domain.kernel.event import envelope, written
from domain.record.deliveries import Accepted, Verdict, content_digest, judge, written_digest
from tests.builders import told
from tests.movements import exited
from tests.reference.histories import histories

EARLY, NOON, LATE = "2030-01-01T11:00:00Z", "2030-01-01T12:00:00Z", "2030-01-01T13:00:00Z"
NOON_ELSEWHERE, JUST_AFTER = "2030-01-01T13:00:00.000+01:00", "2030-01-01T12:00:00.0000000000001Z"


@pytest.mark.parametrize(
    ("arrived", "recordedat", "verdict"),
    [
        ("bbb", EARLY, Verdict.LOWERS),
        ("bbb", NOON, Verdict.REPEATED),
        ("bbb", NOON_ELSEWHERE, Verdict.REPEATED),
        ("bbb", LATE, Verdict.REPEATED),
        ("ccc", EARLY, Verdict.DISPLACES),
        ("ccc", NOON, Verdict.REJECTED),
        ("ccc", LATE, Verdict.REJECTED),
        ("aaa", EARLY, Verdict.DISPLACES),
        ("aaa", NOON, Verdict.DISPLACES),
        ("aaa", NOON_ELSEWHERE, Verdict.DISPLACES),
        ("aaa", JUST_AFTER, Verdict.REJECTED),
        ("aaa", LATE, Verdict.REJECTED),
    ],
)
def test_a_copy_recorded_at_noon_stands(arrived: str, recordedat: str, verdict: Verdict) -> None:
    stands = Accepted(digest="bbb", recordedat=NOON)
    assert judge(stands, Accepted(digest=arrived, recordedat=recordedat)) is verdict


def test_what_nothing_stands_against_is_new() -> None:
    assert judge(None, Accepted(digest="bbb", recordedat=NOON)) is Verdict.NEW


def by_the_contract(fact: dict[str, Any]) -> str:
    """SHA-256 of [type, time, timeprecision, corrects, data] as rules 1.1.2 writes it."""
    content = [fact["type"], fact["time"], fact.get("timeprecision"), fact.get("corrects"), fact["data"]]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@settings(max_examples=30, deadline=None)
@given(histories(8))
def test_the_digest_is_that_of_the_contract(deliveries: list[dict[str, Any]]) -> None:
    for fact in deliveries:
        assert content_digest(fact) == written_digest(envelope(written(fact))) == by_the_contract(fact)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "shipment.sealed.v1"},
        {"time": "2030-03-04T13:00:00+01:00"},
        {"timeprecision": "day"},
        {"corrects": "7"},
        {"data": {"office": "XAPRT"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_part_of_the_content_counts(change: dict[str, Any]) -> None:
    assert content_digest(exited() | change) != content_digest(exited())


def test_the_rest_of_the_envelope_does_not_count() -> None:
    resent = told(exited(), recorded="2031-01-01", by="/states/XB/customs", name="7") | {"subject": "x", "trace": "y"}
    assert content_digest(resent) == content_digest(exited())
    assert content_digest(dict(reversed(resent.items()))) == content_digest(exited())
    assert content_digest(exited() | {"corrects": None}) == content_digest(exited())
