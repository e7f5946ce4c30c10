"""The importing State has authorized the import: each side of each threshold (R-044, R-045, R-047)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.decisions.applications import asked_for
from domain.events.refs import DocumentRef
from domain.preconditions import preconditions
from tests.builders import (
    PISTOL,
    Fact,
    amount,
    authorization_amended,
    authorization_revoked,
    authorization_verified,
    authorized,
    licence,
    line,
    mention,
    merged,
    registered,
    reinstated,
    revoked,
    surrendered,
    suspended,
    told,
)
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops, under
from tests.domain.decisions.given import given
from tests.domain.decisions.papers import ISSUE_DAY, in_order, issue
from tests.movements import cancelled, declared, exited

NAMED: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
RIFLE = {"category": "FIREARM", "item_class": "RIFLE", "calibre": "308"}


def other(count: object, *more: Fact, **changes: Any) -> tuple[Fact, ...]:
    """Licence XA:EL-0 for so many is there already under IA-1."""
    return (licence(count, "EL-0", **(NAMED | changes)), *(_about_the_other(x) for x in more))


def _about_the_other(fact: Fact) -> Fact:
    data = fact["data"]
    return fact | {"data": data | {"licence": {"state": "XA", "reference": "EL-0"}}} if "licence" in data else fact


ROWS: tuple[Row, ...] = (
    passes("authorized, confirmed, in force, matching, enough", *sold()),
    # there at all
    stops("IMPORT_MISSING", "no authorization is named", *sold(import_authorization=None)),
    stops("IMPORT_MISSING", "the one named is not on record", *sold(import_authorization="IA-9")),
    stops(
        "IMPORT_MISSING",
        "one that another State's authority says it issued",
        *under(
            told(authorized(), by="/states/XC/import-authority"),
            CONFIRMED,
        ),
    ),
    stops(
        "IMPORT_EXEMPTION_UNLAWFUL IMPORT_MISSING",
        "not required, says the application, but not temporary",
        *sold(import_authorization=None, import_authorization_required=False),
    ),
    *(
        passes(
            f"temporary, for {purpose.lower()}",
            *sold(
                import_authorization=None,
                import_authorization_required=False,
                kind="TEMPORARY",
                purpose=purpose,
                lines=10,
            ),
        )
        for purpose in ("HUNTING", "SPORT", "EXHIBITION", "REPAIR", "EVALUATION")
    ),
    stops(
        "TEMPORARY_UNFOUNDED IMPORT_EXEMPTION_UNLAWFUL RECEIPT_EXEMPTION_UNLAWFUL IMPORT_MISSING",
        "temporary, for resale",
        *sold(
            import_authorization=None,
            import_authorization_required=False,
            kind="TEMPORARY",
            purpose="RESALE",
        ),
    ),
    # confirmed
    stops("IMPORT_NOT_VERIFIED", "nobody has asked", *under(authorized())),
    *(
        stops("IMPORT_NOT_VERIFIED", f"the answer was {answer}", *under(authorized(), authorization_verified(answer)))
        for answer in ("NO_REPLY", "MISMATCH", "NOT_FOUND")
    ),
    passes(
        "a mismatch, then confirmed",
        *under(
            authorized(),
            authorization_verified("MISMATCH"),
            authorization_verified("CONFIRMED", "2029-12-06"),
        ),
    ),
    stops(
        "IMPORT_NOT_VERIFIED",
        "confirmed, then a mismatch",
        *under(
            authorized(),
            CONFIRMED,
            authorization_verified("MISMATCH", "2029-12-06"),
        ),
    ),
    stops(
        "IMPORT_NOT_VERIFIED",
        "another State has asked, we have not",
        *under(
            authorized(),
            told(CONFIRMED, by="/states/XC/licensing"),
        ),
    ),
    stops(
        "IMPORT_NOT_VERIFIED",
        "the importing State vouches for itself",
        *under(
            authorized(),
            told(CONFIRMED, by="/states/XB/import-authority"),
        ),
    ),
    # in force on the day
    passes("valid from the day of issue", *under(authorized(valid_from="2030-01-10"), CONFIRMED)),
    stops("IMPORT_NOT_VALID", "valid from the day after", *under(authorized(valid_from="2030-01-11"), CONFIRMED)),
    passes(
        "valid to the day of issue, and so is the licence",
        *under(
            authorized(valid_to="2030-01-10"),
            CONFIRMED,
            valid_to="2030-01-10",
        ),
    ),
    stops(
        "IMPORT_NOT_VALID",
        "valid to the day before",
        *under(authorized(valid_to="2030-01-09"), CONFIRMED),
    ),
    passes("revoked from the day after", *sold(authorization_revoked("2030-01-11"))),
    stops("IMPORT_NOT_VALID", "revoked from the day of issue", *sold(authorization_revoked("2030-01-10"))),
    stops("IMPORT_NOT_VALID", "revoked from the day before", *sold(authorization_revoked("2030-01-09"))),
    # as long as the licence
    passes("the licence ends with the authorization", *under(authorized(valid_to="2030-12-31"), CONFIRMED)),
    stops(
        "VALID_BEYOND_IMPORT",
        "the licence runs one day beyond",
        *under(
            authorized(valid_to="2030-12-30"),
            CONFIRMED,
        ),
    ),
    passes("the authorization has no end", *under(authorized(valid_to=None), CONFIRMED)),
    passes(
        "it was prolonged in time",
        *under(
            authorized(valid_to="2030-06-30"),
            CONFIRMED,
            authorization_amended(100, "2030-01-10"),
        ),
    ),
    stops(
        "VALID_BEYOND_IMPORT",
        "it is prolonged from the day after",
        *under(
            authorized(valid_to="2030-06-30"),
            CONFIRMED,
            authorization_amended(100, "2030-01-11"),
        ),
    ),
    # matching
    stops(
        "IMPORT_MISMATCH",
        "another recipient",
        *under(
            authorized(recipient=mention("END_USER", "XB-P-0003")),
            CONFIRMED,
        ),
    ),
    passes(
        "another number of the same recipient",
        *under(
            registered("XB-P-0002"),
            registered("XB-P-0003"),
            merged("XB-P-0002", "XB-P-0003"),
            authorized(recipient=mention("END_USER", "XB-P-0003")),
            CONFIRMED,
        ),
    ),
    stops("IMPORT_MISMATCH", "another State", *under(authorized(import_state="XC"), CONFIRMED)),
    # enough left
    passes("exactly as many as are authorized", *sold(lines=100)),
    stops("IMPORT_EXCEEDED", "one too many", *sold(lines=101)),
    stops("IMPORT_EXCEEDED", "one too many on two lines together", *sold(lines=[line(1, 60), line(2, 41)])),
    passes("a hundred as one hundred", *sold(lines=[line(1, 1, "CEN")])),
    stops("IMPORT_EXCEEDED", "rifles, where pistols are authorized", *sold(lines=[line(1, 1, goods=RIFLE)])),
    stops(
        "QUANTITY_UNCLEAR IMPORT_EXCEEDED",
        "boxes of which nobody knows how many they hold",
        *sold(lines=[line(1, 1, "BX")]),
    ),
    stops(
        "IMPORT_EXCEEDED",
        "as many as were authorized before a reduction",
        *sold(
            authorization_amended(99, "2030-01-10"),
        ),
    ),
    passes("40, and 60 are licensed already", *sold(*other(60), lines=40)),
    stops("IMPORT_EXCEEDED", "41, and 60 are licensed already", *sold(*other(60), lines=41)),
    stops(
        "IMPORT_EXCEEDED",
        "60 of another licence count before its first day",
        *sold(
            *other(60, valid_from="2030-06-01"),
            lines=41,
        ),
    ),
    stops("IMPORT_EXCEEDED", "60 of a suspended licence count", *sold(*other(60, suspended("2030-01-05")), lines=41)),
    passes(
        "a licence under another authorization does not count",
        *sold(
            authorized(100, "IA-2"),
            *other(60, import_authorization="IA-2"),
        ),
    ),
    *(
        passes(
            f"of a licence that is {how} only the 20 drawn count",
            *sold(
                *other(60, *ended),
                declared("S0", 20, on="2030-01-03", number="EL-0"),
                exited("S0", "2030-01-04"),
                lines=80,
            ),
        )
        for how, ended in (("revoked", (revoked("2030-01-10"),)), ("surrendered", (surrendered("2030-01-10"),)))
    ),
    *(
        stops(
            "IMPORT_EXCEEDED",
            f"one more than what a licence that is {how} left",
            *sold(
                *other(60, *ended),
                declared("S0", 20, on="2030-01-03", number="EL-0"),
                exited("S0", "2030-01-04"),
                lines=81,
            ),
        )
        for how, ended in (("revoked", (revoked("2030-01-10"),)), ("surrendered", (surrendered("2030-01-10"),)))
    ),
    passes(
        "of one that ran out only the 20 drawn count",
        *sold(
            *other(60, valid_to="2030-01-09"),
            declared("S0", 20, on="2030-01-03", number="EL-0"),
            lines=80,
        ),
    ),
    stops(
        "IMPORT_EXCEEDED",
        "on its last day all 60 count",
        *sold(
            *other(60, valid_to="2030-01-10"),
            declared("S0", 20, on="2030-01-03", number="EL-0"),
            lines=80,
        ),
    ),
    passes("nothing drawn, and revoked: all is free", *sold(*other(60, revoked("2030-01-10")))),
    passes(
        "drawn, cancelled, and revoked: all is free",
        *sold(
            *other(60, revoked("2030-01-10")),
            declared("S0", 20, on="2030-01-03", number="EL-0"),
            cancelled("S0", "2030-01-04"),
        ),
    ),
    stops(
        "IMPORT_EXCEEDED",
        "revoked from tomorrow: all 60 count today",
        *sold(
            *other(60, revoked("2030-01-11")),
            lines=41,
        ),
    ),
    stops(
        "IMPORT_EXCEEDED",
        "reinstated: all 60 count",
        *sold(
            *other(60, suspended("2030-01-03"), reinstated("2030-01-05")),
            lines=41,
        ),
    ),
    stops(
        "IMPORT_EXCEEDED",
        "more drawn than is licensed: what was drawn counts",
        *sold(
            *other(60),
            declared("S0", 70, on="2030-01-03", number="EL-0"),
            lines=31,
        ),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence)
def test_a_licence_is_issued_only_on_a_sound_authorization(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_the_figures_of_what_is_left_are_told_with_the_refusal() -> None:
    told_no = given(*sold(*other(60), lines=50)).reason(issue())
    figures = {"class": "HANDGUN", "authorised": "100", "licensed": "60", "left": "40"}
    assert told_no == {"authorization": "XB:IA-1", "unit": "pieces", "asked": "50"} | figures


def test_the_counterfoil_keeps_what_the_licence_took() -> None:
    *_, foil = given(*sold(*other(60), lines=40)).decides(issue()).events
    (kept,) = foil.lines
    assert (kept.authorised, kept.licensed, kept.left, kept.asked) == ("100", "60", "40", "40")


def test_the_grant_keeps_every_precondition_that_was_met() -> None:
    office = given(*in_order())
    _, granted, _ = office.decides(issue()).events
    application = DocumentRef(state="XA", reference="AP-1")
    wanted = asked_for(office.records, application, "XA:EL-1", ISSUE_DAY)
    assert wanted is not None
    asked = preconditions(office.grounds, wanted)
    assert [x.figures["title"] for x in granted.preconditions] == [x.title for x in asked]
    assert {"R-048", "R-044", "R-047", "R-045", "R-055", "R-096"} <= {x.requirement for x in asked}


def test_what_goods_weigh_is_no_count_of_pistols() -> None:
    heavy = line(1, 1) | {"quantity": amount("55.5", "KGM"), "item": PISTOL}
    assert [x.code for x in given(*sold(lines=[heavy])).decides(issue()).reasons] == [
        *("QUANTITY_UNCLEAR", "IMPORT_EXCEEDED")
    ]
