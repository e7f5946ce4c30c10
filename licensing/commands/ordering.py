"""`counterfoil NOUN VERB FILE`: an order given from a script, decided on the store itself; `orders` lists them all."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from domain.decisions import COMMANDS
from domain.decisions.command import Command
from domain.kernel.errors import DomainError, NotAllowed, NotFound, Stale
from licensing.access import Actor, Denied, Role
from licensing.commands import FROM_INPUT
from licensing.commands.carrying_out import carried_out_here
from licensing.commands.officers import holder_of_token, offer_token
from licensing.commands.printing import table
from licensing.log import AnotherUnderThatKey
from licensing.mandate import ACTS
from licensing.orders.acknowledgement import REFUSED, ToldAcknowledgement, told_in
from licensing.orders.deciding import Placed, order_placed
from licensing.orders.form import KEY, LONGEST_BODY, Malformed, read_order
from licensing.settings import BadSetting, Settings
from licensing.wiring import World

MISTAKE, _REFUSAL = 2, 3
NOT_HERE = "Nothing of this name is on record here for you."
_PATIENCE, _PAUSE = 30.0, 0.1
THINGS = {
    "party": "a party of the register",
    "authorization": "an import authorization",
    "notice": "a transit notice",
    "document": "an end-use document",
    "list": "a reference list",
    "application": "an application for a licence",
    "licence": "an export licence",
    "consignment": "a consignment",
    "finding": "a finding",
    "proposal": "what waits for a second person",
    "fact": "a fact as such",
}
_STATE, _VERSION = re.compile("[A-Z]{2}"), re.compile(r'(?:W/)?"?v([0-9]{1,18})(?:\.[0-9a-f]{1,64})?"?')
_ENDS = """\
FILE holds the order as it is sent over HTTP: {"data": …} and, where needed, time, timeprecision, corrects, despite and
late. GET /api shows an example of each.
The exit code is 0 when it is on record, 3 when it is refused, 2 for a mistake."""


class OrderCommand:
    """The command that gives the orders on one kind of thing."""

    def __init__(self, noun: str) -> None:
        self.NAME, self._verbs = noun, {x.verb: x for x in COMMANDS.values() if x.noun == noun}
        verbs = list(self._verbs)
        told = f"{len(verbs)} orders" if len(verbs) > 2 else " or ".join(verbs)  # noqa: PLR2004  the help is one line
        self.HELP = f"Order about {THINGS[noun]}: {told}."

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which order, who gives it, and where it is written."""
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        told = "\n".join(f"  {verb:<18} {command.title}" for verb, command in self._verbs.items())
        parser.epilog = f"orders:\n{told}\n\n{_ENDS}"
        parser.add_argument("verb", metavar="VERB", choices=self._verbs, help="the order, see below")
        parser.add_argument(
            "file", metavar="FILE", nargs="?", default=FROM_INPUT, help="the order as JSON; default: stdin"
        )
        parser.add_argument("--state", metavar="XA", help="the State for which it is given")
        parser.add_argument("--role", choices=[role.value for role in Role])
        parser.add_argument("--officer", metavar="NAME", help="who gives it; kept with it")
        offer_token(parser)
        parser.add_argument("--register-id", metavar="ID", help="in whose name an applicant acts")
        parser.add_argument("--key", help="your own key for this order: given again, it does nothing twice")
        parser.add_argument("--if-match", metavar="vN", help="the version that was judged; default: whichever there is")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")

    def run(self, arguments: argparse.Namespace, settings: Settings) -> int:
        """Decides one order and prints what became of it."""
        try:
            order = _placed(self._verbs[arguments.verb], arguments, settings)
            with World(settings) as world:
                made = carried_out_here(order, world)
        except (Malformed, NotAllowed, NotFound, Denied, Stale, AnotherUnderThatKey) as why:
            for line in _mistake(why):
                print(_printable(line), file=sys.stderr)
            return MISTAKE
        if arguments.format == "json":
            print(msgspec.json.encode(made).decode())
        else:
            print("\n".join(map(_printable, _told(told_in(made)))))
        return _REFUSAL if made.outcome == REFUSED else 0


