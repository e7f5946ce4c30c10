"""`counterfoil clock`: records that a day is over, for each authority by its own calendar."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Mapping, Sequence

import msgspec

from consumers.arrival import Origin
from consumers.clock import Dial, keep_time
from consumers.inbound import delivery_of
from consumers.patience import patiently
from domain.kernel.event import envelope
from domain.kernel.moments import SECOND, Instant, day, instant, moment_text
from domain.kernel.zones import Zone, end_of, fixed
from domain.record.fact import Fact
from domain.state.reference import authority_stated, practices
from licensing.commands.running import ALL_AWAY, until_told
from licensing.log import Log
from licensing.settings import WALL, Settings
from licensing.watch.beats import beating
from licensing.watch.stores import role_figures
from licensing.wiring import World

NAME = "clock"
HELP = "Record the end of every day, until told to stop."
_LOG = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """For whom."""
    parser.add_argument("authorities", nargs="*", metavar="STATE", help="default: every State in list authorities")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Keeps time; doing so twice does no harm, since a day is closed once."""
    with (
        until_told() as stop,
        World(settings) as world,
        beating("keeping time"),
        role_figures(world.log, settings),
    ):
        wall = WallClock(world.log, arguments.authorities)
        _LOG.info("keeping time", extra={"position": world.log.head(), "most_days": settings.most_days})
        most = settings.most_days
        patiently(lambda well: keep_time(wall.now, wall.dials, wall.close, stop, well, most), stop, ALL_AWAY)
    return 0


class WallClock:
    """The time of this machine, never behind what is on record where that sets the clock, and the days closed by it."""

    def __init__(self, log: Log, authorities: Sequence[str] = ()) -> None:
        self._log, self._authorities = log, authorities
        self._closed: dict[str, str | None] = {}
        self._zones: Mapping[str, Zone] = {}

    def now(self) -> Instant:
        """The present instant."""
        recorded = None if self._log.clock == WALL else self._log.greatest_recordedat()
        return max(time.time_ns(), instant(recorded) if recorded else 0)

    def dials(self) -> Mapping[str, Dial]:
        """The authorities with their offsets and last closed days."""
        self._zones = dict.fromkeys(self._authorities, fixed(0)) | self._published()
        wanted = self._authorities or self._zones
        return {state: Dial(self._zones[state], self._last_closed(state)) for state in wanted}

    def close(self, authority: str, date: str) -> None:
        """Records that a day is over."""
        over, zone = end_of(day(date), self._zones.get(authority, fixed(0)))
        fact = {
            "source": f"/states/{authority}/clock",
            "id": f"DAY-{date}",
            "type": "day.closed.v1",
            "subject": authority,
            "time": moment_text(over, zone),
            "recordedat": moment_text(-int(-self.now() // SECOND) * SECOND),
            "data": {"authority": authority, "date": date},
        }
        self._log.record([delivery_of(fact, Origin())])
        self._closed[authority] = date

    def _published(self) -> dict[str, Zone]:
        told = [Fact(envelope(stored.body)) for stored in self._log.open("list/authorities")]
        corrected = {(f.source, f.corrects) for f in told}
        published = practices(f for f in told if (f.source, f.id) not in corrected)
        states = {state for _, of_state in published for state in of_state}
        return {x: found.zone for x in states if (found := authority_stated(published, x)) is not None}

    def _last_closed(self, authority: str) -> str | None:
        if authority not in self._closed:
            days = self._log.open(f"day/{authority}")
            dates = [msgspec.json.decode(envelope(stored.body).data)["date"] for stored in days]
            self._closed[authority] = max(dates, default=None)
        return self._closed[authority]
