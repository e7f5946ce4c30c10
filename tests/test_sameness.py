"""Every example of the contract comes out the same whichever way it goes round.

By import or by topic, in a folder or in PostgreSQL, rebuilt, and with one, two or four workers: the digests of all
views are equal, and what is OPEN or CLOSED is what the contract expects.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from typing import Any, Self

import pytest
from kafka import KafkaProducer

from consumers import project
from consumers.file_import import FileImport, RejectsFile
from consumers.inbound import Inbound
from consumers.kafka import KafkaTail, open_events_topic
from consumers.kafka_inbound import InboundTopic
from consumers.kafka_topics import make_topic
from consumers.project import bring_up_to_date, rebuild
from consumers.publisher import publish
from domain.kernel.log_entry import Stored
from domain.rules import CATALOGUE
from licensing.log import Log, open_log
from projections.catalogue import read_models
from projections.findings.printing import all_findings, as_contract
from projections.store.opening import open_views
from projections.store.views import Digest
from tests.conftest import KafkaForTest

EXAMPLES = Path(__file__).parent / "contract" / "examples"
NAMES = sorted(path.name.removesuffix(".expected.jsonl") for path in EXAMPLES.glob("*.expected.jsonl"))
LONG = os.environ.get("COUNTERFOIL_DRILL") == "long"
ON_SERVERS = NAMES if LONG else NAMES[::3]
"""Those that also go round by Kafka and PostgreSQL; by `make drill` all of them do."""

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

Digests = dict[str, Digest]
Rows = dict[tuple[Any, ...], tuple[Any, ...]]
Place = Path | str


@pytest.fixture(autouse=True)
def _without_looking_for_cycles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking through all that pytest holds would take longer than reading an example."""
    monkeypatch.setattr(project, "without_collecting", nullcontext)


class Kept:
    """A log and its views, open."""

    def __init__(self, place: Place) -> None:
        self._opened = ExitStack()
        self.log: Log = self._opened.enter_context(closing(open_log(place)))
        self.views = self._opened.enter_context(closing(open_views(place)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def imported(self, name: str, folder: Path) -> Self:
        """Takes an example from its file; the print of the rejects goes into a folder."""
        rejects = RejectsFile(folder / "rejects.jsonl")
        for _ in FileImport(EXAMPLES / f"{name}.jsonl", self.log.record, rejects).batches():
            pass
        rejects.close()
        return self

    def read(self, workers: int = 1) -> Digests:
        """Brings the views up to date from the log."""
        bring_up_to_date(self.views, self.log, read_models(workers))
        return self.digests()

    def rebuilt(self, workers: int = 1) -> Digests:
        """Makes the views anew."""
        assert rebuild(self.views, self.log, read_models(workers), threading.Event())
        return self.digests()

    def digests(self) -> Digests:
        """What `counterfoil views --digest` prints."""
        return {model.name: self.views.digest(model.name, model.tables) for model in read_models()}

    def standing(self) -> Rows:
        """What is OPEN or CLOSED."""
        (model,) = (model for model in read_models() if model.name == "findings")
        with self.views.reading():
            rows = map(as_contract, all_findings(self.views.current(model.name, model.tables)))
            return {key(row): told(row) for row in rows if row["state"] != "CLEARED"}


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["rule"], *(row["key"][part] for part in ("licence", "line", "shipment", "subject")))


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["state"], row["severity"], row["quantity"])


def expected(name: str) -> Rows:
    """What the contract says of the rules that are asked."""
    asked = {rule.id for rule in CATALOGUE}
    rows = [json.loads(line) for line in (EXAMPLES / f"{name}.expected.jsonl").read_text("utf-8").splitlines()]
    return {key(row): told(row) for row in rows if row["rule"] in asked and row["state"] != "CLEARED"}


_CALM: dict[str, Digests] = {}


