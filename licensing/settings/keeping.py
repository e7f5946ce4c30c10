"""How long what is kept beside the record stays: the access log, and what was not accepted."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.settings.setting import Setting, at_least_one

KEEPING = (
    Setting(
        "access_log_days",
        "COUNTERFOIL_ACCESS_LOG_DAYS",
        None,
        "1096",
        "so many days a row of the access log is kept; `counterfoil access-log --prune` takes older ones away",
        at_least_one("a number of days"),
    ),
    Setting(
        "rejects_a_day",
        "COUNTERFOIL_REJECTS_A_DAY",
        None,
        "10000",
        "so many rejects of one source are kept a day; more are counted and not kept",
        at_least_one("a number of rejects"),
    ),
    Setting(
        "reject_bytes_a_day",
        "COUNTERFOIL_REJECT_BYTES_A_DAY",
        None,
        str(64 << 20),
        "so many bytes of rejects of one source are kept a day; more are counted and not kept",
        at_least_one("a number of bytes"),
    ),
    Setting(
        "reject_days",
        "COUNTERFOIL_REJECT_DAYS",
        None,
        "366",
        "so many days a reject is kept; `counterfoil rejects --prune` takes older ones away",
        at_least_one("a number of days"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class KeepingSettings:
    """How long what is kept beside the record stays."""

    access_log_days: int
    rejects_a_day: int
    reject_bytes_a_day: int
    reject_days: int
