"""`counterfoil read`: keeps the read models, from the topic of events or from the log."""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from consumers.kafka import KafkaTail
from consumers.project import keep_read_models
from domain.stored import Tail
from licensing.commands.running import ALL_AWAY, say, servers, until_told
from licensing.commands.viewing import chosen_models
from licensing.settings import Settings
from licensing.wiring import World
from projections.store.opening import open_views

NAME = "read"
HELP = "Keep the read models up to date, until told to stop."


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
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="for another reader to end; default: not at all",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads; one process at a time for each view."""
    models = chosen_models(arguments.views)
    from_topic = (arguments.origin or ("topic" if settings.kafka else "log")) == "topic"
    with ExitStack() as opened, until_told() as stop:
        world = opened.enter_context(World(settings))
        topic = f"{settings.events_topic} at {servers(settings)}" if from_topic else "the log"
        tails = ExitStack()
        opened.callback(tails.close)

        def open_tail() -> Tail:
            tails.close()
            if not from_topic:
                return world.log
            tail = KafkaTail(settings.kafka, settings.events_topic)
            tails.callback(tail.close)
            return tail

        say(f"reading {', '.join(model.name for model in models)} from {topic}")
        keep_read_models(
            lambda: open_views(settings.place), open_tail, models, stop, away=ALL_AWAY, wait=arguments.wait
        )
    return 0
