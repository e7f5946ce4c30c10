"""`counterfoil views`: which views there are and how far they are; or the digest of their rows."""

from __future__ import annotations

import argparse
from contextlib import closing

from licensing.commands.printing import table
from licensing.commands.viewing import chosen_models, under_today
from licensing.settings import Settings
from licensing.wiring import World
from projections.store.opening import open_views

NAME = "views"
HELP = "Tell how far each view is, or print the digest of its rows."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which views, and whether the digest is wanted."""
    parser.add_argument("views", nargs="*", metavar="VIEW", help="default: all")
    parser.add_argument("--digest", action="store_true", help="SHA-256 of the rows, with the position they stand for")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints one line for each view."""
    models = list({model.name: model for model in chosen_models(arguments.views)}.values())
    with World(settings) as world, closing(open_views(settings.place)) as views:
        if arguments.digest:
            for model in models:
                digest = views.digest(model.name, model.tables)
                print(f"{digest.view} {digest.position} {digest.sha256}")
            return 0
        head = world.log.head()
        wanted = {model.name for model in models}
        held = [h for h in views.held() if h.view in wanted]
    made = {model.name: model.made_under for model in models}
    rows = [
        (h.view, str(h.number), h.state, f"{h.position:,}", f"{head - h.position:,}", under_today(made[h.view], h))
        for h in held
    ]
    table(("view", "generation", "state", "position", "behind", "made under"), rows, none="no view was kept yet")
    return 0
