"""Figures of every role: of log and views, of topics and orders, told also while servers are away."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import httpx2
import msgspec
import pytest
from kafka import KafkaProducer

from domain.kernel.errors import DomainError
from licensing.watch.build import this_build
from licensing.watch.figures import Figures, Look
from licensing.watch.standing import ViewLag
from services.machine import free_ports
from services.postgres import Server, fresh_database
from tests.conftest import KafkaForTest
from tests.licensing.an_office import AnOffice
from tests.licensing.ordering_world import PATIENCE, OrderingWorld
from tests.licensing.test_readiness import FACT
from tests.licensing.test_watched import running
from tests.waiting import eventually

SEEN = Look(
    12,
    (ViewLag("search", 10, 2, 61.5), ViewLag("findings", 12, 0, 0.0, renewed=True)),
    {"XA": "2030-01-02"},
    {"INVALID": 3},
    {"R01": 2},
)


def told(text: str, name: str) -> dict[str, float]:
    """The values of a figure by their labels, as they are written."""
    found = re.findall(rf"^counterfoil_{name}(?:{{(.*)}})? (\S+)$", text, re.MULTILINE)
    return {labels: float(value) for labels, value in found}


def text_of(figures: Figures) -> str:
    figures.refresh()
    return figures.text().decode()


def test_what_is_seen_of_log_and_views_is_told() -> None:
    text = text_of(Figures(lambda: SEEN, lambda: (3, 1.5)))
    assert told(text, "head_position") == {"": 12}
    assert told(text, "view_lag_positions") == {'view="search"': 2, 'view="findings"': 0}
    assert told(text, "view_lag_seconds") == {'view="search"': 61.5, 'view="findings"': 0}
    assert told(text, "view_renewed") == {'view="search"': 0, 'view="findings"': 1}
    assert told(text, "last_day_closed_timestamp_seconds") == {'state="XA"': 1893542400}
    assert told(text, "rejects") == {'reason="INVALID"': 3}
    assert told(text, "orders_waiting") == {"": 3}
    assert told(text, "oldest_order_seconds") == {"": 1.5}
    assert told(text, "store_answers") == {"": 1}
    (labels,) = told(text, "build_info")
    assert all(f'{name}="{value}"' in labels for name, value in this_build()._asdict().items())


def test_what_was_seen_last_is_told_while_servers_are_away() -> None:
    answers = [SEEN]

    def look() -> Look:
        if not answers:
            raise DomainError("away")
        return answers.pop()

    figures = Figures(look)
    assert told(text_of(figures), "store_answers") == {"": 1}
    text = text_of(figures)
    assert told(text, "store_answers") == {"": 0}
    assert told(text, "head_position") == {"": 12}
    assert told(text, "look_age_seconds")[""] >= 0


def scraped(port: int) -> str:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/metrics", timeout=10, trust_env=False).text
    except httpx2.TransportError:
        return ""


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_role_tells_its_figures_while_its_database_is_frozen(own_postgres_server: Server, tmp_path: Path) -> None:
    port = free_ports(1)[0]
    with fresh_database(own_postgres_server.uri) as database, ExitStack() as closing:
        words = ("clock", "XA", "--database", database, "--demo-in-the-open", "yes")
        # Longer than a server is waited for that answers nobody: it is not to be started again meanwhile.
        settings = {"COUNTERFOIL_METRICS": f"127.0.0.1:{port}", "COUNTERFOIL_BEAT_LIMIT": "45"}
        closing.enter_context(running(tmp_path, *words, **settings))
        eventually(lambda: told(scraped(port), "last_day_closed_timestamp_seconds"))
        own_postgres_server.freeze()
        try:
            text = eventually(lambda: scraped(port), lambda text: told(text, "store_answers") == {"": 0})
            assert told(text, "head_position") == {"": 1}
            assert told(text, "loop_beat_age_seconds")
        finally:
            own_postgres_server.thaw()
        eventually(lambda: told(scraped(port), "store_answers"), lambda found: found == {"": 1})


def test_publisher_and_consumer_tell_how_far_topics_are(kafka: KafkaForTest, tmp_path: Path) -> None:
    ports = free_ports(2)
    inbound = kafka.topic("inbound")
    topics = {"COUNTERFOIL_INBOUND_TOPIC": inbound, "COUNTERFOIL_EVENTS_TOPIC": kafka.topic("events")}
    servers = ("--kafka", kafka.bootstrap, "--demo-in-the-open", "yes")
    with ExitStack() as closing:
        for port, name in zip(ports, ("publish", "consume"), strict=True):
            metrics = {"COUNTERFOIL_METRICS": f"127.0.0.1:{port}"}
            closing.enter_context(running(tmp_path, name, *servers, **topics, **metrics)).is_well()
        producer = closing.enter_context(KafkaProducer(bootstrap_servers=kafka.bootstrap))
        for date in (b"2029-12-30", b"2029-12-31"):
            producer.send(inbound, FACT % (date, b"XA", b"XA", b"XA", date))
        producer.send(inbound, b"nonsense")
        producer.flush()
        taken = {'outcome="accepted"': 2.0, 'outcome="repeated"': 0.0, 'outcome="rejected"': 1.0}
        eventually(lambda: told(scraped(ports[1]), "inbound_facts_total"), lambda found: found == taken)
        eventually(lambda: told(scraped(ports[1]), "inbound_lag"), lambda found: found == {f'topic="{inbound}"': 0})
        events = f'topic="{kafka.topic("events")}"'
        eventually(lambda: told(scraped(ports[0]), "topic_position"), lambda found: found == {events: 2})


def test_a_port_that_is_taken_is_a_mistake_in_the_call(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    metrics = {"COUNTERFOIL_METRICS": f"127.0.0.1:{port}"}
    with running(tmp_path, "clock", "XA", **metrics) as first:
        first.is_well()
        with running(tmp_path / "other", "clock", **metrics) as other:
            assert other.process.wait(PATIENCE) == 2
        assert first.process.poll() is None


def test_orders_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    with OrderingWorld(tmp_path) as world:
        heard: list[tuple[str, str]] = []
        world.desk.writer.told_to(lambda order, outcome: heard.append((order, outcome)))
        world.licence("XA:EL-1", 10)
        assert ("licence issue", "RECORDED") in heard or ("proposal confirm", "RECORDED") in heard
        assert world.desk.writer.queue() == (0, 0.0)


def test_what_runs_here_is_told_to_everybody(office: AnOffice) -> None:
    assert office.client().get("/version").json() == this_build()._asdict()
    assert msgspec.json.decode(office.client().get("/version").content)["law"]
