from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from projections.store.generation import Generation
from projections.store.made_under import Made, MadeUnder, program
from projections.store.opening import open_views
from projections.store.postgres import PostgresViews, escaped, unescaped
from projections.store.sqlite import SqliteViews
from projections.store.table import Row, Table
from projections.store.views import LeaseHeld, StoreAway, Views
from tests.waiting import LONGEST, eventually

BALANCE = Table(
    "balance",
    (("licence", "text"), ("line", "integer"), ("free", "text"), ("facts", "blob")),
    key=("licence", "line"),
    indexes=(("free",),),
)
MARK = Table("mark", (("name", "text"),), key=("name",), shown=False)
TABLES = (BALANCE, MARK)
PROGRAM = program(1, "projections/traffic.py")
TODAY = MadeUnder(PROGRAM, law="2030")
TOMORROW = MadeUnder(PROGRAM, law="2031")
Opened = Callable[[], Views]
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    """Opens one more connection to the same store."""
    made: list[Views] = []

    def open_one_more() -> Views:
        made.append(open_views(place))
        return made[-1]

    yield open_one_more
    for views in made:
        views.close()


@pytest.fixture
def views(opened: Opened) -> Views:
    return opened()


def test_rows_come_back_as_they_were_written(views: Views) -> None:
    balance = views.current("licences", TABLES)
    rows = [("XA:1", 1, "40.000", b'{"a":1}'), ("XA:1", 2, None, None), ("Å\0\1\2", 2**62, "\0", b"\0\xff")]
    with views.transaction():
        balance.upsert(BALANCE, rows)
        balance.move(7)
    assert sorted(balance.select(BALANCE)) == sorted(rows)
    assert balance.get(BALANCE, ("Å\0\1\2", 2**62)) == rows[2]
    assert balance.get(BALANCE, ("XA:1", 3)) is None
    keys: list[tuple[object, ...]] = [("XA:1", 2), ("XA:1", 9), ("XA:1", 1)]
    assert sorted(balance.get_many(BALANCE, keys)) == rows[:2]
    assert balance.select(BALANCE, "licence = ? AND line >= ?", ("XA:1", 2)) == [rows[1]]
    assert balance.select(BALANCE, "free = ?", ("\0",)) == [rows[2]]
    assert balance.select(BALANCE, "licence LIKE 'XA%'", order="line DESC", limit=1) == [rows[1]]
    assert (balance.position(), views.position("licences")) == (7, 7)


def test_the_later_of_two_rows_stays_and_a_missing_row_never_replaces(views: Views) -> None:
    balance = views.current("licences", TABLES)
    with views.transaction():
        balance.upsert(BALANCE, [("A", 1, "1", None), ("A", 1, "2", None), ("B", 1, "3", None)])
        balance.insert_missing(BALANCE, [("A", 1, "9", None), ("C", 1, "4", None), ("C", 1, "5", None)])
        balance.delete(BALANCE, [("B", 1), ("Z", 1)])
        balance.upsert(MARK, [("x",), ("x",)])
        balance.upsert(MARK, [])
        balance.delete(MARK, [])
    assert [row[:3] for row in balance.select(BALANCE, order="licence")] == [("A", 1, "2"), ("C", 1, "4")]
    assert balance.select(MARK) == [("x",)]


def test_texts_are_in_code_point_order(views: Views) -> None:
    marks = views.current("marks", (MARK,))
    names = ["", "A", "Z", "a", "a\0", "a\0b", "a\1", "a\1\1", "a\2", "aa", "É", "\uffff", "\U0001f600"]
    with views.transaction():
        marks.upsert(MARK, [(name,) for name in reversed(names)])
    assert [name for (name,) in marks.select(MARK, order="name")] == names
    with views.reading():
        assert [name for (name,) in marks.rows(MARK)] == names
    assert [name for (name,) in marks.select(MARK, "name >= ? AND name < ?", ("a\0", "a\2"))] != []


@pytest.mark.parametrize("text", ["", "\0", "\1", "\0\1", "\1\0\1\2", "\1\1", "\1\2", "\2\1\0", "plain"])
def test_an_escaped_text_comes_back(text: str) -> None:
    assert "\0" not in escaped(text)
    assert unescaped(escaped(text)) == text


