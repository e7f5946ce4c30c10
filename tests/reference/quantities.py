"""Quantities as intervals of exact rationals in base units (rules.md 1.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.lists import Lists
from tests.reference.standing import Json
from tests.reference.text import canon

FACTORS = {
    **dict.fromkeys(["C62", "EA", "H87", "NAR"], 1),
    **dict.fromkeys(["PR", "NPR"], 2),
    "DZN": 12,
    "CEN": 100,
    "GRO": 144,
    **dict.fromkeys(["MIL", "T3"], 1000),
}
KILOGRAMS = {"KGM": Fraction(1), "GRM": Fraction(1, 1000), "TNE": Fraction(1000)}
TENTH = Fraction(1, 10)
MILLION = 1_000_000


@dataclass(frozen=True)
class Interval:
    """[lo, hi]; hi None is without end."""

    lo: Fraction
    hi: Fraction | None

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.lo + other.lo, None if self.hi is None or other.hi is None else self.hi + other.hi)


ZERO = Interval(Fraction(0), Fraction(0))
UNKNOWN = Interval(Fraction(0), None)


def exactly(value: Fraction) -> Interval:
    """A known value."""
    return Interval(value, value)


def total(parts: Iterable[Interval]) -> Interval:
    """The sum."""
    return sum(parts, ZERO)


def greater(a: Interval, b: Interval) -> Interval:
    """The greater of two amounts."""
    return Interval(max(a.lo, b.lo), None if a.hi is None or b.hi is None else max(a.hi, b.hi))


def certain_rest(whole: Interval, *parts: Interval) -> Fraction | None:
    """Lower end of whole minus parts; None when it has none (1.3.5, 1.3.7)."""
    rest = whole.lo
    for part in parts:
        if part.hi is None:
            return None
        rest -= part.hi
    return rest


def base(quantity: Json | None, category: str | None, calibre: str | None, lists: Lists) -> Interval:
    """base(q, item): the category decides what a mass means, the calibre what a round weighs."""
    if quantity is None or quantity["value"] is None or quantity["unit"] is None:
        return UNKNOWN
    value, unit, pack = Fraction(quantity["value"]), quantity["unit"], quantity.get("pack_size")
    if unit in KILOGRAMS:
        return _mass(value * KILOGRAMS[unit], category, calibre, lists)
    pack = None if pack is None or Fraction(pack) <= 0 else pack  # a pack of nothing says nothing (5.7)
    if pack is not None and (unit == "NAR" or unit not in FACTORS):
        return exactly(value * Fraction(pack))
    return exactly(value * FACTORS[unit]) if unit in FACTORS else UNKNOWN


def _mass(kilograms: Fraction, category: str | None, calibre: str | None, lists: Lists) -> Interval:
    """Propellant is exact, ammunition of a known calibre an estimate, the rest unknown (1.3.3)."""
    if category == "PROPELLANT":
        return exactly(kilograms)
    row = lists.calibres.get(canon(calibre)) if category == "AMMUNITION" and calibre else None
    mass = Fraction(row["round_mass_g"]) if row is not None and row.get("round_mass_g") is not None else Fraction(0)
    if mass == 0:
        return UNKNOWN
    estimate = kilograms * 1000 / mass
    return Interval(estimate * (1 - TENTH), estimate * (1 + TENTH))


def landing_tolerance(category: str | None, departed: Fraction, law: Callable[[str], Fraction]) -> Fraction:
    """tol of R14, R15 and R17 by what the law of a day says (1.3.6)."""
    if category == "PROPELLANT":
        return departed * law("tol_propellant")
    return law("tol_rounds") if category == "AMMUNITION" else Fraction(0)


def printed(value: Fraction) -> str:
    """A decimal without trailing zeros; beyond six places it is rounded down, as only that is certain."""
    whole, rest = divmod(value * MILLION // 1, MILLION)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
