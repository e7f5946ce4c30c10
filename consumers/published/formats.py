"""The forms in which lists are published, by the name under which they are imported: the one place to add another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from consumers.published.csv_list import read_csv_list
from consumers.published.faults import Published
from consumers.published.un_consolidated import read_un_consolidated


class ListFormat(NamedTuple):
    """How a file is written: what that is, the lists that come in it (None: any), and what reads it."""

    title: str
    lists: frozenset[str] | None
    read: Callable[[str, bytes], Published]


FORMATS: Mapping[str, ListFormat] = {
    "un-consolidated": ListFormat(
        title="the consolidated list of the Security Council, in XML",
        lists=frozenset({"sanctions"}),
        read=lambda _, content: read_un_consolidated(content),
    ),
    "csv": ListFormat(title="a table with a column for each field", lists=None, read=read_csv_list),
}
