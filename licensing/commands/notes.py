"""`counterfoil notes`: what is odd about facts and orders that were accepted."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

import msgspec

from consumers.validation import is_instant
from licensing.commands.printing import origin_columns, table
from licensing.commands.viewing import bring_views, tell_renewal
from licensing.notes import NOTE_KINDS, NoteFilter, NoteTold, notes_told
from licensing.settings import BadSetting, Settings
from licensing.wiring import World
from projections.findings.model import FindingsModel
from projections.findings.noted import CORRECTED, MENDED, SET_ASIDE, STANDINGS, STANDS
from projections.store.opening import open_views

NAME = "notes"
HELP = "List data-quality notes: oddities of facts and orders that were accepted all the same."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which notes, and how to print them."""
    parser.add_argument("--kind", nargs="+", action="extend", choices=NOTE_KINDS, default=[], help="these kinds alone")
    parser.add_argument("--since", metavar="INSTANT", help="noted since then alone, such as 2031-01-01T00:00:00Z")
    parser.add_argument("--standing", nargs="+", action="extend", choices=STANDINGS, default=[], help="these alone")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Brings the views up to date as `findings` does, then prints the notes in the order in which they were noted."""
    wanted = NoteFilter(tuple(arguments.kind), _since(arguments.since), tuple(arguments.standing))
    with World(settings) as world, closing(open_views(settings.place)) as views:
        bring_views(views, world)
        model = FindingsModel()
        views.current(model.name, model.tables)  # made, where nobody has read yet: reading makes nothing
        tell_renewal(views, [model])
        with views.reading():
            told = list(notes_told(world.log, views.current(model.name, model.tables), wanted))
    if arguments.format == "jsonl":
        for note in told:
            sys.stdout.write(msgspec.json.encode(_told(note)).decode() + "\n")
    else:
        columns = ("#", "note", "standing", "fact", "where", "detail", "since", "from")
        table(columns, [_cells(note) for note in told], none="no data-quality notes")
    return 0


def _since(text: str | None) -> str | None:
    if text is not None and not is_instant(text):
        raise BadSetting(f"--since is {text!r}; it must be an instant, such as 2031-01-01T00:00:00Z")
    return text


def _told(told: NoteTold) -> dict[str, object]:
    note = told.note
    return {
        "number": told.number,
        "note": note.kind,
        "standing": note.standing,
        "source": note.source,
        "id": note.id,
        "where": note.place,
        "detail": note.detail,
        "since": note.since,
        "ended": note.ended,
        "by": note.by,
        "position": told.position,
        **(origin_columns(told.origin) if told.origin else {}),
    }


_STANDING = {STANDS: "stands", MENDED: "mended", CORRECTED: "fact corrected", SET_ASIDE: "fact set aside"}


def _cells(told: NoteTold) -> tuple[str, ...]:
    note = told.note
    number = "" if told.number is None else str(told.number)
    standing = f"{_STANDING[note.standing]} by {note.by}" if note.by else _STANDING[note.standing]
    fact, origin = f"{note.source}#{note.id}", str(told.origin) if told.origin else ""
    return number, note.kind, standing, fact, note.place, note.detail, note.since, origin
