"""Who may reach what serves, how often, and whose word counts for where a request comes from."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from licensing.settings.setting import Setting, at_least_one, separated

MOST_OF_STRANGERS, MOST_OF_ONE = 1_200, 30_000
"""Requests a minute."""


def _networks(text: str) -> tuple[str, ...]:
    found = separated(text)
    for one in found:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise ValueError("addresses or networks, such as 10.0.0.7,192.168.1.0/24, separated by commas") from None
    return found


SERVING = (
    Setting(
        "trusted_proxies",
        "COUNTERFOIL_TRUSTED_PROXIES",
        None,
        "",
        "addresses or networks of proxies that are believed where a request comes from (X-Forwarded-For); none: nobody",
        _networks,
    ),
    Setting(
        "most_connections",
        "COUNTERFOIL_MOST_CONNECTIONS",
        None,
        "1000",
        "so many connections are open at once and no more",
        at_least_one(),
    ),
    Setting(
        "most_from_one",
        "COUNTERFOIL_MOST_CONNECTIONS_FROM_ONE",
        None,
        "400",
        "so many of them from one address, unless it is a trusted proxy",
        at_least_one(),
    ),
    Setting(
        "most_of_strangers",
        "COUNTERFOIL_MOST_OF_STRANGERS",
        None,
        str(MOST_OF_STRANGERS),
        "so many requests a minute of one address are answered of whoever is not signed in",
        at_least_one(),
    ),
    Setting(
        "most_of_one",
        "COUNTERFOIL_MOST_OF_ONE",
        None,
        str(MOST_OF_ONE),
        "so many requests a minute of one account are answered",
        at_least_one(),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ServingSettings:
    """Who may reach what serves, how often, and whose word counts for where a request comes from."""

    trusted_proxies: tuple[str, ...]
    most_connections: int
    most_from_one: int
    most_of_strangers: int
    most_of_one: int
