"""`corrects` takes back a slip of recorded data and nothing else: no state is skipped by it, no decision undone."""

from __future__ import annotations

import dataclasses
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.decisions import COMMANDS, states
from domain.findings.disposition import evidence_hash
from domain.kernel.errors import NotAllowed, NotFound
from domain.kernel.event import type_of
from domain.record.statutes import row_of, statutes
from licensing.access import Actor, Role
from tests.builders import (
    Fact,
    answered,
    asked,
    authorization_verified,
    authorized,
    licence,
    registered,
    revocation_undone,
    revoked,
    suspended,
    tick,
)
from tests.domain.decisions.given import NOT_THERE, Given, given, leads_to, not_allowed, order
from tests.domain.decisions.histories import HISTORIES, ORDERS, TODAY, about, closing
from tests.domain.decisions.papers import (
    answer_about,
    applied,
    assessed,
    in_order,
    issue,
    presented,
    turned_down,
)
from tests.licensing.ordering_world import WHO, OrderingWorld
from tests.movements import adjusted, arrived, declared, exited, verified

NO = not_allowed("NO_SLIP_BUT_A_DECISION")


def last(records: Given, kind: str) -> str:
    """The id of the last entry of a kind."""
    return next(str(x["id"]) for x in reversed(records.facts) if x["type"].startswith(f"{kind}.v"))


# -- what was possible -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [turned_down("C7"), assessed(), applied()], ids=lambda x: x["type"])
def test_a_refused_application_is_not_reopened_and_granted(again: Fact) -> None:
    records = given(*in_order(100, turned_down()))
    entry = last(records, again["type"].rpartition(".v")[0])
    told = order(again, time="2029-12-23", corrects=entry, by="approver-2")
    assert records.when(told).events == ()
    assert records.when(issue()).not_allowed == "NOT_IN_THIS_STATE"


def test_what_was_refused_is_applied_for_anew() -> None:
    records = given(*in_order(100, turned_down()))
    told = applied(on="2029-12-23")
    told["data"]["application"]["reference"] = "AP-2"
    assert records.when(told) == leads_to("licence-application.submitted")


def test_there_are_no_two_licences_of_one_application() -> None:
    records = given(*in_order()).after(issue())
    for number in ("EL-1", "EL-2"):
        for entry in (None, last(records, "export-licence.issued")):
            told = issue(number)._replace(corrects=entry)
            assert records.when(told) == (NO if entry else not_allowed("NOT_IN_THIS_STATE"))
    again = order(assessed(on="2030-01-10"), corrects=last(records, "licence-application.assessed"))
    assert records.when(again) == NO


def test_one_application_leads_to_its_licence() -> None:
    assert given(*in_order()).when(issue()).events[0] == "export-licence.issued"


def test_a_revocation_is_not_corrected_to_2099() -> None:
    records = given(licence(), revoked("2030-03-02"))
    late = revoked("2030-03-03") | {"data": revoked("2099-01-01")["data"]}
    assert records.when(order(late, corrects=last(records, "export-licence.revoked"))) == NO
    assert records.when(declared("S1", 1, on="2030-03-04")).refused == ("REVOKED",)


def test_a_mistaken_revocation_is_undone_from_its_day_on() -> None:
    records = given(licence(), revoked("2030-03-02"))
    assert records.when(revocation_undone("2030-03-05")) == leads_to("export-licence.revocation-undone")
    records.after(revocation_undone("2030-03-05"))
    for on, against in (("2030-03-04", ("REVOKED",)), ("2030-03-05", ())):
        assert records.when(declared("S1", 1, on=on)).refused == against, on


def test_what_was_declared_while_it_was_revoked_stays_a_finding() -> None:
    told = [licence(), revoked("2030-03-02"), declared("S1", 1, on="2030-03-04"), exited(on="2030-03-04")]
    assert {x.rule for x in given(*told, revocation_undone("2030-03-05")).standing()} >= {"R04"}
    after = declared("S1", 1, on="2030-03-05")
    assert {
        x.rule for x in given(licence(), revoked("2030-03-02"), revocation_undone("2030-03-05"), after).standing()
    } == set()


