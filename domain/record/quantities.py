"""Exact quantities: what a number with a unit certainly amounts to in base units (rules 1.3, R-007).

Base units are pieces (FIREARM, COMPONENT, ACCESSORY, OTHER), rounds (AMMUNITION) and kilograms (PROPELLANT). Amounts
are ints, or Fractions where a division does not come out even; never floats.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from domain.events.goods import Quantity

Exact = int | Fraction

FACTORS = {
    "C62": 1,
    "EA": 1,
    "H87": 1,
    "NAR": 1,
    "PR": 2,
    "NPR": 2,
    "DZN": 12,
    "CEN": 100,
    "GRO": 144,
    "MIL": 1000,
    "T3": 1000,
}
MASSES: dict[str, Exact] = {"KGM": 1, "GRM": Fraction(1, 1000), "TNE": 1000}


class Interval(NamedTuple):
    """All values an amount may have; `hi` is None where nothing bounds it."""

    lo: Exact
    hi: Exact | None

    def plus(self, other: Interval) -> Interval:
        """The sum of two amounts."""
        hi = None if self.hi is None or other.hi is None else self.hi + other.hi
        return Interval(self.lo + other.lo, hi)

    @property
    def certain(self) -> bool:
        """True when only one value is possible."""
        return self.lo == self.hi


ZERO = Interval(0, 0)
UNKNOWN = Interval(0, None)


@lru_cache(maxsize=16_384)
def exact(text: str) -> Exact:
    """The number a decimal text stands for."""
    value = Fraction(Decimal(text))  # which reads any number of digits; int() and Fraction() of a text do not
    return int(value) if value.denominator == 1 else value


def total(amounts: list[Interval]) -> Interval:
    """The sum of amounts; nothing is zero."""
    result = ZERO
    for amount in amounts:
        result = result.plus(amount)
    return result


def _point(value: Exact) -> Interval:
    return Interval(value, value)


def _by_mass(kilograms: Exact, category: str | None, round_mass: Exact | None) -> Interval:
    if category == "PROPELLANT":
        return _point(kilograms)
    if category != "AMMUNITION" or not round_mass:
        return UNKNOWN
    rounds = Fraction(kilograms) * 1000 / round_mass
    return Interval(rounds * Fraction(9, 10), rounds * Fraction(11, 10))


def pack_of(quantity: Quantity) -> Exact | None:
    """How many are in a pack; a pack of nothing says nothing (rules 5.7)."""
    pack = None if quantity.pack_size is None else exact(quantity.pack_size)
    return pack if pack is not None and pack > 0 else None


def base(quantity: Quantity | None, category: str | None, round_mass: Exact | None = None) -> Interval:
    """A quantity in the base unit of its category; `round_mass` is the mass of one round in grams, where known."""
    if quantity is None or quantity.value is None or quantity.unit is None:
        return UNKNOWN
    value, unit = exact(quantity.value), quantity.unit
    if unit in MASSES:
        return _by_mass(value * MASSES[unit], category, round_mass)
    pack = pack_of(quantity)
    if unit in FACTORS and (unit != "NAR" or pack is None):
        return _point(value * FACTORS[unit])
    return UNKNOWN if pack is None else _point(value * pack)


_SHORT = 10**18


def plain(value: Exact) -> str:
    """A certain amount as decimal text without trailing zeros; what six decimals cannot hold is rounded down."""
    millionths = int(value * 1_000_000 // 1)
    if not millionths % 1_000_000 and abs(millionths) < _SHORT:
        return str(millionths // 1_000_000)
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{Decimal(whole):f}.{rest:06d}".rstrip("0").rstrip(".")
