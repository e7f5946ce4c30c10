"""An office in this process whose clock a test hands in: no setting can do that, and no production has it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from consumers.project import bring_up_to_date
from licensing.demo.visitor import Reply
from licensing.http.app import build
from licensing.log import Log
from licensing.wiring import World
from projections.catalogue import read_models
from projections.findings.printing import all_findings, as_contract
from projections.store.views import Views
from tests.builders import Fact
from tests.journey.officers import Officers
from tests.modes import demo_settings


class OfficeByHand:
    """A log and its views in a folder, officers over them, and a clock that shows what the test says."""

    def __init__(self, folder: Path, log: Log, views: Views, client: TestClient, token: Callable[[str], str]) -> None:
        self.folder, self.log = folder, log
        self._views, self._client, self._token = views, client, token
        self.officers = Officers(lambda officer: _Caller(self, officer))

    def record(self, *facts: Fact) -> None:
        """Facts come in from outside."""
        self.log.record([delivery_of(fact, Origin()) for fact in facts])

    def read(self) -> None:
        """The views are brought up to date."""
        bring_up_to_date(self._views, self.log, read_models())

    def findings(self) -> list[Fact]:
        """Every finding as the contract writes it, in the order of opening; evidence by kind."""
        self.read()
        (model,) = (model for model in read_models() if model.name == "findings")
        with self._views.reading():
            rows = list(map(as_contract, all_findings(self._views.current(model.name, model.tables))))
        told = [row | {"evidence": sorted(map(self._kind, row["evidence"]))} for row in rows]
        return sorted(told, key=lambda row: (row["opened_at"], row["rule"], str(row["key"])))

    def _kind(self, evidence: str) -> str:
        source, _, id_ = evidence.rpartition("#")
        position = self.log.position_of(source, id_)
        assert position is not None
        return self.log.at([position])[0].type

    def asked(self, officer: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        """An answer of the API, with everything on record in the views."""
        self.read()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self._token(officer)}"
        found = self._client.request("POST" if body else "GET", f"/api/v1{path}", json=body, headers=named)
        return Reply(found.status_code, found.headers, found.content)


class _Caller:
    """One officer at it."""

    def __init__(self, office: OfficeByHand, officer: str) -> None:
        self._office, self._officer = office, officer

    def api(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self._office.asked(self._officer, path, body, headers)


@contextmanager
def office_over(folder: Path, now: Callable[[], str]) -> Iterator[OfficeByHand]:
    """An office over a folder; `now` is its clock."""
    with ExitStack() as opened:
        numbers = itertools.count(1)
        place = demo_settings({"data": str(folder)})
        world = opened.enter_context(World(place, now, lambda: f"by-hand-{next(numbers)}"))
        views = opened.enter_context(closing(world.views()))
        issuer = world.context.issuer
        assert issuer is not None
        client = opened.enter_context(TestClient(build(world.context)))
        yield OfficeByHand(folder, world.log, views, client, lambda name: issuer.token(issuer.officers[name]))
