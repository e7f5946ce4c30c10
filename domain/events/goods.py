"""What the goods are and how much of them: shapes that licences, declarations and arrivals share (norms 3.2, 3.7)."""

from __future__ import annotations

import msgspec

from domain.kernel.event import shape


@shape
class Quantity:
    """An amount with its unit; the value is null where the message really lacked it."""

    value: str | None
    unit: str | None
    pack_size: str | None = None


@shape
class Money:
    """An amount of money."""

    amount: str
    currency: str


@shape
class Item:
    """What the goods are."""

    category: str | None
    item_class: str | None = None
    type: str | None = None
    make: str | None = None
    model: str | None = None
    calibre: str | None = None
    action: str | None = None
    hs: str | None = None
    hs_edition: str | None = None
    description: str | None = None
    component_class: str | None = None
    platform: str | None = None
    condition: str | None = None
    year_of_manufacture: int | None = None


class SerialRange(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Consecutive serial numbers: equal prefix and suffix, the last run of digits counts up."""

    first: str
    last: str


@shape
class Serials:
    """Serial numbers as a list, as ranges, or both."""

    numbers: tuple[str, ...]
    ranges: tuple[SerialRange, ...]


@shape
class ItemQuantity:
    """A quantity for one goods item of the export declaration."""

    item_no: int
    quantity: Quantity