def _write(views: Views, balance: Generation, row: Row, position: int, breaks: bool = False) -> None:
    with views.transaction():
        balance.upsert(BALANCE, [row])
        balance.move(position)
        if breaks:
            raise ZeroDivisionError


def test_rows_and_position_change_together_or_not_at_all(views: Views, opened: Opened) -> None:
    balance = views.current("licences", TABLES)
    with pytest.raises(ZeroDivisionError):
        _write(views, balance, ("A", 1, "1", None), 1, breaks=True)
    other = opened()
    assert other.current("licences", TABLES).select(BALANCE) == []
    assert other.position("licences") == 0
    with views.transaction():
        balance.upsert(BALANCE, [("A", 1, "1", None)])
        balance.move(1)
    assert other.position("licences") == 1


def test_a_statement_that_fails_leaves_the_connection_usable(views: Views) -> None:
    balance = views.current("licences", TABLES)
    with pytest.raises((sqlite3.Error, psycopg.Error)):
        _write(views, balance, ("A", None, "1", None), 1)
    with views.transaction():
        balance.move(2)
    assert views.position("licences") == 2


def test_only_what_was_empty_when_opened_is_fresh(views: Views, opened: Opened) -> None:
    first = views.current("licences", TABLES)
    assert first.fresh
    with views.transaction():
        first.move(1)
    assert not opened().current("licences", TABLES).fresh
    assert views.begin_rebuild("licences", TABLES, TODAY).fresh


def test_a_worker_not_seen_before_starts_where_the_last_one_is(views: Views) -> None:
    balance = views.current("licences", TABLES)
    with views.transaction():
        balance.move(5, worker=0)
        balance.move(9, worker=1)
    assert [balance.position(worker) for worker in (0, 1, 2)] == [5, 9, 5]
    assert views.position("licences") == 5
    assert [(h.position, h.workers) for h in views.held()] == [(5, 2)]


def test_a_rebuilt_generation_is_shown_when_it_has_caught_up(views: Views, opened: Opened) -> None:
    old, reader = views.current("licences", TABLES), opened()
    with views.transaction():
        old.upsert(BALANCE, [("A", 1, "old", None)])
        old.move(10)
    new = views.begin_rebuild("licences", TABLES, TODAY)
    with views.transaction():
        new.upsert(BALANCE, [("A", 1, "new", None)])
        new.move(9)
    assert not views.switch(new)
    assert reader.pointer("licences") == old.number
    with views.transaction():
        new.move(10)
    assert views.switch(new)
    assert reader.pointer("licences") == new.number
    assert reader.current("licences", TABLES).select(BALANCE) == [("A", 1, "new", None)]
    assert [h.state for h in views.held()] == ["former", "current"]
    assert views.prune("licences") == [old.number]
    assert views.prune("licences") == []
    assert [h.number for h in reader.held()] == [new.number]


def test_an_unfinished_rebuild_is_dropped_by_the_next(views: Views) -> None:
    views.current("licences", TABLES)
    views.begin_rebuild("licences", TABLES, TODAY)
    views.begin_rebuild("licences", TABLES, TODAY)
    assert [h.state for h in views.held()] == ["current", "building"]


def test_what_was_made_under_another_law_is_shown_and_left_alone(views: Views, opened: Opened) -> None:
    old, reader = views.under("licences", TABLES, TODAY), opened()
    _write(views, old, ("A", 1, "old", None), 10)
    new = views.under("licences", TABLES, TOMORROW)
    assert (new.number, new.state, new.fresh) == (2, "renewing", True)
    assert reader.current("licences", TABLES).select(BALANCE) == [("A", 1, "old", None)]
    assert reader.under("licences", TABLES, TOMORROW).number == new.number
    _write(views, new, ("A", 1, "new", None), 9)
    assert not views.has_caught_up(new)
    _write(views, new, ("A", 1, "new", None), 10)
    assert views.has_caught_up(new)
    assert views.switch(new)
    shown = reader.under("licences", TABLES, TOMORROW)
    assert (shown.number, shown.state) == (new.number, "current")
    assert [(h.state, h.made.law if h.made else "") for h in views.held()] == [("former", "2030"), ("current", "2031")]