UNDONE = {
    "before today": ("2030-03-04", "2030-03-05", {}, "NOT_RETROACTIVE"),
    "when it has run out": ("2031-01-01", "2030-03-05", {}, "EXPIRED"),
    "without a reason": ("2030-03-05", "2030-03-05", {"reason": " "}, "REASON_MISSING"),
    "when it is not revoked yet": ("2030-03-05", "2030-03-01", {}, "NOT_IN_THIS_STATE"),
}


@pytest.mark.parametrize("what", UNDONE)
def test_a_revocation_is_not_undone(what: str) -> None:
    since, on, changes, code = UNDONE[what]
    told = revocation_undone(since)
    told["data"] |= changes
    assert given(licence(), revoked("2030-03-02")).when(told, name="licence undo-revocation", time=on) == not_allowed(
        code
    )


def test_a_licence_suspended_before_it_was_revoked_is_suspended_again() -> None:
    records = given(licence(), suspended("2030-02-01"), revoked("2030-03-02"), revocation_undone("2030-03-05"))
    assert records.when(declared("S1", 1, on="2030-03-06")).refused == ("SUSPENDED",)


# -- never a decision --------------------------------------------------------------------------------------------------

DATA = {
    *("party register", "party amend", "authorization copy", "authorization verify", "application submit"),
    *("notice send", "notice answer", "document present", "document verify"),
    *("notice copy-answer", "document copy-answer", "consignment copy-receipt"),
    *("consignment declare", "consignment adjust", "consignment exit", "consignment not-exited"),
    *("consignment enter-transit", "consignment leave-transit", "consignment arrive", "consignment close-tally"),
    *("consignment release", "consignment verify-delivery", "consignment report-discrepancy", "consignment return"),
}


def test_what_can_be_corrected_is_a_closed_set() -> None:
    assert {name for name, command in COMMANDS.items() if command.records_data} == DATA


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - DATA))
def test_a_decision_is_not_corrected_and_says_what_is_done_instead(name: str) -> None:
    there = states.ABSENT in COMMANDS[name].allowed
    for state, history in HISTORIES[about(name)].items():
        records = given(*history)
        told = NO if there or state not in states.NEVER_DECLARED else not_allowed(NOT_THERE)
        own = [str(x["id"]) for x in records.facts if x["type"] == type_of(COMMANDS[name].entered)]
        for entry in (*own, "of nobody"):
            assert records.when(ORDERS[name], corrects=entry) == told


# -- a slip ------------------------------------------------------------------------------------------------------------

SOUND = (authorized(), authorization_verified("CONFIRMED"))
SLIPS: dict[str, tuple[list[Fact], Fact]] = {
    "a party": ([registered("XA-P-0009", on=TODAY)], registered("XA-P-0009", on=TODAY)),
    "a declaration": ([licence(), declared("S1", 60, on=TODAY)], declared("S1", 70, on=TODAY)),
    "a movement": ([licence(), declared(on=TODAY), exited(on=TODAY)], exited(on=TODAY)),
    "an arrival": (
        [licence(), declared(), exited(), arrived("S1", 50, on=TODAY)],
        arrived("S1", 60, on=TODAY),
    ),
    "a receipt": (
        [licence(), declared(), exited(), arrived("S1", 60), verified("S1", 50, on=TODAY)],
        verified("S1", 60, on=TODAY),
    ),
    "an answer about an authorization": (
        [authorized(), applied(), authorization_verified("MISMATCH", TODAY)],
        authorization_verified("CONFIRMED", TODAY),
    ),
    "an answer about a document": (
        [presented(), answer_about("REPUDIATED", on=TODAY)],
        answer_about("AUTHENTIC", on=TODAY),
    ),
    "a transit State's answer": ([asked(), answered("OBJECTION", TODAY)], answered("NO_OBJECTION", TODAY)),
    "an application": ([applied(90, on=TODAY)], applied(100, on=TODAY)),
}


@pytest.mark.parametrize("what", SLIPS)
def test_a_slip_is_taken_back(what: str) -> None:
    history, right = SLIPS[what]
    records = given(*history)
    entry = last(records, right["type"].rpartition(".v")[0])
    then = records.when(right, corrects=entry, time=TODAY)
    assert then.refused == ()
    assert then.events[0] == right["type"].rpartition(".v")[0]


