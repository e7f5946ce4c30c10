"""Goods by make and model, and how much of them a message without a declaration means."""

from __future__ import annotations

from domain.chapters.items.makes_and_models import canonical_item
from domain.events.goods import Item, Quantity
from domain.kernel.canon import canon
from domain.record.quantities import Interval
from domain.record.records import Records
from domain.state.reference import in_base_units

Model = tuple[str, str]
"""Make and model, by their canonical names, or by the letters and digits of these where they are compared."""


def named_model(records: Records, item: Item) -> Model | None:
    """Make and model by their canonical names; None where either is missing."""
    found = canonical_item(records, item)
    return (found.make, found.model) if found.make and found.model else None


def model_of(records: Records, item: Item) -> Model | None:
    """Make and model as they are compared, however an unlisted one is written (rules 5.1); None where either lacks."""
    found = named_model(records, item)
    return (canon(found[0]), canon(found[1])) if found else None


def amount_of(records: Records, item: Item, quantity: Quantity | None) -> Interval:
    """A quantity in the base unit of the goods it is said of."""
    return in_base_units(records, quantity, item.category, item.calibre)
