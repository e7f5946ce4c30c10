"""The access log: a row before every answer, added to and never changed, read by auditors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from licensing.access_log import Access, AccessFilter, AccessStore, open_store, row_moment
from licensing.access_log.postgres import PostgresAccesses
from licensing.access_log.rows import MOST_KEYS
from licensing.access_log.shown import Shown
from licensing.commands.access_log import pruning
from licensing.http.access_rows import what_was_asked
from licensing.log import Unavailable
from tests.licensing.an_office import LICENCE, UCR, AnOffice, problem
from tests.licensing.deliveries import Place

ROW = Access(
    *("2031-05-13T08:00:00.000Z", "request", "amara", "amara", "XA", None, "licensing-officer", None),
    *("GET", "/api/v1/licences/{key}", "key=XA:EL-1", ("licence/XA:EL-1",), 0, 200, "id"),
)


@pytest.fixture
def store(place: Place) -> Iterator[AccessStore]:
    with closing(open_store(place)) as opened:
        yield opened


def rows(office: AnOffice, **wanted: Any) -> list[Access]:
    """The rows of an office that fit, in the order in which they were written."""
    with closing(office.office.accesses()) as store:
        return [row.access for row in reversed(store.rows(AccessFilter(**wanted), 1000))]


# -- what a row says ---------------------------------------------------------------------------------------------------


def test_who_read_a_licence_over_the_api_is_in_the_log_with_its_key(office: AnOffice) -> None:
    reply = office.client("amara").get(f"/api/v1/licences/{LICENCE}", headers={"Access-Purpose": "inquiry 7"})
    assert reply.status_code == 200
    (row,) = rows(office)
    assert (row.person, row.account, row.state, row.role) == ("amara", "amara", "XA", "licensing-officer")
    assert (row.method, row.route, row.outcome) == ("GET", "/api/v1/licences/{key}", 200)
    assert (row.event, row.purpose, row.query) == ("request", "inquiry 7", f"key={LICENCE}")
    assert f"licence/{LICENCE}" in row.keys
    assert row.request_id == reply.headers["x-request-id"]


def test_who_looked_at_a_page_is_in_the_log_and_so_is_the_sign_in(office: AnOffice) -> None:
    browser = office.browser("amara")
    assert browser.get(f"/consignments/{UCR}").status_code == 200
    asked_for, signed_in, looked = rows(office)
    assert (asked_for.route, asked_for.account) == ("/sign-in", None)
    assert (signed_in.event, signed_in.person, signed_in.outcome) == ("sign-in", "amara", 303)
    assert looked.person == "amara"
    assert f"consignment/{UCR}" in looked.keys


def test_who_is_turned_away_is_in_the_log_with_nothing_shown(office: AnOffice) -> None:
    office.client().get(f"/api/v1/licences/{LICENCE}")
    office.client("sam").get(f"/api/v1/licences/{LICENCE}")
    unknown, administrator = rows(office)
    assert (unknown.event, unknown.account, unknown.outcome, unknown.keys) == ("denied", None, 401, ())
    assert (administrator.event, administrator.account, administrator.outcome) == ("denied", "sam", 403)
    assert administrator.keys == ()


def test_what_somebody_looked_for_in_vain_is_in_the_log(office: AnOffice) -> None:
    assert office.client("amara").get("/api/v1/licences/XC:EL-2030-000009").status_code == 404
    (row,) = rows(office)
    assert (row.query, row.keys, row.outcome) == ("key=XC:EL-2030-000009", (), 404)


def test_health_and_style_sheets_leave_no_row(office: AnOffice) -> None:
    for path in ("/livez", "/readyz", "/metrics", "/static/counterfoil.css"):
        assert office.client().get(path).status_code == 200
    assert rows(office) == []


@pytest.mark.parametrize(
    "query",
    ["access_token=abc", "password=abc", "code=abc&state=abc", "q=eyJhbGciOiJub25lIn0.abc.", "CLIENT_SECRET=abc"],
)
def test_what_opens_doors_is_not_written_down(query: str) -> None:
    told = what_was_asked({"query_string": query.encode()})
    assert "abc" not in told
    assert "***" in told


def test_what_was_looked_for_is_written_down() -> None:
    scope = {"query_string": b"state=OPEN&q=Norden%0AWaffen", "path_params": {"key": "XA:EL-1"}}
    assert what_was_asked(scope) == "key=XA:EL-1&state=OPEN&q=Norden+Waffen"


def test_a_row_names_fifty_things_and_counts_the_others() -> None:
    gathered = Shown()
    for number in range(MOST_KEYS + 7):
        gathered.key("licence", f"XA:EL-{number}")
    assert (len(gathered.keys), gathered.more) == (50, 7)


# -- no row, no answer -------------------------------------------------------------------------------------------------


def test_a_case_is_not_shown_when_its_row_cannot_be_written(office: AnOffice, tmp_path: Path) -> None:
    amara = office.client("amara")
    assert amara.get(f"/api/v1/licences/{LICENCE}").status_code == 200
    with closing(sqlite3.connect(tmp_path / "access.db")) as broken:
        broken.execute("ALTER TABLE accesses RENAME TO elsewhere")
    withheld = amara.get(f"/api/v1/licences/{LICENCE}")
    told = problem(withheld, 503)
    assert told["code"] == "ACCESS_NOT_RECORDED"
    assert "Harbour" not in withheld.text
    assert office.client().get("/livez").status_code == 200
    with closing(sqlite3.connect(tmp_path / "access.db")) as mended:
        mended.execute("ALTER TABLE elsewhere RENAME TO accesses")
    assert amara.get(f"/api/v1/licences/{LICENCE}").status_code == 200


def test_over_postgresql_too_and_the_connection_is_made_again(over_postgres: AnOffice, postgres: str) -> None:
    amara = over_postgres.client("amara")
    assert amara.get(f"/api/v1/licences/{LICENCE}").status_code == 200
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute("ALTER TABLE counterfoil_access.accesses RENAME TO elsewhere")
        assert problem(amara.get(f"/api/v1/licences/{LICENCE}"), 503)["code"] == "ACCESS_NOT_RECORDED"
        admin.execute("ALTER TABLE counterfoil_access.elsewhere RENAME TO accesses")
    assert amara.get(f"/api/v1/licences/{LICENCE}").status_code == 200
    assert [row.outcome for row in rows(over_postgres)] == [200, 200]


# -- who reads it ------------------------------------------------------------------------------------------------------


def test_an_auditor_reads_what_officers_of_the_state_did_and_nobody_else_does(office: AnOffice) -> None:
    office.client("amara").get(f"/api/v1/licences/{LICENCE}")
    office.client("tomas").get(f"/api/v1/licences/{LICENCE}")  # of another State
    office.client().get("/api/v1/licences")
    told = office.client("ilse").get("/api/v1/access-log").json()
    assert [(row["account"], row["outcome"]) for row in told["accesses"]] == [(None, 401), ("amara", 200)]
    for other in ("amara", "jonas", "noor", "petra", "sam"):
        assert problem(office.client(other).get("/api/v1/access-log"), 404)["code"] == "NOT_FOUND"
        assert office.browser(other).get("/access-log").status_code == 404
    assert office.client().get("/api/v1/access-log").status_code == 401


def test_an_auditor_finds_who_saw_a_thing_page_by_page(office: AnOffice) -> None:
    for officer in ("amara", "jonas", "noor"):
        office.client(officer).get(f"/api/v1/licences/{LICENCE}")
        office.client(officer).get("/api/v1/findings")
    ilse, found = office.client("ilse"), []
    reply = ilse.get("/api/v1/access-log", params={"key": LICENCE, "route": "/api/v1/licences/{key}", "limit": 2})
    found += reply.json()["accesses"]
    assert reply.json()["next"]
    found += ilse.get(reply.headers["link"].partition("<")[2].partition(">")[0]).json()["accesses"]
    assert [row["account"] for row in found] == ["noor", "jonas", "amara"]


def test_an_auditor_reads_it_on_a_page(office: AnOffice) -> None:
    office.client("amara").get(f"/api/v1/licences/{LICENCE}")
    shown = office.browser("ilse").get("/access-log", params={"person": "amara"})
    assert shown.status_code == 200
    assert f"licence/{LICENCE}" in shown.text
    assert "Nothing fits" in office.browser("ilse").get("/access-log", params={"person": "nobody"}).text


# -- added to, and never changed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["UPDATE accesses SET person = 'another'", "DELETE FROM accesses"])
def test_no_row_in_a_folder_is_changed_or_taken_away(tmp_path: Path, change: str) -> None:
    with closing(open_store(tmp_path)) as store:
        store.add([ROW])
        connection = sqlite3.connect(tmp_path / "access.db")
        with closing(connection), pytest.raises(sqlite3.IntegrityError, match="never changed"):
            connection.execute(change)
        assert [row.access for row in store.rows(AccessFilter(), 9)] == [ROW]


@pytest.mark.parametrize("change", ["UPDATE {} SET person = 'another'", "DELETE FROM {}", "TRUNCATE {}"])
def test_no_row_in_postgresql_is_changed_or_taken_away(postgres: str, change: str) -> None:
    with closing(open_store(postgres)) as store, psycopg.connect(postgres, autocommit=True) as owner:
        store.add([ROW])
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            owner.execute(change.format("counterfoil_access.accesses"))
        assert [row.access for row in store.rows(AccessFilter(), 9)] == [ROW]


def test_a_service_that_was_only_let_in_adds_and_reads_and_cannot_do_more(postgres: str) -> None:
    owner = PostgresAccesses(postgres)
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS serving")
        admin.execute("CREATE ROLE serving LOGIN PASSWORD 'serving'")
    owner.grant("serving")
    address = psycopg.conninfo.make_conninfo(postgres, user="serving", password="serving")
    try:
        service = PostgresAccesses(address)
        service.add([ROW])
        assert [row.access for row in service.rows(AccessFilter(), 9)] == [ROW]
        with pytest.raises(Unavailable, match="must be owner"):
            service.prune("2032-01-01T00:00:00.000Z", ROW)
        with psycopg.connect(address, autocommit=True) as connection:
            for change in (
                "UPDATE counterfoil_access.accesses SET person = 'another'",
                "DELETE FROM counterfoil_access.accesses",
                "TRUNCATE counterfoil_access.accesses",
                "ALTER TABLE counterfoil_access.accesses DISABLE TRIGGER accesses_stay",
                "DROP TABLE counterfoil_access.accesses",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(change)
        service.close()
    finally:
        owner.close()
        with psycopg.connect(postgres, autocommit=True) as admin:
            admin.execute("DROP OWNED BY serving")
            admin.execute("DROP ROLE serving")


def test_rows_past_their_time_are_taken_away_and_a_row_says_so(store: AccessStore) -> None:
    old = ROW._replace(moment="2028-01-01T00:00:00.000Z")
    store.add([old, old, ROW])
    now, before = "2031-06-01T00:00:00.000Z", "2028-06-01T00:00:00.000Z"
    assert store.prune(before, pruning(now, before)) == 2
    told, left = (row.access for row in store.rows(AccessFilter(), 9))
    assert left == ROW
    assert (told.event, told.query) == ("pruned", f"before={before}&rows=2")
    assert store.prune(before, pruning(now, before)) == 0


def test_moments_of_other_zones_are_dated_in_utc() -> None:
    assert row_moment(datetime.fromisoformat("2031-05-13T10:00:00+02:00")) == "2031-05-13T08:00:00.000Z"
    assert row_moment(datetime(2031, 5, 13, 8, tzinfo=UTC)) == "2031-05-13T08:00:00.000Z"
