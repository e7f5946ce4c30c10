"""Nobody carries the clock away: not a fact of 9999, not one of 2999, and the clock ends when it is told to."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from consumers.clock import Dial, Leap, keep_time
from domain.kernel.moments import instant, moment_text
from domain.kernel.zones import fixed
from licensing.settings import settings
from licensing.wiring import World
from tests.domain.rows.deliveries import unproven
from tests.given import numbered
from tests.licensing.calling import Caller
from tests.waiting import LONGEST


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(capsys, tmp_path, monkeypatch)


def closed_day(date: str, recordedat: str) -> str:
    fact: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"DAY-{date}",
        "source": "/states/XA/clock",
        "type": "day.closed.v1",
        "subject": "XA",
        "time": recordedat,
        "recordedat": recordedat,
        "datacontenttype": "application/json",
        "data": {"authority": "XA", "date": date},
    }
    return json.dumps(fact)


def in_days(number: int) -> str:
    return moment_text((int(time.time()) + number * 86_400) * 1_000_000_000)


YESTERDAY, OF_9999 = closed_day("2026-01-01", in_days(-1)), closed_day("2026-01-02", "9999-01-01T00:00:00Z")


def test_one_fact_of_9999_does_not_carry_the_clock_of_an_office_away(call: Caller) -> None:
    file = call.file("facts.jsonl", YESTERDAY, OF_9999)
    assert call("import", file, "--clock", "wall").code == 0
    (kept,) = call("rejects", "--format", "jsonl").rows
    assert (kept["line"], kept["reason"]) == (2, "FROM_THE_FUTURE")
    with World(settings({"data": str(call.folder / "data")}, {})) as world:
        assert world.log.head() == 1
        assert world.log.greatest_recordedat() == json.loads(YESTERDAY)["recordedat"]


def test_a_fact_from_a_little_ahead_is_taken(call: Caller) -> None:
    said = call("import", call.file("facts.jsonl", closed_day("2026-01-02", in_days(1))), "--clock", "wall")
    assert "accepted 1, repeated 0, rejected 0" in said.err


def test_a_history_of_another_time_is_replayed_as_ever(call: Caller) -> None:
    said = call("import", call.file("facts.jsonl", YESTERDAY, OF_9999))
    assert "accepted 2, repeated 0, rejected 0" in said.err


def test_a_fact_of_2999_does_not_make_the_clock_write_years(call: Caller) -> None:
    call("import", call.file("facts.jsonl", YESTERDAY, closed_day("2026-01-03", "2999-01-01T00:00:00Z")))
    said = call("clock", "XA")
    assert said.code == 1
    assert "--most-days" in said.err
    assert "fact set-aside" in said.err
    with World(settings({"data": str(call.folder / "data")}, {})) as world:
        assert world.log.head() == 2


@pytest.mark.parametrize(("most", "passes"), [(8, False), (9, True)])
def test_a_leap_is_what_is_above_the_number_that_is_set(most: int, passes: bool) -> None:
    stop, closed = threading.Event(), list[str]()

    def close(_: str, date: str) -> None:
        closed.append(date)
        if len(closed) == 9:
            stop.set()

    def keep() -> None:
        keep_time(
            lambda: instant("2030-01-11T08:00:00Z"),
            lambda: {"XA": Dial(fixed(0), "2030-01-01")},
            close,
            stop,
            most=most,
        )

    if passes:
        keep()
    else:
        with pytest.raises(Leap):
            keep()
    assert len(closed) == (9 if passes else 0)


def test_the_clock_ends_when_it_is_told_to_while_it_writes_many_days(tmp_path: Path) -> None:
    facts = tmp_path / "facts.jsonl"
    facts.write_text("\n".join([YESTERDAY, closed_day("2026-01-03", "2999-01-01T00:00:00Z")]))
    command = [sys.executable, "-m", "licensing"]
    here = ["--data", str(tmp_path / "data")]
    subprocess.run([*command, "import", str(facts), *here], check=True, capture_output=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
    with (
        subprocess.Popen([*command, "clock", "XA", "--most-days", "999999", *here], env=environment) as process,
        World(settings({"data": str(tmp_path / "data")}, {})) as world,
    ):
        until = time.monotonic() + LONGEST
        while world.log.head() < 20 and time.monotonic() < until:
            time.sleep(0.02)
        written = world.log.head()
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONGEST) == 0
        assert 20 <= written <= world.log.head() < 72_414


# -- a poisoned world is mended ----------------------------------------------------------------------------------------

POISON = closed_day("2026-01-02", "9999-01-01T00:00:00Z")
JONAS = ("--state", "XA", "--role", "approving-officer", "--officer", "jonas")
GRETA = ("--state", "XA", "--role", "approving-officer", "--officer", "greta")


def opened(call: Caller) -> list[tuple[str, str]]:
    found = call("findings", "--format", "jsonl", "--state", "OPEN").rows
    return [(x["rule"], json.dumps(x["key"], sort_keys=True)) for x in found]


def test_a_world_of_the_record_that_a_fact_of_9999_poisoned_is_mended_by_two_persons(call: Caller) -> None:
    call("import", call.file("facts.jsonl", *map(json.dumps, numbered(unproven("2030-07-15")))))
    assert opened(call) == []
    call("import", call.file("poison.jsonl", POISON))
    assert [rule for rule, _ in opened(call)] == ["R17"], "the proof of receipt is overdue in 9999"
    order = call.file(
        "order.json",
        json.dumps({"data": {"source": "/states/XA/clock", "id": "DAY-2026-01-02", "ground": "A sender's clock."}}),
    )
    said = call("fact", "set-aside", order, *JONAS, "--format", "json")
    (entry,) = json.loads(said.out)["entries"]
    confirm = call.file("confirm.json", json.dumps({"data": {"proposal": entry["data"]["proposal"]}}))
    assert call("proposal", "confirm", confirm, *JONAS).code == 2
    assert call("proposal", "confirm", confirm, *GRETA).code == 0
    assert opened(call) == []
    digest = call("views", "--digest").out
    call("rebuild", "all")
    assert call("views", "--digest").out == digest
