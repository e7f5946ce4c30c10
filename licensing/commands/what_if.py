"""`counterfoil what-if`: what would be found under another law, or without a rule, beside what is found today."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from consumers.project import without_collecting
from domain.kernel.errors import NotAllowed
from licensing.commands.printing import table
from licensing.commands.progress import Advance
from licensing.commands.running import say, until_told
from licensing.commands.viewing import bring_views
from licensing.reports.what_if import Prepared, WhatIfQuestion, changes_of, prepared, what_if_answer
from licensing.settings import BadSetting, Settings
from licensing.wiring import World
from projections.findings.comparison import Comparison, Side
from projections.store.opening import open_views

NAME = "what-if"
HELP = "Ask the whole history again under another law, or without a rule, and tell what would be different."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is changed, what is looked at, and how to print."""
    parser.add_argument(
        "--rule", action="append", default=[], metavar="RULE", help="look at this rule alone; repeatable"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="change a number of the law; repeatable"
    )
    parser.add_argument("--off", action="append", default=[], metavar="RULE", help="leave a rule out; repeatable")
    parser.add_argument(
        "--law", default="default-1", metavar="LAW", help="a file of parameters, a day, or the name of a law"
    )
    parser.add_argument("--since", metavar="DATE", help="count only findings opened or cleared on that day or later")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Brings the views up to date if no topic feeds them, asks, and prints; 1 when it was stopped before."""
    asked = _asked(arguments)
    with World(settings) as world, until_told(within=None) as stop:
        with closing(open_views(settings.place)) as views:
            bring_views(views, world)
        with Advance("what if", world.log.head(), "events") as advance, without_collecting():
            found = what_if_answer(asked, lambda: open_views(settings.place), world.log, stop, advance.to)
    if found is None:
        say("stopped; nothing was changed")
        return 1
    (_as_json if arguments.format == "json" else _as_tables)(asked, *found)
    return 0


def _asked(arguments: argparse.Namespace) -> Prepared:
    try:
        changes = changes_of(arguments.set)
        file = Path(arguments.law) if Path(arguments.law).is_file() else None
        question = WhatIfQuestion(
            rules=tuple(arguments.rule),
            changes=changes,
            off=tuple(arguments.off),
            law=arguments.law,
            since=arguments.since,
        )
        return prepared(question, file)
    except NotAllowed as why:
        raise BadSetting(f"{why}. {why.mend}") from why


def _as_json(asked: Prepared, position: int, found: Comparison) -> None:
    told = {"position": position, "numbers": asked.numbers, "off": asked.question.off, "found": found}
    print(msgspec.json.encode(told).decode())


def _as_tables(asked: Prepared, position: int, found: Comparison) -> None:
    for line in _heading(asked, position, found):
        print(line)
    rows = [
        (x.what.lower(), x.finding_id[:12], x.rule, _side(x.now), _side(x.then), x.message) for x in found.differences
    ]
    table(("what", "finding", "rule", "now", "then", "about"), rows, none="nothing would be different")
    months = [(x.month, str(x.now), str(x.then), f"{x.then - x.now:+d}") for x in found.months]
    table(("opened in", "now", "then", "more"), months, none="no finding opened")


def _heading(asked: Prepared, position: int, found: Comparison) -> Iterator[str]:
    for number in asked.numbers:
        yield f"{number.name}: {number.then} instead of {number.now}"
    for rule in asked.question.off:
        yield f"{rule} is not asked"
    since = f" since {asked.question.since}" if asked.question.since else ""
    yield (
        f"At position {position:,}: {found.standing_then:,} findings would stand{since} instead of "
        f"{found.standing_now:,}; {found.opened:,} opened, {found.gone:,} gone, {found.changed:,} changed."
    )


def _side(side: Side | None) -> str:
    return "" if side is None else " ".join(x for x in (side.state.lower(), str(side.severity), side.quantity) if x)
