"""What is not accepted is kept up to a quota of its source and day; beyond it is counted, and nothing gets lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consumers.arrival import Origin, Reject, RejectReason
from licensing.log import Log, RejectQuota, open_log
from licensing.log.reject_quota import OTHERS
from tests.licensing.deliveries import Place

DAYS = ["2031-05-13"]
QUOTA = RejectQuota(number=3, bytes=10_000, today=lambda: DAYS[-1])


def reject(number: int, source: str = "/states/XA/customs", reason: RejectReason = RejectReason.SCHEMA) -> Reject:
    origin = Origin(file="facts.jsonl", line=number)
    return Reject(origin, source, f"CUS-{number}", reason, "no such field", b"{}")


@pytest.fixture
def log(place: Place) -> Iterator[Log]:
    DAYS[:] = ["2031-05-13"]
    with closing(open_log(place, quota=QUOTA)) as opened:
        yield opened


def tallies(log: Log) -> list[tuple[str, str, int, int]]:
    return [(x.day, x.source, x.tally.kept, x.tally.not_kept) for x in log.reject_tallies()]


def test_within_the_quota_every_reject_is_kept(log: Log) -> None:
    log.record([reject(1), reject(2)])
    log.record([reject(3)])
    assert len(log.rejects()) == 3
    assert tallies(log) == [("2031-05-13", "/states/XA/customs", 3, 0)]


def test_beyond_the_quota_rejects_are_counted_and_that_is_told(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        outcome = log.record([reject(n) for n in range(1, 6)])
    assert len(outcome.rejects) == 5  # whoever sent them is told of each
    assert [row.reject.id for row in log.rejects()] == ["CUS-1", "CUS-2", "CUS-3"]
    assert tallies(log) == [("2031-05-13", "/states/XA/customs", 3, 2)]
    assert any("counted and not kept" in record.getMessage() for record in caplog.records)


def test_the_same_reject_delivered_again_uses_up_nothing(log: Log) -> None:
    for _ in range(9):
        log.record([reject(1)])
    log.record([reject(2), reject(3)])
    assert len(log.rejects()) == 3
    assert tallies(log) == [("2031-05-13", "/states/XA/customs", 3, 0)]


def test_another_source_and_another_day_have_quotas_of_their_own(log: Log) -> None:
    log.record([reject(n) for n in range(1, 6)])
    log.record([reject(6, "/states/XB/customs")])
    DAYS.append("2031-05-14")
    log.record([reject(7)])
    assert [row.reject.id for row in log.rejects()] == ["CUS-1", "CUS-2", "CUS-3", "CUS-6", "CUS-7"]


def test_many_bytes_use_up_a_quota_too(log: Log) -> None:
    log.record([Reject(Origin(file="f", line=1), "/states/XA", "A", RejectReason.SCHEMA, "long", b"x" * 20_000)])
    assert log.rejects() == []
    (told,) = log.reject_tallies()
    assert told.tally.not_kept == 1
    assert told.tally.not_kept_bytes > 20_000


def test_what_waits_for_its_time_is_under_no_quota(log: Log) -> None:
    log.record([reject(n, reason=RejectReason.FROM_THE_FUTURE) for n in range(1, 9)])
    assert len(log.waiting(0)) == 8
    assert tallies(log) == []


def test_whoever_invents_sources_does_not_fill_the_store(log: Log) -> None:
    log.record([reject(n, f"/invented/{n}") for n in range(300)])
    told = tallies(log)
    assert len(told) == 201
    assert ("2031-05-13", OTHERS, 3, 97) in told


def test_rejects_past_their_time_are_taken_away_and_what_waits_stays(log: Log) -> None:
    log.record([reject(1), reject(2, reason=RejectReason.FROM_THE_FUTURE)])
    DAYS.append("2031-05-20")
    log.record([reject(3)])
    assert log.forget_rejects("2031-05-13") == 0
    assert log.forget_rejects("2031-05-14") == 1
    assert [row.reject.id for row in log.rejects()] == ["CUS-2", "CUS-3"]
    assert log.forget_rejects("2031-06-01") == 1
    assert [row.reject.id for row in log.rejects()] == ["CUS-2"]


def test_a_log_of_before_keeps_its_rejects(tmp_path: Path) -> None:
    with closing(open_log(tmp_path)) as opened:
        assert opened.forget_rejects("2031-05-14") == 0
