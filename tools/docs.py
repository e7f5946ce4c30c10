"""Writes the pages of docs/ that are made from the code and its tests: `python -m tools.docs [--check]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

import domain.events.kinds  # noqa: F401  declares every kind
from consumers.validation import types
from domain.chapters.transfers.predicates import REPORTERS
from domain.decisions import COMMANDS, proposals, states
from domain.decisions.command import Command
from domain.events.streams import stream_of
from domain.findings.rule import Rule, Severity
from domain.kernel.event import declaration_of, decode, kinds, type_of
from domain.record.law_variants import PLAIN_NAMES
from domain.record.statutes import parameters
from domain.rules import CATALOGUE
from domain.state.consignments import REPORTED
from licensing.access import Role
from licensing.mandate import ACTS, POLICY
from projections.sentences import sentence
from tests.domain.rows import ROWS
from tests.domain.rows.row import Row
from tools.glossary import glossary

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
MADE = "<!-- Made by `make docs` from the code and its tests; edit those. -->"
CLOSING = frozenset({"finding.disposed", "waiver.granted"})


# -- rules -------------------------------------------------------------------------------------------------------------


def rules() -> Iterator[str]:
    """docs/rules.md: every rule with the cases of its test, and the parameters."""
    yield from ("# The rules", "", MADE, "")
    yield "A finding has one of five severities: " + ", ".join(f"{x.value} {x.name.lower()}" for x in Severity) + "."
    yield "Each row below is a test: what happens, and what the rule then says, with the certain quantity."
    for id_ in dict.fromkeys(x.id for x in CATALOGUE):
        yield from _rule([x for x in CATALOGUE if x.id == id_])
    yield from _parameters()


def _rule(questions: list[Rule]) -> Iterator[str]:
    """One rule, which may be asked about several things."""
    rule = questions[0]
    yield from ("", f"## {rule.id} {rule.title}", "")
    yield from dict.fromkeys(_docstring(x.question) for x in questions)
    yield from ("", f"- Law: {rule.law}")
    yield f"- Asked about: {', '.join(f'every {x.subject}' for x in questions)}"
    yield f"- Cleared by: {'; '.join(dict.fromkeys(x.clears for x in questions))}"
    names = PLAIN_NAMES.get(rule.id, {})
    if names:
        told = ", ".join(f"`{plain}` is `{number}`" for plain, number in names.items())
        yield f"- Plain names of its numbers, as `counterfoil what-if` takes them: {told}"
    yield from ("", "| what happens | what the rule says |", "|---|---|")
    yield from (f"| {row.sentence} | {_says(row)} |" for row in ROWS if row.rule == rule.id)


def _says(row: Row) -> str:
    return " and ".join(map(_said, row.says.split(", "))) if row.says else "nothing"


def _said(says: str) -> str:
    name, _, quantity = says.partition(" ")
    told = f"{Severity[name].value} {name.lower()}"
    return f"{told}, quantity {quantity}" if quantity else told


def _parameters() -> Iterator[str]:
    yield from ("", "## Parameters", "", "From `domain/data/law.toml`; a change is a new row with its date.", "")
    where = [x for x in ("state", "profile") if any(x in row for row in parameters())]
    columns = ["name", "value", "unit", "from", *where, "source"]
    yield from (f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}")
    for row in parameters():
        yield f"| {' | '.join(str(row.get(x, '')) for x in columns)} |"


# -- events ------------------------------------------------------------------------------------------------------------


def events() -> Iterator[str]:
    """docs/events.md: every kind of event as it is declared, with an example and its fields."""
    yield from ("# The events", "", MADE, "")
    yield "The type on the wire is `KIND.vREVISION`. A field in brackets may be absent. A fact from a source whose word"
    yield "does not count is kept and shown, and changes nothing."
    shapes: dict[str, type[Any]] = {}
    for kind, cls in sorted(kinds().items()):
        yield from _event(kind, cls, shapes)
    yield from ("", "## Shapes")
    for name in sorted(shapes):
        yield from _shape(name, shapes)


def _event(kind: str, cls: type[Any], shapes: dict[str, type[Any]]) -> Iterator[str]:
    fact = json.loads((GOLDEN / f"{type_of(cls)}.json").read_bytes())
    yield from ("", f"## {kind}", "", _docstring(cls), "")
    yield f"- Revision: {cls.__revision__}"
    yield f"- Stream: such as `{stream_of(fact['type'], fact['data'], fact['subject'])}`"
    yield f"- Whose word counts: {_whose(kind, fact)}"
    yield f"- Told, for example: {sentence(kind, decode(fact['type'], msgspec.json.encode(fact['data'])))}"
    yield f"- Found by: {_named(declaration_of(kind).search) or 'its subject alone'}"
    yield f"- Amounts looked at on arrival: {_named(declaration_of(kind).quantities) or 'none'}"
    yield from ("", *_fields(cls, shapes))


def _named(paths: tuple[str, ...]) -> str:
    return ", ".join(f"`{path}`" for path in paths)


def _whose(kind: str, fact: Mapping[str, Any]) -> str:
    if fact["type"] not in types():
        return "nobody's from outside; it is entered by orders given here alone"
    if kind in CLOSING:
        return "licensing (R07: import-authority) of the State in the key; licensing of any State where it names none"
    if kind == REPORTED:
        return " or ".join(REPORTERS)
    heard = declaration_of(kind).told_by
    if heard.role is None:
        return "anybody's"
    return heard.role + (f" of the State that issued the {heard.document}" if heard.document else "")


def _shape(name: str, shapes: dict[str, type[Any]]) -> Iterator[str]:
    yield from ("", f"### {name}", "", _docstring(shapes[name]), "", *_fields(shapes[name], shapes))


def _fields(cls: type[Any], shapes: dict[str, type[Any]]) -> Iterator[str]:
    hints = get_type_hints(cls)
    yield from ("| field | type |", "|---|---|")
    if is_dataclass(cls):
        for one in fields(cls):
            shown = f"`{one.name}`" if one.default is MISSING else f"[`{one.name}`]"
            yield f"| {shown} | {_type(hints[one.name], shapes)} |"
    else:
        for field in msgspec.structs.fields(cls):
            yield f"| `{field.encode_name}` | {_type(hints[field.name], shapes)} |"


def _type(hint: Any, shapes: dict[str, type[Any]]) -> str:
    """A type in words; shapes on the way are noted with what they hold."""
    plain = {str: "text", int: "whole number", bool: "yes or no", type(None): "null", Any: "anything"}
    if hint in plain:
        return plain[hint]
    if isinstance(hint, UnionType):
        return " or ".join(_type(x, shapes) for x in get_args(hint))
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0], shapes)}"
    if get_origin(hint) is dict:
        return "row of the list"
    if get_origin(hint) is Mapping:
        return f"by name: {_type(get_args(hint)[1], shapes)}"
    _note(hint, shapes)
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _note(cls: type[Any], shapes: dict[str, type[Any]]) -> None:
    if cls.__name__ not in shapes:
        shapes[cls.__name__] = cls
        for hint in get_type_hints(cls).values():
            _type(hint, shapes)


# -- orders ------------------------------------------------------------------------------------------------------------

_STATES: dict[Any, tuple[str, tuple[str, ...]]] = {
    states.party_state: ("party", states.PARTY_STATES),
    states.authorization_state: ("authorization", states.AUTHORIZATION_STATES),
    states.own_authorization_state: ("authorization", states.AUTHORIZATION_STATES),
    states.notice_state: ("notice", states.NOTICE_STATES),
    states.document_state: ("document", states.DOCUMENT_STATES),
    states.application_state: ("application", states.APPLICATION_STATES),
    states.licence_state: ("licence", states.LICENCE_STATES),
    states.consignment_state: ("consignment", states.CONSIGNMENT_STATES),
    proposals.proposal_state: ("proposal", proposals.PROPOSAL_STATES),
}


def orders() -> Iterator[str]:
    """docs/orders.md: every order with the states it is allowed in and who may give it, and the policy."""
    yield from ("# The orders", "", MADE, "")
    yield "An order leads to events, or is refused with every reason there is. In a state that is not listed it is not"
    yield "allowed; to a role that is not listed it is denied under the rule named last. To whoever lacks the part in a"
    yield "thing that an order needs by the record, the thing is not there (A-15): 404, as for what is not on record."
    for noun in dict.fromkeys(x.noun for x in COMMANDS.values()):
        yield from (
            "",
            f"## {noun.capitalize()}",
            "",
            "| order | what it does | in states | by | of which part | denied under |",
        )
        yield "|---|---|---|---|---|---|"
        yield from (_order(x) for x in COMMANDS.values() if x.noun == noun)
    yield from ("", "## The policy", "")
    yield from (f"- {rule.id}: {rule.says}" for rule in POLICY)


def _order(command: Command) -> str:
    act = ACTS[command.name]
    roles = ", ".join(role.title for role in Role if role in act.roles)
    part = (command.part.__doc__ or "").partition("\n")[0].removesuffix(".") if command.part else "nobody's"
    what = f"{command.title} ({command.requirement})"
    told = (f"`{command.name}`", what, _in_states(command), roles, part, act.rule.id)
    return f"| {' | '.join(told)} |"


def _in_states(command: Command) -> str:
    thing, every = _STATES.get(command.state_of, (command.noun, tuple(command.allowed)))
    if command.allowed == frozenset(every):
        return "any"
    others = [x for x in every if x not in command.allowed]
    listed = "; ".join(x for x in every if x in command.allowed)
    told = f"any but {others[0]}" if len(others) == 1 < len(every) - 1 else listed
    return told if thing == command.noun else f"{thing} {told}"


# -- all ---------------------------------------------------------------------------------------------------------------


def _docstring(made: Any) -> str:
    return " ".join((made.__doc__ or "").split())


def words() -> Iterator[str]:
    """docs/glossary.md: the words of the house."""
    return glossary(MADE)


DOCUMENTS = {"rules.md": rules, "events.md": events, "orders.md": orders, "glossary.md": words}


def stale() -> list[str]:
    """The documents that do not say what the code says."""
    return [name for name in DOCUMENTS if _old(name) != _new(name)]


def _old(name: str) -> str:
    path = ROOT / "docs" / name
    return path.read_text("utf-8") if path.exists() else ""


def _new(name: str) -> str:
    return "\n".join(DOCUMENTS[name]()) + "\n"


def main() -> int:
    """Writes the documents, or with --check says which are stale."""
    asked = argparse.ArgumentParser(prog="python -m tools.docs", description=__doc__)
    asked.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a document is stale")
    found = stale()
    if asked.parse_args().check:
        for name in found:
            print(f"docs/{name} is stale; run `make docs`", file=sys.stderr)
        return 1 if found else 0
    for name in found:
        (ROOT / "docs" / name).write_text(_new(name), "utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
