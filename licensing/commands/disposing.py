"""`counterfoil findings dispose`: closes several findings by one order, after telling what it would close."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from domain.decisions.dispositions import AT_ONCE, NotAll, Obstacle
from domain.events.finding import FindingDisposed
from domain.events.proposal import OrderProposed
from domain.kernel.errors import NotAllowed
from licensing.access import DISPOSE, Actor, Denied, Role, require
from licensing.commands.carrying_out import carried_out_here
from licensing.commands.officers import holder_of_token
from licensing.commands.printing import table
from licensing.commands.viewing import bring_views
from licensing.log import AnotherUnderThatKey, Log
from licensing.orders.acknowledgement import Acknowledgement, acknowledgement
from licensing.orders.deciding import order_placed
from licensing.orders.disposing import disposal_of_all, hindrance, names_of_several
from licensing.reports.finding_filter import Finding, FindingFilter, filtered, printed
from licensing.settings import BadSetting, Settings
from licensing.wiring import World
from projections.findings.model import FindingsModel
from projections.findings.printing import all_findings
from projections.store.opening import open_views
from projections.store.views import Generation, Views

REFUSAL = 3
_USUAL = "licensing-officer"
SHORTEST_KEY = 8
_ID = re.compile("[0-9a-f]{64}")


class Selection(NamedTuple):
    """What was selected: the findings of each name, the position they stand for, and how many more fit."""

    found: Mapping[str, Finding | None]
    position: int
    left_out: int


def run(arguments: argparse.Namespace, wanted: FindingFilter, settings: Settings) -> int:
    """Tells what would close; with --yes closes all of it or nothing: 3 when it is refused."""
    actor = holder_of_token(arguments, settings, _named(arguments)) or _actor(arguments)
    require(actor, DISPOSE)
    _check(arguments, wanted)
    with World(settings) as world, closing(open_views(settings.place)) as views:
        bring_views(views, world)
        try:
            return _done(arguments, wanted, world, views, actor)
        except NotAll as why:
            _tell_obstacles(why.obstacles)
            print(f"counterfoil: {why}", file=sys.stderr)
            return REFUSAL
        except (NotAllowed, Denied) as why:
            raise BadSetting(f"{why}. {why.mend}") from why


def _done(arguments: argparse.Namespace, wanted: FindingFilter, world: World, views: Views, actor: Actor) -> int:
    before = _first_answer(world.log, actor, arguments.key) if arguments.key and arguments.yes else None
    if before:
        return _told(_same(before, arguments))
    judged = _judged(arguments.seen)
    chosen = _selected(views, [*judged, *arguments.id], wanted, actor)
    hindrances = {x: _hindrance(world.log, x, chosen, actor, judged.get(x)) for x in chosen.found}
    would = [x for name, x in chosen.found.items() if x is not None and hindrances[name] is None]
    would_not = [x for x in hindrances.values() if x]
    if not arguments.yes:
        _preview(would, would_not, chosen.left_out, arguments.format)
        return 0
    seen = {x.finding_id: x.evidence_hash for x in would} if not arguments.seen else judged
    if arguments.seen and would_not:
        raise NotAll(would_not)
    order = disposal_of_all(seen, arguments.disposition, arguments.reason, arguments.office)
    return _told(carried_out_here(order_placed(order, actor, None, arguments.key), world))


def _actor(arguments: argparse.Namespace) -> Actor:
    if not arguments.officer or not re.fullmatch("[A-Z]{2}", arguments.acting_for or ""):
        raise BadSetting("say who disposes and for which State: --officer NAME --acting-for XA")
    role = Role(arguments.role or _USUAL)
    return Actor(arguments.officer, arguments.officer, arguments.acting_for, role, person=arguments.officer)


def _named(arguments: argparse.Namespace) -> dict[str, str | None]:
    return {"--officer": arguments.officer, "--acting-for": arguments.acting_for, "--role": arguments.role}


def _check(arguments: argparse.Namespace, wanted: FindingFilter) -> None:
    if arguments.yes and not (arguments.disposition and arguments.reason):
        raise BadSetting("say how it is judged and why: --disposition EXPLAINED --reason TEXT")
    if arguments.key is not None and len(arguments.key) < SHORTEST_KEY:
        raise BadSetting(f"--key must have at least {SHORTEST_KEY} characters; make a new one for every new order")
    if not (arguments.id or arguments.seen or any(wanted)):
        raise BadSetting("say which findings: --id, --seen or a filter such as --rule R14")
    strange = next((x for x in arguments.id if not _ID.fullmatch(x)), None)
    if strange:
        raise BadSetting(f"--id is {strange[:80]!r}; it must be the whole id, as `findings --format jsonl` tells it")


def _judged(file: str | None) -> dict[str, str]:
    """The findings of an earlier preview, each with the hash of the evidence that was seen."""
    if file is None:
        return {}
    try:
        told = msgspec.json.decode(Path(file).read_bytes())
        return {str(x["finding_id"]): str(x["evidence_hash"]) for x in told["would_close"]}
    except (OSError, msgspec.DecodeError, KeyError, TypeError) as why:
        raise BadSetting(f"{file} holds no preview; make one with `findings dispose … --format json`") from why


def _selected(views: Views, names: list[str], wanted: FindingFilter, actor: Actor) -> Selection:
    """The findings of some names, and those that fit a filter, as the actor may see them."""
    model = FindingsModel()
    wanted = wanted._replace(states=wanted.states or ("OPEN",)) if any(wanted) else wanted
    with views.reading():
        generation, position = views.current(model.name, model.tables), views.position(model.name)
        found: dict[str, Finding | None] = {}
        for name in names:
            where = filtered(FindingFilter(), actor)
            where.add("finding_id = ?", name)
            found[name] = next((printed(x) for x in all_findings(generation, where.sql, where.params)), None)
        fit = _fitting(generation, wanted, actor) if any(wanted) else []
    found |= {x.finding_id: x for x in fit[:AT_ONCE]}
    return Selection(found, position, max(len(fit) - AT_ONCE, 0))


def _fitting(generation: Generation, wanted: FindingFilter, actor: Actor) -> list[Finding]:
    where = filtered(wanted, actor)
    return [printed(x) for x in all_findings(generation, where.sql, where.params)]


def _hindrance(log: Log, name: str, chosen: Selection, actor: Actor, judged: str | None) -> Obstacle | None:
    found = chosen.found[name]
    return hindrance(log, name, found.seen() if found else None, actor, chosen.position, judged)


def _first_answer(log: Log, by: Actor, key: str) -> Acknowledgement | None:
    """What is on record under a key of an officer, if anything is."""
    found = next((x for name in names_of_several(by, key) if (x := log.answered(name))), None)
    return acknowledgement(log.at(range(found.first, found.last + 1))) if found else None


def _same(before: Acknowledgement, arguments: argparse.Namespace) -> Acknowledgement:
    events = [x.data for x in before.entries]
    told = {_said(x) for x in events}
    if told != {(arguments.disposition, arguments.reason.strip())}:
        raise AnotherUnderThatKey("another order was given under this key; use a new one for every new order")
    return before


def _said(event: object) -> tuple[str, str] | None:
    """Disposition and reason that an entry closes findings with, or would when it is confirmed."""
    if isinstance(event, OrderProposed):
        return event.data["disposition"], event.data["reason"].strip()
    return (event.disposition, event.reason) if isinstance(event, FindingDisposed) else None


def _preview(would: list[Finding], would_not: list[Obstacle], left_out: int, how: str) -> None:
    if how != "table":
        print(msgspec.json.encode({"would_close": would, "would_not": would_not, "left_out": left_out}).decode())
        return
    rows = [(x.finding_id[:12], x.rule, x.message, " ".join(x.evidence)) for x in would]
    table(("would close", "rule", "what", "evidence seen"), rows, none="nothing would close")
    _tell_obstacles(would_not)
    if left_out:
        print(f"{left_out} more fit; an order takes at most {AT_ONCE}", file=sys.stderr)


def _tell_obstacles(obstacles: Iterable[Obstacle]) -> None:
    rows = [(x.finding_id[:12], x.detail, x.mend) for x in obstacles]
    if rows:
        table(("would not", "why", "what can be done"), rows, none="")


def _told(made: Acknowledgement) -> int:
    for line in _lines(made):
        print(line)
    return 0


def _lines(made: Acknowledgement) -> Iterator[str]:
    for x in made.entries:
        told: Any = x.data
        if isinstance(told, OrderProposed):
            yield f"proposed as {told.proposal} at position {x.position}; another person has to confirm it"
            continue
        yield f"{told.finding_id} closed as {told.disposition.lower()} at position {x.position}"
