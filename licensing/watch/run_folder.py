"""Who runs on this machine, by role: a file for each process that watches, locked as long as it lives.

The operating system takes the lock back when its holder dies, so that nobody takes a number of a process for the
process. Names hold the machine too: containers may share a data folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from licensing.settings import BadSetting, Settings

_WATCHER = ".watcher"
_WIDTH = 200


def run_folder(settings: Settings) -> Path:
    """Where beats are kept: what COUNTERFOIL_RUN says, else `run` in the data folder."""
    return Path(settings.run_folder) if settings.run_folder else settings.data / "run"


class Watcher(NamedTuple):
    """A process that watches others: where its own beat is, and theirs."""

    path: Path
    beat: float
    watched: tuple[Path, ...]


class Watching:
    """The file of the process that watches, and the names of those it watches."""

    def __init__(self, file: int, path: Path, count: int) -> None:
        self._file, self._count = file, count
        self.watched = tuple(_watched(path, count))
        self.turned()

    def turned(self) -> None:
        """The one that watches is awake itself."""
        told = json.dumps({"pid": os.getpid(), "beat": time.monotonic(), "watched": self._count})
        os.pwrite(self._file, told.ljust(_WIDTH).encode(), 0)


@contextmanager
def watching(folder: Path, role: str, count: int) -> Iterator[Watching]:
    """Says that this process watches so many of a role; raises BadSetting where that cannot be written."""
    path = folder / f"{_prefix(role)}{os.getpid()}{_WATCHER}"
    try:
        # Of several folders that are made, the mode counts for the last alone, and a data folder is its user's own.
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        file = _locked_file(path)
    except OSError as why:
        told = f"the beats of {role} cannot be kept in {folder} ({why.strerror})"
        raise BadSetting(f"{told}: name a folder that can be written, by COUNTERFOIL_RUN") from why
    try:
        _remove(_watched(path, count))
        yield Watching(file, path, count)
    finally:
        _remove([*_watched(path, count), path])
        os.close(file)


def watchers(folder: Path, role: str) -> Iterator[Watcher]:
    """Those that watch a role on this machine and are alive; the files of the dead are removed."""
    for path in sorted(folder.glob(f"{_prefix(role)}*{_WATCHER}")):
        try:
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            told = json.loads(os.pread(file, _WIDTH, 0) or "{}")
            watched = tuple(_watched(path, told.get("watched", 0)))
            if _locked(file):
                yield Watcher(path, told.get("beat", 0.0), watched)
            else:
                _remove([*watched, path])
        finally:
            os.close(file)


def _locked_file(path: Path) -> int:
    """The file of this process, which nobody took for that of an earlier one and removed meanwhile."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _prefix(role: str) -> str:
    return f"{role}.{re.sub('[^A-Za-z0-9-]+', '-', socket.gethostname())}."


def _watched(path: Path, count: int) -> list[Path]:
    return [path.with_name(f"{path.name.removesuffix(_WATCHER)}.{number}.beat") for number in range(count)]


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()
