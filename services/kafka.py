"""A real Kafka broker: by address, else in Docker, else as a Java process. `make kafka` runs one."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from services import java
from services.machine import NotOurs, Unavailable, docker_answers, free_ports, listens, wait_until

ADDRESS = "COUNTERFOIL_TEST_KAFKA"
CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg"
LARGEST = 32 * 1024 * 1024  # a fact may have 16 MiB; its envelope and what is derived from it come on top

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "2",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "2",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "log.message.timestamp.type": "LogAppendTime",
    "broker.session.timeout.ms": "3000",  # so long a killed broker waits for its own former self
    "broker.heartbeat.interval.ms": "500",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "message.max.bytes": str(LARGEST),
    "replica.fetch.max.bytes": str(LARGEST),
    "replica.fetch.response.max.bytes": str(LARGEST),
    "socket.request.max.bytes": str(2 * LARGEST),
}


class Broker(Protocol):
    """One broker. After stop or kill, start brings it back at the same address with the same data."""

    @property
    def bootstrap(self) -> str: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def freeze(self) -> None: ...
    def thaw(self) -> None: ...
    def empty(self) -> None: ...


def available() -> str | None:
    """Why no broker can be had here; None when one can."""
    if os.environ.get(ADDRESS) or docker_answers():
        return None
    lacking = java.missing()
    return lacking and f"Kafka: {lacking}, no Docker daemon, and {ADDRESS} names no broker"


@contextlib.contextmanager
def running(data_dir: Path, *, own: bool = False, quick: bool = True, port: int = 0) -> Iterator[Broker]:
    """A broker that answers. `own`: one that may be stopped, whatever the environment names.

    `quick` starts sooner at the price of throughput; benchmarks pass False. Port 0 takes a free one.
    """
    broker = _choose(data_dir, own, quick, port)
    try:
        broker.start()
        yield broker
    finally:
        _close(broker)


def _choose(data_dir: Path, own: bool, quick: bool, port: int) -> Broker:
    address = os.environ.get(ADDRESS)
    if address and not own:
        return Elsewhere(address)
    ports = free_ports(2)
    ports[0] = port or ports[0]
    if docker_answers():
        return InDocker(ports)
    lacking = java.missing()
    if lacking:
        raise Unavailable(f"Kafka: {lacking}, and no Docker daemon")
    return Process(data_dir, ports, quick)


def _close(broker: Broker) -> None:
    if isinstance(broker, InDocker):
        broker.remove()
    elif isinstance(broker, Process):
        broker.stop()


def wait_until_it_answers(bootstrap: str, seconds: float = 60.0) -> None:
    wait_until(lambda: _answers(bootstrap), f"an answer of Kafka at {bootstrap}", seconds)


def _answers(bootstrap: str) -> bool:
    try:
        client = KafkaAdminClient(
            bootstrap_servers=bootstrap,
            reconnect_backoff_ms=20,
            reconnect_backoff_max_ms=200,
            retry_backoff_ms=20,
        )
    except (KafkaError, OSError):
        return False
    try:
        return bool(client.describe_cluster())
    except (KafkaError, OSError):
        return False
    finally:
        client.close()


def _listeners(ports: list[int], host: str) -> dict[str, str]:
    client, controller = ports
    return {
        "listeners": f"PLAINTEXT://{host}:{client},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{client}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
    }


class Elsewhere:
    """A broker somebody else runs."""

    def __init__(self, address: str) -> None:
        self.bootstrap = address

    def start(self) -> None:
        wait_until_it_answers(self.bootstrap)

    def stop(self) -> None:
        raise NotOurs(f"the broker of {ADDRESS} is not stopped from here; ask for `own=True`")

    kill = freeze = thaw = empty = stop


class InDocker:
    """The official image, with the settings of this file."""

    def __init__(self, ports: list[int]) -> None:
        self.bootstrap = f"127.0.0.1:{ports[0]}"
        self._ports = ports
        self._container: Any = None

    def start(self) -> None:
        if self._container is None:
            self._container = self._made()
            self._container.start()
        else:
            self._container.get_wrapped_container().start()
        wait_until_it_answers(self.bootstrap, 120)

    def _made(self) -> Any:
        from testcontainers.core.container import DockerContainer

        settings = SETTINGS | _listeners(self._ports, "0.0.0.0") | {"log.dirs": "/var/lib/kafka/data"}  # noqa: S104
        made = DockerContainer(f"apache/kafka:{java.pinned('kafka')}")
        made = made.with_env("CLUSTER_ID", CLUSTER).with_bind_ports(self._ports[0], self._ports[0])
        for name, value in settings.items():
            made = made.with_env("KAFKA_" + name.upper().replace(".", "_"), value)
        return made

    def stop(self) -> None:
        self._container.get_wrapped_container().stop(timeout=30)

    def kill(self) -> None:
        self._container.get_wrapped_container().kill()

    def freeze(self) -> None:
        self._container.get_wrapped_container().pause()

    def thaw(self) -> None:
        self._container.get_wrapped_container().unpause()

    def empty(self) -> None:
        """Stops it and throws its data away; start brings an empty one at the same address."""
        self.remove()

    def remove(self) -> None:
        if self._container is not None:
            self._container.stop()
            self._container = None


class Process:
    """Apache Kafka as a process of this machine, its data and its log in one folder."""

    def __init__(self, folder: Path, ports: list[int], quick: bool) -> None:
        self.bootstrap = f"127.0.0.1:{ports[0]}"
        self._ports, self._quick = ports, quick
        self._folder = folder.resolve()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self._folder / "broker.log"

    @property
    def _archive(self) -> Path:
        return self._folder / "classes.jsa"

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running else None

    def start(self) -> None:
        if self._running is None:
            self._format()
            self._running = self._launched("kafka.Kafka", str(self._properties()), archive=self._archive)
        wait_until(self._listens, f"the start of Kafka (its log: {self.log})")
        wait_until_it_answers(self.bootstrap)

    def _listens(self) -> bool:
        if self._running is None or self._running.poll() is not None:
            self._running = None
            raise RuntimeError(f"Kafka ended at once: {self.log.read_text()[-1500:]}")
        return listens(self._ports[0])

    def _properties(self) -> Path:
        settings = SETTINGS | _listeners(self._ports, "127.0.0.1") | {"log.dirs": str(self._folder / "data")}
        path = self._folder / "broker.properties"
        path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return path

    def _format(self) -> None:
        if (self._folder / "data" / "meta.properties").exists():
            return
        arguments = ["format", "-t", CLUSTER, "-c", str(self._properties())]
        if self._launched("kafka.tools.StorageTool", *arguments).wait() != 0:
            raise RuntimeError(f"Kafka could not format {self._folder}: {self.log.read_text()[-1500:]}")

    def _launched(self, main: str, *arguments: str, archive: Path | None = None) -> "subprocess.Popen[bytes]":
        command = java.command(main, *arguments, quick=self._quick, archive=archive)
        with self.log.open("ab") as out:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self._folder,
                start_new_session=True,
            )

    def stop(self) -> None:
        if self._running is not None:
            self.thaw()
            self._running.terminate()
            self._ended(30)
            java.keep(self._archive)

    def kill(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._ended(30)

    def freeze(self) -> None:
        """SIGSTOP: it answers nobody, while the machine goes on taking what is sent to it."""
        if self._running is not None:
            self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._running is not None:
            self._running.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        """Kills it and throws its data away; start brings an empty one at the same address."""
        self.kill()
        shutil.rmtree(self._folder / "data")

    def _ended(self, seconds: float) -> None:
        if self._running is None:
            return
        try:
            self._running.wait(seconds)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._running = None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m services.kafka", description="One Kafka broker in the foreground.")
    parser.add_argument("--data", type=Path, help="folder of the broker; without it the data end with the broker")
    parser.add_argument("--port", type=int, default=9092, help="loopback port (default 9092; 0 takes a free one)")
    options = parser.parse_args()
    if options.port and listens(options.port):
        print(f"Port {options.port} is taken. Name another one, or 0 for a free one: --port 0", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="counterfoil-kafka-") as passing:
        try:
            return _foreground(options.data or Path(passing), options.port)
        except Unavailable as why:
            print(why, file=sys.stderr)
            return 1


def _foreground(data: Path, port: int) -> int:
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    print("Starting Apache Kafka …", file=sys.stderr)
    with running(data, own=True, quick=False, port=port) as broker:
        print(f"Kafka answers at {broker.bootstrap}; Ctrl-C stops it.", file=sys.stderr)
        print(f"export COUNTERFOIL_KAFKA={broker.bootstrap}", flush=True)
        over.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
