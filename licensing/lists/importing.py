"""A published list taken in: held against the one in force, then ordered as an administrator orders it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from consumers.arrival import Origin
from consumers.inbound import LONGEST_FACT, delivery_of
from consumers.published.faults import Published, bad, content_version
from domain.decisions import COMMANDS
from domain.decisions.lists import must_be_trusted
from domain.events.lists import ListPublished
from domain.events.proposal import OrderProposed
from domain.kernel.errors import NotAllowed, Stale
from domain.kernel.event import canonical
from domain.kernel.moments import DAY_LENGTH, date_text, instant
from domain.state.reference import Listing
from licensing.access import Actor
from licensing.lists.standing import Lists
from licensing.log import Log
from licensing.orders.acknowledgement import Acknowledgement
from licensing.orders.deciding import Placed, new_id, not_before, order_placed, own_source
from licensing.orders.form import read_order
from licensing.settings import WALL

PUBLISH = COMMANDS["list publish"]
TIMES = 5
_ENVELOPE_ROOM = 4_096


class WantedPublication(NamedTuple):
    """What is to be published: the list, its rows, and what the caller says about it, None where he says nothing."""

    name: str
    published: Published
    version: str | None = None
    effective_on: str | None = None
    accept_smaller: str | None = None


class Taken(NamedTuple):
    """What became of it: the name under which it waits for another administrator, who confirms it.

    `proposal` is None where it is in force at once, and where the list in force says the same already: then it is not
    `new`.
    """

    version: str
    effective_on: str
    before: int
    proposal: str | None = None
    new: bool = True


class Importer:
    """Takes lists in; `decide` carries out an order and gives its acknowledgement."""

    def __init__(
        self, log: Log, lists: Lists, now: Callable[[], str], decide: Callable[[Placed], Acknowledgement]
    ) -> None:
        self._log, self._lists, self._now, self._decide = log, lists, now, decide

    def take(self, wanted: WantedPublication, by: Actor) -> Taken:
        """Proposes the list, or finds that nothing is new; raises BadList when it is not to be trusted."""
        for attempt in range(TIMES):
            try:
                return self._taken(wanted, by)
            except Stale:  # somebody else published this list meanwhile: it is judged again beside that one
                if attempt == TIMES - 1:
                    raise
        raise AssertionError("the loop above returns or raises")

    def take_in(self, wanted: WantedPublication, by: Actor) -> Taken:
        """Records the list at once, as `counterfoil import` records a fact: where no office works, nobody confirms.

        Raises BadList when it is not to be trusted.
        """
        with self._lists.standing() as standing:
            current, order = standing.listing(wanted.name), self._order(wanted)
            if _says_the_same(current, wanted, order.version):
                return _the_same(current, order)
            placed = order_placed(read_order(PUBLISH, _written(order, wanted.accept_smaller)), by)
            try:
                must_be_trusted(standing.records, order, by.state, wanted.accept_smaller)
            except NotAllowed as why:
                raise bad("the list", str(why), why.mend) from why
        moment = self._moment()
        fact = {
            "source": own_source(placed),
            "id": f"LIST-{new_id()}",
            "type": "list.published.v1",
            "subject": order.list,
            "time": moment,
            "recordedat": moment,
            "data": msgspec.to_builtins(order),
        }
        self._log.record([delivery_of(fact, Origin())])
        return Taken(order.version, order.effective_on, len(current.rows))

    def _order(self, wanted: WantedPublication) -> ListPublished:
        rows = wanted.published.data
        return ListPublished(
            list=wanted.name,
            version=wanted.version or wanted.published.version or content_version(rows),
            effective_on=wanted.effective_on or date_text(int(instant(self._moment()) // DAY_LENGTH)),
            rows=tuple(rows),
        )

    def _taken(self, wanted: WantedPublication, by: Actor) -> Taken:
        seen = self._log.version(f"list/{wanted.name}")
        with self._lists.standing() as standing:
            current = standing.listing(wanted.name)
        order = self._order(wanted)
        if _says_the_same(current, wanted, order.version):
            return _the_same(current, order)
        body = _written(order, wanted.accept_smaller)
        try:
            acknowledgement = self._decide(order_placed(read_order(PUBLISH, body), by, seen))
        except NotAllowed as why:
            raise bad("the list", str(why), why.mend) from why
        return Taken(order.version, order.effective_on, len(current.rows), _proposal_in(acknowledgement))

    def _moment(self) -> str:
        """Now, as an order given now has it: in a world of the record never behind what is on record."""
        now = self._now()
        return now if self._log.clock == WALL else not_before(now, self._log.greatest_recordedat())


def _the_same(current: Listing, order: ListPublished) -> Taken:
    in_force: Any = current.published
    return Taken(order.version, in_force.data.effective_on, len(order.rows), new=False)


def _proposal_in(acknowledgement: Acknowledgement) -> str:
    return next(entry.data.proposal for entry in acknowledgement.entries if isinstance(entry.data, OrderProposed))


def _says_the_same(current: Listing, wanted: WantedPublication, version: str) -> bool:
    if current.published is None:
        return False
    data = current.published.data
    return (
        data.version == version
        and wanted.effective_on in (None, data.effective_on)
        and canonical(list(data.rows)) == canonical(wanted.published.data)
    )


def _written(order: ListPublished, despite: str | None) -> bytes:
    body = msgspec.json.encode({"data": order, **({"despite": despite} if despite else {})})
    if len(body) > LONGEST_FACT - _ENVELOPE_ROOM:
        told = f"it makes one fact of {len(body):,} bytes; at most {LONGEST_FACT:,} are taken"
        raise bad("the list", told, "publish it in several lists of its kind, or without what no rule reads")
    return body
