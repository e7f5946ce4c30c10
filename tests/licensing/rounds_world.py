"""An office over a history of its own: two consignments of rounds that came short, one little and one much."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from consumers.project import bring_up_to_date
from licensing.http.app import build
from licensing.wiring import World
from projections.catalogue import read_models
from projections.store.opening import open_views
from tests.builders import ROUNDS, Fact, licence, line, tick
from tests.given import numbered
from tests.licensing.an_office import form_token
from tests.modes import demo_settings
from tests.movements import adjusted, arrived, declared, exited, item, tallied

LITTLE, MUCH = "UCR-S1", "UCR-S2"


def short_of(ucr: str, missing: int, on: str) -> tuple[Fact, ...]:
    """A thousand rounds leave, and some of them are missing when the tally is closed."""
    goods = [item(1, 1000, "C62", ROUNDS)]
    came = arrived(ucr, 1000 - missing, goods=ROUNDS, on=f"{on}-20")
    return declared(ucr, goods, on=f"{on}-03"), exited(ucr, f"{on}-04"), came, tallied(ucr, f"{on}-21")


def in_boxes(ucr: str, on: str) -> tuple[Fact, ...]:
    """Rounds are declared in boxes of which nobody knows what they hold: to be looked at, not to be held."""
    return declared(ucr, [item(1, 1000, "BX", ROUNDS)], on=f"{on}-03"), tick(f"{on}-20")


def in_boxes_again(ucr: str, on: str) -> Fact:
    """The declaration is corrected, and says no more than before: the finding rests on another fact."""
    return adjusted(ucr, [item(1, 1000, "BX", ROUNDS)], on=f"{on}-25")


LICENSED = licence([line(1, 100_000, "C62", ROUNDS)])
HISTORY = (
    LICENSED,
    *short_of("S1", 30, "2030-03"),
    *short_of("S2", 60, "2030-05"),
)


class Rounds:
    """A folder with the history, its views up to date, and the application over it."""

    def __init__(self, folder: Path, facts: tuple[Fact, ...] = HISTORY) -> None:
        self.folder, self.world = folder, World(demo_settings({"data": str(folder)}))
        self.log = self.world.log
        outcome = self.log.record([delivery_of(x, Origin()) for x in numbered(facts)])
        assert (outcome.accepted, outcome.rejects) == (len(facts), [])
        self.read()
        self.office = self.world.context
        self.app = build(self.office)

    def read(self) -> None:
        """The views come to the head of the log."""
        views = open_views(self.folder)
        bring_up_to_date(views, self.log, read_models(1))
        views.close()

    def client(self, officer: str) -> TestClient:
        """A caller of the API."""
        issuer = self.office.issuer
        assert issuer is not None
        token = issuer.token(issuer.officers[officer])
        return TestClient(self.app, headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False)

    def browser(self, officer: str) -> TestClient:
        """A browser of somebody who signed in."""
        made = TestClient(
            self.app, headers={"Accept": "text/html"}, follow_redirects=False, raise_server_exceptions=False
        )
        form = {"form_token": form_token(made.get("/sign-in").text), "officer": officer}
        assert made.post("/sign-in", data=form).status_code == 303
        return made

    def close(self) -> None:
        """Nothing is left open."""
        self.app.state.what_if.close()
        self.world.close()
