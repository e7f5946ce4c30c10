"""What a world does not let others tell it, from a file and from the topic alike, and what waits for its time."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from consumers.arrival import Origin, Outcome, RejectReason
from consumers.file_import import FileImport, RejectsFile
from consumers.inbound import examine
from consumers.receiving import Receiving
from domain.kernel.moments import instant
from licensing.settings import BadSetting, settings
from licensing.wiring import World
from tests.licensing.deliveries import Place

NOW = "2030-03-01T12:00:00Z"
OURS = "/states/XA/licensing/counterfoil"


def a_day(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"DAY-{number}",
        "source": "/states/XA/clock",
        "type": "day.closed.v1",
        "subject": "XA",
        "time": NOW,
        "recordedat": NOW,
        "datacontenttype": "application/json",
        "data": {"authority": "XA", "date": "2030-02-28"},
        **more,
    }


class Door:
    """A world whose receiving clock a test sets."""

    def __init__(self, place: Place, folder: Path, environment: Mapping[str, str]) -> None:
        self.now, self._folder = NOW, folder
        named = {"data": str(folder / "data")} | ({"database": place} if isinstance(place, str) else {})
        self.world = World(settings(named, environment), lambda: self.now)

    def by_file(self, *facts: dict[str, Any]) -> Outcome:
        file = self._folder / "facts.jsonl"
        file.write_text("\n".join(map(json.dumps, facts)))
        rejects = RejectsFile(self._folder / "rejects.jsonl")
        (outcome,) = FileImport(file, self.world.log.record, rejects, receiving=self.world.receiving).batches()
        rejects.close()
        return outcome

    def by_topic(self, *facts: dict[str, Any]) -> Outcome:
        records = [
            (json.dumps(fact).encode(), Origin(topic="t", partition=0, offset=n)) for n, fact in enumerate(facts)
        ]
        return self.world.inbound.record_batch(records)

    def rejected(self) -> list[tuple[str, str | None]]:
        return [(row.reject.reason, row.reject.id) for row in self.world.log.rejects()]


@contextmanager
def door(place: Place, folder: Path, **environment: str) -> Iterator[Door]:
    made = Door(place, folder, {f"COUNTERFOIL_{name}": value for name, value in environment.items()})
    with made.world:
        yield made


WAYS = pytest.mark.parametrize("way", ["by_file", "by_topic"])


@pytest.mark.parametrize(
    ("source", "states", "theirs"),
    [
        (OURS, "XA", False),
        ("/states/XA/customs/counterfoil", "XB,XA", False),
        ("/states/XB/import-authority/copied-in-xa", "XA", False),
        ("/states/XB/import-authority/copied-in-XA", "XA", False),
        (OURS, "", True),
        (OURS, "XB", True),
        ("/states/XB/import-authority/copied-in-xa", "XB", True),
        ("/states/XA/licensing/counterfoil-2", "XA", True),
        ("/states/XA/licensing", "XA", True),
        ("/states/XA/licensing/counterfoil/archive", "XA", True),
        ("/states/XB/import-authority/copied-in-xab", "XA", True),
    ],
)
def test_what_only_our_orders_say_is_taken_from_nobody_else(source: str, states: str, theirs: bool) -> None:
    receiving = Receiving(frozenset(states.split(",")) - {""})
    found = examine(json.dumps(a_day(source=source)).encode(), Origin(), receiving=receiving)
    assert getattr(found, "reason", None) == (None if theirs else RejectReason.NOT_YOURS_TO_SAY)


@pytest.mark.parametrize(
    ("recordedat", "taken"),
    [
        ("2030-03-02T12:00:00Z", True),
        ("2030-03-02T13:00:00+01:00", True),
        ("2030-03-02T12:00:00.001Z", False),
        ("9999-12-31T00:00:00Z", False),
    ],
)
def test_a_day_ahead_of_the_receiving_clock_is_the_most(recordedat: str, taken: bool) -> None:
    line = json.dumps(a_day(recordedat=recordedat)).encode()
    found = examine(line, Origin(), receiving=Receiving(clock=lambda: instant(NOW)))
    assert getattr(found, "reason", None) == (None if taken else RejectReason.FROM_THE_FUTURE)
    assert getattr(examine(line, Origin()), "reason", None) is None


def test_the_first_reason_that_applies_is_told() -> None:
    receiving = Receiving(frozenset({"XA"}), lambda: instant(NOW))

    def reason(**fact: Any) -> str | None:
        return getattr(examine(json.dumps(a_day(**fact)).encode(), Origin(), receiving=receiving), "reason", None)

    future = "2040-01-01T00:00:00Z"
    assert reason(source=OURS, recordedat=future, subject=7) == "SCHEMA"
    assert reason(source=OURS, recordedat=future) == "NOT_YOURS_TO_SAY"
    assert reason(recordedat=future) == "FROM_THE_FUTURE"


@WAYS
def test_what_comes_is_refused_the_same_by_file_and_by_topic(place: Place, tmp_path: Path, way: str) -> None:
    with door(place, tmp_path, CLOCK="wall", STATES="XA") as at:
        outcome = getattr(at, way)(a_day(1), a_day(2, source=OURS), a_day(3, recordedat="2999-01-01T00:00:00Z"))
        assert (outcome.accepted, len(outcome.rejects)) == (1, 2)
        assert at.rejected() == [("NOT_YOURS_TO_SAY", "DAY-2"), ("FROM_THE_FUTURE", "DAY-3")]
        assert at.world.log.greatest_recordedat() == NOW


@WAYS
def test_a_world_of_the_record_that_serves_nobody_takes_both(tmp_path: Path, way: str) -> None:
    with door(tmp_path, tmp_path) as at:
        outcome = getattr(at, way)(a_day(2, source=OURS), a_day(3, recordedat="2999-01-01T00:00:00Z"))
        assert (outcome.accepted, at.rejected()) == (2, [])


@WAYS
def test_a_fact_of_the_future_is_delivered_anew_when_its_time_has_come(place: Place, tmp_path: Path, way: str) -> None:
    with door(place, tmp_path, CLOCK="wall") as at:
        getattr(at, way)(a_day(1, recordedat="2030-03-05T12:00:00Z"), a_day(2, recordedat="2030-03-04T12:00:00Z"))
        waiting = at.world.waiting()
        assert waiting.deliver().seen == 0
        at.now = "2030-03-03T11:59:59Z"
        assert waiting.deliver().seen == 0
        at.now = "2030-03-03T12:00:00Z"
        assert waiting.deliver().accepted == 1
        assert at.rejected() == [("FROM_THE_FUTURE", "DAY-1")]
        at.now = "2030-03-04T12:00:00Z"
        assert at.world.waiting().deliver().accepted == 1
        assert at.rejected() == []
        assert waiting.deliver().accepted == 0
        assert at.world.log.greatest_recordedat() == "2030-03-05T12:00:00Z"


def test_what_came_in_the_meantime_under_its_name_conflicts_with_it(tmp_path: Path) -> None:
    with door(tmp_path, tmp_path, CLOCK="wall") as at:
        at.by_file(a_day(1, recordedat="2030-03-05T12:00:00Z"))
        at.by_file(a_day(1, data={"authority": "XA", "date": "2030-02-27"}))
        at.now = "2030-03-05T12:00:00Z"
        at.world.waiting().deliver()
        assert at.rejected() == [("CONFLICTING_DUPLICATE", "DAY-1")]


@pytest.mark.parametrize(
    ("environment", "clock"),
    [
        ({}, "record"),
        ({"MODE": "demo"}, "record"),
        ({"MODE": "production"}, "wall"),
        ({"MODE": "production", "CLOCK": "record"}, "record"),
        ({"MODE": "demo", "CLOCK": "wall"}, "wall"),
    ],
)
def test_a_world_says_once_what_it_goes_by(environment: dict[str, str], clock: str, tmp_path: Path) -> None:
    with door(tmp_path, tmp_path, **environment) as at:
        assert at.world.log.clock == clock
    for mode in ("demo", "production"):
        with door(tmp_path, tmp_path, MODE=mode) as at:
            assert at.world.log.clock == clock
    another = "wall" if clock == "record" else "record"
    with door(tmp_path, tmp_path, CLOCK=another) as at, pytest.raises(BadSetting, match=f"goes by {clock} since"):
        at.by_file(a_day())


def test_a_database_says_so_too(postgres: str, tmp_path: Path) -> None:
    with door(postgres, tmp_path, CLOCK="wall") as at:
        assert at.world.log.clock == "wall"
    with door(postgres, tmp_path) as at:
        assert at.world.log.clock == "wall"
