"""What is odd about a fact that is accepted all the same: data-quality notes (rules 1.1.3, 1.3-4, 1.8.6, 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import domain.events.kinds  # noqa: F401  declares every kind
from domain.kernel.event import declaration_of
from domain.kernel.moments import DAY_LENGTH, instant
from domain.kernel.says_nothing import says_nothing
from domain.record.birth_dates import plausible_birth
from domain.record.listed_days import IN_REACH, comes_into_effect
from domain.record.quantities import FACTORS, MASSES, exact
from domain.record.sources import entered_here, may_close, may_say
from domain.record.stated_numbers import NumberStated, Path, numbers_stated

LEAP_DAYS = 400
_NAMED = 3
"""So many numbers that say nothing are named."""


class Oddity(StrEnum):
    """The kinds of note."""

    UNKNOWN_UNIT = "UNKNOWN_UNIT"
    FRACTIONAL_COUNT = "FRACTIONAL_COUNT"
    SOURCE_MAY_NOT_SAY = "SOURCE_MAY_NOT_SAY"
    CORRECTS_ITSELF = "CORRECTS_ITSELF"
    CORRECTS_ANOTHER_TYPE = "CORRECTS_ANOTHER_TYPE"
    REFERENCE_TO_NOTHING = "REFERENCE_TO_NOTHING"
    SAYS_NOTHING = "SAYS_NOTHING"
    IMPLAUSIBLE_DATE = "IMPLAUSIBLE_DATE"
    ZERO_QUANTITY = "ZERO_QUANTITY"
    RECORDED_FAR_AHEAD = "RECORDED_FAR_AHEAD"
    ENTERED_LATE = "ENTERED_LATE"


class Note(NamedTuple):
    """One oddity: what kind, where in the fact (JSON pointer), and what it means for whoever relies on it."""

    oddity: Oddity
    where: str
    detail: str


def notes(fact: Mapping[str, Any]) -> tuple[Note, ...]:
    """What is odd about a fact taken by itself, whether a source told it or an officer entered it."""
    kind = fact["type"].rpartition(".v")[0]
    found: list[Note] = []
    for path in declaration_of(kind).quantities:
        for where, quantity in _held(fact["data"], _steps(path)):
            found += _amount(where, quantity)
    for x in numbers_stated(kind, fact["data"]):
        note = _birth(x, fact["recordedat"]) if x.born else _number(x)
        if note:
            found.append(note)
    return (*found, *_of_the_whole(kind, fact))


def _of_the_whole(kind: str, fact: Mapping[str, Any]) -> list[Note]:
    """What is odd about it, beside the amounts, numbers and dates that it states."""
    found = [*_unentitled(kind, fact)]
    if fact.get("actor") is not None and entered_here(fact["source"]):
        late = entered_late(fact["type"], fact["time"], fact["data"], fact.get("cause"))
        found += [late] if late else []
    if kind == "list.published":
        found += _never_in_effect(fact["data"], fact["recordedat"])
    if fact.get("corrects") == fact["id"]:
        found.append(Note(Oddity.CORRECTS_ITSELF, "/corrects", "a fact that names itself corrects nothing"))
    return found


def _unentitled(kind: str, fact: Mapping[str, Any]) -> Iterator[Note]:
    if declaration_of(kind).told_by.role and not _entitled(fact, kind):
        yield _unheard(f"{kind} from this source is kept without effect: another authority says it")
    if kind in ("finding.disposed", "waiver.granted") and not _closes(fact):
        yield _unheard(f"{kind} from this source closes nothing: the licensing State's authority does")


def far_ahead(recordedat: str, greatest: str) -> Note | None:
    """A fact received long after everything on record: with it the clock moves, and deadlines pass."""
    ahead = instant(recordedat) - instant(greatest)
    if ahead <= LEAP_DAYS * DAY_LENGTH:
        return None
    days = int(ahead // DAY_LENGTH)
    detail = f"{recordedat} is {days} days after {greatest}, the latest on record: all between falls due"
    return Note(Oddity.RECORDED_FAR_AHEAD, "/recordedat", detail)


def entered_late(type_: str, time: str, data: Mapping[str, Any], cause: str | None) -> Note | None:
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


def _amount(path: Path, quantity: Mapping[str, Any]) -> list[Note]:
    value, unit, pack = quantity["value"], quantity["unit"], quantity.get("pack_size")
    if pack is None or exact(pack) > 0:
        note = _unit(path, value, unit, pack)
        return [note] if note else []
    detail = f"a pack of {pack} says nothing: it counts as not stated. Ask the source how many are in one"
    empty = Note(Oddity.SAYS_NOTHING, f"{_pointer(path)}/pack_size", detail)
    note = _unit(path, value, unit, None)
    return [empty, note] if note else [empty]


def _unit(path: Path, value: str | None, unit: str | None, pack: str | None) -> Note | None:
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


def _number(told: NumberStated) -> Note | None:
    silent = [text for text in told.texts if says_nothing(text, identifier=told.identifier)]
    if not silent:
        return None
    named = " and ".join(repr(text) for text in dict.fromkeys(silent[:_NAMED]))
    what = "it counts as not stated. Ask the source for what is meant"
    detail = f"{named} says nothing: {what}, or leave it out"
    if len(told.texts) > 1:
        detail = f"{len(silent)} of {len(told.texts)} say nothing ({named}): {what}"
    return Note(Oddity.SAYS_NOTHING, _pointer(told.path), detail)


def _birth(told: NumberStated, recordedat: str) -> Note | None:
    (born,) = told.texts
    if plausible_birth(born, recordedat):
        return None
    detail = (
        f"nobody spoken of on {recordedat[:10]} was born on {born}: the date is compared with none. Ask for the date of"
        " birth; it may be of another calendar"
    )
    return Note(Oddity.IMPLAUSIBLE_DATE, _pointer(told.path), detail)


def _never_in_effect(published: Mapping[str, Any], recordedat: str) -> Iterator[Note]:
    """Rows, or a whole publication, that no day of the next 50 years would bring into effect (rules 5.5)."""
    if not comes_into_effect(published["effective_on"], recordedat):
        yield _no_effect(("effective_on",), f"a list that takes effect on {published['effective_on']}")
    for first, last, to_the_end in _PERIODS.get(published["list"], ()):
        for number, row in enumerate(published["rows"]):
            since, until = row.get(first), row.get(last)
            if since and until and (until < since or (until == since and not to_the_end)):
                yield _no_effect(("rows", number, last), f"a row that ends on {until} and begins on {since}")
            elif since and not comes_into_effect(since, recordedat):
                yield _no_effect(("rows", number, first), f"a row that begins on {since}")


_PERIODS = {
    "sanctions": (("listed_on", "delisted_on", False),),
    "embargoes": (("from", "to", True),),
    "landlocked": (("from", "to", True),),
}
"""By list: the first day of a row, its last, and whether it holds on that."""


def _no_effect(path: Path, what: str) -> Note:
    detail = (
        f"no day of the next {IN_REACH} years would bring into effect {what}. Publish the list again with the day"
        " meant; it may be of another calendar"
    )
    return Note(Oddity.IMPLAUSIBLE_DATE, _pointer(path), detail)


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
