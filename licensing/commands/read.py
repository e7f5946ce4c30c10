"""`counterfoil read`: keeps the read models, from the topic of events or from the log."""

from __future__ import annotations

import argparse
import logging
from contextlib import ExitStack

from consumers.kafka import KafkaTail
from consumers.project import keep_read_models
from domain.kernel.log_entry import Tail
from licensing.commands.running import ALL_AWAY, servers, until_told
from licensing.commands.viewing import chosen_models
from licensing.settings import Settings
from licensing.watch.beats import beating
from licensing.watch.stores import role_figures
from licensing.wiring import World
from projections.store.opening import open_views
from projections.store.projection import share_of

NAME = "read"
HELP = "Keep the read models up to date, until told to stop."
_LOG = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which views, and where to read from."""
    parser.add_argument("views", nargs="*", metavar="VIEW", help="default: all")
    parser.add_argument(
        "--from",
        dest="origin",
        choices=("topic", "log"),
        help="default: the topic if brokers are named, else the log",
    )
    parser.add_argument(
        "--worker",
        type=int,
        metavar="N",
        help="keep only the share of worker N, counted from 0; default: all shares, each in a process of its own",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="for another reader to end; default: not at all",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads; one process at a time for each share of a view."""
    models = chosen_models(arguments.views, settings.workers)
    if arguments.worker is not None:
        models = [model for model in models if share_of(model)[0] == arguments.worker]
    from_topic = (arguments.origin or ("topic" if settings.kafka else "log")) == "topic"
    with until_told() as stop, ExitStack() as opened, beating("reading"):
        world = opened.enter_context(World(settings))
        opened.enter_context(role_figures(world.log, settings, arguments.worker or 0))
        topic = f"{settings.events_topic} at {servers(settings)}" if from_topic else "the log"
        tails = ExitStack()
        opened.callback(tails.close)

        def open_tail() -> Tail:
            tails.close()
            if not from_topic:
                return world.log
            tail = KafkaTail(servers(settings), settings.events_topic)
            tails.callback(tail.close)
            return tail

        figures = {"views": len(models), "worker": arguments.worker, "workers": settings.workers}
        _LOG.info("reading %s from %s", ", ".join(model.name for model in models), topic, extra=figures)
        keep_read_models(
            lambda: open_views(settings.place), open_tail, models, stop, away=ALL_AWAY, wait=arguments.wait
        )
    return 0
