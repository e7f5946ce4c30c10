"""`counterfoil lists`: which reference lists are in force; `lists import FILE` takes a new one in."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from consumers.published.checking import checked
from consumers.published.content import content_of
from consumers.published.faults import SHOWN, BadList, Published, bad
from consumers.published.formats import FORMATS, published_list
from domain.events.lists import ROWS
from domain.record.sources import state_of
from licensing import settings as known
from licensing.access import Actor, Role
from licensing.commands.carrying_out import carried_out_here
from licensing.commands.officers import holder_of_token, offer_token
from licensing.commands.printing import table
from licensing.commands.viewing import bring_views
from licensing.lists.importing import Importer, Taken, WantedPublication
from licensing.lists.standing import IN_FORCE, Lists
from licensing.modes import must_act_in_a_mode
from licensing.settings import WALL, BadSetting, Settings
from licensing.wiring import World

NAME = "lists"
HELP = "Show which reference lists are in force, or import a new one."


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to show them, or what to import."""
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="default: table")
    told = "Take a published list into the log; the one in force stays where it is refused."
    importing = parser.add_subparsers(metavar="import").add_parser("import", help=told, description=told)
    importing.set_defaults(importing=True)
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--form", required=True, choices=tuple(FORMATS), help=_forms())
    importing.add_argument("--companion", type=Path, action="append", metavar="FILE", help=_companions())
    importing.add_argument("--name", choices=tuple(ROWS), default="sanctions", help="which list; default: sanctions")
    importing.add_argument("--state", metavar="XA", help="who publishes it here; default: who published it last")
    importing.add_argument("--officer", metavar="NAME", help="who orders it; default: the name you are signed in by")
    offer_token(importing)
    importing.add_argument("--version", help="default: what the file says, else a digest of its rows")
    importing.add_argument("--effective-on", metavar="DATE", help="first day of effect; default: today")
    importing.add_argument("--accept-smaller", metavar="REASON", help="take a list of half the size or less")
    importing.add_argument("--check", action="store_true", help="only tell what is in it; nothing is recorded")
    known.offer(importing, NAME)


def _forms() -> str:
    return "how the file is written: " + "; ".join(f"{name}, {found.title}" for name, found in FORMATS.items())


