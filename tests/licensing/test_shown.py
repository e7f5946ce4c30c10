"""Every address that shows a case leaves a row that names what was shown; one that is new has to be judged here."""

from __future__ import annotations

from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from licensing.access import READ_ACCESSES, READ_SERVICE
from licensing.access_log import Access, AccessFilter
from licensing.http.permissions import OPEN, permission_of, routes_of
from tests.licensing.an_office import AUTHORIZATION, LICENCE, PARTY, R01, UCR, AnOffice

FINDING = str(R01[0])
SHOWING = {
    "/api/v1/findings": "/api/v1/findings",
    "/api/v1/findings/{finding_id}": f"/api/v1/findings/{FINDING}",
    "/api/v1/findings/{finding_id}/explanation": f"/api/v1/findings/{FINDING}/explanation",
    "/api/v1/licences": "/api/v1/licences",
    "/api/v1/licences/{key}": f"/api/v1/licences/{LICENCE}",
    "/api/v1/consignments": "/api/v1/consignments",
    "/api/v1/consignments/{key:path}": f"/api/v1/consignments/{UCR}",
    "/api/v1/import-authorizations": "/api/v1/import-authorizations",
    "/api/v1/import-authorizations/{key}": f"/api/v1/import-authorizations/{AUTHORIZATION}",
    "/api/v1/parties": "/api/v1/parties",
    "/api/v1/parties/{key}": f"/api/v1/parties/{PARTY}",
    "/api/v1/search": f"/api/v1/search?q={LICENCE}",
    "/api/v1/history/{register}/{key:path}": f"/api/v1/history/licences/{LICENCE}",
    "/api/v1/border-verdicts/{register}/{key:path}": f"/api/v1/border-verdicts/consignments/{UCR}",
    "/": "/",
    "/findings": "/findings",
    "/findings/export": "/findings/export?format=csv",
    "/findings/{finding_id}": f"/findings/{FINDING}",
    "/licences": "/licences",
    "/licences/{key:path}": f"/licences/{LICENCE}",
    "/consignments": "/consignments",
    "/consignments/{key:path}": f"/consignments/{UCR}",
    "/import-authorizations": "/import-authorizations",
    "/import-authorizations/{key:path}": f"/import-authorizations/{AUTHORIZATION}",
    "/parties": "/parties",
    "/parties/{key:path}": f"/parties/{PARTY}",
    "/search": f"/search?q={LICENCE}",
    "/history/{register}/{key:path}": f"/history/licences/{LICENCE}",
    "/border": f"/border?q={UCR}",
}
"""Addresses that show a case of the office, with one that does."""
ELSEWHERE = {
    "/api/v1/licences/{key}/availability",
    "/api/v1/applications",
    "/api/v1/applications/{key}",
    "/api/v1/proposals",
    "/api/v1/proposals/{key}",
    "/api/v1/notes",
    "/notes",
    "/applications",
    "/applications/{key:path}",
    "/proposals",
    "/proposals/{key}",
    "/referrals",
    "/transit-notices",
    "/transit-notices/{key}",
    "/end-use-documents",
    "/end-use-documents/{key}",
    "/findings/dispose",
}
"""Addresses that show a case where there is one; this office has none of the kind, and they read as the others do."""
NO_CASE = {
    "/api/v1/findings/tally",
    "/api/v1/findings/count",
    "/api/v1/what-if",
    "/api/v1/lists",
    "/api/v1/rules",
    "/api/v1/position",
    "/access-log",
    "/what-if",
    "/import-authorizations/copy",
    "/import-authorizations/issue",
    "/import-authorizations/verify",
    "/transit-notices/send",
    "/end-use-documents/present",
}
"""Addresses that show numbers, lists, forms to fill, rows of this log, or nothing but the service."""


def last(office: AnOffice) -> Access:
    with closing(office.office.accesses()) as store:
        return store.rows(AccessFilter(), 1)[0].access


def test_of_every_address_it_is_said_whether_it_shows_a_case(reading_room: AnOffice) -> None:
    about_cases = {
        route.path
        for route in routes_of(reading_room.app.routes)
        if "GET" in (route.methods or ())
        and ("GET", route.path) not in OPEN
        and not set(permission_of(route)) <= {READ_ACCESSES, READ_SERVICE}
    }
    assert about_cases == {*SHOWING, *ELSEWHERE, *NO_CASE}


@pytest.fixture(scope="module")
def customs(reading_room: AnOffice) -> TestClient:
    """A browser of customs of XA."""
    return reading_room.browser("noor")


@pytest.mark.parametrize("route", SHOWING)
def test_what_shows_a_case_names_it_in_its_row(
    reading_room: AnOffice, customs: TestClient, reader: TestClient, route: str
) -> None:
    client = reader if route.startswith("/api/") else customs
    reply = client.get(SHOWING[route])
    row = last(reading_room)
    assert (reply.status_code, row.route, row.outcome) == (200, route, 200)
    assert row.person == ("amara" if client is reader else "noor")
    assert row.keys
    shown = {key.partition("/")[2] for key in row.keys}
    for named in (LICENCE, UCR, AUTHORIZATION, PARTY):
        assert named not in SHOWING[route] or named in shown
