"""`counterfoil screen --names FILE`: many names against the list of sanctions in force."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from consumers.published.content import content_of
from consumers.published.faults import SHOWN, BadList, Fault
from domain.chapters.screening.comparison import HIT
from licensing.commands.lists import lists_of
from licensing.commands.printing import table
from licensing.lists.names import NamesRead, read_names
from licensing.lists.screening import Against, Hit
from licensing.lists.sheets import csv_sheet, xlsx_sheet
from licensing.settings import BadSetting, Settings
from licensing.wiring import World

NAME = "screen"
HELP = "Hold names against the list of sanctions in force."
_COLUMNS = ("row", "name", "list", "entry", "score", "verdict", "why")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which names, and how to print what is found."""
    parser.add_argument(
        "--names",
        type=Path,
        required=True,
        metavar="FILE",
        help="CSV or XLSX with the columns name, kind, state, date_of_birth, nationality, identifiers; all but name may"
        " lack; a cell that cannot be read is told, and its row screened without it",
    )
    parser.add_argument("--format", choices=("table", "jsonl", "csv", "xlsx"), default="table", help="default: table")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it; XLSX is written nowhere else")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints one row for each hit; 2 when the file cannot be read."""
    if arguments.format == "xlsx" and arguments.output is None:
        raise BadSetting("--format xlsx needs a file: name it with --output")
    try:
        read = _names(arguments.names)
    except BadList as why:
        _tell_faults(arguments.names.name, why.faults)
        return 2
    _tell_faults(arguments.names.name, [x for found in read.faults.values() for x in found])
    gc.disable()  # an index of names is trees without cycles: looking for cycles in it only costs time
    try:
        with World(settings) as world, closing(lists_of(world)) as lists, lists.standing() as standing:
            against = Against(standing)
            hits = list(against.hits(read.names))
    finally:
        gc.enable()
    _put(arguments, hits, read)
    _tell(read, hits, against)
    return 0


def _names(file: Path) -> NamesRead:
    try:
        return read_names(content_of(file))
    except OSError as why:
        raise BadSetting(f"{file} cannot be read: {why.strerror}") from why


def _tell_faults(name: str, faults: Sequence[Fault]) -> None:
    for fault in faults[:SHOWN]:
        print(f"counterfoil: {name}: {fault.told()}", file=sys.stderr)
    if len(faults) > SHOWN:
        print(f"and {len(faults) - SHOWN} more", file=sys.stderr)


def _put(arguments: argparse.Namespace, hits: list[Hit], read: NamesRead) -> None:
    if arguments.format == "table" and arguments.output is None:
        table(_COLUMNS, [_cells(x) for x in hits], none="nothing was found")
        return
    content = _written(arguments.format, hits, read)
    if arguments.output is None:
        print(content.decode(), end="")
        return
    try:
        arguments.output.write_bytes(content)
    except OSError as why:
        raise BadSetting(f"{arguments.output} cannot be written: {why.strerror}") from why


def _written(form: str, hits: list[Hit], read: NamesRead) -> bytes:
    """What was found as a file; a sheet also says what could not be read, row by row."""
    if form == "jsonl":
        return b"".join(msgspec.json.encode(x) + b"\n" for x in hits)
    rows = [_cells(x) for x in hits]
    if form == "table":
        return "".join("\t".join(x) + "\n" for x in (_COLUMNS, *rows)).encode()
    told = [(str(row), "", "", "", "", "NOT READ", x.told()) for row, found in read.faults.items() for x in found]
    rows = sorted([*rows, *told], key=lambda x: int(x[0]))
    return csv_sheet(_COLUMNS, rows) if form == "csv" else xlsx_sheet(_COLUMNS, rows)


def _cells(hit: Hit) -> tuple[str, ...]:
    return (str(hit.row), hit.name, hit.list, hit.entry, f"{hit.score:.3f}", hit.verdict, hit.why)


def _tell(read: NamesRead, hits: list[Hit], against: Against) -> None:
    sure = sum(x.verdict == HIT for x in hits)
    data = against.published.data
    unread = read.rows - len(read.names)
    partly = len(read.faults) - unread
    parts = [f"; {n} {what}" for n, what in ((partly, "without a cell"), (unread, "not at all")) if n]
    print(
        f"{len(read.names):,} names held against version {data.version} of {data.list} ({len(data.rows):,} rows, in"
        f" effect from {data.effective_on}): hits {sure}, candidates {len(hits) - sure}{''.join(parts)}",
        file=sys.stderr,
    )