@pytest.mark.parametrize(
    ("at", "days", "codes"),
    [
        ("2030-03-09T12:00:00Z", None, ()),
        ("2030-03-09T12:00:01Z", None, ("TOO_LATE_TO_CORRECT",)),
        ("2030-03-06T12:00:00Z", 2, ()),
        ("2030-03-06T12:00:01Z", 2, ("TOO_LATE_TO_CORRECT",)),
    ],
)
def test_it_is_taken_back_within_the_days_of_the_law_of_the_office(
    at: str, days: int | None, codes: tuple[str, ...]
) -> None:
    records = given(licence(), declared(), exited(on="2030-03-04"))
    if days is not None:
        more = row_of({"name": "correction_within", "from": "2030-01-01", "value": days, "state": "XA"})
        records.records.__dict__["statutes"] = statutes().with_rows([more])
    assert records.when(exited(on="2030-03-03"), corrects=last(records, "shipment.exited"), time=at).refused == codes


def test_the_days_count_from_the_first_entry_not_from_its_last_correction() -> None:
    records = given(licence(), declared(), exited(on="2030-03-04"))
    records.after(exited(), corrects=last(records, "shipment.exited"), time="2030-03-08")
    told = order(exited(), corrects=last(records, "shipment.exited"), time="2030-03-10")
    assert records.when(told).refused == ("TOO_LATE_TO_CORRECT",)


def test_what_was_corrected_already_is_not_corrected_again() -> None:
    records = given(licence(), declared(), exited(on="2030-03-04"))
    first = last(records, "shipment.exited")
    records.after(exited(), corrects=first)
    assert records.when(exited(), corrects=first) == not_allowed("CORRECTED_ALREADY")


def test_it_is_not_taken_back_once_something_else_followed() -> None:
    records = given(licence(), declared(on="2030-03-03"), exited(on="2030-03-03"))
    told = order(declared("S1", 50, on="2030-03-03"), corrects=last(records, "shipment.declared"), time="2030-03-04")
    assert records.when(told).refused == ("SOMETHING_FOLLOWED",)


def test_an_exit_is_not_corrected_onto_other_goods_so_that_those_that_left_are_drawn_again() -> None:
    records = given(licence(), declared(), declared("S2", 30), exited())
    entry = last(records, "shipment.exited")
    assert records.when(exited("S2"), corrects=entry) == not_allowed("ANOTHER_CONSIGNMENT")
    assert records.when(exited("S1", on="2030-03-05"), corrects=entry) == leads_to("shipment.exited")


def test_a_second_entry_of_the_same_kind_is_no_other() -> None:
    records = given(licence(), declared(), exited(), arrived("S1", 20), arrived("S1", 40, "IM-2"))
    told = order(arrived("S1", 25), corrects=str(records.facts[-2]["id"]))
    assert records.when(told) == leads_to("shipment.arrived")


RESTED_ON: dict[str, tuple[list[Fact], Fact]] = {
    "a party by a licence": (
        [registered("XB-P-0002", on=TODAY), *SOUND, licence(on=TODAY)],
        registered("XB-P-0002", on=TODAY),
    ),
    "an answer about its authorization by a licence": (
        [authorized(), authorization_verified("CONFIRMED", TODAY), licence(on=TODAY, import_authorization="IA-1")],
        authorization_verified("MISMATCH", TODAY),
    ),
    "a transit State's answer by a licence": (
        [asked(), answered("NO_OBJECTION", TODAY), licence(on=TODAY)],
        answered("OBJECTION", TODAY),
    ),
    "a declaration by the one that takes its place": (
        [licence(), declared(on=TODAY), declared("S2", 30, replaces="S1", on=TODAY)],
        declared("S1", 50, on=TODAY),
    ),
}


@pytest.mark.parametrize("what", RESTED_ON)
def test_it_is_not_taken_back_once_a_decision_rests_on_it(what: str) -> None:
    history, right = RESTED_ON[what]
    records = given(*history)
    own = [x for x in records.facts if (x["type"], x["source"]) == (right["type"], right["source"])]
    assert records.when(right, corrects=str(own[0]["id"]), time=TODAY).refused == ("RESTED_ON",)


def test_it_is_not_taken_back_once_a_finding_was_closed_on_it() -> None:
    records = given(licence(), declared("S1", 101), tick("2030-03-06"))
    (found,) = [x for x in records.standing() if x.rule == "R01"]
    told = order(declared("S1", 100), corrects=last(records, "shipment.declared"), time="2030-03-06")
    assert records.when(told).refused == ()
    records.after(closing(finding_id=found.finding_id, evidence_hash=evidence_hash(found.evidence)))
    assert records.when(told).refused == ("RESTED_ON",)


