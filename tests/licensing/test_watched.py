"""Each role under the process that watches it: what stands still is ended and started again, what works is let work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.made_names import MadeNames
from consumers.arrival import Origin
from consumers.inbound import examine
from licensing.__main__ import main
from licensing.log import open_log
from licensing.watch.health import Health, health_of
from licensing.watch.run_folder import watchers
from projections.store.opening import open_views
from services.postgres import Server, fresh_database
from tests import builders
from tests.conftest import KafkaForTest
from tests.licensing.ordering_world import PATIENCE
from tests.modes import AS_DEMO
from tests.waiting import eventually

LIMIT = 5.0
SAID = "said"
"""The file in its data folder in which a role says what becomes of it."""
ENTRIES = 10_000
"""So long a list that no loop turns for longer than the limit while it is read."""


class Role:
    """A role that runs over a data folder, with the process that watches it."""

    def __init__(self, data: Path, words: tuple[str, ...], process: subprocess.Popen[bytes]) -> None:
        self.data, self.name, self.process = data, words[0], process

    def health(self) -> Health:
        """Whether it is well, as `counterfoil health` tells it."""
        return health_of(self.data / "run", self.name, LIMIT)

    def pids(self) -> list[int]:
        """The processes that are watched."""
        (one,) = watchers(self.data / "run", self.name)
        return [pid_in(path) for path in one.watched]

    def is_well(self) -> list[int]:
        """Waits until it is; the processes that are watched then."""
        eventually(self.health, lambda found: found.well)
        return self.pids()

    def ends(self) -> int:
        """Tells it to end; its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


def pid_in(beat: Path) -> int:
    """The process that beats there; 0 where none does just now."""
    try:
        return int(json.loads(beat.read_bytes() or b'{"pid": 0}')["pid"])
    except FileNotFoundError:
        return 0


@contextmanager
def running(data: Path, *words: str, **environment: str) -> Iterator[Role]:
    """A role over a data folder."""
    command = [sys.executable, "-m", "licensing", *words, "--data", str(data)]
    env = os.environ | AS_DEMO | {"COUNTERFOIL_BEAT_LIMIT": str(LIMIT)} | environment
    data.mkdir(exist_ok=True)
    with open(data / SAID, "wb") as said, subprocess.Popen(command, env=env, stderr=said) as process:
        try:
            yield Role(data, words, process)
        finally:
            process.kill()


def stopped_and_started_again(role: Role, number: int = 0) -> None:
    """One process of a role is held by SIGSTOP."""
    before = role.is_well()
    os.kill(before[number], signal.SIGSTOP)
    told = eventually(role.health, lambda found: not found.well)
    assert "stand" in told.told or "begun" in told.told
    eventually(role.pids, lambda after: after[number] not in (0, before[number]))
    after = role.is_well()
    assert [pid for place, pid in enumerate(after) if place != number] == [
        pid for place, pid in enumerate(before) if place != number
    ]
    assert not psutil.pid_exists(before[number])


@pytest.mark.parametrize(
    "words",
    [("serve", "--port", "0"), ("read", "--from", "log"), ("clock", "XA")],
    ids=lambda words: words[0],
)
def test_a_role_that_stands_still_is_unhealthy_ended_and_started_again(tmp_path: Path, words: tuple[str, ...]) -> None:
    with running(tmp_path, *words) as role:
        stopped_and_started_again(role)
        assert role.ends() == 0
    assert list((tmp_path / "run").iterdir()) == []


@pytest.mark.parametrize("name", ["publish", "consume"])
def test_so_is_one_that_works_with_the_broker(tmp_path: Path, kafka: KafkaForTest, name: str) -> None:
    topics = {"COUNTERFOIL_INBOUND_TOPIC": kafka.topic("inbound"), "COUNTERFOIL_EVENTS_TOPIC": kafka.topic("events")}
    with running(tmp_path, name, "--kafka", kafka.bootstrap, "--demo-in-the-open", "yes", **topics) as role:
        stopped_and_started_again(role)
        assert role.ends() == 0


