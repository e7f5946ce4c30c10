"""Sheets as of a moment on both clocks: what an auditor sees, and why a finding stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest

from domain.chapters.transfers.dossiers import licence_dossier
from domain.kernel.log_entry import Stored
from domain.rules import CATALOGUE
from projections.findings.tables import LICENCE, SUBJECT
from projections.history import History
from projections.page_data import SheetMaker
from projections.page_data.shapes import At, ConsignmentSheet, LicenceSheet
from projections.page_data.snapshot import Snapshot
from tests import reference
from tests.builders import (
    Fact,
    amended,
    authorized,
    calendar,
    licence,
    line,
    merged,
    published,
    registered,
    revoked,
    surrendered,
    suspended,
    tick,
    told,
    worth,
)
from tests.domain.rows import ROWS
from tests.given import Engine, ViewsInMemory, delivered, numbered
from tests.movements import arrived, cancelled, declared, entered, exited, item, reported, stop, verified
from tests.reference.days import written
from tests.reference.histories import history
from tests.reference.standing import content_sha

NOW = At()
EL_1, S1 = "XA:EL-1", "UCR-S1"


class Office:
    """Findings and history over one store, and the log behind them."""

    def __init__(self, views: ViewsInMemory) -> None:
        self.views = views
        self.engine = Engine(views)

    def after(self, *facts: Fact) -> SheetMaker:
        """Everything was delivered."""
        self.events = delivered(numbered(facts))
        self.engine.take(self.events)
        read = History()
        self.history = self.views.current(read.name, read.tables)
        folding = read.open(self.history)
        folding.apply(self.events)
        with self.views.transaction():
            folding.flush()
        return SheetMaker(self.engine.generation, self.history, self.bodies)

    def bodies(self, positions: Sequence[int]) -> Sequence[Stored]:
        """What lies in the log there."""
        return [self.events[position - 1] for position in positions]

    def snapshot(self, at: At = NOW) -> Snapshot:
        """The record as of a moment."""
        return Snapshot(self.engine.generation, self.history, self.bodies, at)


@pytest.fixture
def office() -> Iterator[Office]:
    views = ViewsInMemory()
    yield Office(views)
    views.close()


def held(sheets: SheetMaker, at: At = NOW, key: str = EL_1) -> LicenceSheet:
    found = sheets.licence(key, at)
    assert found is not None
    return found


def moved(sheets: SheetMaker, at: At = NOW, key: str = S1) -> ConsignmentSheet:
    found = sheets.consignment(key, at)
    assert found is not None
    return found


def stands(sheet: LicenceSheet | ConsignmentSheet) -> dict[str, str]:
    """How each delivery stands, by its id and the date it was recorded."""
    return {f"{x.id} of {x.recordedat[5:10]}": x.standing for x in sheet.timeline}


# -- what was known ----------------------------------------------------------------------------------------------------

CORRECTED = (
    licence(),
    told(declared("S1", 60), name="D"),
    exited("S1"),
    told(declared("S1", 40), name="E", corrects="D", recorded="2030-05-01"),
)


def test_before_a_correction_was_recorded_the_first_word_counted(office: Office) -> None:
    sheets = office.after(*CORRECTED)
    before = At(known_at="2030-05-01T11:59:59Z")
    assert held(sheets, before).lines[0].drawn == "60"
    assert stands(moved(sheets, before)) == {"D of 03-03": "in force", "003 of 03-04": "in force"}


def test_since_then_the_correction_counts_and_both_are_shown(office: Office) -> None:
    sheets = office.after(*CORRECTED)
    for at in (NOW, At(known_at="2030-05-01T12:00:00Z"), At(known_at="2030-05-01T14:00:00+02:00")):
        assert held(sheets, at).lines[0].drawn == "40"
        sheet = moved(sheets, at)
        assert stands(sheet) == {"D of 03-03": "corrected", "E of 05-01": "in force", "003 of 03-04": "in force"}
        assert [x.corrected_by for x in sheet.timeline if x.id == "D"] == ["/states/XA/customs#E"]


def test_a_correction_that_moves_a_fact_elsewhere_is_seen_where_it_was(office: Office) -> None:
    there = told(declared("S2", 60), name="E", corrects="D", recorded="2030-05-01")
    sheets = office.after(*CORRECTED[:3], there)
    assert moved(sheets).status == "not declared"
    assert stands(moved(sheets)) == {"D of 03-03": "corrected", "003 of 03-04": "in force"}
    assert moved(sheets, At(known_at="2030-04-01T00:00:00Z")).status == "departed"
    assert moved(sheets, key="UCR-S2").status == "declared"
    assert sheets.consignment("UCR-S2", At(known_at="2030-04-01T00:00:00Z")) is None


def test_a_copy_recorded_earlier_displaces_the_one_that_came_first(office: Office) -> None:
    came_first = told(declared("S1", 60), name="D", recorded="2030-03-10")
    sheets = office.after(licence(), came_first, told(declared("S1", 70), name="D", recorded="2030-03-05"))
    assert held(sheets).lines[0].drawn == "70"
    assert stands(moved(sheets)) == {"D of 03-10": "displaced", "D of 03-05": "in force"}
    assert stands(moved(sheets, At(known_at="2030-03-05T12:00:00Z"))) == {"D of 03-05": "in force"}


def test_a_conflicting_copy_recorded_later_never_counts_and_an_equal_one_is_a_repetition(office: Office) -> None:
    first = told(declared("S1", 60), name="D", recorded="2030-03-05")
    other = told(declared("S1", 70), name="D", recorded="2030-03-10")
    sheets = office.after(licence(), first, other, told(first, recorded="2030-03-12"))
    assert held(sheets).lines[0].drawn == "60"
    assert stands(moved(sheets)) == {
        "D of 03-05": "in force",
        "D of 03-10": "displaced",
        "D of 03-12": "repeated",
    }


def test_what_somebody_may_not_say_is_shown_as_void(office: Office) -> None:
    sheets = office.after(licence(), told(revoked("2030-02-01"), by="/states/XB/licensing"), tick("2030-03-01"))
    sheet = held(sheets)
    assert (sheet.status, stands(sheet)["002 of 02-01"]) == ("valid", "void")


def test_there_was_nothing_before_anything_was_known(office: Office) -> None:
    sheets = office.after(*CORRECTED)
    nothing = At(known_at="2029-01-01T00:00:00Z")
    assert sheets.licence(EL_1, nothing) is None
    assert sheets.consignment(S1, nothing) is None
    assert sheets.licence("XA:EL-9", NOW) is None
    assert sheets.authorization("XB:IA-1", NOW) is None
    assert sheets.party("XA-P-1", NOW) is None
    assert sheets.explain("0" * 64) is None


# -- what had happened -------------------------------------------------------------------------------------------------


def test_what_had_not_happened_yet_is_told_and_does_not_count(office: Office) -> None:
    sheets = office.after(licence(), declared("S1", 60), exited("S1"), tick("2030-06-01"))
    sheet = moved(sheets, At(as_of="2030-03-04T00:00:00Z"))
    assert (sheet.status, sheet.items[0].departed) == ("declared", None)
    assert stands(sheet) == {"002 of 03-03": "in force", "003 of 03-04": "not yet"}
    assert (moved(sheets).status, moved(sheets).items[0].departed) == ("departed", "60")
    assert held(sheets, At(as_of="2030-02-01T00:00:00Z")).lines[0].free == "100"


@pytest.mark.parametrize(
    ("facts", "day", "status"),
    [
        ((), "2029-12-31", "not yet valid"),
        ((), "2030-12-31", "valid"),
        ((), "2031-01-01", "expired"),
        ((suspended("2030-02-01"),), "2030-01-31", "valid"),
        ((suspended("2030-02-01"),), "2030-02-01", "suspended"),
        ((revoked("2030-02-01"),), "2030-02-01", "revoked"),
        ((surrendered("2030-02-01"),), "2030-02-01", "surrendered"),
        ((amended(since="2030-02-01", valid_to="2031-06-30"),), "2031-01-01", "valid"),
        ((published("authorities", calendar(offset="-05:00")),), "2031-01-01", "valid"),
    ],
)
def test_how_a_licence_stood_on_a_day(office: Office, facts: tuple[Fact, ...], day: str, status: str) -> None:
    sheets = office.after(licence(), *facts, tick("2031-12-31"))
    moment = f"{day}T03:00:00Z" if "offset" in str(facts) else f"{day}T23:00:00Z"
    assert held(sheets, At(as_of=moment)).status == status


# -- balances ----------------------------------------------------------------------------------------------------------


def test_a_balance_says_what_is_drawn_gone_and_free(office: Office) -> None:
    sheets = office.after(licence(), declared("S1", 60), exited("S1"), declared("S2", 30))
    (one,) = held(sheets).lines
    assert (one.authorised, one.drawn, one.departed, one.free, one.overdrawn) == ("100", "90", "60", "10", False)
    assert [(x.key, x.quantity, x.status) for x in held(sheets).consignments] == [
        ("UCR-S1", "60", "left 2030-03-04"),
        ("UCR-S2", "30", "declared"),
    ]


def test_what_is_drawn_too_much_is_below_zero(office: Office) -> None:
    sheets = office.after(licence(), declared("S1", 60), declared("S2", "41.5"))
    (one,) = held(sheets).lines
    assert (one.drawn, one.free, one.overdrawn) == ("101.5", "-1.5", True)


def test_a_cancelled_consignment_gives_back_what_it_drew(office: Office) -> None:
    sheets = office.after(licence(), declared("S1", 60), cancelled("S1"))
    assert (held(sheets).lines[0].free, held(sheets).consignments) == ("100", ())
    assert moved(sheets).status == "cancelled"


def test_lines_by_value_without_limit_and_not_on_the_licence(office: Office) -> None:
    lines = [
        line(1, 1, control="V", value=worth("1000"), quantity=None),
        line(2, 1, control="O", quantity=None),
    ]
    goods = [item(1, 5, value=worth("1200.5")), item(2, 7, licence_line=2), item(3, 9, licence_line=8)]
    by_value, unlimited, absent = held(office.after(licence(lines), declared("S1", goods))).lines
    assert (by_value.unit, by_value.drawn, by_value.free, by_value.overdrawn) == ("EUR", "1200.5", "-200.5", True)
    assert (unlimited.authorised, unlimited.drawn, unlimited.free) == (None, "7", None)
    assert (absent.description, absent.free, absent.overdrawn) == ("not on the licence", "-9", True)


def test_the_sheet_of_a_consignment_accounts_for_each_item(office: Office) -> None:
    route = [stop("XC"), stop("XD", "CALL", "SEA") | {"sequence": 2}]
    facts = declared("S1", 40, route=route), exited("S1"), entered("S1"), arrived("S1", 30), reported("S1", "86", 3)
    sheet = moved(office.after(licence(), *facts, verified("S1", 25)))
    (one,) = sheet.items
    assert (one.declared, one.departed, one.arrived, one.accounted, one.verified) == ("40", "40", "30", "3", "25")
    assert sheet.status == "received"
    told_of = [(x.state, x.activity, x.seen is not None) for x in sheet.stops]
    assert told_of == [("XC", "TRANSIT", True), ("XD", "CALL", False), ("XA", None, True), ("XB", None, True)]


def test_the_sheets_of_an_authorization_and_of_a_party(office: Office) -> None:
    resting = licence(60, import_authorization="IA-1")
    parties = registered("XA-P-0001"), registered("XA-P-0009"), merged("XA-P-0001", "XA-P-0009")
    sheets = office.after(*parties, authorized(100), resting, declared("S1", 40), exited("S1"))
    found = sheets.authorization("XB:IA-1", NOW)
    assert found is not None
    assert [(x.item_class, x.authorised, x.licensed, x.departed) for x in found.lines] == [
        ("HANDGUN", "100", "60", "40")
    ]
    assert (found.status, found.licences) == ("valid", (EL_1,))
    absorbed, party = sheets.party("XA-P-0009", NOW), sheets.party("XA-P-0001", NOW)
    assert absorbed is not None
    assert party is not None
    assert absorbed.status == "merged into XA-P-0001"
    assert (party.status, party.licences) == ("registered", (EL_1,))


# -- why a finding stands ----------------------------------------------------------------------------------------------

SPEAKING = {rule.id: [row for row in ROWS if row.rule == rule.id and row.says] for rule in CATALOGUE}


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_every_finding_of_every_rule_is_explained(rule: Any) -> None:
    for row in SPEAKING[rule.id]:
        views = ViewsInMemory()
        office = Office(views)
        sheets = office.after(*row.facts)
        for found in office.engine.findings:
            if found.rule == rule.id and found.state == "OPEN":
                why = sheets.explain(found.finding_id)
                assert why is not None
                assert {f"{x.source}#{x.id}" for x in why.facts} == set(found.evidence)
                assert all(x.standing == "in force" and x.sentence.endswith(".") for x in why.facts)
                message, what, since = why.sentences
                named = [found.key.licence, found.key.shipment, *re.split(r"[|~:]", found.key.subject or "")]
                assert any(name in message for name in named if name), message
                assert found.quantity is None or found.quantity in message
                assert rule.id in what
                assert rule.law in what
                assert found.opened_at in since
                assert any(x.clears in why.would_clear for x in CATALOGUE if x.id == rule.id)
        views.close()


def test_what_was_cleared_says_since_when(office: Office) -> None:
    sheets = office.after(licence(), declared("S1", 101), exited("S1"), cancelled("S1", on="2030-04-01"))
    (found,) = office.engine.findings
    why = sheets.explain(found.finding_id)
    assert why is not None
    assert why.sentences[2] == (
        "It was open from 2030-03-04T12:00:00Z, and was cleared on 2030-04-01T12:00:00Z"
        " with /states/XA/customs#004 (shipment.cancelled of 2030-04-01T12:00:00Z)."
    )
    assert why.would_clear == "It no longer stands; nothing needs to be done."


# -- the same record twice: kept up, and worked out anew ---------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_what_is_worked_out_anew_is_what_was_kept_up(office: Office, seed: int) -> None:
    office.after(*history(Random(seed)))
    snapshot, memory = office.snapshot(), office.engine.asking.tracker
    for row in office.engine.generation.select(SUBJECT):
        assert [f.ref for f in snapshot.facts(row[1])] == [f.ref for f in memory.facts(row[1])]
    for row in office.engine.generation.select(LICENCE):
        lines = json.loads(row[LICENCE.names.index("sheet")])["lines"]
        dossier = licence_dossier.of(snapshot, row[0])
        assert dossier is not None
        assert [x["line"] for x in lines] == dossier.line_numbers


@pytest.mark.parametrize("seed", range(6))
def test_what_was_known_at_a_moment_is_what_the_reference_knew(office: Office, seed: int) -> None:
    facts = history(Random(seed))
    office.after(*facts)
    for until in sorted({x["recordedat"] for x in facts}, key=lambda text: written(text).at)[:: len(facts) // 6]:
        known = [x for x in facts if written(x["recordedat"]).at <= written(until).at]
        wanted = reference.facts_in_force(known)
        snapshot = office.snapshot(At(known_at=until))
        for row in office.engine.generation.select(SUBJECT):
            found = snapshot.gathered(row[1])
            standing = {ref: json.loads(office.events[x.position - 1].body) for ref, x in found.standing.items()}
            for ref, fact in standing.items():
                content = (fact["source"], fact["id"], content_sha(fact))
                assert (content in wanted) is (found.in_force[ref] == ref), (until, row[1], ref)
