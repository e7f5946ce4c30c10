"""What is odd about a fact that is accepted all the same: data-quality notes (rules 1.1.3, 1.3-4, 1.8.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import domain.events.kinds  # noqa: F401  declares every kind
from domain.kernel.event import declaration_of
from domain.kernel.moments import DAY_LENGTH, instant
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
            note = _amount(where, quantity)
            if note:
                found.append(note)
    if declared.told_by.role and not _entitled(fact, kind):
        found.append(_unheard(f"{kind} from this source is kept without effect: another authority says it"))
    if kind in ("finding.disposed", "waiver.granted") and not _closes(fact):
        found.append(_unheard(f"{kind} from this source closes nothing: the licensing State's authority does"))
    if fact.get("corrects") == fact["id"]:
        found.append(Note(Oddity.CORRECTS_ITSELF, "/corrects", "a fact that names itself corrects nothing"))
    return tuple(found)


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


def _amount(path: Path, quantity: Mapping[str, Any]) -> Note | None:
    value, unit, pack = quantity["value"], quantity["unit"], quantity.get("pack_size")
    if unit in MASSES:
        return None
    if unit is None or (unit not in FACTORS and pack is None):
        told = f"{unit!r} says nothing without a pack_size" if unit else "no unit is stated"
        return Note(Oddity.UNKNOWN_UNIT, _pointer(path), f"{told}: the amount counts as unknown")
    if value is None or "." not in value:
        return None
    factor = FACTORS[unit] if unit in FACTORS and (unit != "NAR" or pack is None) else exact(pack or "1")
    if Fraction(exact(value) * factor).denominator == 1:
        return None
    detail = f"{value} {unit} is no whole number of pieces; it is used as written"
    return Note(Oddity.FRACTIONAL_COUNT, _pointer(path), detail)


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
