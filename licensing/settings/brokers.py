"""Over which brokers and topics facts come and events go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from consumers.kafka_brokers import Protocol
from licensing.settings.setting import Setting, one_of, path_of_pem, separated

_MOST_COPIES = 9


def _copies(text: str) -> int | None:
    if text and not (text.isdecimal() and 1 <= int(text) <= _MOST_COPIES):
        raise ValueError(f"a number from 1 to {_MOST_COPIES}")
    return int(text) if text else None


def _protocol(text: str) -> Protocol:
    return cast("Protocol", one_of("PLAINTEXT", "SSL", "SASL_SSL")(text))


BROKERS = (
    Setting(
        "kafka",
        "COUNTERFOIL_KAFKA",
        "--kafka",
        "",
        "bootstrap servers, host:port separated by commas; none: no topics",
    ),
    Setting(
        "sources",
        "COUNTERFOIL_SOURCES",
        None,
        "*",
        "sources that may speak on the inbound topic: prefixes or patterns with *, separated by commas",
        separated,
    ),
    Setting("inbound_topic", "COUNTERFOIL_INBOUND_TOPIC", None, "counterfoil.inbound", "topic facts come from"),
    Setting("events_topic", "COUNTERFOIL_EVENTS_TOPIC", None, "counterfoil.events", "topic events go to"),
    Setting(
        "kafka_protocol",
        "COUNTERFOIL_KAFKA_PROTOCOL",
        None,
        "PLAINTEXT",
        "PLAINTEXT, SSL (TLS), or SASL_SSL (TLS and a user's password)",
        _protocol,
    ),
    Setting(
        "kafka_ca",
        "COUNTERFOIL_KAFKA_CA",
        None,
        "",
        "path of the certificates (PEM) that vouch for the brokers; none: those of this machine",
        path_of_pem,
    ),
    Setting(
        "kafka_certificate",
        "COUNTERFOIL_KAFKA_CERTIFICATE",
        None,
        "",
        "path of our own certificate (PEM), where the brokers ask for one",
        path_of_pem,
    ),
    Setting("kafka_key", "COUNTERFOIL_KAFKA_KEY", None, "", "path of the key (PEM) of our certificate", path_of_pem),
    Setting(
        "kafka_key_password", "COUNTERFOIL_KAFKA_KEY_PASSWORD", None, "", "password of that key, if any", secret=True
    ),
    Setting(
        "kafka_mechanism",
        "COUNTERFOIL_KAFKA_MECHANISM",
        None,
        "SCRAM-SHA-512",
        "how the password is shown to the brokers: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN",
        one_of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"),
    ),
    Setting("kafka_user", "COUNTERFOIL_KAFKA_USER", None, "", "our user among the brokers; one for each role"),
    Setting("kafka_password", "COUNTERFOIL_KAFKA_PASSWORD", None, "", "that user's password", secret=True),
    Setting(
        "kafka_copies",
        "COUNTERFOIL_KAFKA_COPIES",
        None,
        "",
        "copies of a topic that is made here; default: 3 in production, else as the brokers say",
        _copies,
    ),
)


@dataclass(frozen=True, kw_only=True)
class BrokerSettings:
    """Over which brokers and topics facts come and events go."""

    kafka: str
    sources: tuple[str, ...]
    inbound_topic: str
    events_topic: str
    kafka_protocol: Protocol
    kafka_ca: str
    kafka_certificate: str
    kafka_key: str
    kafka_key_password: str
    kafka_mechanism: str
    kafka_user: str
    kafka_password: str
    kafka_copies: int | None
