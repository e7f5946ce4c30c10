"""Figures of the service: requests by outcome, beside what every process tells."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import Counter, Histogram

from licensing.watch.figures import Figures, Look, Queue


class Metrics(Figures):
    """The figures of one running service."""

    def __init__(self, look: Callable[[], Look], queue: Queue | None = None) -> None:
        super().__init__(look, queue)
        self._requests = Counter(
            "counterfoil_requests",
            "Requests by outcome",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram("counterfoil_request_seconds", "Time to answer", ["route"], registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one answer; routes are templates, so that no key of a case becomes a label."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
