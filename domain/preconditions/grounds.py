"""What a decision may look up beside the order itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from domain.chapters.transfers.ledger import Ledger
from domain.engine.supposition import Supposition
from domain.events.refs import FindingKey
from domain.findings.disposition import FindingSeen
from domain.kernel.message import Message
from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Records


class Concern(NamedTuple):
    """An open finding about a party, as far as a decision must know it, and the States that see it."""

    finding_id: str
    rule: str
    party: str
    message: Message
    states: tuple[str, ...] = ()
    licence: str | None = None
    severity: int = 0


class OpenFinding(NamedTuple):
    """An open finding as far as a decision about what it bars must know it."""

    finding_id: str
    rule: str
    key: FindingKey
    severity: int
    evidence: tuple[str, ...]
    message: Message
    states: tuple[str, ...] = ()
    """The States that may see it."""


def nothing_open(_: Collection[str]) -> Sequence[OpenFinding]:
    """For whoever asks about papers alone: no finding is open about anything."""
    return ()


def no_finding(finding_id: str) -> FindingSeen | None:
    """For whoever asks about papers alone: there is no finding of any name."""
    return None


def shown_to_nobody(finding_id: str) -> frozenset[str]:
    """For whoever asks about papers alone: no finding is shown to any State."""
    return frozenset()


def no_entry(ref: str) -> str | None:
    """For whoever asks about papers alone: no entry is looked up by its name."""
    return None


class Grounds(NamedTuple):
    """What a decision may look up: the records as they stand, the ledgers of licences, open findings on parties.

    `finding` is the finding of a name as it stands there; None where none was shown to anybody. `finding_shown_to`
    are the States that see the finding of a name, `type_of_entry` is the type of the accepted fact called `source#id`.
    """

    records: Records
    ledger: Callable[[str], Ledger]
    concerns: Callable[[Iterable[str]], Sequence[Concern]]
    finding: Callable[[str], FindingSeen | None] = no_finding
    open_about: Callable[[Collection[str]], Sequence[OpenFinding]] = nothing_open
    """The findings open about some subjects, each called by kind and name: `licence XA:EL-1`."""
    supposing: Callable[[Records, Sequence[Fact], Instant], Supposition] = Supposition
    """The records as they would be with some facts more, at an instant to come."""
    finding_shown_to: Callable[[str], frozenset[str]] = shown_to_nobody
    type_of_entry: Callable[[str], str | None] = no_entry

    def suppose(self, facts: Sequence[Fact], now: Instant) -> Supposition:
        """The records with some facts more, at an instant to come; forgotten with whoever asked."""
        return self.supposing(self.records, facts, now)
