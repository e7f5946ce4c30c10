"""Goods by make and model, and how much of them a message without a declaration means."""

from __future__ import annotations

from domain.chapters.items.makes_and_models import canonical_item
from domain.events.goods import Item, Quantity
from domain.record.quantities import Interval
from domain.record.records import Records
from domain.state.reference import in_base_units

Model = tuple[str, str]
"""Canonical make and model."""


def model_of(records: Records, item: Item) -> Model | None:
    """Make and model by their canonical names; None where either is missing."""
    found = canonical_item(records, item)
    return (found.make, found.model) if found.make and found.model else None


def amount_of(records: Records, item: Item, quantity: Quantity | None) -> Interval:
    """A quantity in the base unit of the goods it is said of."""
    return in_base_units(records, quantity, item.category, item.calibre)
