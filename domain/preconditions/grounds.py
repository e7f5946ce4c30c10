"""What a decision may look up beside the order itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from domain.chapters.transfers.ledger import Ledger
from domain.findings.disposition import FindingSeen
from domain.kernel.message import Message
from domain.record.records import Records


class Concern(NamedTuple):
    """An open finding about a party, as far as a decision must know it."""

    finding_id: str
    rule: str
    party: str
    message: Message


def no_finding(finding_id: str) -> FindingSeen | None:
    """For whoever asks about papers alone: there is no finding of any name."""
    return None


class Grounds(NamedTuple):
    """What a decision may look up: the records as they stand, the ledgers of licences, open findings on parties.

    `finding` is the finding of a name as it stands there; None where none was shown to anybody.
    """

    records: Records
    ledger: Callable[[str], Ledger]
    concerns: Callable[[Iterable[str]], Sequence[Concern]]
    finding: Callable[[str], FindingSeen | None] = no_finding
