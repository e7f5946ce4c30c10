"""What no licence is issued against: embargoes along the chain, listed parties, brokers; each with its lawful twin."""

from __future__ import annotations

from typing import Any

import pytest

from projections.sentences import said
from tests.builders import Fact, authorized, calendar, key, mention, merged, published, registered, tick, told, waived
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops, under
from tests.domain.decisions.given import given
from tests.domain.decisions.papers import answer_about, issue, presented
from tests.domain.decisions.test_preconditions import embargo, exempt
from tests.domain.rows.parties import entry, listed, named

EMBARGO, LISTED = "EMBARGO", "LISTED_PARTY"
THROUGH: dict[str, Any] = {"transit_states": ["XC"]}


def consigned(state: str, **more: Any) -> dict[str, Any]:
    """The consignee sits in a State."""
    return {"consignee": mention("CONSIGNEE", f"{state}-P-0001") | more}


FROM_JUNE: dict[str, Any] = {"from": "2030-06-01", "exemption_types": ["HUMANITARIAN"]}
EMBARGOES: tuple[Row, ...] = (
    stops(EMBARGO, "the consignee is where all are covered", *sold(embargo(state="XC"), **consigned("XC"))),
    passes("the consignee is where nobody is", *sold(embargo(state="XC"), **consigned("XD"))),
    stops(
        EMBARGO,
        "others than States are covered, and the consignee is a firm",
        *sold(embargo(state="XC", actors="NON_STATE"), **consigned("XC")),
    ),
    passes(
        "others than States are covered, and the consignee is the police",
        *sold(embargo(state="XC", actors="NON_STATE"), **consigned("XC", kind="POLICE")),
    ),
    stops(f"TRANSIT_MISSING:XC {EMBARGO}", "through a State where all are", *sold(embargo(state="XC"), **THROUGH)),
    stops(
        "TRANSIT_MISSING:XC",
        "through a State where others than States are",
        *sold(embargo(state="XC", actors="NON_STATE"), **THROUGH),
    ),
    stops(
        EMBARGO,
        "the register says that the recipient is no authority",
        *sold(
            registered("XB-P-0002", kind="COMMERCIAL"),
            embargo(actors="NON_STATE"),
            end_user=mention("END_USER", "XB-P-0002") | {"kind": "POLICE"},
        ),
    ),
    passes(
        "the register says that it is one",
        *sold(registered("XB-P-0002", kind="POLICE"), embargo(actors="NON_STATE")),
    ),
    passes("exempted from the first common day", *sold(embargo(**FROM_JUNE), **exempt("2030-06-01"))),
    stops(EMBARGO, "exempted from the day after it", *sold(embargo(**FROM_JUNE), **exempt("2030-06-02"))),
)


