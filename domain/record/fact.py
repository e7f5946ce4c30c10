"""A fact as rules read it: who said what, when it happened, when it was received, both exactly."""

from __future__ import annotations

from typing import Any

from domain.kernel.event import Envelope, decode
from domain.kernel.moments import Day, Instant, day, instant, written_offset
from domain.kernel.zones import Zone, date_in, fixed


class Fact:
    """One accepted version; `ref` is its name in evidence, `order` its place in business order (rules 1.1.5)."""

    __slots__ = (
        "actor",
        "corrects",
        "data",
        "day_only",
        "id",
        "kind",
        "order",
        "person",
        "proposer",
        "recorded",
        "recordedat",
        "ref",
        "source",
        "time",
        "timetext",
        "type",
    )

    def __init__(self, e: Envelope, data: Any = None) -> None:
        self.source, self.id, self.type = e.source, e.id, e.type
        self.kind = e.type.rpartition(".v")[0]
        self.actor, self.person, self.proposer = e.actor, e.person, e.proposer
        self.timetext, self.recordedat, self.corrects = e.time, e.recordedat, e.corrects
        self.day_only = e.timeprecision is not None
        self.time: Instant = instant(e.time)
        self.recorded: Instant = instant(e.recordedat)
        self.ref = f"{e.source}#{e.id}"
        self.order = (self.time, self.recorded, self.id, self.source)
        self.data: Any = decode(e.type, e.data) if data is None else data

    @property
    def prepared_by(self) -> str | None:
        """The person whose work it is: who proposed it, else who entered it; of older entries the account (R-020)."""
        return self.proposer or self.person or self.actor

    def date(self, zone: Zone | None) -> Day:
        """The date in a State with that clock; by the offset written here where it is unknown (rules 1.2, 5.10)."""
        if self.day_only:
            return day(self.timetext)
        return date_in(zone, self.time, written_offset(self.timetext))

    def zone(self, known: Zone | None) -> Zone:
        """The clock to count limits with: the State's, else the offset written here."""
        written = written_offset(self.timetext)
        return fixed(written) if known is None else known.known(written)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.ref} {self.timetext}>"