def test_a_renewal_goes_on_where_it_was_left(views: Views, opened: Opened) -> None:
    _write(views, views.under("licences", TABLES, TODAY), ("A", 1, "old", None), 10)
    _write(views, views.under("licences", TABLES, TOMORROW), ("A", 1, "new", None), 4)
    again = opened().under("licences", TABLES, TOMORROW)
    assert (again.number, again.fresh, again.position()) == (2, False, 4)


def test_a_renewal_for_which_another_law_came_is_begun_again(views: Views) -> None:
    _write(views, views.under("licences", TABLES, TODAY), ("A", 1, "old", None), 10)
    views.under("licences", TABLES, TOMORROW)
    third = views.under("licences", TABLES, MadeUnder(PROGRAM, law="2032"))
    assert [(h.number, h.state) for h in views.held()] == [(1, "current"), (third.number, "renewing")]


def test_rows_of_a_program_that_did_not_say_how_it_made_them_are_renewed(views: Views) -> None:
    _write(views, views.current("licences", TABLES), ("A", 1, "old", None), 10)
    assert views.current("licences", TABLES).made is None
    assert views.under("licences", TABLES, TODAY).state == "renewing"


def test_an_empty_view_is_as_good_under_any_law(views: Views) -> None:
    made = views.current("licences", TABLES)
    assert views.under("licences", TABLES, TODAY).number == made.number
    assert views.under("licences", TABLES, TOMORROW).number == made.number
    assert views.number_under("licences", TABLES, TODAY) == 0


def test_another_source_of_the_same_code_is_no_other_program(views: Views) -> None:
    balance = views.under("licences", TABLES, TODAY)
    views.note_code(balance, TODAY)
    _write(views, balance, ("A", 1, "old", None), 10)
    commented = Made("2030", "", "another source", PROGRAM.code)
    views._tell("UPDATE made_under SET source = ?", (commented.source,))
    assert TODAY.differences(commented) == ()
    assert views.under("licences", TABLES, TODAY).number == balance.number
    assert [h.made.source for h in views.held() if h.made] == [PROGRAM.source]


def test_what_is_another_is_named() -> None:
    assert TODAY.differences(TODAY.noted()) == ()
    assert TOMORROW.differences(TODAY.noted()) == ("law",)
    assert TODAY.differences(TODAY.noted()._replace(rules="R31", source="changed", code="changed")) == (
        "rules",
        "program",
    )
    assert TODAY.differences(None) == ("program",)


def test_a_rebuild_takes_the_place_of_a_renewal(views: Views) -> None:
    _write(views, views.under("licences", TABLES, TODAY), ("A", 1, "old", None), 10)
    views.under("licences", TABLES, TOMORROW)
    rebuilt = views.begin_rebuild("licences", TABLES, TOMORROW)
    _write(views, rebuilt, ("A", 1, "new", None), 10)
    assert views.switch(rebuilt)
    assert [h.state for h in views.held()] == ["former", "former", "current"]
    assert views.under("licences", TABLES, TOMORROW).number == rebuilt.number


def test_rows_of_other_tables_are_read_as_far_as_they_go(views: Views) -> None:
    wider = BALANCE._replace(columns=(*BALANCE.columns, ("told", "text"), ("count", "integer")))
    extra = MARK._replace(name="extra")
    _write(views, views.current("licences", TABLES), ("A", 1, "old", b"[]"), 10)
    shown = views.current("licences", (wider, extra))
    assert shown.select(wider) == [("A", 1, "old", b"[]", None, None)]
    assert shown.select(wider, "free = ? AND told IS NULL", ("old",), order="line", limit=1)[0][:3] == ("A", 1, "old")
    assert shown.get(wider, ("A", 1)) == ("A", 1, "old", b"[]", None, None)
    assert shown.get_many(wider, [("A", 1), ("B", 1)]) == [("A", 1, "old", b"[]", None, None)]
    assert shown.select(extra) == []
    with views.reading():
        assert list(shown.rows(wider)) == [("A", 1, "old", b"[]", None, None)]
    assert views.under("licences", (wider, extra), TODAY).state == "renewing"


