"""A lease on a folder: a lock the operating system takes back when its holder dies."""

from __future__ import annotations

import fcntl
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from projections.store.private import private_folder
from projections.store.turning import turned
from projections.store.views import LeaseHeld

LEASE_PAUSE = 0.05
_FILE_NAME = re.compile(r"[^A-Za-z0-9.]+")


def holder() -> str:
    """How this process calls itself to others that wait for it."""
    return f"process {os.getpid()} on {socket.gethostname()}"


@contextmanager
def folder_lease(folder: Path, name: str, wait: float = 0.0) -> Iterator[None]:
    """Holds the lease of a name in a folder; raises LeaseHeld when another keeps it longer than the wait."""
    private_folder(folder)
    path = folder / (_FILE_NAME.sub("-", name) + ".lease")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(handle, name, wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, holder().encode(), 0)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, name: str, wait: float) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                who = os.pread(handle, 200, 0).decode(errors="replace") or "another process"
                raise LeaseHeld(f"{name}: {who} is already doing this") from None
        turned()
        time.sleep(LEASE_PAUSE)
