"""The place of a drill: a store, deliveries, topics, and processes that work on them and die."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path

from kafka import KafkaProducer

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from consumers.kafka import open_events_topic
from consumers.project import bring_up_to_date
from licensing.log import open_log
from projections.catalogue import read_models
from projections.store.opening import open_views
from projections.store.projection import share_of
from tests.drill import settled
from tests.drill.expected import Fact, Name
from tests.drill.killing import Kill, rebuild_deaths
from tests.drill.processes import Process
from tests.drill.settled import Place
from tests.modes import AS_DEMO

SETTINGS = ("COUNTERFOIL_DATA", "COUNTERFOIL_DATABASE", "COUNTERFOIL_KAFKA")


class Stage:
    """One world under drill. `kills` counts the dead by point."""

    def __init__(self, folder: Path, deliveries: Sequence[Fact], kills: Counter[str], at_once: int) -> None:
        self.folder, self.deliveries, self.at_once = folder, list(deliveries), at_once
        self._kills = kills
        self.place: Place = folder / "data"
        self.environment = dict.fromkeys(SETTINGS, "") | AS_DEMO | {"COUNTERFOIL_DATA": str(self.place)}
        self.topic, self.brokers = "", ""
        self.file = self.write("facts.jsonl", deliveries)
        self._numbers = itertools.count(1)
        self._processes: list[Process] = []

    def write(self, name: str, facts: Sequence[Fact]) -> Path:
        """A file of facts."""
        path = self.folder / name
        path.write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts))
        return path

    def on_postgres(self, address: str) -> None:
        """The store is a database."""
        self.place = address
        self.environment["COUNTERFOIL_DATABASE"] = address

    def with_topics(self, brokers: str, prefix: str) -> None:
        """There are topics, of this world alone."""
        self.brokers, self.topic = brokers, f"{prefix}.events"
        self.environment |= {
            "COUNTERFOIL_KAFKA": brokers,
            "COUNTERFOIL_EVENTS_TOPIC": self.topic,
            "COUNTERFOIL_INBOUND_TOPIC": self.inbound_topic,
        }

    @property
    def inbound_topic(self) -> str:
        """The topic of facts."""
        return self.topic.replace(".events", ".inbound")

    # -- processes ---------------------------------------------------------------------------------------------------

    def start(self, *words: str | Path, kill: Kill | None = None) -> Process:
        """A command, running."""
        said = self.folder / f"{next(self._numbers)}-{words[0]}.log"
        said.touch()
        made = Process([str(word) for word in words], self.environment, kill, self.at_once, said)
        self._processes.append(made)
        return made

    def kill(self, point: str, *words: str | Path, passing: int = 1) -> None:
        """Runs a command until it dies at a point."""
        self.start(*words, kill=Kill(point, passing)).dies()
        self.count(point)

    def count(self, point: str) -> None:
        """One more has died."""
        self._kills[point] += 1

    def run(self, *words: str | Path) -> None:
        """Runs a command to its end."""
        self.start(*words).ends()

    def clear_away(self) -> None:
        """Ends what still runs."""
        for process in self._processes:
            process.clear_away()

    # -- undisturbed work, in this process -----------------------------------------------------------------------------

    def record(self) -> None:
        """Puts all deliveries into the log."""
        with closing(open_log(self.place)) as log:
            log.record([delivery_of(fact, Origin()) for fact in self.deliveries])

    def make_views(self, workers: int = 1) -> None:
        """Makes the tables of all views, empty."""
        with closing(open_views(self.place)) as views:
            for model in read_models(workers):
                views.enrol(views.under(model.name, model.tables, model.made_under), share_of(model)[1])

    def read(self) -> None:
        """Brings the views up to date."""
        with closing(open_log(self.place)) as log, closing(open_views(self.place)) as views:
            bring_up_to_date(views, log, read_models())

    def send(self, facts: Sequence[Fact]) -> None:
        """Other authorities send facts to their topic."""
        with closing(KafkaProducer(bootstrap_servers=self.brokers)) as producer:
            for fact in facts:
                producer.send(self.inbound_topic, json.dumps(fact).encode())
            producer.flush()

    def consume_all(self, names: Collection[Name]) -> None:
        """Lets a consumer, once it is left alone, come to the end."""
        process = self.start("consume")
        self.has_taken(names, process)
        process.stop()

    def has_taken(self, names: Collection[Name], consumer: Process) -> None:
        """Waits until a consumer has taken all of these."""
        with closing(open_log(self.place)) as log:
            consumer.until(lambda: all(log.position_of(*name) for name in names))

    def publish_all(self) -> None:
        """Lets a publisher, once it is left alone, come to the end."""
        process = self.start("publish")
        with closing(open_log(self.place)) as log, closing(open_events_topic(self.brokers, self.topic)) as topic:
            process.stops_when(lambda: topic.last().position == log.head())

    def read_all(self, *words: str) -> None:
        """Lets a reader, once it is left alone, come to the end."""
        process = self.start("read", *words)
        self.has_read_all(process)
        process.stop()

    def has_read_all(self, reader: Process) -> None:
        """Waits until a reader has come to the end of the log."""
        with closing(open_log(self.place)) as log, closing(open_views(self.place)) as views:
            reader.until(lambda: all(views.position(model.name) == log.head() for model in read_models()))

    def has_grown(self, importer: Process, by: int) -> None:
        """Waits until an importer has written something."""
        with closing(open_log(self.place)) as log:
            least = log.head() + by
            importer.until(lambda: log.head() >= least)

    def recorded(self, kind: str) -> list[Fact]:
        """What is in the log of a kind."""
        with closing(open_log(self.place)) as log:
            return [fact for _, _, fact in settled.told(settled.everything(log)) if fact["type"] == kind]

    def rebuild_dies(self, rounds: int) -> None:
        """A rebuild dies in every place, and readers see what they saw; one that lives takes away the remains."""
        with closing(open_views(self.place)) as views:
            before = settled.digests(views)
            for number in range(rounds):
                for kill in rebuild_deaths(number):
                    self.kill(kill.point, "rebuild", "all", passing=kill.passing)
                    assert settled.digests(views) == before
        self.run("rebuild", "all", "--prune")
        self.views_are_sound()

    # -- what must hold ----------------------------------------------------------------------------------------------

    def log_is_sound(self) -> None:
        """Each delivery once, no holes, idempotency records agree."""
        with closing(open_log(self.place)) as log:
            settled.the_log_holds_each_delivery_once(log, self.deliveries)
            settled.the_log_has_no_holes(log)
            settled.idempotency_records_agree(log)

    def topic_is_sound(self) -> None:
        """Every position in order."""
        with closing(open_log(self.place)) as log:
            settled.the_topic_gives_every_position(self.brokers, self.topic, log)

    def views_are_sound(self) -> None:
        """What the folds in memory say, and the digests of a world without any deaths."""
        with closing(open_log(self.place)) as log, closing(open_views(self.place)) as views:
            settled.views_say_what_was_delivered(views, log, self.deliveries)
            calm = settled.undisturbed(self.folder / f"calm-{next(self._numbers)}", settled.everything(log))
            assert settled.digests(views) == calm
