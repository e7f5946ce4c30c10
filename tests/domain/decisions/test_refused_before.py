"""What was refused is not granted when it is asked for again, whole or in parts; nor an item that is gone."""

from __future__ import annotations

from typing import Any

import pytest

from projections.sentences import said
from tests.builders import Fact, authorized, fact, licence, line, mention, merged, reference, registered
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops
from tests.domain.decisions.given import given, leads_to, not_allowed
from tests.domain.decisions.papers import (
    applied,
    assessed,
    granted,
    issue,
    taken_back,
    turned_down,
)
from tests.papers import P20, P30

REFUSED = "PRIOR_REFUSAL"


def as_(number: str, what: Fact, state: str = "XA") -> Fact:
    """The same said of another application."""
    data = what["data"] | {"application": reference(number, state)}
    return what | {"data": data, "source": what["source"].replace("/XA/", f"/{state}/")}


def of(goods: Fact, count: object) -> dict[str, Any]:
    """So many of some goods."""
    return {"lines": [line(1, count, goods=goods)]}


def asked_before(
    number: str, count: object, *then: Fact, goods: Fact = P20, on: str = "2029-12-01", **more: Any
) -> tuple[Fact, ...]:
    """Another application, and what became of it."""
    return (as_(number, applied(**of(goods, count), on=on, **more)), *(as_(number, x) for x in then))


def refused(count: object = 100, *, on: str = "2029-12-05", number: str = "AP-0", **more: Any) -> tuple[Fact, ...]:
    """So many pistols were refused."""
    return asked_before(number, count, turned_down(on=on), on="2029-07-01", **more)


def wanted(count: object, *before: Fact, goods: Fact = P20, **changes: Any) -> tuple[Fact, ...]:
    """AP-1 for so many pistols under an authorization for plenty."""
    return sold(*before, **({"value": 5000} | of(goods, count) | changes))


def elsewhere(state: str) -> tuple[Fact, ...]:
    """The same was refused in another State."""
    return tuple(as_("AP-0", x, state) for x in refused())


FORWARDER = mention("CONSIGNEE", "XB-P-0001") | {"kind": "FORWARDER"}
OTHERS: dict[str, Any] = {
    "consignee": mention("CONSIGNEE", "XB-P-0031"),
    "end_user": mention("END_USER", "XB-P-0032"),
}
ROWS: tuple[Row, ...] = (
    stops(REFUSED, "the same again", *wanted(100, *refused())),
    passes("another model", *wanted(100, *refused(), goods=P30)),
    stops(REFUSED, "the same, and the model left out", *wanted(100, *refused(), goods=P20 | {"model": None})),
    passes("another calibre", *wanted(100, *refused(), goods=P20 | {"calibre": "45 ACP"})),
    stops(REFUSED, "for nine tenths of it", *wanted(90, *refused())),
    passes("for less", *wanted(89, *refused())),
    stops(REFUSED, "for more", *wanted(400, *refused())),
    # who
    passes(
        "for others",
        *wanted(
            100,
            *refused(**OTHERS),
        ),
    ),
    stops(REFUSED, "through the same importer", *wanted(100, *refused(end_user=mention("END_USER", "XB-P-0032")))),
    stops(REFUSED, "for the same end user", *wanted(100, *refused(consignee=mention("CONSIGNEE", "XB-P-0031")))),
    stops(
        REFUSED,
        "for a firm merged since",
        *wanted(
            100,
            *refused(**OTHERS),
            registered("XB-P-0032"),
            registered("XB-P-0002"),
            merged("XB-P-0002", "XB-P-0032"),
        ),
    ),
    passes(
        "through the same forwarder alone",
        *wanted(
            100,
            *refused(end_user=mention("END_USER", "XB-P-0032"), consignee=FORWARDER),
            consignee=FORWARDER,
        ),
    ),
    # when
    stops(REFUSED, "within 180 days", *wanted(100, *refused(on="2029-07-15"))),
    passes("on the 180th day", *wanted(100, *refused(on="2029-07-14"))),
    # what became of it
    passes("it was withdrawn", *wanted(100, *asked_before("AP-0", 100, taken_back()))),
    passes("it was granted", *wanted(100, *asked_before("AP-0", 100, granted()))),
    # in parts
    stops(REFUSED, "the other half is pending", *wanted(50, *refused(), *asked_before("AP-9", 40))),
    passes("the other half is pending, and a little less", *wanted(49, *refused(), *asked_before("AP-9", 40))),
    stops(
        REFUSED,
        "the other half was granted since",
        *wanted(50, *refused(), *asked_before("AP-9", 50, granted(), on="2029-12-08")),
    ),
    passes(
        "the other half had been granted before",
        *wanted(50, *refused(), *asked_before("AP-9", 50, granted(on="2029-11-20"), on="2029-11-10")),
    ),
    passes("the other half was withdrawn", *wanted(50, *refused(), *asked_before("AP-9", 50, taken_back()))),
    passes("the other half is for others", *wanted(50, *refused(), *asked_before("AP-9", 50, **OTHERS))),
    # by another State
    stops(REFUSED, "refused by another State", *wanted(100, *elsewhere("XE"))),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence)
def test_what_was_refused_is_not_granted_when_it_is_asked_for_again(row: Row) -> None:
    assert row.reasons() == list(row.against)


