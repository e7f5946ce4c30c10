"""How brokers are reached: where they are, by what protocol, and who we are to them."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Any, Literal

from domain.kernel.errors import DomainError

Protocol = Literal["PLAINTEXT", "SSL", "SASL_SSL"]
SAFE_COPIES = 3
"""Of three brokers one may end and another be restarted, and what was acknowledged is still there."""


class UnusableKey(DomainError):
    """A certificate or key that names us to the brokers, or them to us, is not there or does not fit."""


@dataclass(frozen=True, kw_only=True)
class Brokers:
    """Brokers and what they ask of their clients; every client of ours is opened by this.

    `copies` is how many copies a topic made here gets, None as the brokers say. `strict` refuses topics that could lose
    what was acknowledged.
    """

    servers: str
    protocol: Protocol = "PLAINTEXT"
    ca: str = ""
    certificate: str = ""
    key: str = ""
    key_password: str = field(default="", repr=False)
    mechanism: str = "SCRAM-SHA-512"
    user: str = ""
    password: str = field(default="", repr=False)
    copies: int | None = None
    strict: bool = False

    def __str__(self) -> str:
        return self.servers


Servers = str | Brokers
"""Brokers by their addresses alone, host:port separated by commas, where they ask for nothing else."""


def in_full(servers: Servers) -> Brokers:
    """The same with everything said."""
    return Brokers(servers=servers) if isinstance(servers, str) else servers


def client_keywords(servers: Servers) -> dict[str, Any]:
    """The keywords that a client of kafka-python takes. Raises UnusableKey."""
    these = in_full(servers)
    keywords: dict[str, Any] = {
        "bootstrap_servers": [host.strip() for host in these.servers.split(",")],
        "security_protocol": these.protocol,
    }
    if these.protocol != "PLAINTEXT":
        keywords["ssl_context"] = _context(these)
    if these.protocol == "SASL_SSL":
        keywords |= {
            "sasl_mechanism": these.mechanism,
            "sasl_plain_username": these.user,
            "sasl_plain_password": these.password,
        }
    return keywords


def _context(these: Brokers) -> ssl.SSLContext:
    """TLS that checks certificate and name of a broker, and shows ours where we have one."""
    try:
        context = ssl.create_default_context(cafile=these.ca or None)
    except OSError as why:
        raise UnusableKey(f"the certificates at {these.ca} (COUNTERFOIL_KAFKA_CA) cannot be used: {why}") from why
    if these.certificate:
        try:
            # The password as a function: without one OpenSSL would ask at the terminal.
            context.load_cert_chain(these.certificate, these.key, lambda: these.key_password)
        except OSError as why:
            raise UnusableKey(
                f"the certificate at {these.certificate} (COUNTERFOIL_KAFKA_CERTIFICATE) and the key at {these.key} "
                f"(COUNTERFOIL_KAFKA_KEY) cannot be used: {why}"
            ) from why
    return context
