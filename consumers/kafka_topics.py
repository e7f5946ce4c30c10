"""Topics made, and held to what they must be like."""

from __future__ import annotations

from contextlib import suppress

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource
from kafka.errors import (
    InvalidReplicationFactorError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
)

from consumers.kafka_asking import NOT_ALLOWED, RefusedByBroker, admin_of, check_checksums, told_by_broker
from consumers.kafka_brokers import Servers, in_full
from consumers.patience import BrokerAway
from consumers.topic_form import TopicForm, settings_of_a_new_topic, wrong_with


class TopicIdentity:
    """The id that a broker gave a topic: one of the same name that was made anew has another."""

    def __init__(self, servers: Servers, name: str) -> None:
        self._name = name
        with told_by_broker():
            self._admin = admin_of(servers)

    def now(self) -> str:
        """Its id just now; raises BrokerAway where there is no such topic."""
        with told_by_broker():
            (found,) = self._admin.describe_topics([self._name])
            if found["error_code"] == TopicAuthorizationFailedError.errno:
                raise TopicAuthorizationFailedError(self._name)
        if found["error_code"]:
            raise BrokerAway(f"there is no topic {self._name}")
        return str(found["topic_id"])

    def close(self) -> None:
        """Lets go of the connection."""
        with suppress(KafkaError):
            self._admin.close()


def make_topic(servers: Servers, name: str) -> None:
    """Creates a topic with one partition that keeps everything; one that is there is left alone.

    Raises RefusedByBroker for a topic that is not fit for what is sent there.
    """
    check_checksums()
    with told_by_broker():
        admin = admin_of(servers)
        try:
            _make(admin, name, in_full(servers).copies)
            form = _form(admin, name)
        finally:
            admin.close()
    wrong = wrong_with(form, in_full(servers).strict)
    if wrong:
        raise RefusedByBroker(f"the topic {name} is not fit: " + "; ".join(wrong))


def topic_form(servers: Servers, name: str) -> TopicForm | None:
    """A topic as the brokers describe it; None where there is none, or none that we may see."""
    with told_by_broker():
        admin = admin_of(servers)
        try:
            return _form(admin, name) if _is_there(admin, name) else None
        finally:
            admin.close()


def _make(admin: KafkaAdminClient, name: str, copies: int | None) -> None:
    """Whoever may not make topics is not asked to where it is there."""
    if _is_there(admin, name):
        return
    wanted = {"num_partitions": 1, "replication_factor": copies or -1, "configs": settings_of_a_new_topic(copies)}
    try:
        admin.create_topics({name: wanted}, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        pass
    except InvalidReplicationFactorError as why:
        raise RefusedByBroker(
            f"the topic {name} is to have {copies} copies, and there are fewer brokers; run {copies} brokers, or say "
            "another number in COUNTERFOIL_KAFKA_COPIES"
        ) from why
    except NOT_ALLOWED as why:
        raise RefusedByBroker(
            f"there is no topic {name} that our user may see, nor may it make one; let an administrator run "
            "`counterfoil topics --make`, and give the rights that `counterfoil topics --acls` lists"
        ) from why


def _is_there(admin: KafkaAdminClient, name: str) -> bool:
    return any(topic["name"] == name and not topic["error_code"] for topic in admin.describe_topics([name]))


def _form(admin: KafkaAdminClient, name: str) -> TopicForm:
    partitions = [len(x["replica_nodes"]) for topic in admin.describe_topics([name]) for x in topic["partitions"]]
    told = admin.describe_configs([ConfigResource("TOPIC", name)], config_filter="all")["topic"][name]
    if not told or not partitions:
        raise BrokerAway(
            f"Kafka does not tell the settings of {name}: it is not known everywhere yet, or our user lacks the right "
            "DescribeConfigs"
        )
    return TopicForm(name, len(partitions), min(partitions), {key: str(x["value"]) for key, x in told.items()})
