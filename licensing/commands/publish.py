"""`counterfoil publish`: sends what is recorded to the topic of events."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from consumers.kafka import open_events_topic
from consumers.publisher import keep_publishing
from licensing.commands.running import ALL_AWAY, servers, until_told
from licensing.settings import Settings
from licensing.watch.beats import beating
from licensing.watch.stores import Followed, role_figures
from licensing.wiring import World
from projections.store.opening import open_views

NAME = "publish"
HELP = "Send what is recorded to the topic of events, until told to stop."
_LOG = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """How long to wait for another publisher."""
    parser.add_argument(
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="for another publisher to end; default: not at all",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Publishes; one process at a time."""
    brokers, topic = servers(settings), settings.events_topic

    @contextmanager
    def lease() -> Iterator[Callable[[], None]]:
        # A connection that was lost has lost the lease: each attempt has one of its own.
        with (
            closing(open_views(settings.place)) as views,
            views.lease(f"publishing to {topic}", arguments.wait),
        ):
            yield views.must_answer

    with (
        until_told() as stop,
        World(settings) as world,
        beating("publishing"),
        role_figures(world.log, settings) as figures,
    ):
        _LOG.info("publishing to %s at %s", topic, brokers, extra={"position": world.log.head()})
        keep_publishing(
            Followed(world.log, figures.topic_position.labels(topic).set),
            lambda: open_events_topic(brokers, topic),
            lease,
            stop,
            away=ALL_AWAY,
        )
    return 0
