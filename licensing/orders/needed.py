"""What deciding an order will most likely look up, told before: so a group of orders asks for it all at once.

A guess that misses costs a round trip of its own, later; nothing is ever decided on a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.events.subject_names import finding_subject
from licensing.orders.deciding import Placed, entry_base, entry_id, own_source
from licensing.orders.disposing import findings_of


class Needed(NamedTuple):
    """Subjects of the records, streams of the log, and entries by source and id."""

    subjects: list[str]
    streams: list[str]
    entries: list[tuple[str, str]]


def needed(placed: Placed, positions: Iterable[int]) -> Needed:
    """What an order needs; `positions` are where its entries may come to lie."""
    noun, _, name = placed.about.partition("/")
    closed = [finding_subject(x) for x in findings_of(placed.form.data)]
    subjects = [f"declaration/{name}", f"movement/{name}"] if noun == "consignment" else closed or [placed.about]
    cited = {getattr(line, "licence_reference", None) for line in getattr(placed.form.data, "lines", ())}
    streams = [placed.about, *closed, *(f"licence/{placed.by.state}:{reference}" for reference in cited if reference)]
    if placed.request is None:
        return Needed(subjects, streams, [])
    source, base = own_source(placed), entry_base(placed.request)
    return Needed(subjects, streams, [(source, entry_id(position, base)) for position in positions])