@pytest.mark.parametrize("row", EMBARGOES, ids=lambda row: row.sentence)
def test_no_licence_lets_goods_go_where_an_embargo_is(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_the_state_and_the_row_are_told() -> None:
    (only,) = given(*sold(embargo(state="XC"), **consigned("XC"))).decides(issue()).reasons
    assert said(only.message) == "This licence is covered by embargo EM-1 on XC since 2029-01-01."


# -- the list of sanctions ---------------------------------------------------------------------------------------------

SABIR = "Sabir Anwar Doskali"
LIST = published("sanctions", listed(SABIR, date_of_birth="1961-04-02", nationality="XE"))
SHIPPER = ("REGISTRATION", "XE-771-889")
ID = [{"scheme": SHIPPER[0], "value": SHIPPER[1]}]
BY_NUMBER = published("sanctions", listed("Orlo Trading", kind="ENTITY", identifiers=ID))
FOREIGN_NUMBER = published("sanctions", listed("Orlo Trading", kind="ENTITY", state="XE", identifiers=ID))
NO_NUMBER = published(
    "sanctions", listed("Orlo Trading", kind="ENTITY", identifiers=[{"scheme": SHIPPER[0], "value": "N/A"}])
)
ENTITY = published("sanctions", listed(SABIR, kind="ENTITY"))
NOBODY = "XB-P-7777"


def user(name: str = SABIR, **more: Any) -> dict[str, Any]:
    """The final recipient goes by a name, under a register id nobody registered."""
    return {"end_user": mention("END_USER", NOBODY) | {"name": name} | more}


def wanted(*more: Fact, list_: Fact = LIST, **changes: Any) -> tuple[Fact, ...]:
    """AP-1 under an authorization for whoever is to receive the goods."""
    recipient = changes.get("end_user", mention("END_USER", "XB-P-0002"))
    return (*under(authorized(recipient=recipient), CONFIRMED, **changes), list_, *more)


WAIVED_FOR = key() | {"subject": f"{NOBODY}|L-1"}
SANCTIONS: tuple[Row, ...] = (
    passes("nobody is listed", *wanted()),
    stops(LISTED, "the recipient by name, under an id that nobody registered", *wanted(**user())),
    stops(LISTED, "the recipient by name, registered", *wanted(entry(NOBODY, SABIR), **user())),
    stops(
        LISTED,
        "the register has the name, the application another",
        *wanted(entry(NOBODY, SABIR, kind="INDIVIDUAL"), **user("Hunters of the North")),
    ),
    stops(
        LISTED, "by an identifier, whatever the name", *wanted(list_=BY_NUMBER, **user("Rode Mills", identifiers=ID))
    ),
    passes(
        "by a number of another State's, and nothing else agrees",
        *wanted(list_=FOREIGN_NUMBER, **user("Rode Mills", identifiers=ID)),
    ),
    stops(
        LISTED,
        "by a number of another State's, and by the name",
        *wanted(list_=FOREIGN_NUMBER, **user("Orlo Tradng", identifiers=ID)),
    ),
    passes(
        "numbered by nothing, as the list has it",
        *wanted(list_=NO_NUMBER, **user("Rode Mills", identifiers=[{"scheme": SHIPPER[0], "value": "n.a."}])),
    ),
    passes("a person, and the list calls an entity so", *wanted(list_=ENTITY, **user(kind="INDIVIDUAL"))),
    stops(LISTED, "a trader, and the list calls an entity so", *wanted(list_=ENTITY, **user())),
    stops(
        LISTED,
        "of a State that came of the one on the list",
        *wanted(list_=published("sanctions", listed(SABIR, nationality="YU")), **user(nationality="RS")),
    ),
    passes(
        "of a State that did not",
        *wanted(list_=published("sanctions", listed(SABIR, nationality="YU")), **user(nationality="AT")),
    ),
    stops(LISTED, "born when nobody can be", *wanted(**user(date_of_birth="2504-04-02", nationality="XE"))),
    stops(LISTED, "the consignee", *wanted(consignee=mention("CONSIGNEE", "XB-P-8888") | {"name": SABIR})),
    stops(LISTED, "the exporter", *wanted(entry("XA-P-0001", SABIR))),
    stops(LISTED, "a broker", *wanted(brokers=[named(SABIR, "BROKER")])),
    stops(
        LISTED,
        "whoever owns the recipient",
        *wanted(entry("XE-P-0001", SABIR), registered(NOBODY, owned_by=["XE-P-0001"]), **user("Hunters of the North")),
    ),
    passes(
        "the recipient is owned by somebody else",
        *wanted(entry("XE-P-0001", "Mara Vell"), registered(NOBODY, owned_by=["XE-P-0001"]), **user("Hunters")),
    ),
    passes("a homonym born elsewhen and elsewhere", *wanted(**user(date_of_birth="1990-01-01", nationality="XD"))),
    passes(
        "born elsewhen, which is to be looked at",
        *wanted(**user(date_of_birth="1990-01-01")),
    ),
    stops(LISTED, "born when he was", *wanted(**user(date_of_birth="1961-12-31", nationality="XE"))),
    passes(
        "no longer listed",
        *wanted(tick("2030-01-10"), list_=published("sanctions", listed(SABIR, delisted_on="2030-01-10")), **user()),
    ),
    stops(
        LISTED,
        "listed until the day after",
        *wanted(tick("2030-01-10"), list_=published("sanctions", listed(SABIR, delisted_on="2030-01-11")), **user()),
    ),
    passes("waived for him", *wanted(waived("R20", WAIVED_FOR, "2030-06-01", at="2030-01-05"), **user())),
    stops(
        LISTED,
        "waived until yesterday",
        *wanted(waived("R20", WAIVED_FOR, "2030-01-04", at="2030-01-03"), tick("2030-01-10"), **user()),
    ),
    stops(
        LISTED,
        "waived for another entry",
        *wanted(waived("R20", key() | {"subject": f"{NOBODY}|L-2"}, "2030-06-01", at="2030-01-05"), **user()),
    ),
    stops(
        LISTED,
        "waived for another party",
        *wanted(waived("R20", key() | {"subject": "XB-P-0002|L-1"}, "2030-06-01", at="2030-01-05"), **user()),
    ),
    stops(
        LISTED,
        "waived by another State",
        *wanted(
            told(waived("R20", WAIVED_FOR, "2030-06-01", at="2030-01-05"), by="/states/XB/licensing"),
            **user(),
        ),
    ),
    stops(LISTED, "another rule waived", *wanted(waived("R23", WAIVED_FOR, "2030-06-01", at="2030-01-05"), **user())),
)


@pytest.mark.parametrize("row", SANCTIONS, ids=lambda row: row.sentence)
def test_no_licence_is_for_a_listed_party(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_who_signed_the_end_use_document_is_screened_too() -> None:
    def signed_by(name: str) -> tuple[Fact, ...]:
        paper = presented()
        paper = paper | {"data": paper["data"] | {"signatory": {"name": name}}}
        return (*sold(paper, answer_about("AUTHENTIC"), end_use_documents=["XA:D-1"]), LIST)

    assert [x.code for x in given(*signed_by(SABIR)).decides(issue()).reasons] == [LISTED]
    assert given(*signed_by("A. Norden")).decides(issue()).reasons == ()


def test_a_listed_party_that_was_merged_is_listed_under_every_id() -> None:
    history = wanted(entry("XB-P-0009", SABIR), registered(NOBODY), merged(NOBODY, "XB-P-0009"), **user("Hunters"))
    assert [x.code for x in given(*history).decides(issue()).reasons] == [LISTED]


def test_every_listed_party_is_told_with_what_would_mend_it() -> None:
    history = wanted(consignee=mention("CONSIGNEE", "XB-P-8888") | {"name": SABIR}, **user())
    reasons = given(*history).decides(issue()).reasons
    assert [x.message.figures["party"] for x in reasons] == ["XB-P-8888", NOBODY]
    assert "two persons waive R20 for XB-P-7777|L-1" in said(reasons[1].mend)


def test_who_may_be_listed_is_told_and_stops_nothing() -> None:
    _, granted, _ = given(*wanted(**user(date_of_birth="1990-01-01"))).decides(issue()).events
    assert any("To be looked at" in said(x) and SABIR in said(x) for x in granted.preconditions)


# -- brokers -----------------------------------------------------------------------------------------------------------

BROKER = mention("BROKER", "XD-P-0005") | {"name": "Ostrander Brokers"}
REQUIRED = published("authorities", calendar("XD") | {"broker_registration_required": True})
UNREGISTERED, UNNAMED = "BROKER_NOT_REGISTERED", "BROKER_NOT_NAMED"


def permitted(since: str, until: str | None) -> Fact:
    """The broker is registered as one for a time."""
    permit: Fact = {"kind": "BROKER", "reference": "B-1", "platforms": [], "valid_from": since, "valid_to": until}
    return entry("XD-P-0005", "Ostrander Brokers", registrations=[permit])


def certified(*others: Fact) -> tuple[Fact, ...]:
    """AP-1 with an end-use document that names others beside the final recipient."""
    paper = presented()
    return (paper | {"data": paper["data"] | {"other_parties": list(others)}}, answer_about("AUTHENTIC"))


PAPER: dict[str, Any] = {"end_use_documents": ["XA:D-1"]}
BROKERS: tuple[Row, ...] = (
    passes("its State registers none", *sold(brokers=[BROKER])),
    stops(UNREGISTERED, "its State does, and nobody knows it", *sold(REQUIRED, brokers=[BROKER])),
    stops(
        UNREGISTERED, "in the register, without a permit", *sold(REQUIRED, entry("XD-P-0005", "O"), brokers=[BROKER])
    ),
    passes(
        "permitted until the day of issue", *sold(REQUIRED, permitted("2029-01-01", "2030-01-10"), brokers=[BROKER])
    ),
    stops(
        UNREGISTERED,
        "permitted until the day before",
        *sold(REQUIRED, permitted("2029-01-01", "2030-01-09"), brokers=[BROKER]),
    ),
    stops(
        UNREGISTERED,
        "permitted from the day after",
        *sold(REQUIRED, permitted("2030-01-11", None), brokers=[BROKER]),
    ),
    passes("a forwarder", *sold(REQUIRED, brokers=[BROKER | {"kind": "FORWARDER"}])),
    stops(UNNAMED, "the document names it, the licence does not", *sold(*certified(BROKER), **PAPER)),
    passes("both name it", *sold(*certified(BROKER), brokers=[BROKER], **PAPER)),
    passes("the document names a forwarder", *sold(*certified(BROKER | {"role": "FORWARDER"}), **PAPER)),
)


@pytest.mark.parametrize("row", BROKERS, ids=lambda row: row.sentence)
def test_brokers_are_named_and_registered(row: Row) -> None:
    assert row.reasons() == list(row.against)
