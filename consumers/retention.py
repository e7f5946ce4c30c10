"""Records of a topic that were deleted, or never stood there, between what was read and what comes next."""

from __future__ import annotations

import re
from typing import NamedTuple

from consumers.arrival import Origin, Reject, RejectReason
from domain.kernel.errors import DomainError

_WRITTEN = re.compile(r"(?P<topic>[A-Za-z0-9._-]+):(?P<partition>\d{1,9}):(?P<read_to>\d{1,18})-(?P<goes_on>\d{1,18})")
FORM_OF_GAP = "TOPIC:PARTITION:FROM-TO"


class RetentionGap(NamedTuple):
    """A partition was read up to an offset and goes on at another; the second is smaller where it was made anew."""

    topic: str
    partition: int
    read_to: int
    goes_on: int

    def __str__(self) -> str:
        return f"{self.topic}:{self.partition}:{self.read_to}-{self.goes_on}"

    @property
    def told(self) -> str:
        """What is lacking."""
        where = f"partition {self.partition} of {self.topic}"
        if self.goes_on < self.read_to:
            return (
                f"{where} was read up to offset {self.read_to} and ends before it: it was made anew or cut off, what"
                f" was in it meanwhile nobody knows, and it goes on at offset {self.goes_on}"
            )
        return (
            f"records of {where} were deleted before they were read, {self.goes_on - self.read_to} from offset"
            f" {self.read_to} up to {self.goes_on - 1}; the oldest that is left is at offset {self.goes_on}"
        )

    def on_record(self, accepted_at: str) -> Reject:
        """What an auditor is shown of it for good, among what was not accepted."""
        origin = Origin(topic=self.topic, partition=self.partition, offset=self.read_to)
        detail = f"{self.told}; gone on from there knowingly at {accepted_at}, by --accept-gap {self}"
        return Reject(origin, None, None, RejectReason.RECORDS_LOST, detail)


class MadeAnew(NamedTuple):
    """A topic that has another id than before: a broker lost it and what was in it, or somebody removed it."""

    topic: str
    partition: int
    read_to: int

    @property
    def told(self) -> str:
        """What became of it, and what is to be done."""
        return (
            f"{self.topic} was made anew: its partition {self.partition} is read from its beginning; up to offset"
            f" {self.read_to} the former one is on record, and what stood there from that offset on is lost unless its"
            " senders send it again"
        )

    def on_record(self) -> Reject:
        """What an auditor is shown of it for good, among what was not accepted."""
        origin = Origin(topic=self.topic, partition=self.partition, offset=self.read_to)
        return Reject(origin, None, None, RejectReason.RECORDS_LOST, self.told)


class RecordsLost(DomainError):
    """A topic does not go on where it was read to; nothing is skipped unless somebody says so."""

    def __init__(self, gap: RetentionGap, group: str, first: bool) -> None:
        self.gap = gap
        before = f"group {group} has no offset there yet; " if first else ""
        super().__init__(
            f"{before}{gap.told}. Have what is lacking sent again or import it from a file; then go on knowingly with"
            f" `counterfoil consume --accept-gap {gap}`, which `counterfoil rejects` shows from then on"
        )


def gap_of(text: str) -> RetentionGap:
    """A gap as it is written on a command line; raises ValueError."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no gap; it is written {FORM_OF_GAP}, as the consumer told it")
    return RetentionGap(found["topic"], int(found["partition"]), int(found["read_to"]), int(found["goes_on"]))
