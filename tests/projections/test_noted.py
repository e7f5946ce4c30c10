"""Notes as the view has them: how each stands on the facts in force, mended and back, for any batches and workers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from random import Random

import pytest

from projections.findings.noted import KeptNote, note_of_row
from projections.findings.tables import NOTED
from tests.builders import Fact, licence, line, tick, worth
from tests.given import Engine, ViewsInMemory, batches, delivered, numbered
from tests.movements import adjusted, arrived, cancelled, declared, destroyed, exited, item, tallied, verified
from tests.papers import sealed
from tests.reference.histories import history as invented
from tests.reference.histories import turning

GONE = exited("S1", "2030-03-02T18:00:00Z")
LATER = tick("2030-06-01T00:00:00Z")


def noted(facts: Sequence[Fact], size: int = 1_000, workers: int = 1, again: int = 0) -> list[KeptNote]:
    """The notes there are after a history, taken in batches by workers that forget everything after every one."""
    with closing(ViewsInMemory()) as views:
        engines = [Engine(views, worker, workers) for worker in range(workers)]
        for number, batch in enumerate(batches(delivered(numbered(facts)), size), start=1):
            for engine in engines:
                engine.take(batch)
                if again and number % again == 0:
                    engine.open()
        return [note_of_row(row) for row in engines[0].generation.select(NOTED, order="ref, kind, place")]


def told(*facts: Fact) -> list[str]:
    """The notes in short, each: the fact's id, kind, standing where it is another than STANDS, and by which fact."""
    found = []
    for x in noted(facts):
        standing = "" if x.standing == "STANDS" else f" {x.standing}"
        by = f" {x.by.rpartition('#')[2]}" if x.by else ""
        found.append(f"{x.id} {x.kind}{standing}{by}")
    return found


NOTHING = "REFERENCE_TO_NOTHING"

MOVED = {
    "an exit": GONE,
    "an arrival": arrived("S1", 60, on="2030-03-02T18:00:00Z"),
    "a receipt": verified("S1", 60, on="2030-03-02T18:00:00Z"),
    "a tally": tallied("S1", "2030-03-02T18:00:00Z"),
    "a seal": sealed() | {"time": "2030-03-02T18:00:00Z", "recordedat": "2030-03-02T18:00:00Z"},
    "a destruction on the way": destroyed("S1", 1, "2030-03-02T18:00:00Z"),
    "a correction": adjusted("S1", 60, "2030-03-02T18:00:00Z"),
    "a cancellation": cancelled("S1", "2030-03-02T18:00:00Z"),
}


@pytest.mark.parametrize("what", MOVED)
def test_what_is_told_of_nothing_is_noted_after_ten_days_and_not_before(what: str) -> None:
    assert told(MOVED[what], tick("2030-03-12T17:59:59Z")) == []
    assert told(MOVED[what], tick("2030-03-12T18:00:00Z")) == [f"001 {NOTHING}"]


@pytest.mark.parametrize("what", MOVED)
def test_what_is_told_of_something_is_not_noted(what: str) -> None:
    assert told(declared("S1", on="2030-03-01"), MOVED[what], LATER) == []


def test_a_declaration_within_ten_days_leaves_nothing_to_note_and_a_later_one_mends() -> None:
    for recorded, found in (("2030-03-12T17:59:59Z", []), ("2030-03-12T18:00:01Z", [f"001 {NOTHING} MENDED 002"])):
        late = declared("S1", on="2030-03-02") | {"recordedat": recorded}
        assert told(GONE, late, LATER) == found


def test_a_declaration_that_goes_lets_the_note_stand_again() -> None:
    late = declared("S1", on="2030-03-20") | {"id": "late"}
    aside = turning("fact.set-aside", late, 1, tick("2030-04-01T00:00:00Z"))
    back = turning("fact.restored", late, 2, tick("2030-04-02T00:00:00Z"))
    assert told(GONE, late) == [f"001 {NOTHING} MENDED late"]
    assert told(GONE, late, aside, LATER) == [f"001 {NOTHING}"]
    assert told(GONE, late, aside, back, LATER) == [f"001 {NOTHING} MENDED late"]
    elsewhere = declared("S2", on="2030-03-21") | {"corrects": "late"}
    assert told(GONE, late, elsewhere, LATER) == [f"001 {NOTHING}"]


