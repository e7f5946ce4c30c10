"""The log keeps its promises, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from consumers.arrival import Delivery, Origin, Reject, RejectReason
from consumers.inbound import LONGEST_FACT, delivery_of, examine
from domain.kernel.errors import Stale
from domain.record.data_quality import Oddity
from licensing.log import AnotherUnderThatKey, Decided, Log, Request, TooNew, open_log
from tests.licensing.deliveries import Place, delivered, disposed, fact, ids, put
from tests.waiting import LONGEST as LONGEST_WAIT


def test_an_empty_log_has_nothing_and_says_so(log: Log) -> None:
    assert (log.head(), log.read(0, 10), log.open("day/XA"), log.at([1])) == (0, [], [], [])
    assert log.greatest_recordedat() is None
    assert (log.rejects(), log.notes()) == ([], [])


def test_facts_are_read_back_as_they_were_written_and_in_order(log: Log) -> None:
    arrivals = [delivered("a"), delivered("b", 2), delivered("c", 3)]
    outcome = log.record(arrivals)
    events = log.read(0, 10)
    assert outcome.counts[:3] == (3, 0, 0)
    assert [event.body for event in events] == [arrival.body for arrival in arrivals]
    assert [(event.stream, event.version, event.type) for event in events] == [
        ("day/XA", number, "day.closed.v1") for number in (1, 2, 3)
    ]
    assert [event.position for event in events] == sorted({event.position for event in events})
    assert log.open("day/XA") == events
    assert log.read(events[0].position, 1) == events[1:2]
    assert log.head() == events[-1].position
    assert log.at([events[2].position, 999_999, events[0].position]) == [events[2], events[0]]
    assert log.greatest_recordedat() == "2030-01-03T00:00:00Z"
    assert log.position_of("/states/XA/clock", "b") == events[1].position


def test_our_own_clock_stands_beside_the_event_and_never_in_it(log: Log) -> None:
    log.record([delivered("a")])
    (event,) = log.read(0, 1)
    stored_at = log.stored_at(event.position)
    assert stored_at is not None
    assert stored_at > "2026"
    assert stored_at.endswith("Z")
    assert stored_at[:16].encode() not in event.body


def test_a_copy_changes_nothing_wherever_it_comes_from(log: Log) -> None:
    log.record([delivered("a"), delivered("a")])
    outcome = log.record([delivered("a", 2), delivered("a", subject="elsewhere")])
    assert outcome.counts[:3] == (0, 2, 0)
    assert len(log.read(0, 10)) == 1


def test_an_equal_copy_recorded_earlier_lowers_the_fact(log: Log) -> None:
    log.record([delivered("a", 9)])
    outcome = log.record([delivered("a", 5)])
    assert outcome.counts[:3] == (0, 1, 0)
    assert len(log.read(0, 10)) == 2
    assert log.greatest_recordedat() == "2030-01-05T00:00:00Z"
    assert log.record([delivered("a", 7)]).counts[:3] == (0, 1, 0)
    assert len(log.read(0, 10)) == 2


def test_another_content_recorded_later_is_rejected(log: Log) -> None:
    log.record([delivered("a", 5, line=1)])
    outcome = log.record([delivered("a", 6, line=9, time="2030-01-02T00:00:00Z")])
    assert outcome.counts[:4] == (0, 0, 1, 0)
    assert [row.reject.told() | {"detail": ""} for row in log.rejects()] == [
        {
            "line": 9,
            "source": "/states/XA/clock",
            "id": "a",
            "reason": "CONFLICTING_DUPLICATE",
            "detail": "",
        }
    ]
    assert log.greatest_recordedat() == "2030-01-05T00:00:00Z"


def test_another_content_recorded_earlier_displaces_and_the_displaced_is_the_reject(log: Log) -> None:
    log.record([delivered("a", 9, line=3), delivered("b", 2)])
    first = log.position_of("/states/XA/clock", "a")
    outcome = log.record([delivered("a", 5, line=7, time="2030-01-02T00:00:00Z")])
    assert outcome.counts[:4] == (1, 0, 1, 1)
    assert outcome.rejects[0].origin == Origin(file="f", line=3)
    (row,) = log.rejects()
    assert (row.reject.origin.line, row.position) == (3, first)
    assert len(log.read(0, 10)) == 3
    assert log.greatest_recordedat() == "2030-01-05T00:00:00Z"


def test_conflicts_on_record_are_the_same_in_any_order_and_in_one_batch(log: Log) -> None:
    later, sooner = delivered("a", 9, line=1), delivered("a", 5, line=2, time="2030-01-02T00:00:00Z")
    log.record([later, sooner, later, sooner])
    log.record([delivery_of(fact("b", 5, time="2030-01-02T00:00:00Z"), Origin(file="f", line=2))])
    log.record([delivery_of(fact("b", 9), Origin(file="f", line=1))])
    rows = [row.reject for row in log.rejects()]
    assert [(row.id, row.origin.line, row.reason) for row in rows] == [
        ("a", 1, RejectReason.CONFLICTING_DUPLICATE),
        ("b", 1, RejectReason.CONFLICTING_DUPLICATE),
    ]


def test_a_rejected_content_that_comes_to_stand_is_no_reject_any_more(log: Log) -> None:
    other = "2030-01-02T00:00:00Z"
    log.record([delivered("a", 5), delivered("a", 9, time=other)])
    log.record([delivered("a", 2, time=other)])
    (row,) = log.rejects()
    assert row.position == log.read(0, 1)[0].position


def test_of_contents_recorded_at_one_instant_the_smaller_hash_stands(log: Log) -> None:
    copies = [delivered("a", 5), delivered("a", 5, time="2030-01-02T00:00:00Z")]
    smaller, greater = sorted(copies, key=lambda copy: copy.digest)
    assert log.record([greater]).accepted == 1
    assert log.record([smaller]).counts[:4] == (1, 0, 1, 1)
    assert log.record([greater]).counts[:4] == (0, 0, 1, 0)


def test_a_batch_that_fails_leaves_nothing(log: Log) -> None:
    class Torn(Exception):
        pass

    class Tearing(Delivery, frozen=True, gc=False):
        @property
        def source(self) -> str:
            raise Torn

    whole = delivered("a")
    torn = Tearing(whole.fact, whole.body, whole.digest, whole.stream, whole.origin)
    with pytest.raises(Torn):
        log.record([Reject(whole.origin, None, None, RejectReason.NOT_JSON, "x"), whole, torn])
    assert (log.read(0, 10), log.rejects()) == ([], [])
    assert log.record([whole]).accepted == 1


def test_rejects_are_kept_once_with_what_came(log: Log) -> None:
    reject = examine(b'{"id": "\\u0000", "source": 7}', Origin(topic="t", partition=0, offset=4))
    assert isinstance(reject, Reject)
    log.record([reject])
    log.record([reject])
    (row,) = log.rejects()
    assert row.reject.told()["offset"] == 4
    assert (row.reject.source, row.reject.id) == (None, "\0")
    assert log.rejected_bytes(row.number) == reject.raw


def test_a_retried_reject_goes_when_it_is_accepted_and_stays_when_not(log: Log) -> None:
    reject = Reject(Origin(file="f", line=1), None, None, RejectReason.SCHEMA, "old schema", b"{}")
    log.record([reject])
    (row,) = log.rejects()
    log.record([examine(b"{}", reject.origin)], instead_of=[row.key])
    (again,) = log.rejects()
    assert again.number == row.number
    assert again.reject.detail != "old schema"
    log.record([delivered("a")], instead_of=[row.key])
    assert log.rejects() == []


def test_notes_tell_what_is_odd_in_its_context(log: Log) -> None:
    log.record([delivered("a"), delivered("b", corrects="nobody"), delivered("c", corrects="a")])
    other = fact("d", type="party.merged.v1", corrects="a", data={"surviving": "X", "absorbed": ["Y"]})
    log.record([delivery_of(other, Origin())])
    log.record([delivered("e", recordedat="2035-01-01T00:00:00Z")])
    log.record([delivered("e", recordedat="2035-01-01T00:00:00Z")])
    assert [(row.id, row.note.oddity) for row in log.notes()] == [
        ("b", Oddity.REFERENCE_TO_NOTHING),
        ("d", Oddity.CORRECTS_ANOTHER_TYPE),
        ("e", Oddity.RECORDED_FAR_AHEAD),
    ]


def test_nul_and_every_other_character_may_occur(log: Log) -> None:
    odd = delivered("\0\n\ud7ff\U0010ffff", subject="\0", corrects="\0", data={"authority": "XA", "date": "\0"})
    assert log.record([odd, odd]).counts[:3] == (1, 1, 0)
    assert log.record([odd]).counts[:3] == (0, 1, 0)
    assert [event.body for event in log.read(0, 10)] == [odd.body]
    item = fact("x", type="item.lost.v1", subject="a\0b")
    item["data"] = {}
    log.record([delivery_of(item, Origin())])
    assert len(log.open("item/a\ufffdb")) == 1


def test_the_longest_fact_there_may_be_goes_in_and_comes_out(log: Log) -> None:
    big = delivered("a", subject="x", data={"authority": "XA", "date": "y" * (LONGEST_FACT - 400)})
    log.record([big])
    assert log.read(0, 10)[0].body == big.body


def test_a_decision_on_several_streams_is_saved_whole(log: Log) -> None:
    with log.deciding() as deciding:
        saved = deciding.put([Decided(f"finding/{n}", disposed(id_)) for n, id_ in ((1, "1"), (1, "2"), (2, "3"))])
    assert saved == (1, 2, 3)
    assert log.head() == 3
    assert ids(log.open("finding/1")) == ["1", "2"]
    assert [event.version for event in log.open("finding/1")] == [1, 2]
    with pytest.raises(Stale):
        _taken_back(log, "4")
    assert ids(log.read(0, 10)) == ["1", "2", "3"]


def _taken_back(log: Log, id_: str) -> None:
    with log.deciding() as deciding:
        deciding.put([Decided("finding/1", disposed(id_))])
        raise Stale


def test_a_decision_and_a_fact_share_streams_and_names(log: Log) -> None:
    log.record([delivered("a")])
    put(log, "day/XA", disposed("1"))
    assert log.record([delivered("b")]).accepted == 1
    assert [event.version for event in log.open("day/XA")] == [1, 2, 3]
    ours = msgspec.json.decode(disposed("1").to_bytes())
    assert log.record([delivery_of(ours, Origin())]).repeated == 1
    with pytest.raises(AnotherUnderThatKey):
        put(log, "day/XA", disposed("1", reason="another"))


def test_a_request_made_twice_is_done_once(log: Log) -> None:
    request = Request("key-1", "hash of it")
    first = put(log, "finding/1", disposed("1"), request=request)
    assert put(log, "finding/1", disposed("2"), request=request) == first
    with pytest.raises(AnotherUnderThatKey):
        put(log, "finding/1", disposed("2"), request=Request("key-1", "of another"))
    assert ids(log.read(0, 10)) == ["1"]


def test_waiting_ends_when_something_comes(log: Log) -> None:
    log.wait(0, 0.05)
    assert log.head() == 0
    waiting = threading.Thread(target=log.wait, args=(0, 100 * LONGEST_WAIT), daemon=True)
    waiting.start()
    log.record([delivered("a")])
    waiting.join(LONGEST_WAIT)
    assert not waiting.is_alive()


def test_what_a_newer_program_wrote_is_refused(place: Place) -> None:
    open_log(place).close()
    if isinstance(place, Path):
        with closing(sqlite3.connect(place / "events.db")) as connection, connection:
            connection.execute("UPDATE meta SET value = '99'")
    else:
        with psycopg.connect(place) as server:
            server.execute("UPDATE counterfoil_log.meta SET value = '99'")
    with pytest.raises(TooNew, match="newer Counterfoil"):
        open_log(place)


def test_positions_survive_vacuum(tmp_path: Path) -> None:
    with closing(open_log(tmp_path)) as log:
        log.record([delivered(str(number)) for number in range(9)])
        before = log.read(0, 100)
    with closing(sqlite3.connect(tmp_path / "events.db")) as connection:
        connection.execute("VACUUM")
    with closing(open_log(tmp_path)) as log:
        assert log.read(0, 100) == before


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    with closing(open_log(tmp_path)) as log:
        recorder: Any = log._recorder
        with recorder.datastore.transaction(commit=False) as cursor:
            assert [tuple(row) for row in cursor.sqlite_cursor.execute("PRAGMA synchronous")] == [(2,)]
            assert [tuple(row) for row in cursor.sqlite_cursor.execute("PRAGMA journal_mode")] == [("wal",)]


def test_the_surroundings_change_nothing_of_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")
    monkeypatch.setenv("PERSISTENCE_MODULE", "nowhere")
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with closing(open_log(tmp_path)) as log:
        put(log, "finding/1", disposed("1"))
        assert log.open("finding/1")[0].body == disposed("1").to_bytes()
