"""`counterfoil notes`: what is odd about facts and orders that were accepted."""

from __future__ import annotations

import argparse
import sys

import msgspec

from consumers.validation import is_instant
from domain.kernel.moments import Instant, instant
from domain.record.data_quality import Oddity
from licensing.commands.lists import lists_of
from licensing.commands.printing import origin_columns, table
from licensing.notes import NoteTold, Wanted, notes_told
from licensing.settings import BadSetting, Settings
from licensing.wiring import World

NAME = "notes"
HELP = "List data-quality notes: oddities of facts and orders that were accepted all the same."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which notes, and how to print them."""
    parser.add_argument(
        "--kind", nargs="+", choices=[str(x) for x in Oddity], default=(), metavar="KIND", help="these kinds alone"
    )
    parser.add_argument("--since", metavar="INSTANT", help="on what was recorded since, as 2031-01-01T00:00:00Z")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints the notes: those on record in the order they came, then those found since."""
    wanted = Wanted(frozenset(arguments.kind), _since(arguments.since))
    with World(settings) as world:
        told = list(notes_told(world.log, lambda: lists_of(world), wanted))
    if arguments.format == "jsonl":
        for note in told:
            sys.stdout.write(msgspec.json.encode(_told(note)).decode() + "\n")
    else:
        columns = ("#", "note", "standing", "fact", "where", "detail", "from")
        table(columns, [_cells(note) for note in told], none="no data-quality notes")
    return 0


def _since(text: str | None) -> Instant | None:
    if text is None:
        return None
    if not is_instant(text):
        raise BadSetting(f"--since is {text!r}; it must be an instant, such as 2031-01-01T00:00:00Z")
    return instant(text)


def _told(told: NoteTold) -> dict[str, object]:
    return {
        "number": told.number,
        "note": told.note.oddity,
        "standing": told.standing,
        "mended_by": told.mended_by,
        "source": told.source,
        "id": told.id,
        "where": told.note.where,
        "detail": told.note.detail,
        "position": told.position,
        "recordedat": told.recordedat,
        **(origin_columns(told.row.origin) if told.row else {}),
    }


def _cells(told: NoteTold) -> tuple[str, ...]:
    number = "" if told.number is None else str(told.number)
    standing = f"mended by {told.mended_by}" if told.mended_by else "stands"
    fact, origin = f"{told.source}#{told.id}", str(told.row.origin) if told.row else ""
    return number, told.note.oddity, standing, fact, told.note.where, told.note.detail, origin
