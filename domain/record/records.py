"""What dossiers and rules may look up. Whoever implements it may remember answers, and note who asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.law import Law, current_law

if TYPE_CHECKING:
    from domain.record.calendar import Authority
    from domain.record.quantities import Exact
    from domain.state.authorizations import Authorization
    from domain.state.consignments import Consignment, Drawing
    from domain.state.licences import Licence
    from domain.state.notices import Notice
    from domain.state.parties import Entry
    from domain.state.reference import Listing


class Records(ABC):
    """The facts in force and what follows from them, as far as somebody looks.

    Time is asked for with `reached` alone, so that whoever answers knows when the answer will change.
    """

    now: Instant

    @cached_property
    def law(self) -> Law:
        """The numbers that what follows is worked out by: today's, unless others were handed in."""
        return current_law()

    @abstractmethod
    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the recorded clock has come to an instant; `zone` is the offset it is to be told in."""

    @abstractmethod
    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject, in business order."""

    @abstractmethod
    def linked(self, space: str, name: str) -> Collection[str]:
        """What may be joined to a name, in text order; may hold more than is in force, never less."""

    @abstractmethod
    def derive(self, kind: str, name: str) -> Any:
        """What follows from the facts for one thing; see domain.state.DERIVATIONS."""

    def authority(self, state: str) -> Authority | None:
        """Calendar and practice of a State."""
        found: Authority | None = self.derive("authority", state)
        return found

    def listing(self, name: str) -> Listing:
        """A reference list in the publication in force."""
        found: Listing = self.derive("listing", name)
        return found

    def round_mass(self, calibre: str) -> Exact | None:
        """Mass of one round in grams."""
        found: Exact | None = self.derive("round_mass", calibre)
        return found

    def hs_classes(self, hs6: str) -> tuple[tuple[str, str], ...] | None:
        """(edition, control class) of a six-digit code; None where no list of codes is in force."""
        found: tuple[tuple[str, str], ...] | None = self.derive("hs", hs6)
        return found

    def place(self, locode: str) -> str | None:
        """The canonical code of a place; None where it is not listed."""
        found: str | None = self.derive("place", locode)
        return found

    def entry(self, register_id: str) -> Entry:
        """A register entry after mergers."""
        found: Entry = self.derive("entry", register_id)
        return found

    def licence(self, key: str) -> Licence | None:
        """An export licence that its State issued."""
        found: Licence | None = self.derive("licence", key)
        return found

    def authorization(self, key: str) -> Authorization | None:
        """An import authorization that its State issued."""
        found: Authorization | None = self.derive("authorization", key)
        return found

    def notices(self, named: str) -> tuple[Notice, ...]:
        """The transit notices that name `licence KEY` or `authorization KEY`."""
        found: tuple[Notice, ...] = self.derive("notices", named)
        return found

    def consignment(self, key: str) -> Consignment | None:
        """A consignment as far as it was declared."""
        found: Consignment | None = self.derive("consignment", key)
        return found

    def drawing(self, key: str) -> Drawing | None:
        """What a live consignment means to the licences it draws on."""
        found: Drawing | None = self.derive("drawing", key)
        return found
