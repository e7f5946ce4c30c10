"""`counterfoil access-log`: who asked for what; rows past their time are taken away, and a user is let in."""

from __future__ import annotations

import argparse
import getpass
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import msgspec

from consumers.validation import is_instant
from licensing.access import READ_ACCESSES, Actor, require
from licensing.access_log import Access, AccessFilter, AccessStore, open_store, row_moment
from licensing.commands.officers import holder_of_token, offer_token
from licensing.commands.printing import table
from licensing.settings import BadSetting, Settings

NAME = "access-log"
HELP = "List who asked for what, take away rows past their time, or let the service's user write to it."
_AT_ONCE = 1_000
_EXACT = ("person", "account", "role", "event", "route", "key")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which rows, and how to print them; or what else to do."""
    offer_token(parser)
    parser.add_argument("--since", metavar="INSTANT", help="from then on, such as 2031-01-01T00:00:00Z")
    parser.add_argument("--until", metavar="INSTANT", help="before then")
    for name in _EXACT:
        parser.add_argument(f"--{name}", metavar=name.upper(), help="these rows alone")
    parser.add_argument("--outcome", type=int, metavar="STATUS", help="these rows alone")
    parser.add_argument("--limit", type=int, default=_AT_ONCE, metavar="N", help=f"default: {_AT_ONCE}")
    parser.add_argument("--before", type=int, metavar="NUMBER", help="rows below this number: where a page ended")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")
    parser.add_argument(
        "--prune",
        action="store_true",
        help="take away rows older than COUNTERFOIL_ACCESS_LOG_DAYS, and say so in a row",
    )
    parser.add_argument(
        "--grant", metavar="USER", help="let a user of PostgreSQL add rows and read them and no more; said by the owner"
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints rows, the newest first; an auditor with a token sees those of his State, a demo all."""
    with closing(open_store(settings.place)) as store:
        if arguments.grant:
            return _grant(store, arguments.grant)
        if arguments.prune:
            return _prune(store, settings.access_log_days)
        wanted = _wanted(arguments, holder_of_token(arguments, settings, {}))
        rows = store.rows(wanted, arguments.limit, arguments.before)
    if arguments.format == "jsonl":
        for row in rows:
            sys.stdout.write(msgspec.json.encode(row.told()).decode() + "\n")
    else:
        cells = [(str(row.number), *_cells(row.access)) for row in rows]
        table(("#", "when", "who", "role", "asked for", "shown", "outcome"), cells, none="no rows in the access log")
    return 0


def _wanted(arguments: argparse.Namespace, actor: Actor | None) -> AccessFilter:
    if actor is not None:
        require(actor, READ_ACCESSES)
    exact = {name: getattr(arguments, name) for name in _EXACT}
    states = (actor.state,) if actor else None
    since, until = _instant("--since", arguments.since), _instant("--until", arguments.until)
    return AccessFilter(since, until, outcome=arguments.outcome, states=states, **exact)


def _instant(option: str, text: str | None) -> str | None:
    if text is None:
        return None
    if not is_instant(text):
        raise BadSetting(f"{option} is {text!r}; it must be an instant, such as 2031-01-01T00:00:00Z")
    return row_moment(datetime.fromisoformat(text))


def _cells(row: Access) -> tuple[str, ...]:
    who = row.person or row.account or "not known"
    asked = f"{row.method} {row.route} {row.query}".strip()
    shown = ", ".join(row.keys) + (f" and {row.more} more" if row.more else "")
    outcome = str(row.outcome) if row.event == "request" else f"{row.outcome} {row.event}"
    return row.moment, who, row.role or "-", asked, shown, outcome


def _prune(store: AccessStore, days: int) -> int:
    now = datetime.now(UTC)
    before = row_moment(now - timedelta(days=days))
    pruned = store.prune(before, pruning(row_moment(now), before))
    print(f"took away {pruned} rows of the access log from before {before}", file=sys.stderr)
    return 0


def pruning(now: str, before: str) -> Access:
    """The row that says what was taken away, and which user of the machine did it."""
    who, command = getpass.getuser(), "counterfoil access-log --prune"
    return Access(*(now, "pruned", None, who, None, None, None, None), "-", command, f"before={before}", (), 0, 200, "")


def _grant(store: AccessStore, user: str) -> int:
    grant = getattr(store, "grant", None)
    if grant is None:
        raise BadSetting("--grant goes over PostgreSQL alone; a data folder belongs to the user who runs the service")
    grant(user)
    print(f"{user} can add rows to the access log and read them", file=sys.stderr)
    return 0
