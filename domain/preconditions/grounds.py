"""What a decision may look up beside the order itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from domain.chapters.transfers.ledger import Ledger
from domain.engine.supposition import Supposition
from domain.events.refs import FindingKey
from domain.findings.disposition import FindingSeen
from domain.kernel.message import Message
from domain.kernel.moments import Instant
from domain.record.deliveries import StandingCopy
from domain.record.fact import Fact
from domain.record.quantities import Exact
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


def no_copy(source: str, id_: str) -> StandingCopy | None:
    """For whoever asks about papers alone: no copy stands under any name."""
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
    copy: Callable[[str, str], StandingCopy | None] = no_copy
    """The copy under a source and id, set aside or not."""
    finding_shown_to: Callable[[str], frozenset[str]] = shown_to_nobody
    type_of_entry: Callable[[str], str | None] = no_entry
    supposing: Callable[[Sequence[Fact], Instant], Supposition] | None = None
    """The records as they would be with some facts more, the clock so far ahead."""
    remembering: Callable[[str, Callable[[], Any]], Any] = lambda _, work: work()
    """The result of some work by name, done again only when something changed that it looked up."""
    departed: Callable[[str], Mapping[str, Exact]] | None = None
    """What left under an import authorization, by control class; None where nobody keeps it."""

    def suppose(self, facts: Sequence[Fact], ahead: Instant = 0) -> Supposition:
        """The records with some facts more, the clock so far ahead; forgotten with whoever asked."""
        if self.supposing is None:
            return Supposition(self.records, facts, ahead)
        return self.supposing(facts, ahead)
