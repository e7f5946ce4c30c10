"""What a notice tells the State it asks, and what it keeps: goods, parties, route, dates, and how it stands."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel.moments import day
from domain.state.notices import notice, notices_to
from projections.page_data.notices import NoticeSheet, notice_sheet
from tests.builders import Fact, answered, asked, authorized, licence, reference, withdrawn
from tests.domain.decisions.given import given

THROUGH: dict[str, Any] = {"transit_states": ["XC"], "profile": "EU25"}


def sheet(*facts: Fact, on: str = "2030-03-01", number: str = "XA:TN-1") -> NoticeSheet:
    records = given(*facts).records
    (found,) = notice.of(records, number)
    return notice_sheet(records, found, day(on))


def test_it_tells_what_the_licence_that_it_names_says() -> None:
    told = sheet(licence(40, **THROUGH), asked(period_from="2030-03-01", period_to="2030-04-30"))
    assert [(x.what, x.quantity and x.quantity.value) for x in told.goods] == [("handgun, 9x19", "40")]
    assert [x.role for x in told.parties] == ["EXPORTER", "CONSIGNEE", "END_USER"]
    assert told.route == ("XA", "XC", "XB")
    assert (told.sent_on, told.period, told.mode) == ("2030-02-01", ("2030-03-01", "2030-04-30"), "ROAD")


def test_goods_named_in_the_notice_are_those_that_are_to_pass() -> None:
    goods = [{"item_class": "RIFLE", "quantity": {"value": "7", "unit": "C62"}}]
    told = sheet(licence(40, **THROUGH), asked(goods=goods))
    assert [(x.what, x.quantity and x.quantity.value) for x in told.goods] == [("rifle", "7")]


@pytest.mark.parametrize(
    "named",
    [
        {"licence": reference("XD:EL-1", "XD")},
        {"licence": None, "authorization": reference("IA-1", "XB")},
        {"licence": reference("EL-9", "XA")},
    ],
)
def test_a_paper_of_another_state_or_on_no_record_is_told_by_its_number_alone(named: dict[str, Any]) -> None:
    told = sheet(licence(40, "XD:EL-1", **THROUGH), authorized(), asked(**named))
    assert (told.goods, told.parties, told.route) == ((), (), ("XA", "XC"))
    assert told.about


@pytest.mark.parametrize(
    ("more", "standing", "waits"),
    [
        ((), "not answered", True),
        ((answered("NO_OBJECTION"),), "consented", False),
        ((answered("NO_OBJECTION", until="2030-02-20"),), "consent has ended", False),
        ((answered("OBJECTION"),), "objected", False),
        ((answered("NO_OBJECTION", since="2030-03-02"),), "not answered", True),
        ((answered("NO_OBJECTION"), withdrawn("2030-02-20")), "withdrawn", False),
    ],
)
def test_it_says_how_the_state_stands_on_a_day(more: tuple[Fact, ...], standing: str, waits: bool) -> None:
    told = sheet(licence(40, transit_states=["XC"]), asked(), *more)
    assert (told.standing, told.waits) == (standing, waits)


@pytest.mark.parametrize(
    ("on", "left", "standing"),
    [
        ("2030-02-01", 20, "not answered"),
        ("2030-02-20", 1, "not answered"),
        ("2030-02-21", 0, "not answered"),
        ("2030-02-22", 0, "consented by silence"),
    ],
)
def test_days_are_counted_to_the_last_on_which_silence_says_nothing(on: str, left: int, standing: str) -> None:
    told = sheet(licence(40, **THROUGH), asked(), on=on)
    assert (told.answer_by, told.days_left, told.standing, told.waits) == ("2030-02-21", left, standing, True)


def test_where_silence_is_no_consent_no_day_is_counted() -> None:
    told = sheet(licence(40, transit_states=["XC"], profile="FP"), asked(), on="2031-01-01")
    assert (told.answer_by, told.days_left, told.standing) == (None, None, "not answered")


def test_a_state_finds_the_notices_to_it_and_no_others() -> None:
    records = given(licence(40, **THROUGH), asked(), asked("XE", notice=reference("TN-2", "XA"))).records
    assert [x.number for x in notices_to.of(records, "XC")] == ["XA:TN-1"]
    assert [x.number for x in notices_to.of(records, "XE")] == ["XA:TN-2"]
    assert notices_to.of(records, "XB") == ()
