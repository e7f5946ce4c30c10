"""Whatever is ordered, one after the other: no balance gets below nothing unless somebody says why (R-068, R-072)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import settings
from hypothesis import strategies as st

from domain.chapters.transfers.dossiers import authorised
from domain.decisions.command import Decision
from domain.kernel.errors import NotAllowed, NotFound
from domain.kernel.moments import date_text, day
from domain.state import licences
from tests.builders import (
    Fact,
    amended,
    authorization_verified,
    authorized,
    licence,
    line,
    reinstated,
    revoked,
    surrendered,
    suspended,
    tick,
)
from tests.domain.decisions.given import Given, Order, given, order
from tests.domain.decisions.papers import let_go
from tests.movements import adjusted, cancelled, declared, exited, item

FIRST, LAST = day("2030-03-01"), "2030-12-31"
NAMED: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
LINES = (1, 2)
Step = Callable[[str], Fact | Order]
ucrs = st.sampled_from(["S1", "S2", "S3"])
counts = st.integers(1, 11)


def of_two(first: int, second: int) -> list[Fact]:
    """Goods items that draw on both lines."""
    return [item(1, first), item(2, second, licence_line=2)]


def lines(first: int, second: int) -> list[Fact]:
    """Both lines of the licence."""
    return [line(1, first), line(2, second)]


def _declare(ucr: str, first: int, second: int, replaces: str | None) -> Step:
    more = {} if replaces in (None, ucr) else {"replaces": replaces}
    return lambda on: declared(ucr, of_two(first, second), on=on, **more)


def _late(ucr: str, first: int, second: int, days: int) -> Step:
    def told(on: str) -> Order:
        late = declared(
            ucr, of_two(first, second), on=on, usage="LATE", control_date=date_text(max(day(on) - days, FIRST))
        )
        return order(late, late="The link was down.")

    return told


MOVES: tuple[st.SearchStrategy[Step], ...] = (
    st.builds(_declare, ucrs, counts, counts, st.none() | ucrs),
    st.builds(_late, ucrs, counts, counts, st.integers(1, 9)),
    st.builds(lambda ucr, a, b: lambda on: adjusted(ucr, of_two(a, b), on), ucrs, counts, counts),
    st.builds(lambda a, b: lambda on: amended(lines(a, b), since=on, **NAMED), counts, counts),
)
OTHERS: tuple[st.SearchStrategy[Step], ...] = (
    st.builds(lambda ucr: lambda on: cancelled(ucr, on), ucrs),
    st.builds(lambda ucr: lambda on: exited(ucr, on), ucrs),
    st.builds(lambda ucr, a, b: lambda on: let_go(ucr, of_two(a, b), on=on), ucrs, counts, counts),
    st.builds(lambda ucr: lambda on: let_go(ucr, on=on), ucrs),
    st.sampled_from([suspended, reinstated, surrendered]),
)
steps = st.one_of(*MOVES, *MOVES, *MOVES, *OTHERS)


def desk() -> Given:
    """EL-1 for 10 pistols on each of two lines."""
    sound = (authorized(100), authorization_verified("CONFIRMED"))
    return given(*sound, licence(lines(10, 10), **NAMED))


def balances(records: Given, on: int) -> dict[int, Any]:
    """What each line allows on a day, less what is drawn on it."""
    held = licences.licence.of(records.records, "XA:EL-1")
    assert held is not None
    return {n: authorised(records.records, held.line(n, on)).lo - records.ledger().drawn(n).lo for n in LINES}


def overdrawn(records: Given) -> set[str]:
    """The rules that say in the end that more was drawn than there was."""
    return {x.rule for x in records.findings(tick("2031-06-01")) if x.state == "OPEN"} & {"R01", "R02"}


def tried(records: Given, told: Fact | Order, **changes: Any) -> Decision | None:
    """An order is given and what it leads to recorded; None where it is not allowed."""
    try:
        decision = records.decides(told, **changes)
    except (NotAllowed, NotFound):
        return None
    records.after(told, **changes)
    return decision


@settings(max_examples=150, deadline=None)
@hypothesis.given(st.lists(steps, min_size=6, max_size=16))
def test_no_order_makes_a_balance_negative(orders: list[Step]) -> None:
    records = desk()
    for number, step in enumerate(orders):
        told = step(date_text(FIRST + number))
        tried(records, told)
        assert min(balances(records, FIRST + number).values()) >= 0, told
    assert overdrawn(records) == set()


@settings(max_examples=60, deadline=None)
@hypothesis.given(st.lists(st.tuples(counts, st.sampled_from(["asked", "despite", "told"])), min_size=1, max_size=6))
def test_what_customs_accept_all_the_same_or_others_tell_may_and_then_balance_and_rules_say_so(
    consignments: list[tuple[int, str]],
) -> None:
    records = given(licence(10))
    for number, (count, how) in enumerate(consignments):
        fact = declared(f"S{number}", count, on=date_text(FIRST + number))
        if how == "told":
            records.record(fact)
        else:
            tried(records, fact, despite="The vessel sails tonight." if how == "despite" else None)
    negative = records.ledger().drawn(1).lo > 10
    assert bool(overdrawn(records)) is negative


def test_a_revoked_licence_gives_nothing_more_whatever_is_free() -> None:
    records = given(licence(10), declared("S1", 4, on="2030-03-01"), revoked("2030-03-02"))
    assert records.when(declared("S2", 1, on="2030-03-02")).refused == ("REVOKED",)
    assert records.when(adjusted("S1", 5, "2030-03-02")).refused == ("REVOKED",)
    assert records.when(adjusted("S1", 3, "2030-03-02")).refused == ()
