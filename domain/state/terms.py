"""Terms by date: what a document permits on a day, whenever the message about it came (rules 1.4.2)."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.kernel.moments import Day, day
from domain.kernel.zones import Zone
from domain.record.fact import Fact


class TermsVersion(NamedTuple):
    """Terms from a day on, and the amendment that says so."""

    since: Day
    terms: Any
    fact: Fact


def effective(amendment: Fact, zone: Zone | None) -> Day:
    """e(a): the day an amendment counts from; its decision, unless it says later or may look back."""
    says, decided = day(amendment.data.effective_on), amendment.date(zone)
    return says if amendment.data.retroactive or says >= decided else decided


def versions(amendments: list[Fact], zone: Zone | None) -> tuple[TermsVersion, ...]:
    """Amendments by the day they count from, then in business order."""
    made = [TermsVersion(since=effective(f, zone), terms=f.data.terms, fact=f) for f in amendments]
    return tuple(sorted(made, key=lambda v: (v.since, v.fact.order)))


def terms_on(issued: Fact, amended: tuple[TermsVersion, ...], on: Day) -> tuple[Any, Fact]:
    """The terms on a day and the fact they stand in; before the first amendment takes effect, as issued."""
    for version in reversed(amended):
        if version.since <= on:
            return version.terms, version.fact
    return issued.data.terms, issued
