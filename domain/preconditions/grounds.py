"""What a decision may look up beside the order itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from domain.chapters.transfers.ledger import Ledger
from domain.record.records import Records


class Concern(NamedTuple):
    """An open finding about a party, as far as a decision must know it."""

    finding_id: str
    rule: str
    party: str
    message: str


class Grounds(NamedTuple):
    """What a decision may look up: the records as they stand, the ledgers of licences, open findings on parties."""

    records: Records
    ledger: Callable[[str], Ledger]
    concerns: Callable[[Iterable[str]], Sequence[Concern]]
