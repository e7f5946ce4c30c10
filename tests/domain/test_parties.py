"""Parties after mergers, and whether identifiers prove two mentions different (rules 1.6, steps 1 to 3)."""

from __future__ import annotations

import pytest

from domain.events.party import Identifier, PartyMention
from domain.state.parties import entry, is_different
from tests.builders import Fact, fact, merged, registered, told
from tests.given import records

NORD, SOUTH = "XA-P-0001", "XA-P-0002"


def mention(number: str | None, *identifiers: str, state: str | None = "XA") -> PartyMention:
    """A mention with identifiers `SCHEME:value`."""
    pairs = tuple(Identifier(scheme=x.partition(":")[0], value=x.partition(":")[2]) for x in identifiers)
    return PartyMention(role="EXPORTER", register_id=number, name="A firm", state=state, identifiers=pairs)


def different(a: PartyMention, b: PartyMention, *facts: Fact) -> bool:
    return is_different(records(*facts), a, b)


@pytest.mark.parametrize(
    ("why", "written", "licensed", "proved"),
    [
        ("equal register ids", mention(NORD), mention(NORD), False),
        ("unequal register ids", mention(NORD, "TAX:1"), mention(SOUTH, "TAX:1"), True),
        ("nothing to compare", mention(None), mention(SOUTH), False),
        ("a shared identifier", mention(None, "TAX:1", "LEI:A"), mention(None, "TAX:1", "LEI:B"), False),
        ("written otherwise", mention(None, "TAX:de-1 2"), mention(None, "TAX:DE12"), False),
        ("the same scheme, no equal value", mention(None, "TAX:1"), mention(None, "TAX:2"), True),
        ("different schemes", mention(None, "TAX:1"), mention(None, "LEI:2"), False),
        ("a branch", mention(None, "REGISTRATION:70007-1"), mention(None, "REGISTRATION:70007/2"), False),
        (
            "a branch elsewhere",
            mention(None, "REGISTRATION:70007-1", state="XB"),
            mention(None, "REGISTRATION:70007"),
            True,
        ),
        (
            "a branch nowhere",
            mention(None, "REGISTRATION:70007-1", state=None),
            mention(None, "REGISTRATION:70007"),
            True,
        ),
        ("a tax number has no branches", mention(None, "TAX:7-1"), mention(None, "TAX:7"), True),
        ("a value of signs alone says nothing", mention(None, "TAX:--"), mention(None, "TAX:1"), False),
        ("States are not compared", mention(None, state="XB"), mention(NORD), False),
    ],
)
def test_hard_identifiers_prove(why: str, written: PartyMention, licensed: PartyMention, proved: bool) -> None:
    assert different(written, licensed) is proved, why


def test_a_merger_makes_two_ids_one_before_and_after_its_date() -> None:
    assert not different(mention(NORD), mention(SOUTH), merged(NORD, SOUTH))
    assert not different(mention(NORD), mention(SOUTH), merged(NORD, SOUTH, on="2099-01-01"))
    assert not different(mention(NORD), mention("XA-P-0003"), merged(SOUTH, NORD), merged("XA-P-0003", SOUTH))


def test_the_register_lends_its_identifiers_to_whoever_is_named_by_id() -> None:
    known = registered(NORD, ("TAX", "1"))
    assert different(mention(None, "TAX:2"), mention(NORD), known)
    assert not different(mention(None, "TAX:1"), mention(NORD), known)
    assert not different(mention(None, "TAX:1"), mention(NORD, "TAX:9"), known), "the register knows better"


def test_a_survivor_has_the_identifiers_of_all_it_absorbed() -> None:
    facts = registered(NORD, ("TAX", "1")), registered(SOUTH, ("TAX", "2")), merged(NORD, SOUTH)
    assert not different(mention(None, "TAX:2"), mention(NORD), *facts)
    assert different(mention(None, "TAX:3"), mention(NORD), *facts)
    found = entry.of(records(*facts), SOUTH)
    assert (found.register_id, found.registered, found.state) == (NORD, True, "XA")
    assert found.identifiers == {("TAX", "1"), ("TAX", "2")}


def test_an_amended_entry_replaces_what_stood_before() -> None:
    party = registered(NORD, ("TAX", "2"))["data"]["party"]
    later = fact("party.amended", "/states/XA/register", "2029-06-01", {"party": party, "effective_on": "2029-06-01"})
    assert entry.of(records(registered(NORD, ("TAX", "1")), later), NORD).identifiers == {("TAX", "2")}


@pytest.mark.parametrize(
    ("mergers", "survivor"),
    [
        ([merged("XA-P-0002", "XA-P-0001")], "XA-P-0002"),
        ([merged("XA-P-0002", "XA-P-0001"), merged("XA-P-0003", "XA-P-0002")], "XA-P-0003"),
        ([merged("XA-P-0002", "XA-P-0001"), merged("XA-P-0001", "XA-P-0002")], "XA-P-0001"),
        ([merged("XA-P-0001", "XA-P-0001")], "XA-P-0001"),
        (
            [
                merged("XA-P-0002", "XA-P-0001", on="2029-03-01"),
                merged("XA-P-0003", "XA-P-0001", on="2029-02-01"),
            ],
            "XA-P-0002",
        ),
    ],
    ids=["one", "a chain", "a circle: the smallest", "itself", "absorbed twice: the last to survive"],
)
def test_who_survives(mergers: list[Fact], survivor: str) -> None:
    assert entry.of(records(*mergers), "XA-P-0001").register_id == survivor
    assert entry.of(records(*mergers[::-1]), "XA-P-0001").register_id == survivor


def test_a_merger_corrected_away_never_was() -> None:
    first = told(merged(NORD, SOUTH), name="M")
    instead = told(merged("XA-P-0008", "XA-P-0009"), corrects="M", recorded="2031-01-01")
    assert entry.of(records(first, instead), SOUTH).register_id == SOUTH
    assert entry.of(records(instead, first), "XA-P-0009").register_id == "XA-P-0008"
