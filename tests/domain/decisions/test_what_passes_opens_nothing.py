"""Whatever customs let pass without `despite` opens no rule of severity 4 or 5 once it is settled and gone."""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import settings
from hypothesis import strategies as st

from domain.kernel.errors import NotAllowed, NotFound
from domain.preconditions.would_open import NOT_ASKED, RULES_ASKED
from domain.rules import CATALOGUE
from tests.builders import (
    PISTOL,
    Fact,
    amended,
    answered,
    asked,
    authorization_amended,
    authorization_revoked,
    authorized,
    licence,
    line,
    mention,
    published,
    registered,
    revoked,
    suspended,
    tick,
    withdrawn,
)
from tests.domain.decisions.given import Given, given
from tests.domain.decisions.papers import let_go
from tests.domain.rows.parties import listed
from tests.domain.rows.references import PROCEDURES
from tests.movements import declared, entered, exited, item, stop
from tests.single_items import GUN, lost, scrapped, seized, serials

NAMED: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
CODES = published(
    "hs",
    {"hs6": "930200", "edition": "2022", "item_class": "HANDGUN", "rulings": []},
    {"hs6": "930190", "edition": "2022", "item_class": "MILITARY", "rulings": []},
)
SETTLED = "2030-04-10"
LEDGER = {"R01", "R02"}
"""Their predicate is the ledger's: they are held to it here like those that are asked."""
HELD_TO = {rule for rules in RULES_ASKED.values() for rule in rules} | LEDGER


def embargo(state: str, since: str) -> Fact:
    """An embargo on everybody in a State, from a day."""
    row: Fact = {"row": "E-1", "state": state, "from": since, "to": None, "classes": [], "actors": "ALL"}
    return published("embargoes", row | {"exemption_types": []}, on="2030-02-20")


def sanctioned(name: str) -> Fact:
    """A list of sanctions with one firm on it."""
    return published("sanctions", listed(name, kind="ENTITY"), on="2030-02-20")


TURNS = st.sampled_from(
    [
        (),
        (authorization_revoked("2030-02-20"),),
        (authorization_amended(30, "2030-02-20"),),
        (authorization_amended(500, "2030-02-20"),),
        (asked(), answered("NO_OBJECTION")),
        (asked(), answered("OBJECTION")),
        (asked(), answered("NO_OBJECTION"), withdrawn("2030-02-25")),
        (asked(), answered("NO_OBJECTION", until="2030-03-02")),
        (asked(),),
        (embargo("XB", "2030-02-01"),),
        (embargo("XC", "2030-03-01"),),
        (embargo("XE", "2030-03-01"),),
        (sanctioned("Firm XB-P-0002"),),
        (sanctioned("Firm XA-P-0001"),),
        (sanctioned("Somebody Else"),),
        (revoked("2030-02-25"),),
        (suspended("2030-03-03"),),
        (amended(20, since="2030-02-25", **NAMED),),
        (lost("A1", on="2030-01-05"),),
        (seized("A2", on="2030-01-05"),),
        (scrapped("A3", on="2030-01-05"),),
    ]
)
ITEMS = st.sampled_from(
    [
        {},
        {"goods": GUN, "serials": serials("A1")},
        {"goods": GUN, "serials": serials("A2", "A4")},
        {"goods": GUN, "serials": serials("A3..A5")},
        {"goods": PISTOL | {"hs": "930190", "hs_edition": "2022"}},
        {"goods": PISTOL | {"hs": "930200", "hs_edition": "2022"}},
        {"goods": PISTOL | {"calibre": ".45 ACP"}},
        {"licence_line": 2},
        {"licence_reference": None, "licence_line": None, "exemption": {"procedure": "P2", "reference": None}},
        {"licence_reference": None, "licence_line": None, "exemption": {"procedure": "GIFT", "reference": "G"}},
        {"licence_reference": "EL-7"},
    ]
)
ROUTES = st.sampled_from([[], [stop("XC")], [stop("XE")], [stop("XC", "CALL", "SEA")], [stop("XC"), stop("XE")]])
CONSIGNEES = st.sampled_from(["XB-P-0001", "XB-P-0002", "XB-P-0077"])
DECLARED = st.builds(
    lambda day, count, more, route, who: (day, count, more, route, who),
    st.sampled_from(["2030-03-01", "2030-03-03", "2030-03-05"]),
    st.integers(1, 45),
    ITEMS,
    ROUTES,
    CONSIGNEES,
)


def firms() -> list[Fact]:
    """The firms that may take part."""
    return [registered(x, name=f"Firm {x}") for x in ("XA-P-0001", "XB-P-0001", "XB-P-0002")]


def world(lines: int, turns: tuple[tuple[Fact, ...], ...], transit: list[str]) -> Given:
    """A licence for so many pistols on each of two lines, and what was told since."""
    granted = licence([line(1, lines), line(2, lines)], transit_states=transit, **NAMED)
    facts = [CODES, PROCEDURES, authorized(80), *firms(), granted]
    since = sorted((x for turn in turns for x in turn), key=lambda x: x["recordedat"])
    return given(*facts, *since)


def goes(records: Given, number: int, told: tuple[Any, ...]) -> None:
    """Customs accept a declaration and let the goods go, where nothing stands in the way; then they are gone."""
    day, count, more, route, who = told
    ucr, parties = f"S{number}", [mention("EXPORTER", "XA-P-0001"), mention("CONSIGNEE", who)]
    order = declared(ucr, [item(1, count, **more)], on=f"{day}T08:00:0{number}Z", route=route, parties=parties)
    if not passes(records, order):
        return
    if passes(records, let_go(ucr, on=f"{day}T09:00:0{number}Z")):
        records.record(exited(ucr, on=f"{day}T10:00:0{number}Z"))
        for x in route:
            if x["activity"] == "TRANSIT":
                records.record(entered(ucr, x["state"], on=f"{day}T11:00:0{number}Z"))


def passes(records: Given, order: Any) -> bool:
    """Whether an order is recorded; what is refused is told of nowhere."""
    try:
        if records.decides(order).reasons:
            return False
    except (NotAllowed, NotFound):
        return False
    records.after(order)
    return True


@settings(max_examples=60, deadline=None)
@hypothesis.given(
    st.integers(20, 60),
    st.tuples(TURNS, TURNS),
    st.sampled_from([[], ["XC"], ["XC", "XE"]]),
    st.lists(DECLARED, min_size=1, max_size=3).map(lambda x: sorted(x, key=lambda y: y[0])),
)
def test_what_passes_opens_nothing_grave(
    lines: int, turns: tuple[tuple[Fact, ...], ...], transit: list[str], told: list[tuple[Any, ...]]
) -> None:
    records = world(lines, turns, transit)
    before = {x.finding_id for x in records.standing() if x.state == "OPEN"}
    for number, one in enumerate(told, 1):
        goes(records, number, one)
    records.record(tick(SETTLED))
    opened = [
        (x.rule, x.key, x.message)
        for x in records.standing()
        if x.state == "OPEN" and x.severity >= 4 and x.rule in HELD_TO and x.finding_id not in before
    ]
    assert opened == []


def test_every_rule_is_asked_or_there_is_a_reason_why_not() -> None:
    asked_for = {rule for rules in RULES_ASKED.values() for rule in rules}
    assert asked_for.isdisjoint(NOT_ASKED)
    assert asked_for | NOT_ASKED.keys() == {rule.id for rule in CATALOGUE}