class ListOfOrders:
    """The command that lists every order."""

    NAME = "orders"
    HELP = "List every order, and who may give it."

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Nothing beside the settings."""

    def run(self, arguments: argparse.Namespace, settings: Settings) -> int:
        """Prints one line for each order."""
        table(("order", "what it does", "when it is", "who may", "rule"), [_row(x) for x in COMMANDS.values()], "none")
        return 0


BY_NAME: Mapping[str, OrderCommand | ListOfOrders] = {
    "orders": ListOfOrders(),
    **{noun: OrderCommand(noun) for noun in THINGS},
}
"""Each command by the name it is called by."""


def _row(command: Command) -> tuple[str, ...]:
    act = ACTS[command.name]
    roles = ", ".join(role.value for role in Role if role in act.roles)
    states = ", ".join(sorted(command.allowed))
    return command.name, f"{command.title} ({command.requirement})", states, roles, act.rule.id


# -- the order ---------------------------------------------------------------------------------------------------------


def _placed(command: Command, arguments: argparse.Namespace, settings: Settings) -> Placed:
    actor = holder_of_token(arguments, settings, _named(arguments)) or _actor(arguments)
    if arguments.key is not None and not KEY.fullmatch(arguments.key):
        raise BadSetting("--key must have 8 to 128 visible characters of ASCII; make a new one for every new order")
    return order_placed(read_order(command, _content(arguments.file)), actor, _seen(arguments.if_match), arguments.key)


def _named(arguments: argparse.Namespace) -> dict[str, str | None]:
    return {
        "--state": arguments.state,
        "--role": arguments.role,
        "--officer": arguments.officer,
        "--register-id": arguments.register_id,
    }


def _actor(arguments: argparse.Namespace) -> Actor:
    lacking = [option for option, value in list(_named(arguments).items())[:3] if value is None]
    if lacking:
        raise BadSetting(f"say who gives the order and for which State: {', '.join(lacking)} is missing")
    role = Role(arguments.role)
    if not _STATE.fullmatch(arguments.state):
        raise BadSetting(f"--state is {arguments.state!r}; it must be two capitals, such as XA")
    if role is Role.APPLICANT and not arguments.register_id:
        raise BadSetting("--role applicant acts in somebody's name; say whose with --register-id")
    return Actor(arguments.officer, arguments.officer, arguments.state, role, arguments.register_id, arguments.officer)


def _seen(if_match: str | None) -> int | None:
    found = _VERSION.fullmatch(if_match) if if_match is not None else None
    if if_match is not None and found is None:
        raise BadSetting(f"--if-match is {if_match!r}; it must be a version such as v3, or the ETag of the thing")
    return int(found[1]) if found else None


def _content(file: str) -> bytes:
    try:
        found = sys.stdin.buffer.read(LONGEST_BODY + 1) if file == FROM_INPUT else Path(file).read_bytes()
    except OSError as why:
        raise BadSetting(
            f"{file} cannot be read: {why.strerror}; name a file that holds one order, or - for stdin"
        ) from why
    if len(found) > LONGEST_BODY:
        raise BadSetting(f"{file} has more than {LONGEST_BODY} bytes; put one order into it")
    return found


# -- what becomes of it ------------------------------------------------------------------------------------------------


def _told(made: ToldAcknowledgement) -> Iterator[str]:
    """An acknowledgement in lines of text."""
    outcome = made.outcome.replace("_", " ")
    stands = "" if made.version is None else f"; {made.stream} is at version v{made.version} now"
    yield f"{outcome} at position {made.position}{stands}."
    for reason in made.reasons:
        yield f"- {reason.says} ({reason.code}, {reason.requirement})"
        yield f"  {reason.mend}"
    for entry in made.entries:
        yield f"{entry.sentence}"
        yield f"  {entry.type} {entry.id} by {entry.source}, position {entry.position}"
    for note in made.notes:
        yield f"Noted: {note.kind} at {note.where}: {note.detail}."


def _mistake(why: DomainError) -> Iterator[str]:
    """What is wrong, where, and how to mend it."""
    if isinstance(why, Malformed):
        for fault in why.faults:
            yield f"counterfoil: {fault.pointer or 'the order'}: {fault.detail}"
        yield "Correct what is named; GET /api shows an example."
        return
    yield f"counterfoil: {str(why) or NOT_HERE}"
    yield getattr(why, "mend", None) or _MENDS[type(why)]


_MENDS: Mapping[type[DomainError], str] = {
    NotFound: "Compare the number, and the State for which you act.",
    Stale: "Read it again, judge what it says now, and repeat with its new version.",
    AnotherUnderThatKey: "Use a new key for every new order, and the same one only to repeat an order unchanged.",
}


def _printable(line: str) -> str:
    """The same without what could move the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in line)
