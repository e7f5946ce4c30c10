"""An end-use document is this end user's, for these goods and this application, in force and answered by its issuer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import ROUNDS, Fact, amount, authorized, line, mention, merged, registered
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops, under
from tests.domain.decisions.papers import answer_about, presented
from tests.papers import P20, P30

MISMATCH, OVER, DOUBTED, MISSING = (
    "END_USE_DOCUMENT_MISMATCH",
    "END_USE_DOCUMENT_NOT_IN_FORCE",
    "END_USE_DOCUMENT_NOT_AUTHENTIC",
    "END_USE_DOCUMENT_MISSING",
)
NAMED: dict[str, Any] = {"end_use_documents": ["XA:D-1"]}
AUTHENTIC = answer_about("AUTHENTIC")


def paper(**changes: Any) -> Fact:
    """D-1 for a hundred pistols for the final recipient, changed."""
    found = presented()
    return found | {"data": found["data"] | changes}


def case(*more: Fact, lines: object = 100, **changes: Any) -> tuple[Fact, ...]:
    """AP-1 with D-1 as changed, which its issuer confirms."""
    of_licence = {x: changes.pop(x) for x in ("contract", "profile") if x in changes}
    contract = {"contract_reference": of_licence["contract"]} if "contract" in of_licence else {}
    profile = {"profile": of_licence["profile"]} if "profile" in of_licence else {}
    return sold(paper(**changes), AUTHENTIC, *more, lines=lines, **(NAMED | contract | profile))


def answered(**changes: Any) -> Fact:
    """Somebody answers that D-1 is authentic."""
    found = answer_about("AUTHENTIC")
    return found | {"data": found["data"] | changes}


def certify(goods: Fact, count: object) -> list[Fact]:
    """Goods as the document certifies them."""
    return [{"item": goods, "quantity": amount(count)}]


def of(goods: Fact, count: object) -> list[Fact]:
    """One line for so many of some goods."""
    return [line(1, count, goods=goods)]


def mixed(*lines: Fact, profile: str = "FP") -> tuple[Fact, ...]:
    """AP-1 for pistols and rounds, with D-1 for the pistols."""
    both = [{"item_class": "HANDGUN", "quantity": amount(100)}, {"item_class": "AMMUNITION", "quantity": amount(900)}]
    more: dict[str, Any] = NAMED | {"profile": profile, "lines": list(lines)}
    return (*under(authorized(lines=both), CONFIRMED, **more), paper(), AUTHENTIC)


STRANGER = mention("END_USER", "XB-P-0077")
BY_NAME = {"role": "END_USER", "name": "Firm XB-P-0002", "state": "XB", "identifiers": []}
ROWS: tuple[Row, ...] = (
    passes("of the final recipient", *case()),
    # whose
    stops(MISMATCH, "of somebody else", *case(end_user=STRANGER)),
    passes(
        "of the firm that it was merged into",
        *case(registered("XB-P-0002"), merged("XB-P-0077", "XB-P-0002"), registered("XB-P-0077"), end_user=STRANGER),
    ),
    passes("of the final recipient by its name alone", *case(registered("XB-P-0002"), end_user=BY_NAME)),
    stops(MISMATCH, "of somebody of another name", *case(end_user=BY_NAME | {"name": "Northern Hunters"})),
    # for what
    stops(MISMATCH, "for more pistols than are certified", *case(goods=certify(P20, 99), lines=of(P20, 100))),
    passes("for as many", *case(goods=certify(P20, 100), lines=of(P20, 100))),
    passes("for fewer", *case(goods=certify(P20, 100), lines=of(P20, 10))),
    stops(MISMATCH, "for another model", *case(goods=certify(P30, 100), lines=of(P20, 100))),
    stops(MISMATCH, "for another calibre", *case(goods=certify(P20 | {"calibre": "45 ACP"}, 100), lines=of(P20, 10))),
    stops(MISMATCH, "for other goods altogether", *case(goods=certify(ROUNDS, 100))),
    passes("by its number in other digits and letters", *sold(paper(), AUTHENTIC, end_use_documents=["хa/d ١"])),
    stops(MISSING, "by N/A for its number", *sold(paper(), AUTHENTIC, end_use_documents=["N/A"])),
    passes("for the class, whatever the model", *case(lines=of(P20, 100))),
    passes("for nobody knows how many", *case(goods=certify(P20, None), lines=of(P20, 100))),
    passes("twice half of it", *case(goods=certify(P20, 50) + certify(P20, 50), lines=of(P20, 100))),
    stops(
        MISMATCH + " " + MISMATCH,
        "on two lines that are too many together",
        *case(goods=certify(P20, 90), lines=[line(1, 50, goods=P20), line(2, 50, goods=P20)]),
    ),
    passes("rounds beside, of which no document speaks", *mixed(line(1, 100), line(2, 900, goods=ROUNDS))),
    # when
    passes("issued on the day", *case(issued_on="2030-01-10")),
    stops(OVER, "issued the day after", *case(issued_on="2030-01-11")),
    passes("in force until the day", *case(valid_until="2030-01-10")),
    stops(OVER, "in force until the day before", *case(valid_until="2030-01-09")),
    # for which application
    stops(MISMATCH, "presented in another application", *case(application="AP-7")),
    passes("presented in this one, with the State in front", *case(application="XA:AP-1")),
    passes("a framework", *case(application="AP-7", contract_reference="K-17/2029", contract="K 17/2029")),
    stops(MISMATCH, "a framework of no contract", *case(application="AP-7", contract_reference="N/A", contract="N/A")),
    stops(MISMATCH, "under another contract", *case(application="AP-7", contract_reference="K-17", contract="K-18")),
    # by whose word
    stops(DOUBTED, "confirmed through the applicant", *sold(paper(), answered(channel="APPLICANT"), **NAMED)),
    stops(DOUBTED, "confirmed by another State", *sold(paper(), answered(answered_by="XC"), **NAMED)),
    passes("confirmed, then no reply", *sold(paper(), AUTHENTIC, answer_about("NO_REPLY", on="2029-12-16"), **NAMED)),
    stops(
        DOUBTED,
        "confirmed, then repudiated, then the applicant says otherwise",
        *sold(paper(), AUTHENTIC, answer_about("REPUDIATED", on="2029-12-16"), answered(channel="APPLICANT"), **NAMED),
    ),
    # in whose files
    stops(
        MISSING,
        "presented to another State",
        *sold(paper(document="XC:D-1"), answered(document="XC:D-1"), end_use_documents=["XC:D-1"]),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence)
def test_an_end_use_document_is_for_just_this_licence(row: Row) -> None:
    assert row.reasons() == list(row.against)
