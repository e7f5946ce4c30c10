"""An office at which orders come over HTTP, its readers beside it, its clock in the hand of the test."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from consumers.project import keep_read_models
from domain.decisions import COMMANDS
from licensing.access import Actor, Role
from licensing.commands.running import ALL_AWAY
from licensing.http import asking
from licensing.http.app import build
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.http.json import ordering
from licensing.http.json.order_examples import BODIES
from licensing.http.json.ordering import MUST_MATCH, order_address
from licensing.orders.acknowledgement import PROPOSED
from licensing.wiring import World
from projections.catalogue import read_models
from projections.store.opening import open_views
from tests.licensing.pairs import pair_of
from tests.modes import demo_settings
from tests.waiting import LONGEST

NOW = "2030-01-07T12:00:00Z"
PATIENCE = LONGEST
EXPORTER = "XA-P-000001"
STAFF = (
    *(officer for officer in DEMO_OFFICERS if officer.subject != "petra"),
    Actor("petra", "Petra Quill", "XA", Role.APPLICANT, EXPORTER, person="petra"),
    Actor("greta", "Greta Solano", "XA", Role.APPROVING_OFFICER, person="greta"),
    Actor("ilya", "Ilya Brandt", "XB", Role.CUSTOMS, person="ilya"),
    Actor("oona", "Oona Farrow", "XC", Role.CUSTOMS, person="oona"),
    Actor("paula", "Paula Enright", "XA", Role.APPLICANT, "XA-P-000777", person="paula"),
    Actor("ximena", "Ximena Paz", "XE", Role.APPROVING_OFFICER, person="ximena"),
    Actor("pavel", "Pavel Stone", "XE", Role.APPLICANT, "XE-P-000001", person="pavel"),
    Actor("aino", "Aino Verhoeven", "XE", Role.AUDITOR, person="aino"),
)


class OrderOffice:
    """Everything that `counterfoil serve` puts together over a folder."""

    def __init__(self, folder: Path, now: str = NOW, staff: tuple[Actor, ...] = STAFF) -> None:
        self.now, self.folder, self.staff = now, folder, staff
        place = demo_settings({"data": str(folder)})
        self.world = World(place, lambda: self.now, lambda: f"new-{next(ids)}", staff)
        self.log, self.office = self.world.log, self.world.context
        ids = itertools.count(self.log.head() + 1)
        assert self.office.issuer is not None
        self.issuer = self.office.issuer
        self.app = build(self.office)
        self._http = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        self._stop = threading.Event()
        self._readers = threading.Thread(target=self._read, name="readers", daemon=True)

    def _read(self) -> None:
        tail = lambda: self.log  # noqa: E731
        keep_read_models(lambda: open_views(self.folder), tail, read_models(), self._stop, away=ALL_AWAY)

    def __enter__(self) -> Self:
        self._http.__enter__()
        self._readers.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._readers.join()
        self._http.__exit__(kind, error, trace)
        self.world.close()

    # -- asking and ordering -----------------------------------------------------------------------------------------

    def headers(self, officer: str) -> dict[str, str]:
        """With which an officer is known."""
        return {"Authorization": f"Bearer {self.issuer.token(self.issuer.officers[officer])}"}

    def get(self, officer: str, path: str, **headers: str) -> Response:
        """What an officer is told, as of now."""
        named = _named(headers) | self.headers(officer) | {"Log-Position": str(self.log.head())}
        return self._http.get(f"/api/v1/{path}", headers=named)

    def send(self, officer: str | None, order: str, content: bytes, **headers: str) -> Response:
        """An order as bytes, whatever they are."""
        named = {"Content-Type": "application/json"} | (self.headers(officer) if officer else {}) | _named(headers)
        return self._http.post(f"/api/v1{order_address(COMMANDS[order])}", content=content, headers=named)

    def order(self, officer: str, order: str, body: Mapping[str, Any] | None = None, **headers: str) -> Response:
        """An order, by default that of the example, on the version that the thing has now."""
        if order in MUST_MATCH and "If_Match" not in headers:
            headers["If_Match"] = f'"v{self.version(order, body)}"'
        named = self.headers(officer) | _named(headers)
        return self._http.post(
            f"/api/v1{order_address(COMMANDS[order])}", json=BODIES[order] if body is None else body, headers=named
        )

    def by_two(self, officer: str, order: str, body: Mapping[str, Any] | None = None, **headers: str) -> Response:
        """An order that a second person confirms, where it takes two; the answer to the confirmation."""
        pair = pair_of(self.issuer.officers[officer], order, self.staff)
        if pair is None:
            return self.order(officer, order, body, **headers)
        proposer, confirmer = pair
        told = self.order(proposer.subject, order, body, **headers)
        return self.confirmed(confirmer.subject, told) if told.json().get("outcome") == PROPOSED else told

    def confirmed(self, officer: str, proposed: Response) -> Response:
        """The answer to the confirmation of what was just proposed."""
        body = {"data": {"proposal": proposed.json()["entries"][-1]["data"]["proposal"]}}
        unseen = '"v0"'  # of what one need not see no version is told
        return self.order(officer, "proposal confirm", body, If_Match=proposed.headers.get("etag", unseen))

    def version(self, order: str, body: Mapping[str, Any] | None = None) -> int:
        """The version of what an order is about."""
        data = (body or BODIES[order])["data"]
        noun = "application" if order == "licence issue" else order.partition(" ")[0]
        named = data[noun]
        key = named["register_id"] if noun == "party" else f"{named['state']}:{named['reference']}"
        return self.log.version(f"{noun}/{key}")

    # -- a history ----------------------------------------------------------------------------------------------------

    def go(self, *steps: Step) -> dict[str, Any]:
        """Every step is recorded; the acknowledgement of the last."""
        told: dict[str, Any] = {}
        for step in steps:
            self.now = step.now
            reply = self.by_two(step.officer, step.order, step.body)
            told = reply.json()
            assert (reply.status_code, told.get("outcome")) == (201, "RECORDED"), (step, told)
        return told

    def has_read(self) -> None:
        """Waits until the readers have come to the end of the log."""
        until, head = time.monotonic() + PATIENCE, self.log.head()
        while self.office.readings.position() < head:
            assert time.monotonic() < until
            time.sleep(0.01)


@contextmanager
def unhurried() -> Iterator[None]:
    """Whoever asks waits for the views for as long as a test does: how fast a machine reads is no matter here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "LONGEST_WAIT", PATIENCE)
        patch.setattr(ordering, "LONGEST_WAIT", PATIENCE)
        yield


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Step(NamedTuple):
    """One order of a history: who gives it, which, and when; the example, where nothing else is told."""

    officer: str
    order: str
    now: str
    body: Mapping[str, Any] | None = None


