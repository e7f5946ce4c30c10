"""Under whose law something is judged: the licence's State and profile, else the State of export's (rules 5.16)."""

from __future__ import annotations

from domain.kernel.moments import Day
from domain.record.law import Law, Likeness, Provisions
from domain.record.records import Records
from domain.state.consignments import Consignment
from domain.state.licences import Licence, current_terms, licence


class ApplicableLaw:
    """The law of one State to be asked for by day: under a profile, under that of a licence, or without licence."""

    __slots__ = ("_held", "_profile", "_records", "state")

    def __init__(
        self, records: Records, state: str, held: Licence | None = None, *, profile: str | None = None
    ) -> None:
        self._records, self._held, self._profile, self.state = records, held, profile, state

    def _profile_on(self, day: Day) -> str | None:
        return self._profile if self._held is None else self._held.terms(day).profile

    def on(self, day: Day) -> Law:
        """The numbers of a day, under the profile that the licence has on that day."""
        return self._records.law(day, self.state, self._profile_on(day))

    def provisions(self, day: Day) -> Provisions:
        """What else the law of a day says."""
        return self._records.provisions(day, self.state, self._profile_on(day))

    def likeness(self) -> Likeness:
        """What counts as alike now, under the profile that the licence has now."""
        if self._held is None or self._records.statutes.likenesses.everywhere:
            return self._records.likeness(self.state, self._profile)
        return self._records.likeness(self.state, current_terms(self._records, self._held).profile)


def law_of_licence(records: Records, held: Licence) -> ApplicableLaw:
    """The law of the State that issued a licence, under its profile."""
    return ApplicableLaw(records, held.state, held)


def law_of_consignment(records: Records, found: Consignment, held: Licence | None) -> ApplicableLaw:
    """The law of the licence of a consignment, else of the State of export."""
    return law_of_licence(records, held) if held else ApplicableLaw(records, found.declared.data.export_state)


def law_of_goods(records: Records, export_state: str, named: str | None, on: Day) -> Law:
    """The numbers that goods are judged by on a day: those of a licence on record, else of the State of export."""
    if named is None or records.statutes.laws.everywhere:
        return records.law(on, export_state)
    held = licence.of(records, named)
    return records.law(on, export_state) if held is None else law_of_licence(records, held).on(on)
