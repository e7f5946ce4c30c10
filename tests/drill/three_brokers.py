"""What a drill on three brokers needs: users with their rights, a sender that does not cease, the records then."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaTimeoutError

from consumers.kafka_brokers import Brokers, client_keywords
from consumers.kafka_rights import WHO, rights
from services.kafka_cluster import Cluster
from tests.waiting import eventually

LOST_ITEM = json.loads((Path(__file__).parents[1] / "golden" / "item.lost.v1.json").read_text())
ENVELOPE = {"specversion": "1.0", "datacontenttype": "application/json"}
AT_ONCE = 2
PAUSE = 0.02


class Users:
    """The users of our processes and a sender, each with the rights that the program lists and none beyond."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self.events, self.inbound = f"{prefix}.events", f"{prefix}.inbound"
        names = {who: f"{prefix}-{who}" for who in WHO}
        self._reached = {who: cluster.new_user(name) for who, name in names.items()}
        cluster.give(rights(names, self.events, self.inbound, "counterfoil"))

    def __getitem__(self, who: str) -> Brokers:
        return self._reached[who]

    def environment(self, who: str, folder: Path) -> Mapping[str, str]:
        """The settings of a process, its password in a file."""
        brokers = self._reached[who]
        password = folder / f"password-of-{who}"
        password.write_text(f"{brokers.password}\n")
        return {
            "COUNTERFOIL_MODE": "production",
            "COUNTERFOIL_CLOCK": "record",
            "COUNTERFOIL_KAFKA": brokers.servers,
            "COUNTERFOIL_KAFKA_PROTOCOL": brokers.protocol,
            "COUNTERFOIL_KAFKA_CA": brokers.ca,
            "COUNTERFOIL_KAFKA_USER": brokers.user,
            "COUNTERFOIL_KAFKA_PASSWORD_FILE": str(password),
            "COUNTERFOIL_EVENTS_TOPIC": self.events,
            "COUNTERFOIL_INBOUND_TOPIC": self.inbound,
        }


def fact(number: int) -> bytes:
    """A fact that shares nothing that is looked up with another, so that many are as quick as few."""
    made = {name: value for name, value in LOST_ITEM.items() if name != "corrects"} | ENVELOPE | {"id": f"{number:06}"}
    made["data"] = made["data"] | {
        "case": f"C-30-{number}",
        "holder": f"XB-P-{number:04}",
        "licence": {"reference": f"EL-2030-{number:06}", "state": "XA"},
        "lots": [f"L-30-{number}"],
        "quantity": {"unit": "C62", "value": "1"},
        "serials": {"numbers": [f"P{number:07}"], "ranges": []},
        "shipment": {"part": "A", "ucr": f"UCR-2030-{number:06}"},
    }
    made["subject"] = f"XA:EL-2030-{number:06}"
    return json.dumps(made).encode()


class Sender:
    """Another authority that sends facts without pause, until it is told to end; each is sent for once."""

    def __init__(self, brokers: Brokers, topic: str) -> None:
        self.sent: list[Any] = []
        self._topic = topic
        self._over = threading.Event()
        self._producer = KafkaProducer(
            enable_idempotence=True,
            acks="all",
            delivery_timeout_ms=120_000,
            request_timeout_ms=5_000,
            reconnect_backoff_max_ms=1_000,
            **client_keywords(brokers),
        )
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def _send(self) -> None:
        numbers = itertools.count(1)
        while not self._over.wait(PAUSE):
            self.sent += [self._producer.send(self._topic, fact(next(numbers)), partition=0) for _ in range(AT_ONCE)]

    @property
    def acknowledged(self) -> int:
        """How many the brokers have, all of them copied."""
        return sum(future.succeeded() for future in list(self.sent))

    def has_sent_more(self) -> None:
        """Waits until facts are acknowledged that were not yet sent now."""
        mark = len(self.sent)
        eventually(lambda: self.acknowledged, lambda seen: seen > mark)

    def end(self) -> int:
        """Sends no more; how many it sent, every one acknowledged."""
        self._over.set()
        self._thread.join()
        for future in self.sent:
            future.get(timeout=120)
        return len(self.sent)

    def close(self) -> None:
        """Lets go, whatever is on its way."""
        self._over.set()
        with suppress(KafkaTimeoutError):
            self._producer.close(timeout=1)


def records(brokers: Brokers, topic: str) -> list[Any]:
    """All records of a topic in their order, doubles included."""
    found: list[Any] = []
    keywords = client_keywords(brokers)
    with closing(KafkaConsumer(auto_offset_reset="earliest", enable_auto_commit=False, **keywords)) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek(partition, 0)
        end = consumer.end_offsets([partition])[partition]
        while consumer.position(partition) < end:
            for some in consumer.poll(timeout_ms=1_000).values():
                found += some
    return found
