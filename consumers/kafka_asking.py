"""What it means to ask a broker: how long is waited, and which answers are final."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaAdminClient
from kafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
)
from kafka.record.util import crc32c_c

from consumers.kafka_brokers import Servers, client_keywords
from consumers.patience import BrokerAway
from domain.kernel.errors import DomainError

ANSWER_MS = 10_000
NOT_ALLOWED = (ClusterAuthorizationFailedError, GroupAuthorizationFailedError, TopicAuthorizationFailedError)
_NO_RETRY = (MessageSizeTooLargeError, *NOT_ALLOWED)


class RefusedByBroker(DomainError):
    """The broker answers, and will not do this however often it is asked."""


def check_checksums() -> None:
    """Refuses to start without the C checksum: everything would be ten times slower."""
    if crc32c_c is None:
        raise RefusedByBroker("the crc32c extension is missing: install `kafka-python[crc32c]`")


@contextmanager
def told_by_broker() -> Iterator[None]:
    """A time in which a broker is asked; raises RefusedByBroker, or BrokerAway when it does not answer."""
    try:
        yield
    except _NO_RETRY as why:
        raise RefusedByBroker(f"Kafka refuses: {why}") from why
    except KafkaError as why:
        # Where a producer may not begin, the client tells it as an error of no kind.
        if "AuthorizationFailedError" in str(why):
            raise RefusedByBroker(f"Kafka refuses: {why}") from why
        # The client does not say why nobody let it in.
        perhaps = "; or our certificate, user or password is refused" if "Unable to bootstrap" in str(why) else ""
        raise BrokerAway(f"Kafka does not answer: {type(why).__name__} {why}".strip() + perhaps) from why


def admin_of(servers: Servers) -> KafkaAdminClient:
    """A client that asks about topics."""
    return KafkaAdminClient(bootstrap_timeout_ms=ANSWER_MS, request_timeout_ms=ANSWER_MS, **client_keywords(servers))
