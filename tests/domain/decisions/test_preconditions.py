"""Contents, end-use documents, embargoes and findings: each side of each threshold; and everything wrong at once."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel.message import as_stored
from domain.preconditions.grounds import Concern
from projections.sentences import said
from tests.builders import (
    POWDER,
    ROUNDS,
    Fact,
    amount,
    authorization_verified,
    authorized,
    line,
    mention,
    published,
    worth,
)
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops
from tests.domain.decisions.given import figures, given
from tests.domain.decisions.papers import answer_about, asked_for, assessed, in_order, issue, presented

EU: dict[str, Any] = {"profile": "EU25"}
STATEMENT: dict[str, Any] = {"profile": "EU25", "end_use_documents": ["XA:D-1"]}
FULL, TYPES = "CONTENT_MISSING", ["HUMANITARIAN"]


def without(name: str) -> Fact:
    """A party by its name alone."""
    found = mention(name, "XB-P-0002")
    return {key: value for key, value in found.items() if key != "register_id"}


def pistols(**changes: Any) -> list[Fact]:
    """One line for 100 pistols, changed."""
    return [line(1, 100) | changes]


def powder(**changes: Any) -> tuple[Fact, ...]:
    """AP-1 for propellant under an authorization for it."""
    own = {"item_class": "PROPELLANT", "quantity": amount(100, "KGM")}
    terms = authorized(lines=[own])
    return (
        terms,
        CONFIRMED,
        *asked_for([line(1, 100, "KGM", POWDER | {"description": "smokeless powder"}) | changes]),
        assessed(),
    )


def embargo(**changes: Any) -> Fact:
    """An embargo on all goods for XB, from the first day of the licence."""
    row: dict[str, Any] = {
        "row": "EM-1",
        "state": "XB",
        "from": "2029-01-01",
        "to": None,
        "classes": [],
        "actors": "ALL",
        "exemption_types": [],
    }
    return published("embargoes", row | changes)


def exempt(since: str, row: str = "EM-1") -> dict[str, Any]:
    """An exemption stands on the licence."""
    return {"embargo_exemption": {"row": row, "reference": "X-1", "effective_on": since}}


def user(kind: str, state: str = "XB") -> dict[str, Any]:
    """The final recipient is of a kind."""
    return {"end_user": mention("END_USER", "XB-P-0002") | {"kind": kind, "state": state}}


def concern(party: str, finding: str = "f1", states: tuple[str, ...] = ("XA", "XB")) -> Concern:
    """A finding about a party is open."""
    return Concern(finding, "R05", party, as_stored("It has been refused before."), states)


def knowing(*acknowledged: str) -> tuple[Fact, ...]:
    """An assessment in which findings are acknowledged."""
    return tuple(in_order(acknowledged=acknowledged))


CONTENTS: tuple[Row, ...] = (
    stops(f"{FULL} IMPORT_MISMATCH", "the final recipient has no register id", *sold(end_user=without("END_USER"))),
    stops(FULL, "the final recipient has no name", *sold(end_user=mention("END_USER", "XB-P-0002") | {"name": " "})),
    stops(FULL, "the exporter has no register id", *sold(exporter=without("EXPORTER"))),
    stops(f"{FULL} IMPORT_MISMATCH", "it goes to the State it comes from", *sold(import_state="XA")),
    stops(FULL, "it ends before it begins", *sold(valid_from="2030-02-02", valid_to="2030-02-01")),
    passes("it is valid for one day", *sold(valid_from="2030-02-01", valid_to="2030-02-01")),
    stops(FULL, "the goods have no category", *sold(lines=pistols(item={"category": None, "calibre": "9x19"}))),
    stops(FULL, "the goods are not described", *sold(lines=pistols(item={"category": "FIREARM"}))),
    passes(
        "the goods are described in words",
        *sold(
            lines=pistols(item={"category": "FIREARM", "item_class": "HANDGUN", "description": "pistol"}),
        ),
    ),
    stops(f"{FULL} IMPORT_EXCEEDED", "no quantity", *sold(lines=pistols(quantity=None))),
    stops(f"{FULL} IMPORT_EXCEEDED", "a quantity without a number", *sold(lines=pistols(quantity=amount(None)))),
    stops(f"{FULL} IMPORT_EXCEEDED", "a number without a unit", *sold(lines=pistols(quantity=amount(1, None)))),
    stops(FULL, "two lines of the same number", *sold(lines=[line(1, 50), line(1, 50)])),
    stops(FULL, "firearms by value (T4)", *sold(lines=pistols(control="V", value=worth("1000"), quantity=None))),
    stops(FULL, "firearms without limit (T4)", *sold(lines=pistols(control="O", quantity=None))),
    passes("propellant by weight", *powder()),
    passes("propellant by value", *powder(control="V", value=worth("1000"), quantity=None)),
    passes("propellant without limit", *powder(control="O", quantity=None)),
    stops(FULL, "propellant by value, which is not stated", *powder(control="V", quantity=None)),
)
MISSING, DOUBTED = "END_USE_DOCUMENT_MISSING", "END_USE_DOCUMENT_NOT_AUTHENTIC"
DOCUMENTS: tuple[Row, ...] = (
    passes("FP: none is needed", *sold()),
    stops(MISSING, "EU25: firearms, and none is named", *sold(**EU)),
    stops(MISSING, "named, and not on record", *sold(**STATEMENT)),
    stops(MISSING, "FP: named, and not on record", *sold(end_use_documents=["XA:D-1"])),
    stops(DOUBTED, "to be verified, and nobody has asked", *sold(presented(), **STATEMENT)),
    *(
        stops(DOUBTED, f"the answer was {answer}", *sold(presented(), answer_about(answer), **STATEMENT))
        for answer in ("NO_REPLY", "REPUDIATED")
    ),
    passes("authentic", *sold(presented(), answer_about("AUTHENTIC"), **STATEMENT)),
    stops(
        DOUBTED,
        "authentic, then repudiated",
        *sold(
            presented(),
            answer_about("AUTHENTIC"),
            answer_about("REPUDIATED", on="2029-12-16"),
            **STATEMENT,
        ),
    ),
    passes(
        "repudiated, then authentic",
        *sold(
            presented(),
            answer_about("REPUDIATED"),
            answer_about("AUTHENTIC", on="2029-12-16"),
            **STATEMENT,
        ),
    ),
    passes("need not be verified", *sold(presented(needs_verification=False), **STATEMENT)),
    stops(
        DOUBTED,
        "need not be verified, and repudiated all the same",
        *sold(
            presented(needs_verification=False),
            answer_about("REPUDIATED"),
            **STATEMENT,
        ),
    ),
    stops(
        MISSING,
        "two named, one on record",
        *sold(
            presented(),
            answer_about("AUTHENTIC"),
            profile="EU25",
            end_use_documents=["XA:D-1", "XA:D-2"],
        ),
    ),
)
EMBARGOES: tuple[Row, ...] = (
    stops("EMBARGO", "all goods for XB", *sold(embargo())),
    passes("all goods for XC", *sold(embargo(state="XC"))),
    stops("EMBARGO", "the final recipient is of the State", *sold(embargo(state="XC"), **user("COMMERCIAL", "XC"))),
    stops("EMBARGO", "from the last day of the licence", *sold(embargo(**{"from": "2030-12-31"}))),
    passes("from the day after the licence", *sold(embargo(**{"from": "2031-01-01"}))),
    stops("EMBARGO", "until the day of issue", *sold(embargo(to="2030-01-10"))),
    passes("until the day before", *sold(embargo(to="2030-01-09"))),
    stops("EMBARGO", "on handguns", *sold(embargo(classes=["HANDGUN"]))),
    passes("on ammunition", *sold(embargo(classes=["AMMUNITION"]))),
    passes("exempted from the day of issue", *sold(embargo(exemption_types=TYPES), **exempt("2030-01-10"))),
    stops("EMBARGO", "exempted from the day after", *sold(embargo(exemption_types=TYPES), **exempt("2030-01-11"))),
    stops(
        "EMBARGO_EXEMPTION_UNLAWFUL EMBARGO",
        "exempted as something that the row does not know",
        *sold(embargo(exemption_types=["OTHER"]), **exempt("2030-01-11")),
    ),
    stops(
        "EMBARGO_EXEMPTION_UNLAWFUL EMBARGO",
        "exempted from another one",
        *sold(embargo(), **exempt("2030-01-10", "EM-2")),
    ),
    *(
        passes(f"on others than States, for {kind.lower()}", *sold(embargo(actors="NON_STATE"), **user(kind)))
        for kind in ("POLICE", "GOVERNMENT", "ARMED_FORCES")
    ),
    stops("EMBARGO", "on others than States, for a firm", *sold(embargo(actors="NON_STATE"), **user("COMMERCIAL"))),
    stops("EMBARGO", "on everybody, for the police", *sold(embargo(), **user("POLICE"))),
)
UNSEEN = "FINDINGS_NOT_ACKNOWLEDGED"
FINDINGS: tuple[Row, ...] = (
    passes("none is open", *knowing()),
    *(
        stops(UNSEEN, f"one is open about the {who}", *knowing(), open=(concern(number),))
        for who, number in (("exporter", "XA-P-0001"), ("consignee", "XB-P-0001"), ("final recipient", "XB-P-0002"))
    ),
    stops(
        UNSEEN,
        "one is open about a broker",
        *sold(brokers=[mention("BROKER", "XD-P-0001")]),
        open=(concern("XD-P-0001"),),
    ),
    passes("one is open about somebody else", *knowing(), open=(concern("XE-P-0001"),)),
    passes("one is open, and acknowledged", *knowing("f1"), open=(concern("XA-P-0001"),)),
    stops(
        "FINDING_ELSEWHERE:XB",
        "another State holds one that this one may not see",
        *knowing("f1"),
        open=(concern("XA-P-0001", states=("XB",)),),
    ),
    passes(
        "another State holds one, and was asked",
        *knowing("elsewhere:XB:XA-P-0001"),
        open=(concern("XA-P-0001", states=("XB",)),),
    ),
    stops(
        UNSEEN,
        "two are open, one acknowledged",
        *knowing("f1"),
        open=(concern("XA-P-0001"), concern("XB-P-0001", "f2")),
    ),
)


@pytest.mark.parametrize("row", [*CONTENTS, *DOCUMENTS, *EMBARGOES, *FINDINGS], ids=lambda row: row.sentence)
def test_a_licence_is_issued_only_when_nothing_stands_in_the_way(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_all_that_is_missing_is_told_at_once() -> None:
    wrong = Row(
        "everything",
        (
            *("CONTENT_MISSING", "IMPORT_NOT_VERIFIED", "IMPORT_NOT_VALID", "IMPORT_MISMATCH", "IMPORT_EXCEEDED"),
            *("TRANSIT_MISSING:XC", "TRANSIT_MISSING:XD"),
            *("END_USE_DOCUMENT_MISSING", "END_USE_DOCUMENT_NOT_AUTHENTIC", "EMBARGO", "FINDINGS_NOT_ACKNOWLEDGED"),
        ),
        (
            authorized(99, valid_from="2030-01-11", recipient=mention("END_USER", "XB-P-0003")),
            authorization_verified("NO_REPLY"),
            presented(),
            embargo(),
            *asked_for(
                [line(1, 100, goods={"category": "FIREARM", "item_class": "HANDGUN"})],
                transit_states=["XC", "XD"],
                end_use_documents=["XA:D-9", "XA:D-1"],
            ),
            assessed(),
        ),
        (concern("XA-P-0001"),),
    )
    assert wrong.reasons() == list(wrong.against)


def test_a_refusal_names_each_missing_content() -> None:
    no_goods = line(1, 1) | {"item": {"category": "AMMUNITION"}, "quantity": amount(None)}
    (told_no, *_) = given(*sold(lines=[no_goods], exporter=without("EXPORTER"))).decides(issue()).reasons
    missing = (
        "exporter with register id, description of line 1, "
        "control class of line 1, by class or by a code that the list of codes has, quantity of line 1"
    )
    assert said(told_no.message) == f"Missing: {missing}."
    assert figures(told_no) == {"missing": missing}


def test_ammunition_needs_no_user_statement() -> None:
    rounds = authorized(lines=[{"item_class": "AMMUNITION", "quantity": amount(1000)}])
    case = (rounds, CONFIRMED, *asked_for([line(1, 1000, goods=ROUNDS)], **EU), assessed())
    assert given(*case).when(issue()).refused == ()


def test_the_decision_cites_the_list_of_embargoes_that_was_looked_into() -> None:
    _, granted, _ = given(*sold(embargo(state="XC"))).decides(issue()).events
    assert any(said(x).endswith("None does (list of embargoes: version 1).") for x in granted.preconditions)
