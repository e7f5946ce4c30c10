"""What a fault of the program does to an order: it is that order's alone, and the log tells it under an id."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from domain.kernel.errors import DomainError
from licensing.orders.deciding import CommandHandler, Placed, entry_base

_LOG = logging.getLogger(__name__)


class Undecided(DomainError):
    """An order that the program failed to decide; what went wrong stands in the log under the order's id."""

    def __init__(self, order: str, order_id: str) -> None:
        self.order, self.order_id = order, order_id
        super().__init__(f"the program failed to decide {order!r}; the log tells where, under {order_id}")


class GroupFault(Exception):
    """A group of orders was taken back since the program failed at one of them; which one, where that can be told."""

    def __init__(self, place: int | None, why: Exception) -> None:
        super().__init__(place, why)
        self.place, self.why = place, why


class NotFiled(Exception):
    """What an order led to was put and could not be taken in: no mistake of a caller, whatever was raised."""


def undecided(orders: Sequence[Placed], why: Exception, handler: CommandHandler) -> list[Undecided]:
    """The answers to orders at which the program failed, after the log has been told where, once."""
    found = [Undecided(x.form.command.name, entry_base(x.request) if x.request else handler.new_id()) for x in orders]
    told = {
        "order": ", ".join(dict.fromkeys(x.order for x in found)),
        "order_id": ", ".join(x.order_id for x in found),
        "request_id": ", ".join(x.request_id for x in orders if x.request_id),
    }
    extra = {name: value for name, value in told.items() if value}
    _LOG.error("the program failed to decide an order", exc_info=why, extra=extra)
    for one in found:
        one.__cause__ = why
    return found
