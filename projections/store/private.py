"""The data folder belongs to the user who runs the service: nobody else may open what lies there."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600
_OURS = (".db", ".db-wal", ".db-shm", ".db-journal", ".lease", ".key", ".jwk", ".unfinished")
"""How files end that this program makes in a data folder; others are not ours to close."""


def private_folder(folder: Path) -> None:
    """Makes a data folder with mode 0700; one that is there and open to others is told and closed to them.

    So are its files (0600). What belongs to another user can only be told.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
    _closed(folder, _FOLDER)
    for path in folder.iterdir():
        if path.name.endswith(_OURS) and path.is_file() and not path.is_symlink():
            _closed(path, _FILE)


def private_file(path: Path) -> Path:
    """Makes an empty file with mode 0600 where there is none; what SQLite puts beside it gets the same.

    One that is there is not even opened: closing it again would take every lock of this process on it away.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE))
    return path


def _closed(path: Path, mode: int) -> None:
    try:
        found = stat.S_IMODE(path.stat().st_mode)
        if not found & 0o077:
            return
        path.chmod(found & mode)
    except FileNotFoundError:
        return  # SQLite takes its files beside away when the last who reads has gone
    except PermissionError:
        told = f"{path} is open to others (mode {found:04o}) and belongs to another user: its owner should chmod it"
    else:
        told = f"{path} was open to others (mode {found:04o}) and was closed to them (mode {found & mode:04o})"
    import logging  # a call of the help loads nothing to log with

    logging.getLogger(__name__).warning(told)
