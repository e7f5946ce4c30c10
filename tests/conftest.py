"""Real servers for tests that ask for them. Nothing starts before a test does."""

import gc
import os
import secrets
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from projections.store.opening import open_views
from projections.store.views import Views
from services import kafka as kafka_service
from services import postgres as postgres_service

_SECONDS: defaultdict[str, float] = defaultdict(float)


def pytest_configure(config: pytest.Config) -> None:
    """Whatever ends the process of the tests in their middle must not look as if all had passed."""
    ends, tests = os._exit, os.getpid()

    def ends_loudly(status: int) -> NoReturn:
        ends(status or 70 if os.getpid() == tests else status)

    os._exit = ends_loudly


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds up what each group of tests takes, setting up and clearing away included."""
    parts = Path(report.nodeid.partition("::")[0]).parts
    _SECONDS["/".join(parts[:2]) if len(parts) > 2 else parts[0]] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the minutes of each group of tests."""
    if len(_SECONDS) > 1 or sum(_SECONDS.values()) > 60:
        terminalreporter.section("minutes of each group")
        for group, seconds in sorted(_SECONDS.items(), key=lambda x: -x[1]):
            terminalreporter.write_line(f"{seconds / 60:7.1f}  {group}")
        terminalreporter.write_line(f"{sum(_SECONDS.values()) / 60:7.1f}  all of them")


class KafkaForTest(NamedTuple):
    """A broker and a prefix of one's own for topic and group names."""

    bootstrap: str
    prefix: str

    def topic(self, name: str) -> str:
        return f"{self.prefix}.{name}"


def _kafka_or_skip() -> None:
    reason = kafka_service.available()
    if reason is None:
        return
    if os.environ.get("COUNTERFOIL_REQUIRE_SERVICES") == "1":
        pytest.fail(f"{reason}; COUNTERFOIL_REQUIRE_SERVICES=1 forbids to skip it")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kafka_service.Broker]:
    """The broker of this run, shared: for tests that leave it standing."""
    _kafka_or_skip()
    with kafka_service.running(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


@pytest.fixture
def kafka(kafka_server: kafka_service.Broker) -> KafkaForTest:
    return KafkaForTest(kafka_server.bootstrap, f"t{secrets.token_hex(6)}")


@pytest.fixture
def sockets_collected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """kafka-python does not close a socket whose connection was refused: it is collected here, not in a later test."""
    yield
    for records in (caplog.get_records("setup"), caplog.get_records("call"), caplog.records):
        records.clear()
    gc.collect()


@pytest.fixture
def own_kafka_server(tmp_path: Path) -> Iterator[kafka_service.Broker]:
    """A broker of this test alone, which it may stop, kill and start."""
    _kafka_or_skip()
    with kafka_service.running(tmp_path / "kafka", own=True) as broker:
        yield broker


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres_service.Server]:
    """The server of this run, shared: for tests that leave it standing."""
    with postgres_service.running(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture
def postgres(postgres_server: postgres_service.Server) -> Iterator[str]:
    """The address of an empty database of this test alone."""
    with postgres_service.fresh_database(postgres_server.uri) as uri:
        yield uri


@pytest.fixture
def own_postgres_server(tmp_path: Path) -> Iterator[postgres_service.Server]:
    """A server of this test alone, which it may stop, kill and start."""
    with postgres_service.running(tmp_path / "postgres", own=True) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where data are kept, in each way: a folder that is not there yet, the address of an empty database."""
    return tmp_path / "data" if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


@pytest.fixture
def views(place: Path | str) -> Iterator[Views]:
    """Views that hold nothing yet."""
    made = open_views(place)
    yield made
    made.close()