def _companions() -> str:
    forms = "; ".join(f"of {name}, {found.companions}" for name, found in FORMATS.items() if found.companions)
    return f"a file that belongs to the list, as often as there are such: {forms}"


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Shows the lists, or imports one: 2 when it is refused."""
    if not getattr(arguments, "importing", False):
        return _show(arguments.format, settings)
    try:
        return _import(arguments, settings)
    except BadList as why:
        for fault in why.faults[:SHOWN]:
            print(f"counterfoil: {arguments.file.name}: {fault.told()}", file=sys.stderr)
        rest = len(why.faults) - SHOWN
        print((f"and {rest} more; " if rest > 0 else "") + "refused: the list in force stays as it is", file=sys.stderr)
        return 2


# -- shown -------------------------------------------------------------------------------------------------------------


def _show(form: str, settings: Settings) -> int:
    with World(settings) as world, closing(lists_of(world)) as lists, lists.standing() as standing:
        found = list(standing.states())
    if form == "jsonl":
        for state in found:
            print(msgspec.json.encode(state).decode())
        return 0
    rows = [
        (
            state.name,
            "in force" if state.standing == IN_FORCE else "later",
            state.version,
            state.effective_on,
            f"{state.rows:,}",
            state.recordedat,
            state.source,
        )
        for state in found
    ]
    table(("list", "standing", "version", "effective on", "rows", "recorded", "by"), rows, none="no list is published")
    return 0


def lists_of(world: World) -> Lists:
    """The lists at the head; brings the views up to date if no topic feeds them."""
    with closing(world.views()) as views:
        bring_views(views, world)
    return Lists(world.log, world.views)


# -- imported ----------------------------------------------------------------------------------------------------------


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    named = {"--state": arguments.state, "--officer": arguments.officer}
    at_once = not (settings.mode or arguments.check)
    holder = None if arguments.check or at_once else holder_of_token(arguments, settings, named)
    published = _read(arguments.form, arguments.name, arguments.file, arguments.companion or ())
    for note in published.notes:
        print(f"note: {note}", file=sys.stderr)
    if arguments.check:
        print(f"{arguments.file}: {len(published.rows):,} rows of {arguments.name}, nothing recorded", file=sys.stderr)
        return 0
    wanted = WantedPublication(
        name=arguments.name,
        published=published,
        version=arguments.version,
        effective_on=_date(arguments.effective_on),
        accept_smaller=arguments.accept_smaller,
    )
    with World(settings) as world, closing(lists_of(world)) as lists:
        if at_once and world.log.clock == WALL:
            must_act_in_a_mode(settings)
        by = holder or _actor(arguments, lists)
        importer = Importer(world.log, lists, world.handler.now, lambda order: carried_out_here(order, world))
        taken = importer.take_in(wanted, by) if at_once else importer.take(wanted, by)
        with closing(world.views()) as views:
            bring_views(views, world)
    print(_told(arguments.file, wanted, taken), file=sys.stderr)
    return 0


def _read(form: str, name: str, file: Path, companions: Sequence[Path]) -> Published:
    found = FORMATS[form]
    if found.lists is not None and name not in found.lists:
        raise BadSetting(f"--name is {name!r}; {found.title} is a list of {' or '.join(sorted(found.lists))}")
    if companions and not found.companions:
        raise BadSetting(f"--companion is given; {found.title} is one file")
    content, *others = map(_content, (file, *companions))
    if not content.strip():
        raise bad("the file", "it is empty", "fetch it again; a list is not emptied by an empty file")
    return checked(name, published_list(form, name, content, others))


def _content(file: Path) -> bytes:
    try:
        return content_of(file)
    except OSError as why:
        raise BadSetting(f"{file} cannot be read: {why.strerror}") from why


def _date(text: str | None) -> str | None:
    from datetime import date

    try:
        return None if text is None else date.fromisoformat(text).isoformat()
    except ValueError as why:
        raise BadSetting(f"--effective-on is {text!r}; it must be a date, YYYY-MM-DD") from why


def _actor(arguments: argparse.Namespace, lists: Lists) -> Actor:
    state = arguments.state or _last_publisher(lists, arguments.name)
    if state is None:
        raise BadSetting("no such list was published before; say with --state for which State you publish it")
    if len(state) != 2 or not (state.isascii() and state.isalpha() and state.isupper()):  # noqa: PLR2004  a code
        raise BadSetting(f"--state is {state!r}; it must be two capitals, such as XA")
    officer = arguments.officer or getpass.getuser()
    return Actor(officer, officer, state, Role.ADMINISTRATOR, person=officer)


def _last_publisher(lists: Lists, name: str) -> str | None:
    with lists.standing() as standing:
        published = standing.listing(name).published
    return None if published is None else state_of(published.source)


def _told(file: Path, wanted: WantedPublication, taken: Taken) -> str:
    rows = len(wanted.published.rows)
    if not taken.new:
        return f"{file}: {rows:,} rows, the same as in force: version {taken.version}, nothing recorded"
    if taken.proposal is None:
        return (
            f"{file}: {rows:,} rows of {wanted.name} taken in as version {taken.version}, in effect from"
            f" {taken.effective_on}, in place of {taken.before:,} rows"
        )
    return (
        f"{file}: {rows:,} rows of {wanted.name} proposed as version {taken.version}, in effect from"
        f" {taken.effective_on}, in place of {taken.before:,} rows; the list in force stays until another"
        f" administrator confirms {taken.proposal}: counterfoil proposal confirm"
    )
