"""`counterfoil consume`: takes facts of other authorities from their topic."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Sequence

from consumers.foreign import keep_taking_in
from consumers.kafka_inbound import InboundTopic, Reached
from consumers.kafka_topics import make_topic
from consumers.retention import FORM_OF_GAP, MadeAnew, RetentionGap, gap_of
from domain.kernel.moments import SECOND, moment_text
from licensing.commands.running import ALL_AWAY, servers, until_told
from licensing.settings import WALL, BadSetting, Settings
from licensing.watch.beats import beating
from licensing.watch.stores import role_figures, with_counts
from licensing.wiring import World

NAME = "consume"
HELP = "Take facts from the inbound topic into the log, until told to stop."
_LOG = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """In which consumer group."""
    parser.add_argument("--group", default="counterfoil", help="consumer group; default: counterfoil")
    parser.add_argument(
        "--accept-gap",
        dest="gaps",
        action="append",
        default=[],
        metavar=FORM_OF_GAP,
        help="go on behind records that were deleted before they were read, as the consumer told it when it stopped;"
        " kept among the rejects; repeatable",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Consumes; several processes share the work when the topic has several partitions."""
    brokers, topic, gaps = servers(settings), settings.inbound_topic, _gaps(arguments.gaps)

    reached: Reached = {}
    inlets: list[InboundTopic] = []

    def open_inlet() -> InboundTopic:
        make_topic(brokers, topic)
        inlets[:] = [InboundTopic(brokers, topic, arguments.group, accepts, tells, reached)]
        return inlets[0]

    def accepts(gap: RetentionGap) -> bool:
        if gap not in gaps:
            return False
        accepted_at = moment_text(time.time_ns() // SECOND * SECOND)
        world.log.record([gap.on_record(accepted_at)])
        _LOG.warning("%s; going on as --accept-gap says", gap.told, extra=gap._asdict())
        return True

    def tells(anew: MadeAnew) -> None:
        world.log.record([anew.on_record()])
        _LOG.warning("%s", anew.told, extra=anew._asdict())

    with (
        until_told() as stop,
        World(settings) as world,
        beating("taking in"),
        role_figures(world.log, settings) as figures,
    ):
        _LOG.info("taking facts from %s at %s", topic, brokers, extra={"group": arguments.group})
        deliver = world.waiting().deliver if world.log.clock == WALL else lambda: None

        def between() -> None:
            deliver()
            figures.inbound_lag.labels(topic).set(sum(inlet.behind() for inlet in inlets))

        record = with_counts(world.inbound.record_batch, figures)
        keep_taking_in(open_inlet, record, stop, away=ALL_AWAY, between=between)
    return 0


def _gaps(texts: Sequence[str]) -> frozenset[RetentionGap]:
    try:
        return frozenset(gap_of(text) for text in texts)
    except ValueError as why:
        raise BadSetting(f"--accept-gap: {why}") from why