def calm(name: str, folder: Path) -> Digests:
    """What all other ways are compared with: one import into a folder, one reader."""
    if name not in _CALM:
        with Kept(folder / "calm") as kept:
            _CALM[name] = kept.imported(name, folder).read()
    return _CALM[name]


@pytest.mark.parametrize("name", NAMES)
def test_in_a_folder_rebuilt_and_with_several_workers(name: str, tmp_path: Path) -> None:
    with Kept(tmp_path / "shared") as kept:
        assert kept.imported(name, tmp_path).read(workers=2) == calm(name, tmp_path)
        assert kept.standing() == expected(name)
        assert kept.rebuilt() == kept.rebuilt(workers=2) == kept.rebuilt(workers=4) == calm(name, tmp_path)


@pytest.mark.drill
@pytest.mark.parametrize("name", ON_SERVERS)
def test_in_postgresql(name: str, tmp_path: Path, postgres: str) -> None:
    with Kept(postgres) as kept:
        assert kept.imported(name, tmp_path).read() == calm(name, tmp_path)
        assert kept.standing() == expected(name)
        assert kept.rebuilt(workers=4) == calm(name, tmp_path)


# -- round by Kafka ---------------------------------------------------------------------------------------------------


class Round:
    """Facts from one inbound topic, each example into a log and a topic of its own."""

    def __init__(self, kafka: KafkaForTest, folder: Path) -> None:
        self._kafka, self._folder = kafka, folder
        self._inbound = kafka.topic("inbound")
        make_topic(kafka.bootstrap, self._inbound)

    def sent(self, names: Sequence[str]) -> None:
        """Other authorities send the facts of all examples, one after the other."""
        with closing(KafkaProducer(bootstrap_servers=self._kafka.bootstrap)) as producer:
            for line in (line for name in names for line in lines(name)):
                producer.send(self._inbound, line)
            producer.flush()

    def taken(self, names: Sequence[str]) -> None:
        """Takes them, so many for each example, into its log."""
        with closing(InboundTopic(self._kafka.bootstrap, self._inbound, self._inbound)) as topic:
            for name in names:
                with closing(open_log(self._folder / name)) as log:
                    inbound, missing = Inbound(log.record), len(lines(name))
                    while missing:
                        arrived = topic.poll(missing, 10)
                        assert arrived
                        inbound.record_batch(arrived)
                        missing -= len(arrived)
                    topic.commit()

    def digests(self, name: str) -> Digests:
        """Publishes a log and reads its views from the topic."""
        with Kept(self._folder / name) as kept:
            topic = self._kafka.topic(name)
            stop = threading.Event()
            with closing(open_events_topic(self._kafka.bootstrap, topic)) as outlet:
                publish(_UntilRead(kept.log, stop), outlet, stop)
            with closing(KafkaTail(self._kafka.bootstrap, topic)) as tail:
                bring_up_to_date(kept.views, tail, read_models())
            assert kept.standing() == expected(name)
            return kept.digests()


class _UntilRead:
    """A log that ends its reader where others wait."""

    def __init__(self, log: Log, stop: threading.Event) -> None:
        self._log, self._stop = log, stop

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        return self._log.read(after, limit)

    def head(self) -> int:
        return self._log.head()

    def wait(self, after: int, seconds: float) -> None:
        self._stop.set()


def lines(name: str) -> list[bytes]:
    return (EXAMPLES / f"{name}.jsonl").read_bytes().splitlines()


@pytest.fixture(scope="module")
def round_by_kafka(kafka_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """All examples sent and taken in."""
    kafka = KafkaForTest(kafka_server.bootstrap, f"same{os.getpid()}")
    made = Round(kafka, tmp_path_factory.mktemp("round"))
    made.sent(ON_SERVERS)
    made.taken(ON_SERVERS)
    return made


@pytest.mark.drill
@pytest.mark.parametrize("name", ON_SERVERS)
def test_round_by_kafka(name: str, tmp_path: Path, round_by_kafka: Round) -> None:
    assert round_by_kafka.digests(name) == calm(name, tmp_path)
