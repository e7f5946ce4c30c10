"""What is odd about facts once others are known: references to nothing, and declared zeros (rules 5.7, 5.14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.events.streams import consignment_key
from domain.kernel.moments import DAY_LENGTH, written_offset
from domain.record.data_quality import Note, Oddity
from domain.record.fact import Fact
from domain.record.records import IndexEntry, Records
from domain.record.sources import state_of
from domain.state.consignments import CANCELLED, Goods, declarations, goods

_PARTS = "parts"
_QUANTITY = "Q"


class OddFact(NamedTuple):
    """A fact in force with what is odd about it beside others; `near` are consignments that make it so."""

    fact: Fact
    note: Note
    near: tuple[str, ...] = ()


def part_entries(data: Any) -> list[IndexEntry]:
    """A consignment declared in parts, under the whole."""
    ref = data.shipment
    return [(_PARTS, ref.ucr, consignment_key(ref))] if ref.part else []


def odd_facts(records: Records, key: str) -> Iterator[OddFact]:
    """What is odd about facts of a consignment, on the facts in force at `now`."""
    found = goods.of(records, key)
    if found is None:
        yield from _of_nothing(records, key)
    else:
        yield from _zeros(found)
        yield from _replacing_nothing(records, found.declared)


def _of_nothing(records: Records, key: str) -> Iterator[OddFact]:
    """Movements, receipts and corrections of what nobody declared: told at once where parts of it are declared."""
    moved: Sequence[Fact] = () if _taken_over(records, key) else records.facts(f"movement/{key}")
    facts = (*moved, *declarations.of(records, key))
    parts = _declared(records, records.indexed(_PARTS, key)) if facts else ()
    for fact in facts:
        if parts or _awaited_in_vain(records, fact):
            yield OddFact(fact, Note(Oddity.REFERENCE_TO_NOTHING, "/data/shipment", _told(fact, key, parts)), parts)


def _taken_over(records: Records, key: str) -> bool:
    """Whether another declaration is in its place: then what moved it counts for that (rules 1.5.1)."""
    others = (goods.of(records, x) for x in records.indexed("replacers", key))
    replaced = [x.declared.data.replaces for x in others if x is not None]
    return key in [consignment_key(x) for x in replaced if x is not None]


def _declared(records: Records, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if goods.of(records, key) is not None)


def _awaited_in_vain(records: Records, fact: Fact) -> bool:
    """Whether what a fact names did not come on record in the time that the law of whoever told it allows (5.14)."""
    days = records.law(fact.date(None), state_of(fact.source)).declaration_awaited
    return records.reached(fact.recorded + days * DAY_LENGTH, written_offset(fact.recordedat))


def _told(fact: Fact, key: str, parts: Sequence[str]) -> str:
    if parts:
        return (
            f"nobody has declared {key} as a whole, while parts of it are declared: what is told of the whole"
            " counts for none of them. Ask the source to tell it part by part"
        )
    counts = "it cancels nothing" if fact.kind == CANCELLED else "it counts for nothing"
    return (
        f"nobody has declared {key} in the ten days since: {counts}. Ask for the declaration, or have the reference of"
        " the consignment corrected"
    )


def _replacing_nothing(records: Records, declared: Fact) -> Iterator[OddFact]:
    replaces = declared.data.replaces
    if replaces is None:
        return
    key = consignment_key(replaces)
    if not _declared(records, [key]) and _awaited_in_vain(records, declared):
        detail = (
            f"nobody has declared {key} in the ten days since: this declaration replaces nothing. Ask for that"
            " declaration, or have the reference corrected"
        )
        yield OddFact(declared, Note(Oddity.REFERENCE_TO_NOTHING, "/data/replaces", detail))


def _zeros(found: Goods) -> Iterator[OddFact]:
    """Goods items of no quantity on lines of a licence that count quantities, in what is declared as it stands."""
    for line in found.lines:
        value, licensed = line.declared.quantity.value, line.licensed
        if value is None or value.strip("0.") or licensed is None or licensed.control != _QUANTITY:
            continue
        fact = found.attributed_by
        place = next(n for n, row in enumerate(fact.data.lines) if row is line.declared)
        detail = (
            f"a quantity of {value} draws nothing on line {line.line} of {line.licence}, which counts quantities. Have"
            " the declaration corrected, or cancelled"
        )
        yield OddFact(fact, Note(Oddity.ZERO_QUANTITY, f"/data/lines/{place}/quantity", detail))
