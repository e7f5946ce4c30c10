"""To publish a reference list: the same checks by whatever way it comes, and one publishing office (R-137, R-138)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from domain.decisions import part
from domain.decisions.command import Command, Decision, Ordered, by_two, passes
from domain.decisions.states import always, mistaken
from domain.events.lists import IDENTITY, ListPublished, rows_of
from domain.kernel.errors import NotAllowed
from domain.kernel.moments import day
from domain.preconditions.grounds import Grounds
from domain.record.records import Records
from domain.record.sources import state_of
from domain.state.reference import listing

_HALF = 2
_PERIODS = (("listed_on", "delisted_on"), ("from", "to"))


def publishing_state(records: Records, name: str) -> str | None:
    """The State whose office publishes a list: the one whose publication is on record first; None where none is."""
    told = records.facts(f"list/{name}")
    return state_of(min(told, key=lambda f: (f.recorded, f.id, f.source)).source) if told else None


def publish_list(grounds: Grounds, order: ListPublished, ordered: Ordered) -> Decision:
    """A new publication replaces the list from its day on; raises NotAllowed where it is not to be trusted (R-138)."""
    must_be_trusted(grounds.records, order, ordered.state, ordered.despite)
    return passes(order)


def must_be_trusted(records: Records, order: ListPublished, state: str, despite: str | None) -> None:
    """Raises NotAllowed unless a State may publish a list as it is (R-138).

    Every row is one of that list and there once; it takes effect no earlier than the one in force; with half of its
    rows or less only where a reason is given (`despite`); and the office that publishes the list publishes it.
    """
    publisher = publishing_state(records, order.list)
    if publisher is not None and publisher != state:
        mend = f"Have the office of {publisher} publish it, or publish a list of your own as a fact of your register."
        raise mistaken("ANOTHER_OFFICE", "R-138", mend, list=order.list, published_by=publisher)
    try:
        rows_of(order)
    except (KeyError, TypeError, msgspec.ValidationError) as why:
        mend = f"Compare the rows with the form of list {order.list}."
        raise mistaken("NO_SUCH_ROW", "R-138", mend, list=order.list, why=why) from why
    for fault in _faults(order):
        raise fault
    _must_come_into_force(records, order)
    _must_be_as_long(records, order, despite)


def _faults(order: ListPublished) -> Iterator[NotAllowed]:
    fields, seen = IDENTITY[order.list], dict[tuple[str, ...], int]()
    for number, row in enumerate(order.rows, start=1):
        named = tuple(str(row.get(field)) for field in fields)
        if named in seen:
            mend = "Leave one of them, or give each its own."
            yield mistaken("ROW_TWICE", "R-138", mend, row=number, as_row=seen[named], called=" ".join(named))
        seen.setdefault(named, number)
        yield from _in_itself(number, row, fields)


def _in_itself(number: int, row: dict[str, Any], fields: tuple[str, ...]) -> Iterator[NotAllowed]:
    for field in (*fields, "name") if "name" in row else fields:
        if not str(row.get(field) or "").strip():
            yield mistaken("ROW_UNNAMED", "R-138", f"Give row {number} its {field}.", row=number, field=field)
    for first, last in _PERIODS:
        if row.get(first) and row.get(last) and str(row[last]) < str(row[first]):
            mend = "Correct one of the two."
            yield mistaken("ROW_ENDS_FIRST", "R-138", mend, row=number, **{first: row[first], last: row[last]})


def _must_come_into_force(records: Records, order: ListPublished) -> None:
    """A publication that takes effect before the one in force would never come into force."""
    published = listing.of(records, order.list).published
    if published is not None and day(order.effective_on) < day(published.data.effective_on):
        named = {"effective_on": order.effective_on, "before version": published.data.version}
        mend = f"Name {published.data.effective_on}, from which that is in force, or a later day."
        raise mistaken("NEVER_IN_FORCE", "R-138", mend, list=order.list, **named)


def _must_be_as_long(records: Records, order: ListPublished, despite: str | None) -> None:
    now, before = len(order.rows), len(listing.of(records, order.list).rows)
    if before and now * _HALF <= before and not (despite or "").strip():
        mend = "Fetch it again; if half of it or more is gone, give the reason: `despite`, or --accept-smaller."
        raise mistaken("LIST_SHRINKS", "R-138", mend, list=order.list, rows=now, in_force=before)


COMMANDS = (
    Command(
        "list",
        "publish",
        "publish a reference list",
        ListPublished,
        publish_list,
        always,
        frozenset({"any"}),
        "reference",
        "R-138",
        second=by_two,
        part=part.by_the_role_alone,
    ),
)