def undercutting(*refusals: str, because: str | None = "The club has a range of its own now.") -> Fact:
    """The officer's word that refusals are undercut."""
    found = assessed()
    return found | {"data": found["data"] | {"undercuts": list(refusals), "undercut_reason": because}}


def reasoned(*history: Fact, by: Fact) -> tuple[Fact, ...]:
    """A history in which the assessment is another."""
    return tuple(by if x["type"].startswith("licence-application.assessed") else x for x in history)


def test_an_undercut_is_named_and_reasoned_and_kept_with_the_grant() -> None:
    history = wanted(100, *refused())
    assert given(*reasoned(*history, by=undercutting("XA:AP-7"))).when(issue()).refused == (REFUSED,)
    _, kept, _ = given(*reasoned(*history, by=undercutting("XA:AP-0"))).decides(issue()).events
    assert any("The club has a range of its own now." in said(x) for x in kept.preconditions)


def test_of_another_states_refusal_nothing_is_told_but_whom_to_ask() -> None:
    (only,) = given(*wanted(100, *elsewhere("XE"))).decides(issue()).reasons
    assert said(only.message) == "XE has refused essentially the same; ask XE."
    assert given(*reasoned(*wanted(100, *elsewhere("XE")), by=undercutting("XE"))).when(issue()).refused == ()


@pytest.mark.parametrize("word", [undercutting("XA:AP-0", because=" "), undercutting(because="because")])
def test_an_undercut_without_reason_is_no_assessment(word: Fact) -> None:
    assert given(applied()).when(word) == not_allowed("UNDERCUT_WITHOUT_REASON")


def test_a_licence_is_not_enlarged_to_what_was_refused_since() -> None:
    named: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
    history = (authorized(5000), CONFIRMED, licence(**of(P20, 100) | named), *refused(400, on="2030-03-01"))

    def to(count: object) -> Fact:
        terms = licence(**of(P20, count) | named)["data"]["terms"]
        data = {"licence": reference("EL-1", "XA"), "terms": terms, "effective_on": "2030-04-01"}
        data |= {"retroactive": False, "amended_by": "ISSUING_AUTHORITY"}
        return fact("export-licence.amended", "/states/XA/licensing", "2030-04-01", data)

    assert given(*history).when(to(400)).refused == (REFUSED,)
    assert given(*history).when(to(100)) == leads_to("export-licence.amended")
    assert given(*history).when(to(80)) == leads_to("export-licence.amended")


# -- items that are gone -----------------------------------------------------------------------------------------------


def serials(*numbers: str, first: str | None = None, last: str | None = None) -> Fact:
    """Serial numbers, one by one or from one to another."""
    return {"numbers": list(numbers), "ranges": [{"from": first, "to": last}] if first else []}


def naming(numbers: Fact, *before: Fact, goods: Fact = P20) -> tuple[Fact, ...]:
    """AP-1 names the serial numbers of its pistols."""
    history = wanted(2, *before, goods=goods)
    return tuple(
        x | {"data": x["data"] | {"serials": [{"line": 1, "serials": numbers}]}}
        if x["type"].startswith("licence-application.submitted")
        else x
        for x in history
    )


def item(what: str, number: str, on: str, goods: Fact = P20, **more: Any) -> Fact:
    """Something happened to a pistol in XB."""
    data = {"item": goods, "serials": serials(number), "state": "XB"} | more
    return fact(f"item.{what}", "/states/XB/police", on, data)


STOLEN = item("lost", "A101", "2029-10-01", kind="STOLEN", case="C-1")
LOST = item("lost", "A00101", "2029-10-01", kind="LOST")
GONE = "ITEM_GONE"
ITEMS: tuple[Row, ...] = (
    passes("nothing is known of it", *naming(serials("A100"))),
    stops(GONE, "stolen", *naming(serials("A100", "A101"), STOLEN)),
    stops(GONE, "stolen, written otherwise", *naming(serials("a-101"), STOLEN)),
    stops(GONE, "stolen, in a range", *naming(serials(first="A100", last="A199"), STOLEN)),
    stops(GONE, "stolen, in a range too wide for anybody", *naming(serials(first="A00001", last="A99999"), LOST)),
    passes("another number", *naming(serials("A102"), STOLEN)),
    passes("the same number on another model", *naming(serials("A101"), STOLEN, goods=P30)),
    stops(GONE, "seized", *naming(serials("A101"), item("seized", "A101", "2029-10-01", context="SEIZED"))),
    stops(GONE, "destroyed", *naming(serials("A101"), item("destroyed", "A101", "2029-10-01", certificate="D-1"))),
    passes(
        "stolen, and recovered",
        *naming(serials("A101"), STOLEN, item("recovered", "A101", "2029-11-01", custody_restored=True)),
    ),
    stops(
        GONE,
        "recovered, and stolen again",
        *naming(
            serials("A101"),
            item("recovered", "A101", "2029-09-01", custody_restored=True),
            STOLEN,
        ),
    ),
)


@pytest.mark.parametrize("row", ITEMS, ids=lambda row: row.sentence)
def test_no_licence_is_for_items_that_are_gone(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_the_items_and_what_was_last_heard_of_them_are_told() -> None:
    (only,) = given(*naming(serials("A100", "A101"), STOLEN)).decides(issue()).reasons
    assert said(only.message) == ("Line 1 names 1 that were stolen in XB on 2029-10-01: NORDEN P20, 9X19, number A101.")
