"""How long what is kept beside the record stays: the access log, and what was not accepted."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.settings.setting import Setting


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a number of days, 1 or more")
    return int(text)


KEEPING = (
    Setting(
        "access_log_days",
        "COUNTERFOIL_ACCESS_LOG_DAYS",
        None,
        "1096",
        "so many days a row of the access log is kept; `counterfoil access-log --prune` takes older ones away",
        _days,
    ),
)


@dataclass(frozen=True, kw_only=True)
class KeepingSettings:
    """How long what is kept beside the record stays."""

    access_log_days: int
