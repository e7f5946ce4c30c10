"""A log of an older form is brought to today's, whole or not at all, and says what it said before."""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from licensing.commands import migrate, rebuild, views
from licensing.log import FORM, TooNew, TooOld, Unavailable, migrate_log, open_log, postgres_form, tables
from licensing.log.migrations import MIGRATIONS
from licensing.log.tables import LOG_TABLES, ColumnType, LogColumn, LogTable
from licensing.settings import Settings, settings
from tests.licensing import dying_migrations
from tests.licensing.deliveries import Place
from tests.licensing.order_office import DECLARED, OrderOffice
from tests.stores import HERE, old_database, old_folder

SPAWN = multiprocessing.get_context("spawn")
DIGESTS = {
    1: {
        "history": "68ea0d2a371e64eecb7bdfd52ae9632bc97e49daebb4681be3aae69bb270fc56",
        "search": "8ba10d08fb0112036ba302135ea7afee0a71de27d08dd6f584b9d1dd40f72ab2",
        "traffic": "d32606d88d6ce5907c215848f700f3efc9480dceeafbd9dca82269c049aa430c",
        "findings": "9f67177d39435aa321644d3147ee09246e03a8a4fcaa0c63d7d20f94f98cbf0b",
    }
}
"""What the program that wrote the store of a form showed of it: `counterfoil views --digest`."""
STEPS_THEN = [step for step in DECLARED if step.order != "application determine"]
"""The orders of the old store: applications were not determined then."""
KEYED = {0: [1], 3: [4], 6: [7], 9: [10], 12: [13], 15: [16, 17, 18], 18: [21]}
"""Under which number of STEPS_THEN an order was given with a key, and where what it led to lies."""
DISPOSED = {
    "DSP-702ce1d5700d57b79eabacf1e17d67de": (243, 243),
    "findings 7ceff2b9532c7e1a687782ecca942c78fb213443b2ba06d599f1ff37cb0c833e": (244, 245),
}
FORMS = range(1, FORM)


def place_settings(place: Place, folder: Path) -> Settings:
    """Where commands find it."""
    return settings({"data": str(place)} if isinstance(place, Path) else {"data": str(folder), "database": place}, {})


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Place]:
    """The store of a form, in either backend."""

    def made(form: int) -> Place:
        if request.param == "sqlite":
            return old_folder(form, tmp_path / "old")
        return old_database(form, request.getfixturevalue("postgres"), tmp_path / "old")

    return made


