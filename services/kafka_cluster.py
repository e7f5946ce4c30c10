"""Three real brokers that ask for TLS, a password and rights, as processes of this machine."""

import contextlib
import secrets
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import KafkaError

from consumers.kafka_brokers import Brokers, client_keywords
from consumers.kafka_rights import Right
from services import java
from services.certificates import Authority
from services.kafka import CLUSTER
from services.kafka import SETTINGS as OF_ONE
from services.machine import Unavailable, free_ports, listens, wait_until

NODES = (1, 2, 3)
ADMINISTRATOR = "administrator"
ITERATIONS = 4096

COPIES = {
    "default.replication.factor": "3",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "false",
}
SECURITY = {
    "listener.security.protocol.map": "CONTROLLER:SSL,BROKERS:SSL,CLIENTS:SASL_SSL",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "BROKERS",
    "ssl.keystore.type": "PEM",
    "ssl.truststore.type": "PEM",
    "listener.name.controller.ssl.client.auth": "required",
    "listener.name.brokers.ssl.client.auth": "required",
    "ssl.principal.mapping.rules": "RULE:^CN=([^,]+).*$/$1/,DEFAULT",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.clients.scram-sha-512.sasl.jaas.config": (
        "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    ),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "false",
    "super.users": "User:kafka-1;User:kafka-2;User:kafka-3;User:administrator",
}
"""Brokers know one another by certificates, clients show a password over TLS, and nobody may what no right says."""

_OF_A_TEST = {
    "replica.lag.time.max.ms": "3000",
    "num.recovery.threads.per.data.dir": "1",
    "listener.name.clients.sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
    "listener.name.clients.plain.sasl.jaas.config": (
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_plain="plain secret";'
    ),
}


