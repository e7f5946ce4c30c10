"""Which rights each of our processes, and each sender of facts, needs on the brokers, and none beyond."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

WHO = ("publish", "read", "consume", "sender")
"""The roles that reach the brokers, and whoever sends us facts; `serve` and `clock` do not."""


class Right(NamedTuple):
    """What a user may do with one topic or one group."""

    user: str
    kind: Literal["topic", "group"]
    name: str
    operations: tuple[str, ...]

    @property
    def command(self) -> str:
        """The arguments of kafka-acls.sh that give it."""
        operations = " ".join(f"--operation {operation}" for operation in self.operations)
        return f"--add --allow-principal User:{self.user} {operations} --{self.kind} {self.name}"


def rights(users: Mapping[str, str], events: str, inbound: str, group: str) -> list[Right]:
    """The rights of users by role (the members of WHO), on two topics and a group by their exact names.

    Who publishes reads the last record to go on behind it; who publishes or consumes makes its topic where it is gone,
    and looks at its settings.
    """
    keeps = ("Describe", "DescribeConfigs", "Create")
    return [
        Right(users["publish"], "topic", events, ("Write", "Read", *keeps)),
        Right(users["read"], "topic", events, ("Read", "Describe")),
        Right(users["consume"], "topic", inbound, ("Read", *keeps)),
        Right(users["consume"], "group", group, ("Read",)),
        Right(users["sender"], "topic", inbound, ("Write", "Describe")),
    ]