def run(command: Any, here: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return int(command.run(parser.parse_args(words), here))


# -- the steps ---------------------------------------------------------------------------------------------------------


def test_steps_are_numbered_without_a_gap_and_every_older_form_has_its_store() -> None:
    assert [step.form for step in MIGRATIONS] == list(range(2, FORM + 1))
    assert sorted(path.name for path in HERE.glob("form-*")) == sorted(
        f"form-{form}.{end}" for form in FORMS for end in ("db.gz", "postgres.sql")
    )
    assert list(DIGESTS) == list(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_a_migrated_log_has_the_tables_of_a_new_one(old: Callable[[int], Place], form: int, tmp_path: Path) -> None:
    """Who adds a table, or a column, and forgets the step that brings it to older stores, reads here which."""
    place = old(form)
    migrate_log(place)
    migrated = shape(place)
    if isinstance(place, Path):
        new: Place = tmp_path / "new"
    else:
        with psycopg.connect(place, autocommit=True) as server:
            server.execute("DROP SCHEMA counterfoil_log CASCADE")
        new = place
    open_log(new).close()
    assert migrated == shape(new)
    assert set(migrated) == {table.name for table in LOG_TABLES}


def shape(place: Place) -> Mapping[str, Any]:
    """Tables, each with its columns and what is unique in it."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place / "events.db")) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: (
                    connection.execute(f"PRAGMA table_xinfo({name})").fetchall(),
                    sorted(
                        [x for (_, _, x) in connection.execute(f"PRAGMA index_info({index})")]
                        for _, index, *_ in connection.execute(f"PRAGMA index_list({name})").fetchall()
                    ),
                )
                for name in names
            }
    with psycopg.connect(place) as server:
        columns = server.execute(
            "SELECT table_name, array_agg(concat_ws(' ', column_name, data_type, is_nullable, column_default,"
            " collation_name) ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = 'counterfoil_log' GROUP BY 1"
        ).fetchall()
        indexes = server.execute(
            "SELECT tablename, array_agg(indexdef ORDER BY indexname) FROM pg_indexes"
            " WHERE schemaname = 'counterfoil_log' GROUP BY 1"
        ).fetchall()
        return {name: (told, dict(indexes).get(name)) for name, told in columns}


def test_a_table_without_a_step_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrated, new = old_folder(1, tmp_path / "old"), tmp_path / "new"
    migrate_log(migrated)
    seals = LogTable("seals", "Nothing as yet.", (LogColumn("key", ColumnType.BYTES),), key="key")
    monkeypatch.setattr(tables, "LOG_TABLES", (*LOG_TABLES, seals))
    open_log(new).close()
    assert shape(new).keys() - shape(migrated).keys() == {"seals"}


def test_both_backends_have_the_same_tables_and_columns(tmp_path: Path, postgres: str) -> None:
    """Who forgets a table in one backend reads here which."""
    open_log(tmp_path).close()
    open_log(postgres).close()
    with closing(sqlite3.connect(tmp_path / "events.db")) as connection, psycopg.connect(postgres) as server:
        for table in LOG_TABLES:
            here = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
            there = server.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'counterfoil_log'"
                " AND table_name = %s ORDER BY ordinal_position",
                (table.name,),
            ).fetchall()
            assert [table.name, *here] == [table.name, *(column.name for column in table.columns)]
            assert [table.name, *(name for (name,) in there)] == [
                table.name,
                *(column.in_postgres or column.name for column in table.columns),
            ]


# -- what a migrated log says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_migrated_log_gives_the_same_bytes_and_the_same_views(
    old: Callable[[int], Place], form: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, pristine = old(form), old_folder(form, tmp_path / "pristine")
    migrate_log(place)
    with closing(sqlite3.connect(pristine / "events.db")) as connection, closing(open_log(place)) as log:
        before = connection.execute(
            "SELECT position, originator_id, originator_version, topic, state FROM stored_events ORDER BY position"
        ).fetchall()
        assert [tuple(event) for event in log.read(0, 1_000)] == before
        assert (len(log.rejects()), len(log.notes()), log.greatest_recordedat()) == (3, 1, "2033-01-01T00:00:00Z")
    here = place_settings(place, tmp_path)
    run(rebuild, here, "all")
    capsys.readouterr()
    run(views, here, "--digest")
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert {name: digest for name, _, digest in told} == DIGESTS[form]


def test_requests_from_before_get_their_first_answer(old: Callable[[int], Place]) -> None:
    place = old(1)
    migrate_log(place)
    with closing(open_log(place)) as log:
        for key, positions in DISPOSED.items():
            answer = log.answered(key)
            assert answer
            assert answer.positions == positions
        with log.deciding() as deciding:
            assert set(deciding.asked([*DISPOSED, "never asked"])) == set(DISPOSED)


def test_orders_from_before_given_again_under_their_keys_add_nothing(tmp_path: Path) -> None:
    with OrderOffice(old_folder(1, tmp_path / "old")) as office:
        head = office.log.head()
        for number, positions in KEYED.items():
            step = STEPS_THEN[number]
            reply = office.order(step.officer, step.order, step.body, Idempotency_Key=f"order-number-{number}")
            assert reply.status_code == 201
            assert [entry["position"] for entry in reply.json()["entries"]] == positions
        assert office.log.head() == head


def test_dispositions_from_before_given_again_under_their_keys_get_their_first_answer(tmp_path: Path) -> None:
    with OrderOffice(old_folder(1, tmp_path / "old"), "2033-01-02T00:00:00Z") as office:
        head = office.log.head()
        office.has_read()
        with closing(TestClient(office.app)) as http:
            for given in json.loads((HERE / "dispositions-of-form-1.json").read_bytes()):
                headers = office.headers("amara") | given["headers"]
                reply = http.post(given["path"], json=given["body"], headers=headers)
                assert (reply.status_code, reply.json()) == (201, given["answer"])
                other = given["body"] | {"reason": "another reason"}
                assert http.post(given["path"], json=other, headers=headers).status_code == 422
        assert office.log.head() == head


def test_the_oldest_requests_knew_their_last_position_alone(tmp_path: Path) -> None:
    folder = old_folder(1, tmp_path / "old")
    with closing(sqlite3.connect(folder / "events.db")) as connection, connection:
        connection.execute("UPDATE once SET origin = '{}' WHERE substr(key, 1, 7) = CAST('request' AS BLOB)")
    with closing(open_log(folder)) as log:
        several = log.answered(list(DISPOSED)[1])
        assert several
        assert several.positions == (245, 245)


# -- older and newer programs ------------------------------------------------------------------------------------------


def test_an_older_program_reads_a_number_it_does_not_know_and_finds_its_table_gone(old: Callable[[int], Place]) -> None:
    """The program of form 1 refuses what says more than 1 there, and one that is running cannot go on."""
    place = old(1)
    migrate_log(place)
    form, once = "SELECT value FROM {}meta WHERE name = 'schema'", "SELECT key FROM {}once"
    if isinstance(place, Path):
        with closing(sqlite3.connect(place / "events.db")) as connection:
            assert connection.execute(form.format("")).fetchone() == (str(FORM),)
            with pytest.raises(sqlite3.OperationalError, match="no such table: once"):
                connection.execute(once.format(""))
    else:
        with psycopg.connect(place) as server:
            assert server.execute(form.format("counterfoil_log.")).fetchone() == (str(FORM),)
            with pytest.raises(psycopg.errors.UndefinedTable):
                server.execute(once.format("counterfoil_log."))


def test_an_old_folder_opens_and_is_told_where_its_former_self_lies(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = old_folder(1, tmp_path / "old")
    pristine = old_folder(1, tmp_path / "pristine")
    with closing(open_log(folder)) as log:
        assert log.head() == 245
    kept = folder / "events.form-1.position-245.db"
    assert sorted(path.name for path in folder.glob("events.*")) == ["events.db", kept.name]
    assert f"it lies in {kept}" in caplog.text
    assert rows(kept) == rows(pristine / "events.db")
    caplog.clear()
    open_log(folder).close()
    assert caplog.text == ""


def test_a_command_over_an_old_folder_says_so_beside_its_results(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "licensing", "rejects", "--data", str(old_folder(1, tmp_path / "old"))]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    assert f"from form 1 to form {FORM}; as it was before, it lies in " in first.stderr
    assert (second.stderr, second.stdout) == ("", first.stdout)


def rows(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_where_no_copy_can_be_kept_nothing_is_migrated(tmp_path: Path) -> None:
    folder = old_folder(1, tmp_path / "old")
    before = shape(folder)
    (folder / "events.form-1.position-245.unfinished").mkdir()
    with pytest.raises(Unavailable, match=r"events\.form-1\.position-245\.unfinished"):
        open_log(folder)
    assert shape(folder) == before


def test_an_old_database_waits_for_the_one_who_runs_it(postgres: str, tmp_path: Path) -> None:
    old_database(1, postgres, tmp_path / "old")
    with pytest.raises(TooOld, match=r"of form 1, .*form 2: .*run `counterfoil migrate --apply`"):
        open_log(postgres)
    migrate_log(postgres)
    open_log(postgres).close()


def test_a_plan_changes_nothing_and_a_migration_tells_what_it_did(
    old: Callable[[int], Place], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = old(1)
    here, before = place_settings(place, tmp_path), shape(place)
    assert run(migrate, here, "--plan") == 0
    told = capsys.readouterr().out
    assert "is of form 1, at position 245" in told
    assert [f"to form {step.form}: " in told for step in MIGRATIONS] == [True] * len(MIGRATIONS)
    assert ("pg_dump" in told) is not isinstance(place, Path)
    assert shape(place) == before
    assert run(migrate, here, "--apply") == 0
    assert f"from form 1 to form {FORM}" in capsys.readouterr().out
    assert run(migrate, here, "--apply") == 0
    assert f"is of form {FORM}: nothing to do" in capsys.readouterr().out


def test_where_there_is_no_log_none_is_made(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = place_settings(place, tmp_path)
    for word in ("--plan", "--apply"):
        assert run(migrate, here, word) == 0
        assert (
            f"there is no log at {place.resolve() / 'events.db' if isinstance(place, Path) else 'PostgreSQL'} yet"
            in (capsys.readouterr().out)
        )
    assert not isinstance(place, Path) or not place.exists()


def test_a_newer_log_is_neither_planned_for_nor_touched(tmp_path: Path) -> None:
    open_log(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "events.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    for word in ("--plan", "--apply"):
        with pytest.raises(TooNew, match="form 99"):
            run(migrate, place_settings(tmp_path, tmp_path), word)


# -- killed, and several at once ---------------------------------------------------------------------------------------


def test_killed_at_any_statement_a_log_is_of_the_old_form_or_the_new(
    old: Callable[[int], Place], tmp_path: Path
) -> None:
    place = old(1)
    before = shape(place)
    after: Mapping[str, Any] | None = None
    for count in range(1, 60):
        if isinstance(place, Path):
            shutil.rmtree(place)
            old_folder(1, place)
            dying = SPAWN.Process(target=dying_migrations.migrate_folder, args=(place, count))
        else:
            dying = SPAWN.Process(target=dying_migrations.migrate_database, args=(place, count))
        dying.start()
        dying.join()
        found = shape(place)
        after = after or (found if found != before else None)
        assert found in (before, after)
        if dying.exitcode == dying_migrations.SURVIVED:
            break
        assert dying.exitcode == dying_migrations.KILLED
    assert count > 5
    assert after
    assert {"requests", "idempotency_records"} == after.keys() - before.keys()
    migrate_log(place)
    with closing(open_log(place)) as log:
        assert all(log.answered(key) for key in DISPOSED)


def test_several_that_open_an_old_folder_at_once_all_find_it_migrated_once(tmp_path: Path) -> None:
    folder = old_folder(1, tmp_path / "old")
    opening = [SPAWN.Process(target=dying_migrations.open_and_look, args=(folder,)) for _ in range(4)]
    for process in opening:
        process.start()
    for process in opening:
        process.join()
    assert [process.exitcode for process in opening] == [0] * 4
    assert [path.name for path in folder.glob("*.position-*")] == ["events.form-1.position-245.db"]
    assert rows(folder / "events.form-1.position-245.db") == rows(old_folder(1, tmp_path / "pristine") / "events.db")


def test_no_released_step_is_edited() -> None:
    """Stores that took a step took it as it was; a change of mind is a step of its own."""
    told = {
        step.form: hashlib.sha256("\n".join((*step.in_sqlite, *step.in_postgres)).encode()).hexdigest()[:16]
        for step in MIGRATIONS
    }
    assert told == {2: "04baa714ee9518fb"}


def test_many_processes_may_open_an_empty_database_at_once(postgres: str) -> None:
    with ThreadPoolExecutor(8) as doors:
        together = Barrier(8)

        def opened(_: int) -> None:
            together.wait(60)
            postgres_form.prepare(postgres)

        assert list(doors.map(opened, range(8))) == [None] * 8
