"""Lists in force, places, offsets, dates and working days (rules.md 1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tests.reference.days import day_number, day_of, midnight, offset_seconds, weekday, written
from tests.reference.standing import Fact, Json
from tests.reference.text import alike

EVERY_DAY = frozenset(range(1, 8))


class Lists:
    """The publications in force at `now` (1.2.6)."""

    def __init__(self, facts: Iterable[Fact], now: Fraction) -> None:
        self.now = now
        rows = publications(facts, day_of(now, 0))
        self.rows = rows
        self.authorities: dict[str, Json] = {row["state"]: row for row in rows.get("authorities", [])}
        self.places = place_codes(rows.get("places", []))
        self.calibres = calibre_rows(rows.get("calibres", []))
        self.hs = rows.get("hs", [])
        self.landlocked = rows.get("landlocked", [])

    def offset(self, state: str, fallback: int) -> int:
        """`utc_offset` of a State; unknown: the offset written in the fact (1.2.1)."""
        row = self.authorities.get(state)
        return fallback if row is None else offset_seconds(row["utc_offset"])

    def date(self, fact: Fact, state: str) -> int:
        """date(f, S) (1.2.2)."""
        return fact.day if fact.day_only else day_of(fact.at, self.offset(state, fact.offset))

    def control_date(self, text: str, state: str) -> int:
        """A control date that is a date is taken as is, an instant is converted (1.2.2)."""
        if "T" not in text.upper():
            return day_number(text)
        moment = written(text)
        return day_of(moment.at, self.offset(state, moment.offset))

    def today(self, state: str, fallback: int) -> int:
        """The date of `now` in a State."""
        return day_of(self.now, self.offset(state, fallback))

    def has_passed(self, last: int, state: str, fallback: int) -> bool:
        """A limit that ends with a day has passed at 00:00 of the next (1.2.3)."""
        return self.now >= midnight(last + 1, self.offset(state, fallback))

    def legal_limit_passed(self, last: int, state: str, fallback: int) -> bool:
        """A legal limit moves to the next working day (1.2.4); where no day is worked it never ends."""
        if not self.ever_works(state):
            return False
        while not self.is_working_day(last, state):
            last += 1
        return self.has_passed(last, state, fallback)

    def nth_working_day_after(self, day: int, count: int, state: str) -> int | None:
        """The count-th working day following a day; None where no day is worked."""
        if not self.ever_works(state):
            return None
        while count:
            day += 1
            count -= self.is_working_day(day, state)
        return day

    def ever_works(self, state: str) -> bool:
        """Some weekday is worked; an unknown State works every day."""
        row = self.authorities.get(state)
        return row is None or not set(row["weekend"]) >= EVERY_DAY

    def is_working_day(self, day: int, state: str) -> bool:
        """Neither weekend nor holiday of the State (1.2.4)."""
        row = self.authorities.get(state)
        if row is None:
            return True
        return weekday(day) not in row["weekend"] and day not in {day_number(text) for text in row["holidays"]}

    def state_of(self, fact: Fact) -> str:
        """state(f): of the canonical code if it is listed, else as the fact says (1.2.5)."""
        canonical = self.places.get(fact.data.get("locode") or "")
        return canonical[:2] if canonical is not None else str(fact.data["state"])

    def tests_at_exit(self, state: str) -> bool:
        """The State tests validity at exit instead of control (R03)."""
        row = self.authorities.get(state)
        return row is not None and row["validity_test"] == "EXIT"


def publications(facts: Iterable[Fact], today: int) -> dict[str, list[Json]]:
    """The rows of the publication in force of every list (1.2.6)."""
    chosen: dict[str, tuple[tuple[int, Fraction, str, str], list[Json]]] = {}
    for fact in facts:
        if fact.type != "list.published":
            continue
        effective = day_number(fact.data["effective_on"])
        rank = (effective, fact.recorded, fact.id, fact.source)
        name = fact.data["list"]
        if effective <= today and (name not in chosen or rank > chosen[name][0]):
            chosen[name] = (rank, list(fact.data["rows"]))
    return {name: rows for name, (_, rows) in chosen.items()}


def place_codes(rows: Iterable[Json]) -> dict[str, str]:
    """Every listed code, alias or canonical, to its canonical code (1.2.5)."""
    codes: dict[str, str] = {}
    for row in rows:
        codes.update(dict.fromkeys([*row["aliases"], row["locode"]], row["locode"]))
    return codes


def calibre_rows(rows: Iterable[Json]) -> dict[str, Json]:
    """Rows of list `calibres` by every name, written as comparisons see it (1.7.1)."""
    names: dict[str, Json] = {}
    for row in rows:
        names.update({alike(name): row for name in [*row["aliases"], row["calibre"]] if alike(name)})
    return names
