"""Seals: the chain of numbers at each position of a consignment, readings of it, and numbers used twice (R13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.chapters.movements.sightings import CHECKED
from domain.events.streams import consignment_key
from domain.kernel.canon import bounded, canon
from domain.kernel.closure import closure
from domain.kernel.moments import DAY_LENGTH, Instant
from domain.kernel.says_nothing import number_said, says_nothing
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.records import Records, derived
from domain.record.sources import may_say
from domain.record.statutes import StatuteBook
from domain.state.applicable_law import ApplicableLaw, law_of_consignment
from domain.state.consignments import ARRIVED, RELEASED, Consignment, consignment
from domain.state.licences import licence

SEALED, REPLACED = "shipment.sealed", "shipment.seal-replaced"
SEAL = "seal"
"""The secondary index of the consignments whose seals end alike."""


class Applied(NamedTuple):
    """A seal as it was put on; live until the goods arrive or another takes its place, as far as that is known."""

    position: str
    number: str
    fact: Fact
    until: Instant | None
    law: Law
    """The numbers of the day it was put on."""

    def live(self, at: Instant) -> bool:
        """True from sealing to arrival, release, replacement, or the end of a seal's life."""
        end = self.fact.time + self.law.seal_life * DAY_LENGTH
        return self.fact.time <= at < (end if self.until is None else min(self.until, end))


def same_number(a: str, b: str, law: Law) -> bool:
    """Canonical numbers that are equal, or of which the shorter is the end of the longer."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= law.seal_suffix and long.endswith(short)


def ending(seal: Applied) -> str:
    """What numbers equal to that of a seal have in common with it: the last characters."""
    return _ending(seal.number, seal.law.seal_suffix)


def _ending(number: str, length: int) -> str:
    return bounded(number[-length:])


def sealed_entries(data: Any, book: StatuteBook) -> list[tuple[str, str, str]]:
    """A consignment is indexed under the end of each seal, by the law of whatever day and State."""
    numbers = [x.number for x in data.seals] if hasattr(data, "seals") else [data.new_number]
    lengths = book.values("seal_suffix")
    ends = dict.fromkeys(_ending(canon(x), length) for x in numbers if not says_nothing(x) for length in lengths)
    return [(SEAL, end, consignment_key(data.shipment)) for end in ends if end]


def _put_on(found: Consignment) -> Iterator[tuple[str, str, Fact]]:
    """Position and number of each seal put on, in business order; replacements count from customs alone.

    A number that says nothing makes no chain (rules 5.2).
    """
    for fact in found.among((SEALED, REPLACED)):
        if fact.kind == SEALED:
            told = [(seal.position, seal.number) for seal in fact.data.seals]
        else:
            told = [(fact.data.position, fact.data.new_number)] if may_say(fact.source, fact.kind, fact.data) else []
        yield from ((position, canon(number), fact) for position, number in told if not says_nothing(number))


def chains(found: Consignment, law: ApplicableLaw) -> dict[str, list[tuple[str, Fact]]]:
    """By position: the numbers put on there one after the other; the same number told again is no new one."""
    result: dict[str, list[tuple[str, Fact]]] = {}
    for position, number, fact in _put_on(found):
        chain = result.setdefault(position, [])
        if not chain or not same_number(chain[-1][0], number, law.on(fact.date(found.goods.zone))):
            chain.append((number, fact))
    return result


@derived
def seals(records: Records, key: str) -> tuple[Applied, ...]:
    """Every seal of a live consignment."""
    found = consignment.of(records, key)
    if found is None or not found.live or found.moved.keys().isdisjoint((SEALED, REPLACED)):
        return ()
    opened = min((f.time for f in (*found.of(ARRIVED), *found.of(RELEASED))), default=None)
    result: list[Applied] = []
    law, zone = _law_of(records, found), found.goods.zone
    for position, chain in chains(found, law).items():
        ends = [*(fact.time for _, fact in chain[1:]), None]
        for (number, fact), replaced in zip(chain, ends, strict=True):
            known = [x for x in (opened, replaced) if x is not None]
            result.append(Applied(position, number, fact, min(known, default=None), law.on(fact.date(zone))))
    return tuple(result)


class Twin(NamedTuple):
    """A seal put on while the same number was live on another consignment."""

    key: str
    position: str
    fact: Fact
    other: str
    earlier: Fact


def _bearers(records: Records, end: str) -> set[str]:
    """The consignments that may now bear seals with an ending: those sealed, and those that redeclare them."""
    return set(closure(records.indexed(SEAL, end), lambda key: records.indexed("replacers", key)))


def _ends(seal: Applied, end: str, lengths: Iterable[int]) -> bool:
    """Whether a seal may be taken for one with an ending, by the law of whatever day and State."""
    return any(_ending(seal.number, length) == end for length in lengths)


def _law_of(records: Records, found: Consignment) -> ApplicableLaw:
    """The law of a consignment's licence, looked up only where numbers are not the same for all."""
    named = None if records.statutes.laws.everywhere else found.licence
    return law_of_consignment(records, found, licence.of(records, named) if named else None)


@derived
def twins(records: Records, end: str) -> tuple[Twin, ...]:
    """The seals with an ending that are on two consignments at once, each told of the one sealed later."""
    bearers = _bearers(records, end)
    if len(bearers) <= 1:
        return ()
    lengths = records.statutes.values("seal_suffix")
    borne = [(x, key) for key in bearers for x in seals.of(records, key) if _ends(x, end, lengths)]
    borne.sort(key=lambda one: (one[0].fact.order, one[1], one[0].position))
    found = []
    for n, (mine, key) in enumerate(borne):
        if ending(mine) != end:
            continue
        for theirs, other in reversed(borne[:n]):
            same = other != key and same_number(mine.number, theirs.number, mine.law)
            if same and theirs.live(mine.fact.time):
                found.append(Twin(key, mine.position, mine.fact, other, theirs.fact))
                break
    return tuple(found)


class ReadSeal(NamedTuple):
    """A seal as it was read, and the numbers put on by then, the last of which should be there."""

    position: str
    state: str
    number: str | None
    fact: Fact
    chain: tuple[tuple[str, Fact], ...]
    law: Law

    @property
    def current(self) -> tuple[str, Fact]:
        """What should be there."""
        return self.chain[-1]

    @property
    def is_current(self) -> bool:
        """True when the number that should be there was read, or none could be."""
        return self.number is None or same_number(self.number, self.current[0], self.law)

    @property
    def is_replaced(self) -> bool:
        """True for a number that had been there and was replaced."""
        if self.number is None or self.is_current:
            return False
        return any(same_number(self.number, earlier, self.law) for earlier, _ in self.chain[:-1])


def number_at(fact: Fact, position: str) -> str:
    """The number of the seal at a position as a fact writes it, put on or read."""
    told = [*getattr(fact.data, "seals", ()), *getattr(fact.data, "readings", ())]
    if hasattr(fact.data, "new_number"):
        return str(fact.data.new_number)
    return next((x.number for x in told if x.position == position and x.number), "")


def readings(found: Consignment, law: ApplicableLaw) -> Iterator[ReadSeal]:
    """Each reading at a position that had been sealed by then."""
    checks = found.of(CHECKED)
    known = chains(found, law) if checks else {}
    for check in checks:
        for x in check.data.readings:
            chain = tuple(one for one in known.get(x.position, ()) if one[1].time <= check.time)
            if chain:
                yield ReadSeal(
                    x.position,
                    x.state,
                    number_said(x.number) or None,
                    check,
                    chain,
                    law.on(check.date(found.goods.zone)),
                )