ROWS: list[tuple[object, ...]] = [
    ("XA:Å", 1, "40.000", b'{"a":1}'),
    ("XA:1", 10, None, None),
    ("XA:1", 9, "\0", b"[]"),
]


def test_equal_rows_have_equal_digests_in_every_store(views: Views, tmp_path: Path) -> None:
    balance, twin = views.current("licences", TABLES), SqliteViews(tmp_path / "twin")
    other = twin.current("licences", TABLES)
    with views.transaction():
        balance.upsert(BALANCE, ROWS)
        balance.upsert(MARK, [("not shown",)])
        balance.move(3)
    with twin.transaction():
        other.upsert(BALANCE, ROWS[::-1])
        other.move(3)
    assert views.digest("licences", TABLES) == twin.digest("licences", TABLES)
    with twin.transaction():
        other.upsert(BALANCE, [("XA:1", 10, "", None)])
    assert views.digest("licences", TABLES) != twin.digest("licences", TABLES)
    twin.close()


def test_one_holds_a_lease_and_the_other_is_told_who(views: Views, opened: Opened) -> None:
    other = opened()
    with (
        views.lease("fold history"),
        pytest.raises(LeaseHeld, match=rf"fold history: process {os.getpid()} on \S+ is already doing this"),
        other.lease("fold history", wait=0.1),
    ):
        pass
    with other.lease("fold history"), views.lease("rebuild history"):
        pass


def _hold_for_ever(place: Path | str, ready: str) -> None:
    views = open_views(place)
    with views.lease("fold"):
        Path(ready).touch()
        time.sleep(600)


def test_a_lease_is_free_when_its_holder_is_killed(place: Path | str, opened: Opened, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    holder = SPAWN.Process(target=_hold_for_ever, args=(place, str(ready)))
    holder.start()
    eventually(ready.exists)
    views = opened()
    with pytest.raises(LeaseHeld, match=f"process {holder.pid}"), views.lease("fold"):
        pass
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    with views.lease("fold", wait=LONGEST):
        pass
    holder.join()


def _starts(place: Path | str, number: int) -> None:
    views = open_views(place)
    marks = views.current("marks", (MARK,))
    with views.lease("fold", wait=LONGEST), views.transaction():
        marks.upsert(MARK, [(str(number),)])
    views.close()


def test_several_processes_may_start_at_once_on_an_empty_store(place: Path | str, opened: Opened) -> None:
    starters = [SPAWN.Process(target=_starts, args=(place, number)) for number in range(6)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert [starter.exitcode for starter in starters] == [0] * 6
    assert len(opened().current("marks", (MARK,)).select(MARK)) == 6


_WRITES_FOR_EVER = """
import sys
from pathlib import Path
from tests.projections.test_store import BALANCE, TABLES
from projections.store.sqlite import SqliteViews
from tests.waiting import LONGEST, eventually

views = SqliteViews(Path(sys.argv[1]))
balance = views.current("licences", TABLES)
position = balance.position()
while True:
    with views.transaction():
        balance.upsert(BALANCE, [("A", position * 50 + n, str(position), None) for n in range(50)])
        position += 1
        balance.move(position)
    print(position, flush=True)
"""


def test_a_killed_writer_leaves_rows_that_fit_their_position(tmp_path: Path) -> None:
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", _WRITES_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(20)][-1]
        writer.kill()
        writer.communicate()
        views = SqliteViews(tmp_path)
        balance = views.current("licences", TABLES)
        position = balance.position()
        assert position >= told
        assert len(balance.select(BALANCE)) == position * 50
        views.close()


def test_a_database_that_went_away_is_told_as_such(postgres: str) -> None:
    views = PostgresViews(postgres)
    balance = views.current("licences", TABLES)
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name LIKE 'counterfoil process%' AND datname = current_database()"
        )
    with pytest.raises(StoreAway), views.transaction():
        balance.move(1)
    views.close()
    again = PostgresViews(postgres)
    balance = again.current("licences", TABLES)
    with again.transaction():
        balance.move(2)
    assert again.position("licences") == 2
    again.close()
