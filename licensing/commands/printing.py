"""How commands print rows: a table for people, one JSON object a line for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from consumers.arrival import Origin

_PIPE_WIDTH = 200


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], none: str) -> None:
    """Prints rows under their headings; when there are none says so where it is no result."""
    if not rows:
        print(none, file=sys.stderr)
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        # Control characters in an id must not reach the terminal.
        shown.add_row(*("".join(c if c.isprintable() else "\ufffd" for c in cell) for cell in row))
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    console.print(shown)


def origin_columns(origin: Origin) -> dict[str, object]:
    """The parts of an origin that there are."""
    parts = {name: getattr(origin, name) for name in ("file", "line", "topic", "partition", "offset")}
    return {name: value for name, value in parts.items() if value is not None}
