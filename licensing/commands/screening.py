"""`counterfoil screen --names FILE.csv`: many names against the list of sanctions in force."""

from __future__ import annotations

import argparse
import gc
import sys
from contextlib import closing
from pathlib import Path

import msgspec

from consumers.published.content import content_of
from consumers.published.faults import SHOWN, BadList
from domain.chapters.screening.comparison import HIT
from licensing.commands.lists import lists_of
from licensing.commands.printing import table
from licensing.lists.names import GivenName, read_names
from licensing.lists.screening import Against, Hit
from licensing.settings import BadSetting, Settings
from licensing.wiring import World

NAME = "screen"
HELP = "Hold names against the list of sanctions in force."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which names, and how to print what is found."""
    parser.add_argument(
        "--names",
        type=Path,
        required=True,
        metavar="FILE",
        help="CSV with the columns name, kind, state, date_of_birth, nationality, identifiers; all but name may lack",
    )
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints one row for each hit; 2 when the file cannot be read."""
    try:
        names = _names(arguments.names)
    except BadList as why:
        for fault in why.faults[:SHOWN]:
            print(f"counterfoil: {arguments.names.name}: {fault.told()}", file=sys.stderr)
        if len(why.faults) > SHOWN:
            print(f"and {len(why.faults) - SHOWN} more", file=sys.stderr)
        return 2
    gc.disable()  # an index of names is trees without cycles: looking for cycles in it only costs time
    try:
        with World(settings) as world, closing(lists_of(world)) as lists, lists.standing() as standing:
            against = Against(standing)
            hits = list(against.hits(names))
    finally:
        gc.enable()
    _print(arguments.format, hits)
    _tell(len(names), hits, against)
    return 0


def _names(file: Path) -> list[GivenName]:
    try:
        return read_names(content_of(file))
    except OSError as why:
        raise BadSetting(f"{file} cannot be read: {why.strerror}") from why


def _print(form: str, hits: list[Hit]) -> None:
    if form == "jsonl":
        for hit in hits:
            print(msgspec.json.encode(hit).decode())
        return
    rows = [(str(x.row), x.name, x.list, x.entry, f"{x.score:.3f}", x.verdict, x.why) for x in hits]
    table(("row", "name", "list", "entry", "score", "verdict", "why"), rows, none="nothing was found")


def _tell(count: int, hits: list[Hit], against: Against) -> None:
    sure = sum(x.verdict == HIT for x in hits)
    data = against.published.data
    print(
        f"{count:,} names held against version {data.version} of {data.list} ({len(data.rows):,} rows, in effect from"
        f" {data.effective_on}): hits {sure}, candidates {len(hits) - sure}",
        file=sys.stderr,
    )
