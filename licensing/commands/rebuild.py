"""`counterfoil rebuild NAME|all`: makes views anew from the log, beside what readers see, then shows them."""

from __future__ import annotations

import argparse
from contextlib import closing

from consumers.project import rebuild
from domain.stored import Tail
from licensing.commands.progress import Advance
from licensing.commands.running import say, until_told
from licensing.commands.viewing import chosen_models
from licensing.settings import Settings
from licensing.wiring import World
from projections.store.opening import open_views

NAME = "rebuild"
HELP = "Make views anew from the log while everything else runs, then show them."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which views, and whether what they replace goes."""
    parser.add_argument("views", nargs="+", metavar="NAME", help="name of a view, or all")
    parser.add_argument("--prune", action="store_true", help="then drop the rows that were replaced")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rebuilds the views in one pass over the log; 1 when it was stopped before all were done."""
    models = chosen_models(arguments.views, settings.workers)
    names = list(dict.fromkeys(model.name for model in models))
    with World(settings) as world, closing(open_views(settings.place)) as views, until_told() as stop:
        tail: Tail = world.log
        with Advance(f"rebuild {', '.join(names)}", tail.head(), "events") as advance:
            done = rebuild(views, tail, models, stop, advance.to)
        if not done:
            say(f"stopped; {', '.join(names)} are shown as they were")
            return 1
        for name in names:
            say(f"{name} is rebuilt and stands for position {views.position(name):,}")
            if arguments.prune:
                say(f"{name}: dropped {len(views.prune(name))} former generations")
    return 0
