"""`counterfoil rejects`: what came and was not accepted; shown, or tried again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from consumers.arrival import Counts, Outcome, RejectReason
from domain.kernel.errors import NotFound
from licensing.commands.printing import origin_columns, table
from licensing.log import RejectedRow
from licensing.settings import Settings
from licensing.wiring import World

NAME = "rejects"
HELP = "List what was not accepted, or try it again."


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to print them, or which to try again."""
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")
    parser.add_argument(
        "--retry",
        nargs="*",
        type=int,
        metavar="N",
        help="try these again, or all of them: after a new version of the schema, or of the sources allowed",
    )

    parser.add_argument("--prune", action="store_true", help="take away those kept longer than COUNTERFOIL_REJECT_DAYS")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints every reject, in the order they came; or tries some again and tells what became of them."""
    with World(settings) as world:
        if arguments.retry is not None:
            return _retry(world, arguments.retry)
        if arguments.prune:
            return _prune(world)
        rows, tallies = world.log.rejects(), world.log.reject_tallies()
    if arguments.format == "jsonl":
        for row in rows:
            sys.stdout.write(msgspec.json.encode(_told(row)).decode() + "\n")
    else:
        cells = [_cells(row) for row in rows]
        table(("#", "reason", "source", "id", "detail", "from"), cells, none="nothing was rejected")
    for day, source, tally in tallies:
        if tally.not_kept:
            told = f"{day}: {tally.not_kept} more rejects of {source!r} ({tally.not_kept_bytes} bytes) were not kept"
            print(f"{told}: beyond the quota of a day", file=sys.stderr)
    return 0


def _prune(world: World) -> int:
    before = (datetime.now(UTC).date() - timedelta(days=world.settings.reject_days)).isoformat()
    print(f"took away {world.log.forget_rejects(before)} rejects that were kept before {before}", file=sys.stderr)
    return 0


def _retry(world: World, numbers: Sequence[int]) -> int:
    rows = {row.number: row for row in world.log.rejects()}
    missing = [number for number in numbers if number not in rows]
    if missing:
        raise NotFound(f"there is no reject {missing[0]}; `counterfoil rejects` lists them with their numbers")
    total = Counts()
    for row in [rows[number] for number in numbers] or rows.values():
        outcome = _tried(world, row)
        total = total.plus(outcome.counts) if outcome else total
    print(
        f"tried again {total.seen}: accepted {total.accepted}, repeated {total.repeated},"
        f" still rejected {total.rejected - total.displaced}",
        file=sys.stderr,
    )
    return 0


def _tried(world: World, row: RejectedRow) -> Outcome | None:
    # Which of two conflicting copies stands follows from when they were recorded; trying cannot change that.
    log, origin = world.log, row.reject.origin
    raw = None if row.reject.reason is RejectReason.CONFLICTING_DUPLICATE else log.rejected_bytes(row.number)
    if raw is None:
        return None
    arrival = world.examined_again(raw, origin)
    return log.record([arrival], instead_of=[row.key])


def _told(row: RejectedRow) -> dict[str, object]:
    return {"number": row.number, **origin_columns(row.reject.origin), **row.reject.told()}


def _cells(row: RejectedRow) -> tuple[str, ...]:
    r = row.reject
    return str(row.number), r.reason, r.source or "-", r.id or "-", r.detail, str(r.origin)
