"""Goods in words: what they are, and how much of them, as whoever told of them wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.events.goods import Item, Quantity
from domain.kernel.message import Message, message
from projections.sentences.catalogue import ENGLISH, plainly


def amount_in_words(quantity: Quantity | None) -> Message:
    """A quantity as its source wrote it."""
    if quantity is None or quantity.value is None:
        return message("quantity.unstated")
    unit = quantity.unit or message("quantity.without-unit")
    if quantity.pack_size:
        return message("quantity.packed", value=quantity.value, unit=unit, pack_size=quantity.pack_size)
    return message("quantity.stated", value=quantity.value, unit=unit)


def goods_in_words(item: Item) -> str | Message:
    """What the goods are, shortly."""
    named = " ".join(x for x in (item.make, item.model, item.calibre) if x)
    if named or item.description:
        return named or item.description or ""
    return message("goods.category", category=item.category) if item.category else message("goods.unnamed")


def lines_in_words(lines: Any, printed: Iterable[str | None] = ()) -> tuple[Message, ...]:
    """The goods items of a message, each with its amount; `printed` are references on its transport documents."""
    references = tuple(dict.fromkeys(x for x in printed if x))
    return tuple(_goods_item(x, references) for x in lines) or (message("goods.no-quantities"),)


def _goods_item(line: Any, printed: tuple[str, ...]) -> Message:
    """A goods item with its amount; of a component also what it is, for which platform and under which licence."""
    told = {"item": line.item_no, "amount": amount_in_words(line.quantity)}
    item = getattr(line, "item", None)
    if item is None or item.category != "COMPONENT":
        return message("goods.item", **told)
    cited = getattr(line, "licence_reference", None) or printed
    what = _component(item)
    if not cited:
        return message("goods.described", **told, what=what)
    return message("goods.described-and-licensed", **told, what=what, licence=cited)


def _component(item: Item) -> Message:
    """What a component is, and for which platform, as far as it is told."""
    named = " ".join(x for x in (item.make, item.model) if x) or item.description
    kind = message("goods.category", category=item.component_class or "COMPONENT")
    what = (kind, named) if named else (kind,)
    if item.platform:
        return message("goods.component-for", what=what, platform=item.platform)
    return message("goods.component-of", what=what)


def goods_said(item: Item, language: str = ENGLISH) -> str:
    """What the goods are, shortly and in words."""
    return plainly(goods_in_words(item), language)
