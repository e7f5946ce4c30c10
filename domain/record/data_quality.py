"""What is odd about a fact that is accepted all the same: data-quality notes (rules 1.1.3, 1.3-4, 1.8.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import msgspec

import domain.events.kinds  # noqa: F401  declares every kind
from domain.kernel.event import declaration_of
from domain.kernel.moments import DAY_LENGTH, instant
from domain.kernel.says_nothing import says_nothing
from domain.record.birth_dates import plausible_birth
from domain.record.quantities import FACTORS, MASSES, exact
from domain.record.sources import may_close, may_say

LEAP_DAYS = 400

Path = tuple[str | int, ...]


class Oddity(StrEnum):
    """The kinds of note."""

    UNKNOWN_UNIT = "UNKNOWN_UNIT"
    FRACTIONAL_COUNT = "FRACTIONAL_COUNT"
    SOURCE_MAY_NOT_SAY = "SOURCE_MAY_NOT_SAY"
    CORRECTS_ITSELF = "CORRECTS_ITSELF"
    CORRECTS_ANOTHER_TYPE = "CORRECTS_ANOTHER_TYPE"
    REFERENCE_TO_NOTHING = "REFERENCE_TO_NOTHING"
    RECORDED_FAR_AHEAD = "RECORDED_FAR_AHEAD"
    ENTERED_LATE = "ENTERED_LATE"
    SAYS_NOTHING = "SAYS_NOTHING"
    IMPLAUSIBLE_DATE = "IMPLAUSIBLE_DATE"
    ZERO_QUANTITY = "ZERO_QUANTITY"


class Note(NamedTuple):
    """One oddity: what kind, where in the fact (JSON pointer), and what it means for whoever relies on it."""

    oddity: Oddity
    where: str
    detail: str


def notes(fact: Mapping[str, Any]) -> tuple[Note, ...]:
    """What is odd about a fact taken by itself."""
    kind = fact["type"].rpartition(".v")[0]
    found: list[Note] = []
    declared = declaration_of(kind)
    for path in declared.quantities:
        for where, quantity in _held(fact["data"], _steps(path)):
            found += _amount(where, quantity)
    if _may_be_odd(fact["data"]):
        found += _oddly_written(fact)
    if declared.told_by.role and not _entitled(fact, kind):
        found.append(_unheard(f"{kind} from this source is kept without effect: another authority says it"))
    if kind in ("finding.disposed", "waiver.granted") and not _closes(fact):
        found.append(_unheard(f"{kind} from this source closes nothing: the licensing State's authority does"))
    if fact.get("corrects") == fact["id"]:
        found.append(Note(Oddity.CORRECTS_ITSELF, "/corrects", "a fact that names itself corrects nothing"))
    return tuple(found)


def oddities(type_: str, data: Any, recordedat: str) -> Iterator[Note]:
    """What is odd about how an event of ours is written, given the event; the same as of a fact from outside."""
    declared = declaration_of(type_.rpartition(".v")[0])
    told = {"type": type_, "data": msgspec.to_builtins(data), "recordedat": recordedat}
    for path in declared.quantities:
        for where, quantity in _held(told["data"], _steps(path)):
            yield from _amount(where, quantity)
    yield from _oddly_written(told)


def far_ahead(recordedat: str, greatest: str) -> Note | None:
    """A fact received long after everything on record: with it the clock moves, and deadlines pass."""
    ahead = instant(recordedat) - instant(greatest)
    if ahead <= LEAP_DAYS * DAY_LENGTH:
        return None
    days = int(ahead // DAY_LENGTH)
    detail = f"{recordedat} is {days} days after {greatest}, the latest on record: all between falls due"
    return Note(Oddity.RECORDED_FAR_AHEAD, "/recordedat", detail)


def entered_late(type_: str, time: str, data: Any, cause: str | None) -> Note | None:
    """A declaration of ours that is dated before the day on which it was entered (R-073, R-082)."""
    if not type_.startswith("shipment.declared.v") or data["usage"] != "LATE":
        return None
    if data["control_date"][:10] >= time[:10]:
        return None
    detail = f"dated {data['control_date']} and entered at {time}; its licences are judged by the earlier day ({cause})"
    return Note(Oddity.ENTERED_LATE, "/data/control_date", detail)


def corrected(type_: str, target: str, found: str | None) -> Note | None:
    """What is odd about a correction, given the type of the fact it names; None when there is none as yet."""
    if found is None:
        detail = f"this source has told no fact {target!r} as yet"
        return Note(Oddity.REFERENCE_TO_NOTHING, "/corrects", detail)
    if found == type_:
        return None
    detail = f"{target!r} is a {found}; a {type_} corrects only its like"
    return Note(Oddity.CORRECTS_ANOTHER_TYPE, "/corrects", detail)


@cache
def _steps(path: str) -> Path:
    return tuple(path.split("."))


def _held(data: Any, steps: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """What stands at the end of a path, once for each row where a list holds it; what is absent is passed over."""
    *before, name = steps
    for step in before:
        data = data.get(step) or ()
    if type(data) is dict:
        if data.get(name):
            yield steps, data[name]
        return
    for number, row in enumerate(data):
        if row.get(name):
            yield (*before, number, name), row[name]


def _amount(path: Path, quantity: Mapping[str, Any]) -> Iterator[Note]:
    value, unit, pack = quantity["value"], quantity["unit"], quantity.get("pack_size")
    if pack is not None and exact(pack) <= 0:
        detail = f"a pack of {pack} says nothing: ask how many are in one"
        yield Note(Oddity.SAYS_NOTHING, f"{_pointer(path)}/pack_size", detail)
        pack = None
    if unit in MASSES:
        return
    if unit is None or (unit not in FACTORS and pack is None):
        told = f"{unit!r} says nothing without a pack_size" if unit else "no unit is stated"
        yield Note(Oddity.UNKNOWN_UNIT, _pointer(path), f"{told}: the amount counts as unknown")
        return
    if value is None or "." not in value:
        return
    factor = FACTORS[unit] if unit in FACTORS and (unit != "NAR" or pack is None) else exact(pack or "1")
    if Fraction(exact(value) * factor).denominator != 1:
        detail = f"{value} {unit} is no whole number of pieces; it is used as written"
        yield Note(Oddity.FRACTIONAL_COUNT, _pointer(path), detail)


_NUMBERS = frozenset(
    {"numbers", "lots", "entry_reference", "verification", "number", "new_number", "licence_reference"}
)
"""The members that hold numbers of items, seals, entries, documents and licences."""
_DATES, _AMOUNT = frozenset({"date_of_birth", "listed_on"}), "value"
_IN_EFFECT_WITHIN = 50
"""In years: a row that begins to count later was meant for another calendar."""


def _may_be_odd(data: Mapping[str, Any]) -> bool:
    """A glance at data: false where nothing in them need be told; most facts are not gone through with paths."""
    for name, value in data.items():
        kind = type(value)
        if kind is str:
            if (
                name in _DATES
                or (name in _NUMBERS and says_nothing(value))
                or (name == _AMOUNT and not value.strip("0."))
            ):
                return True
        elif kind is dict:
            if ("scheme" in value and says_nothing(value["value"], identifier=True)) or _may_be_odd(value):
                return True
        elif kind is list and value and _may_be_odd_list(name, value):
            return True
    return False


def _may_be_odd_list(name: str, values: Sequence[Any]) -> bool:
    if type(values[0]) is str:
        return name in _NUMBERS and any(map(says_nothing, values))
    for value in values:
        if type(value) is dict:
            if ("scheme" in value and says_nothing(value["value"], identifier=True)) or _may_be_odd(value):
                return True
        elif type(value) in (list, tuple):
            return True
    return False


def _oddly_written(fact: Mapping[str, Any]) -> Iterator[Note]:
    """Numbers that say nothing, dates of birth nobody can have, rows that never count (rules 5.2, 5.5, 5.7)."""
    waiting: list[tuple[Path, str, Any]] = [((), "", fact["data"])]
    while waiting:
        path, name, value = waiting.pop()
        if type(value) is dict:
            waiting += (((*path, x), x, y) for x, y in value.items() if y)
            identifier = value.get("value") if "scheme" in value else None
            if type(identifier) is str and says_nothing(identifier, identifier=True):
                yield _nothing((*path, "value"), identifier)
        elif type(value) in (list, tuple):
            waiting += (((*path, n), name, x) for n, x in enumerate(value))
        elif type(value) is str:
            yield from _text(path, name, value, fact)
    if fact["type"].startswith(("shipment.declared.v", "shipment.adjusted.v")):
        yield from _zeros(fact["data"])


def _text(path: Path, name: str, value: str, fact: Mapping[str, Any]) -> Iterator[Note]:
    if name in _NUMBERS and says_nothing(value):
        yield _nothing(path, value)
    elif name == "date_of_birth" and not plausible_birth(value, fact["recordedat"]):
        detail = f"nobody told of on {fact['recordedat'][:10]} was born on {value}: it contradicts nobody; correct it"
        yield Note(Oddity.IMPLAUSIBLE_DATE, _pointer(path), detail)
    elif name == "listed_on" and int(value[:4]) > int(fact["recordedat"][:4]) + _IN_EFFECT_WITHIN:
        detail = f"a row listed on {value} stays without effect; if the year is of another calendar, publish it anew"
        yield Note(Oddity.IMPLAUSIBLE_DATE, _pointer(path), detail)


def _nothing(path: Path, value: str) -> Note:
    return Note(Oddity.SAYS_NOTHING, _pointer(path), f"{value[:60]!r} says nothing: it counts as not stated")


def _zeros(data: Mapping[str, Any]) -> Iterator[Note]:
    for place, row in enumerate(data.get("lines") or ()):
        quantity = row.get("quantity") or {}
        value = quantity.get("value")
        if value is not None and exact(value) == 0:
            where = _pointer(("lines", place, "quantity"))
            yield Note(
                Oddity.ZERO_QUANTITY, where, f"{value} {quantity.get('unit') or 'of no unit'} are declared: nothing"
            )


def _pointer(path: Path) -> str:
    return "/data/" + "/".join(map(str, path))


class _Fields:
    """The data of a fact that is not opened yet, read like one that is."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        found = self._data.get(name)
        return _Fields(found) if isinstance(found, dict) else found


def _unheard(detail: str) -> Note:
    return Note(Oddity.SOURCE_MAY_NOT_SAY, "/source", detail)


def _entitled(fact: Mapping[str, Any], kind: str) -> bool:
    return may_say(fact["source"], kind, _Fields(fact["data"]))


def _closes(fact: Mapping[str, Any]) -> bool:
    return may_close(fact["source"], fact["data"]["rule"], fact["data"]["key"]["licence"])
