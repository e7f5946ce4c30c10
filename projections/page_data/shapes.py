"""What the sheets of single things look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from domain.events.authorization import AuthorizationTerms
from domain.events.determination import Determination
from domain.events.goods import Quantity
from domain.events.licence import LicenceTerms
from domain.events.party import Party
from domain.events.wanted import ClaimedLaw, Wanted
from domain.record.records import Records
from projections.sentences import Figure, Reason


class At(NamedTuple):
    """A moment on both clocks: what had happened by `as_of`, as far as it was known at `known_at`."""

    as_of: str | None = None
    known_at: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact in a history: both its times, where it comes from, a sentence, and whether it stands."""

    position: int
    kind: str
    time: str
    recordedat: str
    source: str
    id: str
    sentence: str
    standing: str
    corrected_by: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding stands; of one that was cleared the fact with which it ceased to, if it was not time alone."""

    sentences: tuple[str, ...]
    facts: tuple[Entry, ...]
    would_clear: str
    cleared_by: Entry | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """The terms of a document from a day on."""

    effective_on: str
    recordedat: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LineSheet:
    """One line of a licence and what has been drawn on it, in base units."""

    line: int
    control: str
    description: str
    unit: str
    authorised: str | None
    drawn: str
    reserved: str
    consumed: str
    departed: str
    free: str | None
    overdrawn: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """One consignment that draws on a licence."""

    key: str
    control_date: str | None
    status: str
    quantity: str | None


@dataclass(frozen=True, slots=True)
class DeterminationSheet:
    """What was determined about an application, and when."""

    determined: str
    told: Determination


@dataclass(frozen=True, slots=True)
class LicenceSheet:
    """Everything about one export licence."""

    key: str
    status: str
    terms: LicenceTerms
    versions: tuple[Version, ...]
    lines: tuple[LineSheet, ...]
    consignments: tuple[Drawing, ...]
    authorization: str | None
    determination: DeterminationSheet | None
    notices: tuple[str, ...]
    timeline: tuple[Entry, ...]
    held: tuple[Reason, ...] = ()
    """What holds it since it was issued, by lists alone, beside its status: an embargo, a party that is listed."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A party as a declaration names it."""

    role: str
    name: str
    state: str | None
    register_id: str | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of the route: declared, seen, or both."""

    state: str
    locode: str
    activity: str | None
    mode: str | None
    seen: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """One goods item and how much of it was where."""

    item_no: int
    description: str
    unit: str
    declared: str | None
    departed: str | None
    arrived: str | None
    accounted: str | None
    verified: str | None


@dataclass(frozen=True, slots=True)
class ConsignmentSheet:
    """Everything about one consignment."""

    key: str
    licences: tuple[str, ...]
    export_state: str | None
    destination_state: str | None
    status: str
    parties: tuple[Mention, ...]
    stops: tuple[Stop, ...]
    items: tuple[ItemSheet, ...]
    timeline: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class AuthorizedLine:
    """One control class of an import authorization."""

    item_class: str
    unit: str
    authorised: str | None
    licensed: str | None
    departed: str | None


@dataclass(frozen=True, slots=True)
class AuthorizationSheet:
    """Everything about one import authorization."""

    key: str
    status: str
    terms: AuthorizationTerms
    lines: tuple[AuthorizedLine, ...]
    licences: tuple[str, ...]
    timeline: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PartySheet:
    """Everything about one party of the register."""

    key: str
    status: str
    party: Party
    licences: tuple[str, ...]
    consignments: tuple[str, ...]
    timeline: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Precondition:
    """One thing that article 10 demands before issue: met, or what is missing and where to get it."""

    code: str
    requirement: str
    title: str
    met: bool
    says: str
    mend: str


@dataclass(frozen=True, slots=True)
class ApplicationSheet:
    """Everything about one application for an export licence; `terms` are those it leads to, once it is determined."""

    key: str
    status: str
    wanted: Wanted
    claimed: ClaimedLaw | None
    determination: DeterminationSheet | None
    terms: LicenceTerms | None
    note: str | None
    submitted: str
    recommendation: str | None
    assessment: str | None
    acknowledged: tuple[str, ...]
    conditions: tuple[str, ...]
    preconditions: tuple[Precondition, ...]
    concerns: tuple[str, ...]
    licence: str | None
    timeline: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a licence lets goods pass on a day, as customs ask before declaring (R-067)."""

    licence: str
    status: str
    on: str
    available: bool
    reasons: tuple[Reason, ...]
    lines: tuple[LineSheet, ...]


@dataclass(frozen=True, slots=True)
class SaidAgainst:
    """One thing that speaks against letting goods go: how gravely, what it is about, and what would mend it."""

    code: str
    requirement: str
    severity: int
    about: str
    finding_id: str | None
    says: str
    mend: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class VerdictSheet:
    """What customs is to do with goods under a licence, or with a consignment: go, check, hold or stop."""

    register: str
    key: str
    on: str
    status: str
    verdict: str
    reasons: tuple[SaidAgainst, ...]


class Sheets(Protocol):
    """Makes the sheet of one thing from facts at a moment; None when nothing is on record."""

    def told_in(self, language: str) -> Sheets:
        """Sheets over the same, told in another language."""
        ...

    def licence(self, key: str, at: At) -> LicenceSheet | None:
        """An export licence."""
        ...

    def consignment(self, key: str, at: At) -> ConsignmentSheet | None:
        """A consignment."""
        ...

    def authorization(self, key: str, at: At) -> AuthorizationSheet | None:
        """An import authorization."""
        ...

    def application(self, key: str, at: At) -> ApplicationSheet | None:
        """An application for an export licence."""
        ...

    def availability(self, key: str, on: str | None, line: int | None, asked: Quantity | None) -> Availability | None:
        """Whether a licence lets goods pass."""
        ...

    def verdict(self, register: str, key: str, reader: str) -> VerdictSheet | None:
        """What customs is to do with a licence or a consignment, told to a State."""
        ...

    def party(self, key: str, at: At) -> PartySheet | None:
        """A party of the register."""
        ...

    def explain(self, finding_id: str) -> Explanation | None:
        """Why a finding stands."""
        ...

    def records(self) -> Records:
        """The record as it stands, for whoever prepares an order."""
        ...
