"""`counterfoil consume`: takes facts of other authorities from their topic."""

from __future__ import annotations

import argparse
import logging

from consumers.foreign import keep_taking_in
from consumers.kafka import InboundTopic, make_topic
from licensing.commands.running import ALL_AWAY, servers, until_told
from licensing.settings import WALL, Settings
from licensing.wiring import World

NAME = "consume"
HELP = "Take facts from the inbound topic into the log, until told to stop."
_LOG = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """In which consumer group."""
    parser.add_argument("--group", default="counterfoil", help="consumer group; default: counterfoil")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Consumes; several processes share the work when the topic has several partitions."""
    brokers, topic = servers(settings), settings.inbound_topic

    def open_inlet() -> InboundTopic:
        make_topic(brokers, topic)
        return InboundTopic(brokers, topic, arguments.group)

    with World(settings) as world, until_told() as stop:
        _LOG.info("taking facts from %s at %s", topic, brokers)
        between = world.waiting().deliver if world.log.clock == WALL else lambda: None
        keep_taking_in(open_inlet, world.inbound.record_batch, stop, away=ALL_AWAY, between=between)
    return 0
