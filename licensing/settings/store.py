"""Where the record is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from licensing.settings.setting import Setting


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError("an address like postgresql://user@host/database")
    return text


STORE = (
    Setting(
        "data",
        "COUNTERFOIL_DATA",
        "--data",
        "./counterfoil-data",
        "folder of the embedded store; two folders are two worlds",
        Path,
    ),
    Setting(
        "database",
        "COUNTERFOIL_DATABASE",
        "--database",
        "",
        "PostgreSQL address to use instead of the folder",
        _database,
        secret=True,
    ),
)


@dataclass(frozen=True, kw_only=True)
class StoreSettings:
    """Where the record is kept."""

    data: Path
    database: str

    @property
    def place(self) -> Path | str:
        """Where the log is kept: the PostgreSQL address if there is one, else the folder."""
        return self.database or self.data
