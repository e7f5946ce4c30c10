"""Over which brokers and topics facts come and events go."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.settings.setting import Setting, separated

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
)


@dataclass(frozen=True, kw_only=True)
class BrokerSettings:
    """Over which brokers and topics facts come and events go."""

    kafka: str
    sources: tuple[str, ...]
    inbound_topic: str
    events_topic: str