def test_a_movement_that_is_itself_corrected_or_set_aside_is_shown_so() -> None:
    gone = GONE | {"id": "gone"}
    rightly = exited("S2", "2030-03-02T18:00:00Z") | {"corrects": "gone", "recordedat": "2030-04-01T00:00:00Z"}
    other = declared("S2", on="2030-03-01")
    assert told(gone, other, tick("2030-03-20T00:00:00Z"), rightly, LATER) == [f"gone {NOTHING} CORRECTED 004"]
    aside = turning("fact.set-aside", gone, 1, tick("2030-04-01T00:00:00Z"))
    assert told(gone, tick("2030-03-20T00:00:00Z"), aside, LATER) == [f"gone {NOTHING} SET_ASIDE"]


@pytest.mark.parametrize("what", MOVED)
def test_what_moves_as_one_while_its_parts_are_declared_is_noted_at_once(what: str) -> None:
    parts = [declared(f"S1/{part}", on="2030-03-01") for part in "RLK"]
    assert told(*parts, MOVED[what]) == [f"004 {NOTHING}"]
    assert told(MOVED[what], *parts) == [f"001 {NOTHING}"]
    (note,) = noted([*parts, MOVED[what]])
    assert note.about.split() == [f"consignment/UCR-S1{part}" for part in ("", "/K", "/L", "/R")]


def test_what_moves_part_by_part_or_as_it_was_declared_is_not_noted() -> None:
    part, whole = declared("S1/R", on="2030-03-01"), declared("S1", on="2030-03-01")
    assert told(part, exited("S1/R", "2030-03-02"), LATER) == []
    assert told(part, whole, GONE, LATER) == []
    assert told(part, exited("S10", "2030-03-02")) == []
    assert told(whole, exited("S1/R", "2030-03-02"), tick("2030-03-11T23:59:59Z")) == []
    assert told(part | {"id": "x"}, turning("fact.set-aside", part | {"id": "x"}, 1, GONE), GONE) == []


def test_a_declaration_in_place_of_nothing_is_noted_after_ten_days() -> None:
    instead = declared("S2", on="2030-03-02T18:00:00Z", replaces="S1")
    assert told(instead, tick("2030-03-12T17:59:59Z")) == []
    assert told(instead, tick("2030-03-12T18:00:00Z")) == [f"001 {NOTHING}"]
    assert told(declared("S1", on="2030-03-01"), instead, GONE, LATER) == []


def test_what_moves_a_consignment_that_another_takes_the_place_of_counts_for_that() -> None:
    instead = declared("S2", on="2030-03-02T18:00:00Z", replaces="S1") | {"id": "instead"}
    assert told(GONE, instead, LATER) == [f"instead {NOTHING}"]
    assert told(GONE, cancelled("S1", "2030-03-02"), instead, LATER) == [f"002 {NOTHING}", f"instead {NOTHING}"]


# -- declared zeros ----------------------------------------------------------------------------------------------------

ON_QUANTITY = licence([line(1, 100), line(2, 100)])
ON_VALUE = licence([line(1, 100, control="V", quantity=None, value=worth("1000"))])


def test_a_declared_zero_is_noted_on_a_line_that_counts_quantities_alone() -> None:
    for zero in (0, "0.00"):
        assert told(ON_QUANTITY, declared("S1", [item(1, 5), item(2, zero)])) == ["002 ZERO_QUANTITY"]
        assert told(ON_VALUE, declared("S1", zero)) == []
    assert told(ON_QUANTITY, declared("S1", [item(1, 5), item(2, 1)])) == []
    assert told(ON_QUANTITY, declared("S1", [item(1, 0, licence_reference="EL-9")])) == []
    assert told(ON_QUANTITY, declared("S1", [item(1, 5), item(1, 0, statement="CUMULATIVE")])) == []
    (note,) = noted([ON_QUANTITY, declared("S1", [item(1, 5), item(2, 0)])])
    assert (note.place, note.about) == ("/data/lines/1/quantity", " consignment/UCR-S1 ")


def test_a_zero_that_is_corrected_is_shown_as_mended() -> None:
    zero = declared("S1", 0)
    assert told(ON_QUANTITY, zero, adjusted("S1", 5)) == ["002 ZERO_QUANTITY MENDED 003"]
    assert told(ON_QUANTITY, zero, adjusted("S1", 5), adjusted("S1", 0, "2030-03-05")) == [
        "002 ZERO_QUANTITY MENDED 003",
        "004 ZERO_QUANTITY",
    ]
    assert told(ON_QUANTITY, zero | {"id": "z"}, declared("S1", 5) | {"corrects": "z"}) == [
        "z ZERO_QUANTITY CORRECTED 003"
    ]


