"""Another authority, whose program sends facts to the inbound topic all the time, whatever becomes of the broker."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

from kafka import KafkaProducer
from kafka.errors import KafkaError

from tests.drill.expected import Fact

_AT_ONCE = 50
_PAUSE = 0.1
_ANSWER_MS = 5_000
_NEVER_CLOSED: list[KafkaProducer] = []
"""Producers that still wait for a broker that died: they are kept, since the library closes what is thrown away."""


class Sent(NamedTuple):
    """A fact that the broker took, and at which offset."""

    fact: Fact
    offset: int


class Authority:
    """Sends facts in a thread of its own, in order, and sends again what was not acknowledged."""

    def __init__(self, brokers: str, topic: str) -> None:
        self._brokers, self._topic = brokers, topic
        self.acknowledged: list[Sent] = []
        self._facts: Sequence[Fact] = ()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def at_work(self) -> bool:
        """Whether there is something left to send."""
        return self._thread is not None and self._thread.is_alive()

    def sends(self, facts: Sequence[Fact]) -> None:
        """Begins to send."""
        self.join()
        self._facts, self._stop = facts, threading.Event()
        self._thread = threading.Thread(target=self._send_all, name="authority", daemon=True)
        self._thread.start()

    def join(self, seconds: float | None = None) -> None:
        """Waits until all is sent."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> list[Fact]:
        """Stops sending; what is left."""
        self._stop.set()
        self.join()
        return list(self._facts)

    def forget(self) -> list[Sent]:
        """What the broker took up to now, which from now on is another."""
        taken, self.acknowledged = self.acknowledged, []
        return taken

    def _send_all(self) -> None:
        producer: KafkaProducer | None = None
        while self._facts and not self._stop.is_set():
            try:
                producer = producer or self._producer()
                self._send_some(producer, self._facts[:_AT_ONCE])
            except KafkaError:
                _let_go(producer)
                producer = None
            self._stop.wait(_PAUSE)
        _let_go(producer)

    def _send_some(self, producer: KafkaProducer, some: Sequence[Fact]) -> None:
        futures: list[Any] = [producer.send(self._topic, json.dumps(fact).encode()) for fact in some]
        taken = [Sent(fact, future.get(_ANSWER_MS / 1000).offset) for fact, future in zip(some, futures, strict=True)]
        self.acknowledged += taken
        self._facts = self._facts[len(some) :]

    def _producer(self) -> KafkaProducer:
        return KafkaProducer(
            bootstrap_servers=self._brokers,
            bootstrap_timeout_ms=_ANSWER_MS,
            acks="all",
            max_block_ms=_ANSWER_MS,
            delivery_timeout_ms=_ANSWER_MS,
            request_timeout_ms=_ANSWER_MS // 2,
            reconnect_backoff_max_ms=500,
            allow_auto_create_topics=False,
        )


def _let_go(producer: KafkaProducer | None) -> None:
    """Ends a producer when what it still holds has expired; that is not acknowledged, so it is sent again."""
    if producer is None:
        return
    try:
        producer.close(timeout=2 * _ANSWER_MS / 1000)
    except KafkaError:
        _NEVER_CLOSED.append(producer)
