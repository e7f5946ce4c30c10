"""What the machine at hand offers, and waiting for it."""

import functools
import socket
import subprocess
import sys
import time
from collections.abc import Callable


class Unavailable(Exception):
    """This machine has none of what the server needs; the text says what would do."""


class NotOurs(Exception):
    """A server named by its address was not started here, so it is not stopped here."""


def free_ports(count: int) -> list[int]:
    """Loopback ports nobody listens on now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def wait_until(ready: Callable[[], bool], what: str, seconds: float = 60.0, pause: float = 0.02) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(pause)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@functools.cache
def docker_answers() -> bool:
    """Whether a Docker daemon answers at once; a client without one does not count.

    Asked in another process, because the client leaves its socket open where nobody answers.
    """
    asked = [sys.executable, "-c", "import docker; docker.from_env(timeout=2).ping()"]
    try:
        return subprocess.run(asked, capture_output=True, timeout=10, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
