"""Figures for operators: requests by outcome, how far the views are behind, findings open by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class ServiceStanding(NamedTuple):
    """Where the service stands: log, views, open findings."""

    head: int
    position: int
    open_by_rule: Mapping[str, int]


class _Standings(Collector):
    def __init__(self, ask: Callable[[], ServiceStanding]) -> None:
        self._ask = ask

    def collect(self) -> Iterator[Metric]:
        now = self._ask()
        lag = max(0, now.head - now.position)
        yield GaugeMetricFamily("counterfoil_head_position", "Greatest position in the log", now.head)
        yield GaugeMetricFamily("counterfoil_view_position", "Position the views stand for", now.position)
        yield GaugeMetricFamily("counterfoil_view_lag", "Positions the views are behind", lag)
        found = GaugeMetricFamily("counterfoil_findings_open", "Open findings", labels=["rule"])
        for rule, count in sorted(now.open_by_rule.items()):
            found.add_metric([rule], count)
        yield found


class Metrics:
    """The figures of one running service."""

    def __init__(self, ask: Callable[[], ServiceStanding]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Standings(ask))
        self._requests = Counter(
            "counterfoil_requests",
            "Requests by outcome",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram("counterfoil_request_seconds", "Time to answer", ["route"], registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one answer; routes are templates, so that no key of a case becomes a label."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """The figures in the format of Prometheus."""
        return generate_latest(self._registry)
