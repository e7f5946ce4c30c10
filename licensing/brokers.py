"""The brokers that settings name, and what they ask of us."""

from __future__ import annotations

from consumers.kafka_brokers import SAFE_COPIES, Brokers
from licensing.settings import BadSetting, Settings

_OF_TLS = ("kafka_ca", "kafka_certificate", "kafka_key", "kafka_key_password")
_OF_A_USER = ("kafka_user", "kafka_password")


def named_brokers(settings: Settings) -> Brokers:
    """How brokers are reached. Raises BadSetting where none are named, or what is said of them does not go together."""
    if not settings.kafka:
        raise BadSetting("no brokers are named; give --kafka or set COUNTERFOIL_KAFKA")
    _must_go_together(settings)
    return Brokers(
        servers=settings.kafka,
        protocol=settings.kafka_protocol,
        ca=settings.kafka_ca,
        certificate=settings.kafka_certificate,
        key=settings.kafka_key,
        key_password=settings.kafka_key_password,
        mechanism=settings.kafka_mechanism,
        user=settings.kafka_user,
        password=settings.kafka_password,
        copies=settings.kafka_copies or (SAFE_COPIES if settings.production else None),
        strict=settings.production,
    )


def _must_go_together(settings: Settings) -> None:
    protocol = settings.kafka_protocol
    _not_meant(settings, _OF_TLS if protocol == "PLAINTEXT" else (), "SSL or SASL_SSL")
    _not_meant(settings, _OF_A_USER if protocol != "SASL_SSL" else (), "SASL_SSL")
    if protocol == "SASL_SSL" and not (settings.kafka_user and settings.kafka_password):
        raise BadSetting("SASL_SSL needs COUNTERFOIL_KAFKA_USER and COUNTERFOIL_KAFKA_PASSWORD_FILE")
    if bool(settings.kafka_certificate) != bool(settings.kafka_key):
        raise BadSetting("COUNTERFOIL_KAFKA_CERTIFICATE and COUNTERFOIL_KAFKA_KEY go together; one of them lacks")


def _not_meant(settings: Settings, names: tuple[str, ...], protocol: str) -> None:
    """What would be left unused is a mistake: whoever gave it believes that it protects."""
    given = [f"COUNTERFOIL_{name.upper()}" for name in names if getattr(settings, name)]
    if given:
        raise BadSetting(
            f"{', '.join(given)} would not be used by {settings.kafka_protocol}; "
            f"set COUNTERFOIL_KAFKA_PROTOCOL to {protocol}, or leave it out"
        )
