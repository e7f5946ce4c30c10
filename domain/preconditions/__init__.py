"""What article 10 demands before an export licence is issued, each with its figures: met, or what is missing.

All are looked into every time, so that an officer sees everything that stands in the way and not only the first.
"""

from __future__ import annotations

from domain.preconditions.check import Asked, Check
from domain.preconditions.contents import contents
from domain.preconditions.determined import known_to_the_law, not_determined
from domain.preconditions.end_use import documents
from domain.preconditions.goods import goods_asked_for, items
from domain.preconditions.grounds import Grounds
from domain.preconditions.import_side import import_side
from domain.preconditions.others import findings, findings_elsewhere, no_embargo
from domain.preconditions.parties import brokers_in_order, unlisted
from domain.preconditions.refusals import refusals
from domain.preconditions.transit_states import crossed, transit
from domain.preconditions.validity import validity

__all__ = ["Asked", "Check", "known_to_the_law", "not_determined", "preconditions"]


def preconditions(grounds: Grounds, asked: Asked) -> tuple[Check, ...]:
    """Every precondition of issue, each named by its requirement."""
    return (
        *contents(grounds.records, asked),
        *known_to_the_law(grounds.records, asked),
        *goods_asked_for(grounds.records, asked),
        *items(grounds.records, asked),
        *validity(grounds.records, asked),
        *import_side(grounds, asked),
        *(transit(grounds.records, asked, state) for state in crossed(asked.terms)),
        *documents(grounds.records, asked),
        no_embargo(grounds.records, asked),
        *unlisted(grounds.records, asked),
        *brokers_in_order(grounds.records, asked),
        *refusals(grounds.records, asked),
        findings(grounds, asked),
        *findings_elsewhere(grounds, asked),
    )