# -- facts by themselves -----------------------------------------------------------------------------------------------


def test_a_note_of_a_fact_goes_with_the_copy_that_bore_it() -> None:
    odd, even = declared("S1", [item(1, 5, lots=["N/A"])]), declared("S1", [item(1, 5, lots=["L1"])])
    first, earlier = odd | {"id": "x"}, even | {"id": "x", "recordedat": "2030-03-02T00:00:00Z"}
    assert told(first) == ["x SAYS_NOTHING"]
    assert told(first, first) == ["x SAYS_NOTHING"]
    assert told(first, earlier) == []
    assert told(even | {"id": "x"}, odd | {"id": "x", "recordedat": "2030-03-02T00:00:00Z"}) == ["x SAYS_NOTHING"]
    assert told(first, even | {"corrects": "x", "recordedat": "2030-03-05T00:00:00Z"}) == [
        "x SAYS_NOTHING CORRECTED 002"
    ]
    aside, back = turning("fact.set-aside", first, 1, LATER), turning("fact.restored", first, 2, LATER)
    assert told(first, aside) == ["x SAYS_NOTHING SET_ASIDE"]
    assert told(first, aside, back) == ["x SAYS_NOTHING"]


def test_a_correction_of_nothing_is_mended_by_what_it_corrects() -> None:
    right = declared("S1", 5) | {"id": "right", "corrects": "wrong", "recordedat": "2030-03-05T00:00:00Z"}
    wrong = declared("S1", 4) | {"id": "wrong"}
    assert told(right) == [f"right {NOTHING}"]
    assert told(right, wrong) == [f"right {NOTHING} MENDED wrong"]
    assert told(wrong, right) == []
    assert told(right, wrong, turning("fact.set-aside", wrong, 1, LATER)) == [f"right {NOTHING}"]
    assert told(right, exited("S1") | {"id": "wrong"}) == [
        "right CORRECTS_ANOTHER_TYPE",
        f"right {NOTHING} MENDED wrong",
    ]


# -- the same however it comes -----------------------------------------------------------------------------------------


def _lively(seed: int) -> list[Fact]:
    """A history with oddities of every kind, some of it corrected, delivered again and set aside."""
    r = Random(seed)
    facts = [x for x in invented(r) if x["type"] != "fact.set-aside.v1"]
    facts += [
        ON_QUANTITY | {"id": "L"},
        declared("S1", 0) | {"id": "zero"},
        adjusted("S1", 5) | {"id": "five"},
        exited("S9") | {"id": "gone"},
        declared("S9/R") | {"id": "part"},
        declared("S8", [item(1, 5, lots=["N/A"])]) | {"id": "lot"},
        declared("S8", 5) | {"id": "right", "corrects": "lot", "recordedat": "2030-03-05T00:00:00Z"},
        arrived("S7", 5) | {"id": "new", "corrects": "old", "recordedat": "2030-03-12T00:00:00Z"},
        arrived("S7", 6) | {"id": "old"},
    ]
    r.shuffle(facts)
    about = r.choice([x for x in facts if x["id"] in ("zero", "gone", "part", "lot", "old", "new")])
    said = turning("fact.set-aside", about, 1, LATER)
    return [*facts, said, LATER | {"id": "later"}]


@pytest.mark.parametrize("seed", range(4))
def test_batches_workers_and_beginning_again_change_no_note(seed: int) -> None:
    facts = _lively(seed)
    wanted = noted(facts)
    assert {x.kind for x in wanted} >= {NOTHING, "SAYS_NOTHING"}
    assert noted(facts, size=1) == wanted
    assert noted(facts, size=7, again=3) == wanted
    assert noted(facts, size=7, workers=3) == wanted


@pytest.mark.parametrize("seed", range(4))
def test_what_stands_is_the_same_in_every_order(seed: int) -> None:
    *facts, aside, later = _lively(seed)

    def standing(order: Sequence[Fact]) -> set[tuple[str, str, str]]:
        return {(x.ref, *x.key) for x in noted(order) if x.standing == "STANDS"}

    wanted = standing([*facts, aside, later])
    Random(seed).shuffle(facts)
    assert standing([*facts, aside, later]) == wanted
