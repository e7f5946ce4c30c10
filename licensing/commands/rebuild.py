"""`counterfoil rebuild NAME|all`: makes views anew from the log, beside what readers see, then shows them."""

from __future__ import annotations

import argparse
from contextlib import closing

from consumers.project import rebuild
from licensing.commands.progress import Advance
from licensing.commands.running import say, until_told
from licensing.commands.viewing import chosen_models
from licensing.settings import Settings
from licensing.wiring import World
from projections.findings.model import FindingsModel
from projections.store.opening import open_views
from projections.store.projection import ReadModel
from projections.store.views import Views

NAME = "rebuild"
HELP = "Make views anew from the log while everything else runs, then show them."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which views, and whether what they replace goes."""
    parser.add_argument("views", nargs="+", metavar="NAME", help="name of a view, or all")
    parser.add_argument("--prune", action="store_true", help="then drop the rows that were replaced")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rebuilds the plain views in one pass over the log, then the findings; 1 when it was stopped before."""
    models = chosen_models(arguments.views, settings.workers)
    with World(settings) as world, closing(open_views(settings.place)) as views, until_told(within=None) as stop:
        for group in _passes(models):
            names = ", ".join(dict.fromkeys(model.name for model in group))
            with Advance(f"rebuild {names}", world.log.head(), "events") as advance:
                done = rebuild(views, world.log, group, stop, advance.to)
            if not done:
                say(f"stopped; {names} shown as before")
                return 1
            _tell(views, group, arguments.prune)
    return 0


def _passes(models: list[ReadModel]) -> list[list[ReadModel]]:
    """Findings hold much in memory while they are made, so they have a pass of their own."""
    findings = [model for model in models if model.name == FindingsModel.name]
    plain = [model for model in models if model not in findings]
    return [group for group in (plain, findings) if group]


def _tell(views: Views, models: list[ReadModel], prune: bool) -> None:
    for name in dict.fromkeys(model.name for model in models):
        say(f"{name} is rebuilt and stands for position {views.position(name):,}")
        if prune:
            say(f"{name}: dropped {len(views.prune(name))} former generations")
