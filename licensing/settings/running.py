"""How processes run: their mode, clock, workers and logs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from licensing.settings.setting import Setting, at_least_one, one_of, one_of_or_none, separated, yes

_MODES = ("demo", "production")
RECORD, WALL = "record", "wall"
LOG_FORMS = ("auto", "json", "console")
LOG_LEVELS = ("debug", "info", "warning", "error")
MOST_WORKERS = 64


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise ValueError(f"a number from 1 to {MOST_WORKERS}")
    return int(text)


def _states(text: str) -> tuple[str, ...]:
    found = separated(text)
    if not all(re.fullmatch("[A-Z]{2}", state) for state in found):
        raise ValueError("States by two capitals each, separated by commas, such as XA,XB")
    return found


RUNNING = (
    Setting("workers", "COUNTERFOIL_WORKERS", "--workers", "1", "processes that ask the rules", _workers),
    Setting(
        "mode",
        "COUNTERFOIL_MODE",
        "--mode",
        "",
        "demo, or production without the built-in issuer; serving and ordering need one of them",
        one_of_or_none(*_MODES),
    ),
    Setting(
        "clock",
        "COUNTERFOIL_CLOCK",
        "--clock",
        "",
        "what a new world goes by: record takes any recordedat, wall none more than a day ahead of this machine's "
        "clock; default: wall in production, else record",
        one_of_or_none(RECORD, WALL),
    ),
    Setting(
        "states",
        "COUNTERFOIL_STATES",
        None,
        "",
        "States that this service serves, such as XA,XB: nobody else speaks as its orders do; none: nobody is refused",
        _states,
    ),
    Setting(
        "most_days",
        "COUNTERFOIL_MOST_DAYS",
        "--most-days",
        "92",
        "so many days of a State are closed at once and no more",
        at_least_one("a number of days"),
        only="clock",
    ),
    Setting(
        "demo_in_the_open",
        "COUNTERFOIL_DEMO_IN_THE_OPEN",
        "--demo-in-the-open",
        "no",
        "yes: a demo may listen to other machines, and work over PostgreSQL and Kafka",
        yes,
    ),
    Setting(
        "log_form",
        "COUNTERFOIL_LOG_FORM",
        None,
        "auto",
        "how processes log: json, console, or auto for lines to people where standard error is a terminal, else json",
        one_of(*LOG_FORMS),
    ),
    Setting(
        "log_level",
        "COUNTERFOIL_LOG_LEVEL",
        None,
        "info",
        "from which level on processes log: debug, info, warning or error",
        one_of(*LOG_LEVELS),
    ),
)


@dataclass(frozen=True, kw_only=True)
class RunningSettings:
    """How processes run: their mode, clock, workers and logs."""

    workers: int
    mode: str
    clock: str
    states: tuple[str, ...]
    most_days: int
    demo_in_the_open: bool
    log_form: str
    log_level: str

    @property
    def clock_of_a_new_world(self) -> str:
        """What a world goes by that is made now (COUNTERFOIL_CLOCK, else by the mode)."""
        return self.clock or (WALL if self.production else RECORD)

    @property
    def production(self) -> bool:
        """True when nothing of the demo may be on."""
        return self.mode == "production"