@pytest.mark.parametrize(("who", "mistake"), [("edda", None), ("petra", "NOTHING_TO_CORRECT")])
def test_an_exporter_corrects_its_own_application_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str, mistake: str | None
) -> None:
    monkeypatch.setitem(WHO, "edda", Actor("edda", "Edda Finch", "XA", Role.APPLICANT, "XA-P-0001", person="edda"))
    with OrderingWorld(tmp_path) as world:
        world.prepare()
        made = world.desk.recorded("edda", "application submit", applied(90)["data"])
        right = deepcopy(applied(100)["data"])
        right["wanted"]["exporter"]["register_id"] = WHO[who].register_id
        right["application"]["reference"] = "AP-1" if who == "edda" else "AP-2"
        code = None
        try:
            world.desk.recorded(who, "application submit", right, corrects=made.entries[0].id)
        except NotAllowed as why:
            code = why.code
        assert code == mistake


def test_a_declaration_is_corrected_only_as_far_as_there_is_enough() -> None:
    records = given(licence(), declared("S1", 60, on=TODAY), declared("S2", 30, on=TODAY))
    for pieces, codes in ((70, ()), (71, ("INSUFFICIENT",))):
        told = order(declared("S1", pieces, on=TODAY), corrects="003")
        assert records.when(told).refused == codes


def test_a_correction_to_another_destination_is_judged_like_a_declaration() -> None:
    records = given(licence(), declared("S1", 60, on=TODAY))
    told = order(declared("S1", 60, on=TODAY, destination_state="XD"), corrects="003")
    assert records.when(told).refused == ("ANOTHER_DESTINATION",)


def test_what_others_rely_on_is_not_drawn_again_by_correcting_an_adjustment() -> None:
    records = given(licence(), declared("S1", 60, on=TODAY), adjusted("S1", 50, TODAY), declared("S2", 50, on=TODAY))
    for pieces, codes in ((50, ()), (51, ("INSUFFICIENT",))):
        assert records.when(order(adjusted("S1", pieces, TODAY), corrects="004")).refused == codes


# -- no sequence of orders leaves an end -------------------------------------------------------------------------------

ENDS = {
    "application submit": ("withdrawn", "refused", "granted"),
    "licence amend": ("revoked", "surrendered"),
    "authorization amend": ("revoked",),
}
TRIED = sorted(
    x for x in COMMANDS if about(x) in ("application", "licence", "authorization", "party", "notice", "document")
)


class Corrections(RuleBasedStateMachine):
    """Every order in every state, as itself or as a correction of any entry of its kind: an end is an end."""

    @initialize(history=st.sampled_from(["submitted", "assessed", "withdrawn", "refused"]))
    def begins(self, history: str) -> None:
        self.records = given(*HISTORIES["application"][history])
        self.ended: dict[str, str] = {}

    @rule(name=st.sampled_from(TRIED), nth=st.none() | st.integers(0, 3), since=st.sampled_from([None, "2099-01-01"]))
    def orders(self, name: str, nth: int | None, since: str | None) -> None:
        told = ORDERS[name]
        if since is not None and hasattr(told.said, "effective_on"):
            told = told._replace(said=_since(told.said, since))
        corrects: Any = None
        if nth is not None:
            own = [x["id"] for x in self.records.facts if x["type"] == type_of(told.command.entered)]
            corrects = own[nth % len(own)] if own else None
        try:
            self.records.after(told, corrects=corrects)
        except (NotAllowed, NotFound):
            return
        if name == "licence undo-revocation":
            self.ended.pop("licence amend", None)

    @invariant()
    def ends_are_ends(self) -> None:
        for name, ends in ENDS.items():
            state = COMMANDS[name].state_of(self.records.records, ORDERS[name].said, ORDERS[name].ordered)
            assert self.ended.get(name, state) == state
            if state in ends:
                self.ended[name] = state

    @invariant()
    def one_licence_of_one_application(self) -> None:
        issued = [x for x in self.records.facts if x["type"] == "export-licence.issued.v1"]
        assert len(issued) <= 1


def _since(said: Any, day: str) -> Any:
    return dataclasses.replace(said, effective_on=day)


Corrections.TestCase.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
TestCorrections = Corrections.TestCase