def _register(officer: str, register_id: str, name: str, kind: str) -> Step:
    party = BODIES["party register"]["data"]["party"] | {"register_id": register_id, "name": name, "kind": kind}
    return Step(officer, "party register", "2029-11-02T10:00:00Z", {"data": {"party": party | {"state": "XB"}}})


APPLIED = (
    Step("sam", "list publish", "2029-11-01T10:00:00Z"),
    Step("amara", "party register", "2029-11-02T09:00:00Z"),
    _register("tomas", "XB-P-000004", "Harbour Police of XB", "POLICE"),
    Step("amara", "party amend", "2029-11-05T09:00:00Z"),
    Step("bruno", "authorization issue", "2029-11-20T09:00:00Z"),
    Step("petra", "application submit", "2029-12-01T09:00:00Z"),
    Step("amara", "application determine", "2029-12-02T09:00:00Z"),
)
ASSESSED = (
    *APPLIED,
    Step("amara", "authorization verify", "2029-12-03T09:00:00Z"),
    Step("amara", "document present", "2029-12-04T09:00:00Z"),
    Step("amara", "document verify", "2029-12-10T09:00:00Z"),
    Step("amara", "notice send", "2029-12-10T10:00:00Z"),
    Step("yusra", "notice answer", "2029-12-20T10:00:00Z"),
    Step("amara", "application assess", "2029-12-21T10:00:00Z"),
    Step("jonas", "application return", "2029-12-22T10:00:00Z"),
    Step("bruno", "authorization amend", "2029-12-22T11:00:00Z"),
    Step("amara", "application assess", "2030-01-05T10:00:00Z"),
)
ISSUED = (*ASSESSED, Step("jonas", "licence issue", "2030-01-07T10:00:00Z"))
DECLARED = (
    *ISSUED,
    Step("jonas", "licence amend", "2030-02-01T10:00:00Z"),
    Step("jonas", "licence suspend", "2030-02-11T10:00:00Z"),
    Step("jonas", "licence reinstate", "2030-02-18T10:00:00Z"),
    Step("noor", "consignment declare", "2030-04-09T10:00:00Z"),
)
ARRIVED = (
    *DECLARED,
    Step("noor", "consignment adjust", "2030-04-10T10:00:00Z"),
    Step("noor", "consignment release-for-export", "2030-04-10T11:00:00Z"),
    Step("noor", "consignment exit", "2030-04-11T10:00:00Z"),
    Step("oona", "consignment enter-transit", "2030-04-15T13:00:00Z"),
    Step("oona", "consignment leave-transit", "2030-04-18T10:00:00Z"),
    Step("ilya", "consignment arrive", "2030-04-25T10:00:00Z"),
    Step("ilya", "consignment close-tally", "2030-04-26T10:00:00Z"),
    Step("ilya", "consignment release", "2030-04-27T10:00:00Z"),
    Step("tomas", "consignment verify-delivery", "2030-04-29T10:00:00Z"),
    Step("ilya", "consignment report-discrepancy", "2030-04-29T11:00:00Z"),
    Step("noor", "consignment return", "2030-05-20T10:00:00Z"),
    Step("jonas", "finding waive", "2030-05-21T10:00:00Z"),
)
ENDS = {
    "authorization copy": ((), Step("amara", "authorization copy", "2029-12-22T10:00:00Z")),
    "notice copy-answer": (ASSESSED[:11], Step("amara", "notice copy-answer", "2029-12-20T10:00:00Z")),
    "document copy-answer": (ASSESSED[:9], Step("amara", "document copy-answer", "2029-12-20T10:00:00Z")),
    "consignment copy-receipt": (ARRIVED[:-4], Step("amara", "consignment copy-receipt", "2030-05-04T10:00:00Z")),
    "authorization revoke": (ISSUED, Step("bruno", "authorization revoke", "2030-06-01T10:00:00Z")),
    "notice withdraw": (ISSUED, Step("yusra", "notice withdraw", "2030-08-20T10:00:00Z")),
    "application withdraw": (APPLIED, Step("petra", "application withdraw", "2029-12-05T10:00:00Z")),
    "application refuse": (ASSESSED, Step("jonas", "application refuse", "2030-01-07T10:00:00Z")),
    "licence revoke": (ISSUED, Step("jonas", "licence revoke", "2030-07-30T10:00:00Z")),
    "licence surrender": (ISSUED, Step("amara", "licence surrender", "2030-07-30T10:00:00Z")),
    "licence undo-revocation": (
        (*ISSUED, Step("jonas", "licence revoke", "2030-07-30T10:00:00Z")),
        Step("jonas", "licence undo-revocation", "2030-08-02T10:00:00Z"),
    ),
    "consignment not-exited": (
        (*DECLARED, Step("noor", "consignment exit", "2030-04-11T10:00:00Z")),
        Step("noor", "consignment not-exited", "2030-04-12T10:00:00Z"),
    ),
    "consignment cancel": (DECLARED, Step("noor", "consignment cancel", "2030-04-10T10:00:00Z")),
}
"""Orders after which this transfer does not go on, each with what comes before."""
