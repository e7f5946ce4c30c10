"""Lists in force, places, offsets, dates and working days (rules.md 1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tests.reference.days import day_number, day_of, midnight, offset_seconds, weekday, written
from tests.reference.standing import Fact, Json
from tests.reference.text import canon

EVERY_DAY = frozenset(range(1, 8))


class Lists:
    """The publications in force at `now` (1.2.6)."""

    def __init__(self, facts: Iterable[Fact], now: Fraction) -> None:
        self.now = now
        facts = list(facts)
        rows = publications(facts, day_of(now, 0))
        self.rows = rows
        self.practices = practices(facts)
        self.authorities: dict[str, Json] = {row["state"]: row for row in rows.get("authorities", [])}
        self.places = place_codes(rows.get("places", []))
        self.calibres = calibre_rows(rows.get("calibres", []))
        self.hs = rows.get("hs", [])
        self.landlocked = rows.get("landlocked", [])

    def practice(self, state: str, on: int) -> Json | None:
        """What the publication for a date says of a State; before the first one what that says (5.10)."""
        last = [rows for effective, rows in self.practices if effective <= on]
        told = last[-1] if last else self.practices[0][1] if self.practices else {}
        return told.get(state)

    def offset(self, state: str, fallback: int, on: int) -> int:
        """`utc_offset` of a State on a date; unknown: the offset written in the fact (1.2.1, 5.10)."""
        row = self.practice(state, on)
        return fallback if row is None else offset_seconds(row["utc_offset"])

    def day_in(self, at: Fraction, state: str, fallback: int) -> int:
        """The date of an instant in a State, by the publication for the instant's date in UTC (5.10)."""
        return day_of(at, self.offset(state, fallback, day_of(at, 0)))

    def date(self, fact: Fact, state: str) -> int:
        """date(f, S) (1.2.2)."""
        return fact.day if fact.day_only else self.day_in(fact.at, state, fact.offset)

    def control_date(self, text: str, state: str) -> int:
        """A control date that is a date is taken as is, an instant is converted (1.2.2)."""
        if "T" not in text.upper():
            return day_number(text)
        moment = written(text)
        return self.day_in(moment.at, state, moment.offset)

    def today(self, state: str, fallback: int) -> int:
        """The date of `now` in a State."""
        return self.day_in(self.now, state, fallback)

    def has_passed(self, last: int, state: str, fallback: int) -> bool:
        """A limit that ends with a day has passed at 00:00 of the next (1.2.3)."""
        return self.now >= midnight(last + 1, self.offset(state, fallback, last))

    def legal_limit_passed(self, last: int, state: str, fallback: int) -> bool:
        """A legal limit moves to the next working day (1.2.4); where no day is worked it never ends."""
        if not self.ever_works(state, last):
            return False
        while not self.is_working_day(last, state):
            last += 1
        return self.has_passed(last, state, fallback)

    def nth_working_day_after(self, day: int, count: int, state: str) -> int | None:
        """The count-th working day following a day; None where no day is worked."""
        while count:
            day += 1
            if not self.ever_works(state, day):
                return None
            count -= self.is_working_day(day, state)
        return day

    def ever_works(self, state: str, since: int) -> bool:
        """Some weekday from a date on is worked; an unknown State works every day."""
        later = [since, *(effective for effective, _ in self.practices if effective > since)]
        told = [self.practice(state, on) for on in later]
        return any(row is None or not set(row["weekend"]) >= EVERY_DAY for row in told)

    def is_working_day(self, day: int, state: str) -> bool:
        """Neither weekend nor holiday of the State as published for that day (1.2.4, 5.10)."""
        row = self.practice(state, day)
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
        names.update({canon(name): row for name in [*row["aliases"], row["calibre"]] if canon(name)})
    return names


def practices(facts: Iterable[Fact]) -> list[tuple[int, dict[str, Json]]]:
    """What every publication of authorities says by State, in the order of their dates; of one date the last (5.10)."""
    told = [f for f in facts if f.type == "list.published" and f.data["list"] == "authorities"]
    told.sort(key=lambda f: (day_number(f.data["effective_on"]), f.recorded, f.id, f.source))
    by_date = {day_number(f.data["effective_on"]): {row["state"]: row for row in f.data["rows"]} for f in told}
    return sorted(by_date.items())