class Node:
    """One of the brokers, which may be killed and comes back with its data at the same address."""

    def __init__(self, number: int, folder: Path, ports: list[int], voters: str, authority: Authority) -> None:
        self.number, self._folder = number, folder
        self.clients, self.brokers, self._controller = ports
        folder.mkdir(parents=True, exist_ok=True)
        self._running: subprocess.Popen[bytes] | None = None
        self._path = folder / "broker.properties"
        settings = self._settings(voters, authority)
        self._path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def _settings(self, voters: str, authority: Authority) -> dict[str, str]:
        certificate, key = authority.vouch(f"kafka-{self.number}")
        both = self._folder / "keystore.pem"
        both.write_text(key.read_text() + certificate.read_text())
        at = f"BROKERS://127.0.0.1:{self.brokers},CLIENTS://127.0.0.1:{self.clients}"
        own = {
            "node.id": str(self.number),
            "controller.quorum.voters": voters,
            "listeners": f"{at},CONTROLLER://127.0.0.1:{self._controller}",
            "advertised.listeners": at,
            "ssl.keystore.location": str(both),
            "ssl.truststore.location": str(authority.path),
            "log.dirs": str(self._folder / "data"),
        }
        return OF_ONE | COPIES | SECURITY | _OF_A_TEST | own

    @property
    def log(self) -> Path:
        return self._folder / "broker.log"

    def format(self) -> None:
        if self._launched("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(self._path)).wait() != 0:
            raise RuntimeError(f"Kafka could not format {self._folder}: {self.log.read_text()[-1500:]}")

    def start(self) -> None:
        if self._running is None:
            self._running = self._launched("kafka.Kafka", str(self._path))

    def listens(self) -> bool:
        if self._running is None or self._running.poll() is not None:
            raise RuntimeError(f"Kafka ended at once: {self.log.read_text()[-1500:]}")
        return listens(self.clients) and listens(self.brokers)

    def _launched(self, main: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = java.command(main, *arguments, quick=True)
        with self.log.open("ab") as out:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self._folder, start_new_session=True
            )

    def kill(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None


class Cluster:
    """Three brokers; users are made and given rights by an administrator with a certificate."""

    def __init__(self, folder: Path) -> None:
        self._authority = Authority(folder / "certificates")
        ports = _threes(free_ports(3 * len(NODES)))
        voters = ",".join(f"{number}@127.0.0.1:{three[2]}" for number, three in zip(NODES, ports, strict=True))
        self.nodes = {
            number: Node(number, folder / f"kafka-{number}", three, voters, self._authority)
            for number, three in zip(NODES, ports, strict=True)
        }
        certificate, key = self._authority.vouch(ADMINISTRATOR)
        self.administrator = Brokers(
            servers=",".join(f"127.0.0.1:{node.brokers}" for node in self.nodes.values()),
            protocol="SSL",
            ca=str(self._authority.path),
            certificate=str(certificate),
            key=str(key),
            copies=3,
            strict=True,
        )
        self._clients = Brokers(
            servers=",".join(f"127.0.0.1:{node.clients}" for node in self.nodes.values()),
            protocol="SASL_SSL",
            ca=str(self._authority.path),
            copies=3,
            strict=True,
        )

    def user(self, name: str, password: str, mechanism: str = "SCRAM-SHA-512") -> Brokers:
        """How a user reaches the brokers."""
        return replace(self._clients, user=name, password=password, mechanism=mechanism)

    def new_user(self, name: str) -> Brokers:
        """Makes a user with a password; how it reaches the brokers, without any right there."""
        made = self.user(name, secrets.token_urlsafe(18))
        upsertion = UserScramCredentialUpsertion(
            name, ScramMechanism.SCRAM_SHA_512, made.password.encode(), iterations=ITERATIONS
        )
        with self._administrating() as admin:
            errors = [error for error in admin.alter_user_scram_credentials([upsertion]).values() if error]
        if errors:
            raise RuntimeError(f"no user {name}: {errors}")
        return made

    def give(self, rights: Iterable[Right]) -> None:
        """Gives rights, as kafka-acls.sh does."""
        with self._administrating() as admin:
            failed = admin.create_acls([acl for right in rights for acl in _acls(right)])["failed"]
        if failed:
            raise RuntimeError(f"rights were not given: {failed}")

    def leader(self, topic: str) -> Node | None:
        """The broker that leads the first partition of a topic; None while there is none, or nobody says."""
        try:
            leaders = [self.nodes.get(partition["leader_id"]) for partition in self._partitions(topic)]
        except KafkaError:
            return None
        return leaders[0] if leaders else None

    def all_in_step(self, *topics: str) -> bool:
        """Whether every broker has all of these topics."""
        try:
            each = [self._partitions(topic) for topic in topics]
        except KafkaError:
            return False
        return all(some and all(len(x["isr_nodes"]) == len(NODES) for x in some) for some in each)

    def _partitions(self, topic: str) -> list[dict[str, Any]]:
        with self._administrating() as admin:
            found: list[dict[str, Any]] = admin.describe_topics([topic])[0]["partitions"]
            return found

    @contextlib.contextmanager
    def _administrating(self) -> Iterator[KafkaAdminClient]:
        client = KafkaAdminClient(
            reconnect_backoff_ms=20, reconnect_backoff_max_ms=200, **client_keywords(self.administrator)
        )
        try:
            yield client
        finally:
            client.close()

    def start(self) -> None:
        for node in self.nodes.values():
            node.format()
        for node in self.nodes.values():
            node.start()
        wait_until(lambda: all(node.listens() for node in self.nodes.values()), "the start of three brokers", 180)
        wait_until(self._complete, "the meeting of three brokers", 120)

    def _complete(self) -> bool:
        try:
            with self._administrating() as admin:
                return len(admin.describe_cluster()["brokers"]) == len(NODES)
        except KafkaError:
            return False

    def kill(self) -> None:
        for node in self.nodes.values():
            node.kill()


def _threes(ports: list[int]) -> list[list[int]]:
    return [ports[start : start + 3] for start in range(0, len(ports), 3)]


def _acls(right: Right) -> list[ACL]:
    kind = ResourceType.TOPIC if right.kind == "topic" else ResourceType.GROUP
    words = {"DescribeConfigs": "DESCRIBE_CONFIGS"}
    return [
        ACL(
            f"User:{right.user}",
            "*",
            ACLOperation[words.get(operation, operation.upper())],
            ACLPermissionType.ALLOW,
            ResourcePattern(kind, right.name),
        )
        for operation in right.operations
    ]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Three brokers that answer; raises Unavailable where Java or Maven lack."""
    lacking = java.missing()
    if lacking:
        raise Unavailable(f"three Kafka brokers: {lacking}")
    made = Cluster(folder)
    try:
        made.start()
        yield made
    finally:
        made.kill()
