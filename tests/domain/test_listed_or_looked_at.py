"""Who is on the list, who is looked at, who is neither: the engine and a screening say the same (rules 5.4 to 5.12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.chapters.parties.relations import entry_of
from domain.chapters.screening.comparison import CANDIDATE, HIT, ScreeningList
from domain.chapters.screening.sanctions import completed, sanctioned, who_is_registered
from domain.chapters.screening.screened_parties import listed_dossier, screened_party
from domain.rules.r20_listed_party import listed_party
from projections.sentences import said
from tests.builders import Fact, published
from tests.domain.rows.as_people_write import DAHL, OTHER, passport
from tests.domain.rows.parties import entry, listed
from tests.given import history, keyed, records
from tests.reference.histories import EVERY, build
from tests.reference.screening_blocks import SCREENING_BLOCKS

NUMBER, BOTH = "XB-P-0004", passport("K7712345")
FIRM: dict[str, Any] = {"kind": "COMMERCIAL", "date_of_birth": None, "nationality": None}
NUMBERED_FIRM = FIRM | {"identifiers": [{"scheme": "REGISTRATION", "value": "50012345"}]}
ORLO = NUMBERED_FIRM | {"name": "Orlo", "kind": "ENTITY"}
WORLDWIDE = {"identifiers": [{"scheme": "LEI", "value": "5299001TESTLEI000042"}]}

Case = tuple[str, str | None, dict[str, Any], dict[str, Any]]
CASES: tuple[Case, ...] = (
    ("a stranger", None, {"name": "Goran Toderi"}, {}),
    ("the same name, birth and nationality", HIT, {"date_of_birth": "1975-08-08", "nationality": "XB"}, {}),
    ("born in another year", CANDIDATE, {"date_of_birth": "1964-02-03"}, {}),
    ("born in another year and of another State", None, {"date_of_birth": "1964-02-03", "nationality": "XQ"}, {}),
    ("listed with a birth that nobody can have", HIT, {"date_of_birth": "2514-02-03"}, {}),
    ("listed with a birth of long ago", HIT, {"date_of_birth": "1453-02-03"}, {}),
    ("told with a birth that nobody can have", HIT, {"date_of_birth": "1950-02-03"}, {"date_of_birth": "2493-01-01"}),
    ("a passport of one State", HIT, {"name": "Goran Toderi", "nationality": "XB", **BOTH}, BOTH),
    ("a passport of a State not told", HIT, {"name": "Goran Toderi", **BOTH}, BOTH),
    ("a number of two States, and nothing agrees", CANDIDATE, {"name": "Goran Toderi", **OTHER, **BOTH}, BOTH),
    ("a number of two States, and a name alike", HIT, {**OTHER, **BOTH}, BOTH),
    ("a number of two firms in two States", CANDIDATE, ORLO | {"state": "XQ"}, NUMBERED_FIRM),
    ("a number of a firm in one State", HIT, ORLO | {"state": "XB"}, NUMBERED_FIRM),
    ("a number that is one everywhere", HIT, {"name": "Orlo", "state": "XQ"} | WORLDWIDE, FIRM | WORLDWIDE),
    ("a number that says nothing", None, {"name": "Goran Toderi"} | passport("N/A"), passport("n.a.")),
    ("of what came of a State that is no more", HIT, {"nationality": "YU"}, {"nationality": "ME"}),
    ("of what came of another one", CANDIDATE, {"nationality": "YU"}, {"nationality": "CZ"}),
    ("a State that is no more, on either side", HIT, {"nationality": "LT"}, {"nationality": "SU"}),
    ("a passport of an heir", HIT, {"name": "G", "nationality": "YU", **BOTH}, {"nationality": "RS", **BOTH}),
    ("a person against an entity", CANDIDATE, {"kind": "ENTITY"}, {}),
    ("a person against a vessel", CANDIDATE, {"kind": "VESSEL"}, {}),
    ("a bank against a person", CANDIDATE, {}, FIRM | {"kind": "BANK"}),
    ("a firm by its legal form against a person", CANDIDATE, {}, FIRM | {"name": "Mirela Dahl GmbH"}),
    ("a bank against an entity", HIT, {"kind": "ENTITY"}, FIRM | {"kind": "BANK"}),
    ("a trader against a person", HIT, {}, FIRM),
    ("a trader against an entity", HIT, {"kind": "ENTITY"}, FIRM),
    ("a row that no day of fifty years would bring into effect", None, {"listed_on": "2573-01-01"}, {}),
    ("a person against an entity with the passport", HIT, {"kind": "ENTITY", **BOTH}, BOTH),
)  # fmt: skip


def facts_of(case: Case) -> tuple[Fact, Fact]:
    """The list with one row, and one who enters the register."""
    _, _, row, told = case
    party: dict[str, Any] = {"name": "Mirela Dahl", **DAHL, **told}
    return published("sanctions", listed(**{"name": "Mirela Dahl", **row})), entry(NUMBER, party.pop("name"), **party)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_engine_and_a_screening_say_who_is_listed_and_who_is_looked_at(case: Case) -> None:
    held = records(*facts_of(case))
    assert [HIT if x.match.certain else CANDIDATE for x in screened_party.of(held, NUMBER)] == [
        *filter(None, [case[1]])
    ]
    registered, rows = entry_of(held, NUMBER), sanctioned.of(held, "L-1")
    assert registered is not None
    who = completed(who_is_registered(registered.own, registered.facts[0].recordedat), None)
    found = ScreeningList(rows.rows if rows else (), held.likeness()).found(who)
    assert [x.verdict for x in found] == [*filter(None, [case[1]])]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("the same name, birth and nationality", "Mirela Dahl (XB-P-0004) is Mirela Dahl of the list"),
        ("a number that is one everywhere", "Mirela Dahl (XB-P-0004) has an identifier of Orlo"),
        ("a number of two States, and nothing agrees", "have the same number of two different States"),
        ("born in another year", "but something speaks against it"),
    ],
)
def test_that_one_is_the_other_is_said_of_nobody_whom_something_contradicts(sentence: str, told: str) -> None:
    (case,) = (x for x in CASES if x[0] == sentence)
    held = records(*facts_of(case))
    (only,) = listed_party.ask(listed_dossier(held, NUMBER), held)
    assert told in said(only.message)


# -- what changes nothing ----------------------------------------------------------------------------------------------

Kinds = st.sampled_from([n for n, block in enumerate(EVERY) if block in SCREENING_BLOCKS])
Tales = st.lists(st.tuples(Kinds, st.integers(0, (1 << 24) - 1)), min_size=2, max_size=6).map(build)
FILLERS = st.sampled_from(["N/A", "n.a.", "00000", "UNKNOWN", "XXX", "99999", "-", "T.B.A."])
SCHEMES = st.sampled_from(["REGISTRATION", "TAX", "PASSPORT", "DEALER", "LEI", "EORI"])


def rewritten(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The same data with every object in it changed."""
    if isinstance(value, dict):
        return change({name: rewritten(x, change) for name, x in value.items()})
    return [rewritten(x, change) for x in value] if isinstance(value, list) else value


