"""`counterfoil notes`: what is odd about facts that were accepted."""

from __future__ import annotations

import argparse
import sys

import msgspec

from licensing.commands.printing import origin_columns, table
from licensing.log import NotedRow
from licensing.settings import Settings
from licensing.wiring import World

NAME = "notes"
HELP = "List data-quality notes: oddities of facts that were accepted all the same."


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to print them."""
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints every note, in the order they came."""
    with World(settings) as world:
        rows = world.log.notes()
    if arguments.format == "jsonl":
        for row in rows:
            sys.stdout.write(msgspec.json.encode(_told(row)).decode() + "\n")
    else:
        columns = ("#", "note", "fact", "where", "detail", "from")
        table(columns, [_cells(row) for row in rows], none="no data-quality notes")
    return 0


def _told(row: NotedRow) -> dict[str, object]:
    return {
        "number": row.number,
        "note": row.note.oddity,
        "source": row.source,
        "id": row.id,
        "where": row.note.where,
        "detail": row.note.detail,
        "position": row.position,
        **origin_columns(row.origin),
    }


def _cells(row: NotedRow) -> tuple[str, ...]:
    fact = f"{row.source}#{row.id}"
    return str(row.number), row.note.oddity, fact, row.note.where, row.note.detail, str(row.origin)
