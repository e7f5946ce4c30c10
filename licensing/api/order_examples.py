"""An example of every order's body and of its receipt, all from one invented transfer."""

from __future__ import annotations

from typing import Any

from domain.decision import Command


def body_of(command: Command) -> dict[str, Any]:
    """The body of an order."""
    return {"data": {}}


def receipt_of(command: Command) -> dict[str, Any]:
    """The receipt of an order."""
    return {}
