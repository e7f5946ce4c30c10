"""Figures for operators, in the form of Prometheus: what was seen last is told, also while servers are away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.kernel.errors import DomainError
from licensing.settings import BadSetting, Settings
from licensing.watch.beats import beat_ages
from licensing.watch.build import BuildDigests, this_build
from licensing.watch.standing import ViewLag

LOOK_EVERY = 5.0
_SLOW = 5.0
"""Seconds after which a store that was asked does not answer."""
_EPOCH = date(1970, 1, 1)
_DAY = 86_400
_LOG = logging.getLogger(__name__)


class Look(NamedTuple):
    """What is seen of log and views at one time."""

    head: int
    views: tuple[ViewLag, ...]
    last_days_closed: Mapping[str, str]
    rejects: Mapping[str, int]
    open_by_rule: Mapping[str, int]


Queue = Callable[[], tuple[int, float]]
"""Tells how many orders wait to be decided, and for how many seconds the first of them has waited."""


class Figures:
    """The figures of one process; each look at log and views is kept until the next one succeeds."""

    def __init__(self, look: Callable[[], Look], queue: Queue | None = None) -> None:
        self.registry = CollectorRegistry()
        self._look, self._queue = look, queue
        self._seen: Look | None = None
        self._seen_at = 0.0
        self._asked_at: float | None = None
        self._answers = False
        self.registry.register(_LastLook(self))
        self.orders = self._counter("orders", "Orders by what became of them", "order", "outcome")
        self.inbound = self._counter("inbound_facts", "Facts from the inbound topic by what became of them", "outcome")
        self.inbound_lag = self._of_topic("inbound_lag", "Records on the inbound topic that are not taken in yet")
        self.topic_position = self._of_topic("topic_position", "Position of the last event on the topic of events")

    def refresh(self) -> None:
        """Looks again; where log or views do not answer, that is told beside what was seen before."""
        self._asked_at = time.monotonic()
        try:
            self._seen, self._answers = self._look(), True
            self._seen_at = time.monotonic()
        except (DomainError, OSError):
            self._answers = False
        except Exception:
            self._answers = False
            _LOG.exception("figures could not be taken")
        finally:
            self._asked_at = None

    def text(self) -> bytes:
        """The figures in the format of Prometheus."""
        return generate_latest(self.registry)

    def collected(self) -> Iterator[Metric]:
        """What was seen last, and how long ago."""
        yield _one("store_answers", "1 where log and views answered when they were last asked", float(self._answer()))
        yield _by("loop_beat_age_seconds", "Seconds since each loop turned", "loop", beat_ages().items())
        yield _build(this_build())
        if self._queue is not None:
            waiting, seconds = self._queue()
            yield _one("orders_waiting", "Orders that wait to be decided", waiting)
            yield _one("oldest_order_seconds", "Seconds that the first of them has waited", seconds)
        if self._seen is not None:
            yield _one("look_age_seconds", "Seconds since log and views answered", time.monotonic() - self._seen_at)
            yield from _of_look(self._seen)

    def _answer(self) -> bool:
        asked_at = self._asked_at
        return self._answers and (asked_at is None or time.monotonic() - asked_at < _SLOW)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"counterfoil_{name}", meaning, labels, registry=self.registry)

    def _of_topic(self, name: str, meaning: str) -> Gauge:
        """Told from the first value on: in another role there never is one."""
        return Gauge(f"counterfoil_{name}", meaning, ["topic"], registry=self.registry)


class _LastLook(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        return self._figures.collected()


def _of_look(seen: Look) -> Iterator[Metric]:
    yield _one("head_position", "Greatest position in the log", seen.head)
    views = [(x.view, x) for x in seen.views]
    yield _by("view_position", "Position each view stands for", "view", ((n, x.position) for n, x in views))
    yield _by("view_lag_positions", "Positions each view is behind", "view", ((n, x.behind) for n, x in views))
    seconds = ((n, x.seconds) for n, x in views)
    yield _by("view_lag_seconds", "Seconds since the first event that a view lacks was written", "view", seconds)
    yield _by("view_renewed", "1 while a view is made anew", "view", ((n, float(x.renewed)) for n, x in views))
    days = ((state, (date.fromisoformat(day) - _EPOCH).days * _DAY) for state, day in seen.last_days_closed.items())
    yield _by("last_day_closed_timestamp_seconds", "Beginning of the day closed last, as in Greenwich", "state", days)
    yield _by("rejects", "Rejects on record", "reason", seen.rejects.items())
    yield _by("findings_open", "Open findings", "rule", sorted(seen.open_by_rule.items()))


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"counterfoil_{name}", meaning, value)


def _by(name: str, meaning: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    made = GaugeMetricFamily(f"counterfoil_{name}", meaning, labels=[label])
    for key, value in values:
        made.add_metric([key], value)
    return made


def _build(build: BuildDigests) -> Metric:
    made = GaugeMetricFamily(
        "counterfoil_build_info", "Version, and digests of law, rules and program", labels=[*build._fields]
    )
    made.add_metric([*build], 1)
    return made


@contextmanager
def telling(figures: Figures, settings: Settings, worker: int = 0) -> Iterator[Figures]:
    """A time in which figures are told where COUNTERFOIL_METRICS says; raises BadSetting where that is taken."""
    if not settings.metrics:
        yield figures
        return
    host, _, port = settings.metrics.rpartition(":")
    try:
        server, thread = start_http_server(int(port) + worker, host.strip("[]"), figures.registry)
    except OSError as why:
        told = f"figures cannot be told at {host} port {int(port) + worker} ({why.strerror})"
        raise BadSetting(f"{told}: choose another port, by COUNTERFOIL_METRICS") from why
    stop = threading.Event()
    looking = threading.Thread(target=_keep_looking, args=(figures, stop), name="figures", daemon=True)
    looking.start()
    try:
        yield figures
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _keep_looking(figures: Figures, stop: threading.Event) -> None:
    while not stop.is_set():
        figures.refresh()
        stop.wait(LOOK_EVERY)
