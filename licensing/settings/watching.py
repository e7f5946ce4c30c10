"""How processes are watched: beats of their loops, figures, and what counts as ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from licensing.settings.setting import LAST_PORT, Setting, at_least_one

BEHIND = 100_000
"""Positions; whoever is further behind than this does not answer for today's record."""
BEHIND_SECONDS = 900


def _seconds(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = -1.0
        if not least <= found <= most:
            raise ValueError(f"seconds, from {least:g} to {most:g}")
        return found

    return read


def _listening(text: str) -> str:
    """Where figures are told: host:port, or nothing."""
    host, _, port = text.rpartition(":")
    if text and (not host or not port.isdecimal() or not 0 < int(port) <= LAST_PORT):
        raise ValueError("host:port, such as 127.0.0.1:9464")
    return text


WATCHING = (
    Setting(
        "run_folder",
        "COUNTERFOIL_RUN",
        None,
        "",
        "folder of the beats of running processes, best in memory, one for each container; default: `run` in the data"
        " folder",
    ),
    Setting(
        "beat_limit",
        "COUNTERFOIL_BEAT_LIMIT",
        None,
        "45",
        "seconds after which a process whose loop does not turn is unhealthy, ended and started again",
        _seconds(1, 3_600),
    ),
    Setting(
        "start_limit",
        "COUNTERFOIL_START_LIMIT",
        None,
        "600",
        "seconds that a process may take from its start to the first turn of its loop",
        _seconds(1, 86_400),
    ),
    Setting(
        "grace",
        "COUNTERFOIL_GRACE",
        None,
        "25",
        "seconds that a process has to end after it was told to, before it is killed",
        _seconds(0.1, 3_600),
    ),
    Setting(
        "metrics",
        "COUNTERFOIL_METRICS",
        None,
        "",
        "host:port where each process tells its figures to Prometheus, a further worker of `read` one port further;"
        " none: nowhere",
        _listening,
    ),
    Setting(
        "ready_lag",
        "COUNTERFOIL_READY_LAG",
        None,
        str(BEHIND),
        "positions that a view may be behind before the service says that it is not ready",
        at_least_one(),
    ),
    Setting(
        "ready_seconds",
        "COUNTERFOIL_READY_SECONDS",
        None,
        str(BEHIND_SECONDS),
        "seconds that a view may be behind before the service says that it is not ready",
        at_least_one(),
    ),
)


@dataclass(frozen=True, kw_only=True)
class WatchingSettings:
    """How processes are watched: beats of their loops, figures, and what counts as ready."""

    run_folder: str
    beat_limit: float
    start_limit: float
    grace: float
    metrics: str
    ready_lag: int
    ready_seconds: int