def stands(facts: Iterable[Fact]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every finding that stands, by rule and key."""
    found = keyed(history(*{(x["source"], x["id"]): x for x in facts}.values()))
    return {key: (x.state, x.severity, x.quantity) for key, x in found.items() if x.state != "CLEARED"}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(Tales, SCHEMES, FILLERS, FILLERS)
def test_numbers_that_say_nothing_on_both_sides_change_no_finding(
    facts: list[Fact], scheme: str, on_the_list: str, elsewhere: str
) -> None:
    def numbered(told: dict[str, Any]) -> dict[str, Any]:
        filler = {"scheme": scheme, "value": on_the_list if "entry" in told else elsewhere}
        return told | {"identifiers": [*told["identifiers"], filler]} if "identifiers" in told else told

    assert stands(x | {"data": rewritten(x["data"], numbered)} for x in facts) == stands(facts)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(Tales, st.integers(0, 1 << 24))
def test_the_order_in_which_parties_names_and_numbers_stand_changes_no_finding(facts: list[Fact], seed: int) -> None:
    def shuffled(told: dict[str, Any]) -> dict[str, Any]:
        lists = {k: told[k] for k in ("parties", "other_parties", "brokers", "identifiers", "aliases") if told.get(k)}
        if told.get("list") == "sanctions":
            lists["rows"] = told["rows"]
        return told | {name: Random(seed).sample(x, len(x)) for name, x in lists.items()}

    assert stands(x | {"data": rewritten(x["data"], shuffled)} for x in facts) == stands(facts)