def test_a_worker_that_stands_still_is_started_again_and_the_other_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, "read", "--from", "log", "--workers", "2") as role:
        stopped_and_started_again(role, 1)
        assert role.ends() == 0


def test_a_role_that_dies_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path, "clock", "XA") as role:
        (before,) = role.is_well()
        os.kill(before, signal.SIGKILL)
        eventually(lambda: role.is_well() != [before])
        assert role.ends() == 0


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_one_that_dies_while_its_database_is_away_goes_on_when_that_is_back(
    tmp_path: Path, own_postgres_server: Server
) -> None:
    with (
        fresh_database(own_postgres_server.uri) as database,
        running(tmp_path, "clock", "XA", "--database", database, "--demo-in-the-open", "yes") as role,
    ):
        (before,) = role.is_well()
        eventually(lambda: "keeping time" in (tmp_path / SAID).read_text("utf-8"))
        own_postgres_server.stop()
        os.kill(before, signal.SIGKILL)
        tried = eventually(lambda: role.pids()[0], lambda pid: pid not in (0, before))
        eventually(lambda: not psutil.pid_exists(tried))
        own_postgres_server.start()
        assert role.is_well() not in ([before], [tried])
        assert role.ends() == 0


def test_nobody_is_left_when_the_one_that_watches_dies(tmp_path: Path) -> None:
    with running(tmp_path, "clock", "XA") as role:
        (watched,) = role.is_well()
        role.process.kill()
        eventually(lambda: not psutil.pid_exists(watched))
        assert not role.health().well


@pytest.mark.parametrize(
    ("words", "environment", "code", "told"),
    [
        (("publish",), {}, 2, "no brokers are named"),
        (("clock",), {"COUNTERFOIL_WORKERS": "none"}, 2, "COUNTERFOIL_WORKERS"),
        (("read", "--no-such-option"), {}, 2, "--no-such-option"),
        (("clock",), {"COUNTERFOIL_RUN": "/proc/nowhere"}, 2, "COUNTERFOIL_RUN"),
        (("read", "--help"), {}, 0, ""),
    ],
)
def test_a_mistake_in_the_call_is_told_once_and_its_exit_code_passed_on(
    tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], code: int, told: str
) -> None:
    call = [sys.executable, "-m", "licensing", *words, "--data", str(tmp_path)]
    env = os.environ | AS_DEMO | environment
    ended = subprocess.run(call, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode == code
    assert ended.stderr.count("counterfoil: ") <= 1
    assert told in ended.stderr


def test_what_another_process_does_already_is_no_reason_to_try_for_ever(tmp_path: Path) -> None:
    with running(tmp_path, "read", "--from", "log") as first:
        first.is_well()
        with running(tmp_path, "read", "--from", "log") as second:
            assert second.process.wait(PATIENCE) == 1
        assert first.health().well


def list_of_names(count: int) -> Any:
    """A list of sanctions in one fact, and a firm that is held against it."""
    rows = list(MadeNames().entries(count))
    firm = {**builders.registered("XA-P-000001", name="Norden Waffen GmbH"), "id": "P-1"}
    published = {**builders.published("sanctions", *rows, on="2029-06-01"), "id": "L-1"}
    return [examine(json.dumps(fact).encode(), Origin()) for fact in (firm, published)]


def test_a_list_whose_one_position_takes_longer_than_the_limit_is_read_in_peace(tmp_path: Path) -> None:
    with (
        closing(open_log(tmp_path)) as log,
        closing(open_views(tmp_path)) as views,
        running(tmp_path, "read", "--from", "log", COUNTERFOIL_BEAT_LIMIT="1") as role,
    ):
        before = role.is_well()
        log.record(list_of_names(ENTRIES))
        eventually(lambda: views.position("findings"), lambda position: position == log.head())
        assert role.pids() == before
        assert role.ends() == 0


def test_health_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ("--data", str(tmp_path))
    assert main(["health", "clock", *here]) == 1
    assert capsys.readouterr().out.startswith("clock does not run here")
    with running(tmp_path, "clock", "XA") as role:
        role.is_well()
        assert main(["health", "clock", *here]) == 0
    assert capsys.readouterr().out.startswith("clock is well: each of its 1 loops turned within")
