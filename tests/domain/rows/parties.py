"""Who takes part: R19, R20, R22 on both sides of what makes a party the licensed one, or a listed one."""

from __future__ import annotations

from typing import Any

from tests.builders import (
    Fact,
    amended,
    calendar,
    licence,
    mention,
    merged,
    published,
    registered,
    tick,
)
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import arrived, cancelled, declared, exited, verified
from tests.papers import presented

CONSIGNEE, END_USER, BROKER_ID = "XB-P-0001", "XB-P-0002", "XD-P-0005"
FORMS = published(
    "legal_forms",
    {"form": "GmbH", "form_class": "LLC"},
    {"form": "Sarl", "form_class": "LLC"},
    {"form": "AG", "form_class": "JSC"},
)


def entry(number: str, name: str, *identifiers: tuple[str, str], **more: Any) -> Fact:
    """A party enters the register under a name."""
    found = registered(number, *identifiers)
    party = {**found["data"]["party"], "name": name, **more}
    return found | {"data": {"party": party}}


def named(name: str, role: str = "CONSIGNEE", *identifiers: tuple[str, str], **more: Any) -> Fact:
    """A party by its name alone, or with identifiers."""
    pairs = [{"scheme": scheme, "value": value} for scheme, value in identifiers]
    return {"role": role, "name": name, "state": "XB", "identifiers": pairs} | more


def _sold(*mentions: Fact, gone: bool = True, **changes: Any) -> tuple[Fact, ...]:
    """A consignment declared for these, under a licence for Norden Sport GmbH and the police."""
    facts = (
        FORMS,
        entry(CONSIGNEE, "Norden Sport GmbH", ("REGISTRATION", "XB000177"), former_names=["Halden Trading"]),
        entry(END_USER, "Interior Police Directorate", ("REGISTRATION", "XB000277"), kind="POLICE"),
        licence(**changes),
        declared(parties=list(mentions)),
    )
    return (*facts, exited()) if gone else facts


def _came(*mentions: Fact) -> tuple[Fact, ...]:
    """The goods arrive for these."""
    told_so = arrived("S1", 60)
    return (*_sold(), told_so | {"data": {**told_so["data"], "parties": list(mentions)}})


def _proved(by: Fact) -> tuple[Fact, ...]:
    told_so = verified("S1", 60)
    return (*_sold(), told_so | {"data": {**told_so["data"], "received_by": by}})


STRANGER = named("Zeverri Hunting LLC")
R19: tuple[Row, ...] = (
    speaks("R19", "HOLD", "declared for somebody else", *_sold(STRANGER)),
    quiet("R19", "declared for the licensed consignee by its name", *_sold(named("Norden Sport GmbH"))),
    quiet("R19", "for the end user instead of the consignee", *_sold(named("Interior Police Directorate"))),
    quiet("R19", "another legal form of the same class", *_sold(named("NORDEN SPORT, Sarl"))),
    speaks("R19", "HOLD", "a legal form of another class", *_sold(named("Norden Sport AG"))),
    quiet("R19", "a former name", *_sold(named("Halden Trading"))),
    quiet("R19", "one letter missing: for a human", *_sold(named("Norden Sprt GmbH"))),
    speaks(
        "R19",
        "HOLD",
        "one letter missing, and a firm of just that name is in the register",
        entry("XB-P-0009", "Nordn Sport GmbH", ("REGISTRATION", "XB000977")),
        *_sold(named("Nordn Sport GmbH")),
    ),
    speaks("R19", "HOLD", "the name with one word more", *_sold(named("Norden Sport Services GmbH"))),
    quiet("R19", "a branch", *_sold(named("Port Office", "CONSIGNEE", ("REGISTRATION", "XB000177-02")))),
    speaks(
        "R19",
        "HOLD",
        "the same name with another number",
        *_sold(named("Norden Sport GmbH", "CONSIGNEE", ("REGISTRATION", "XB000999"))),
    ),
    speaks("R19", "HOLD", "the same name in another State", *_sold(named("Norden Sport GmbH", state="XC"))),
    quiet(
        "R19",
        "absorbed by the licensed consignee afterwards",
        entry("XB-P-0009", "Zeverri Hunting LLC", ("REGISTRATION", "XB000977")),
        *_sold(named("Zeverri Hunting LLC", "CONSIGNEE", ("REGISTRATION", "XB000977"))),
        merged(CONSIGNEE, "XB-P-0009", on="2031-01-01"),
    ),
    quiet("R19", "a forwarder", *_sold(named("Quick Freight LLC", kind="FORWARDER"))),
    quiet("R19", "to order", *_sold(named("TO THE ORDER OF Zeverri Hunting LLC"))),
    quiet("R19", "whom to notify is no consignee", *_sold(named("Zeverri Hunting LLC", "NOTIFY"))),
    quiet("R19", "not yet settled", *_sold(STRANGER, gone=False)),
    speaks("R19", "HOLD", "settled by the two days", *_sold(STRANGER, gone=False), tick("2030-03-05T12:00:00Z")),
    speaks("R19", "HOLD", "arrived for somebody else", *_came(STRANGER)),
    quiet("R19", "arrived for a bank", *_came(named("Zeverri Bank LLC", kind="BANK"))),
    speaks(
        "R19", "HOLD", "received by a forwarder", *_proved(named("Quick Freight LLC", "RECIPIENT", kind="FORWARDER"))
    ),
    speaks(
        "R19",
        "HOLD, HOLD",
        "somebody else in both roles",
        *_sold(STRANGER, named("Zeverri Hunting LLC", "END_USER")),
    ),
    quiet("R19", "cancelled", *_sold(STRANGER, gone=False), cancelled("S1"), tick("2030-04-01")),
    quiet(
        "R19",
        "amended before the declaration to name the new consignee",
        *_sold(mention("CONSIGNEE", "XB-P-0007")),
        amended(since="2030-02-01", consignee=mention("CONSIGNEE", "XB-P-0007")),
    ),
    quiet("R19", "no licence, no recipient of it", *_sold(STRANGER)[:3], *_sold(STRANGER)[4:]),
)


def listed(name: str, number: str = "L-1", **more: Any) -> Fact:
    """A row of the list of sanctions."""
    usual: Fact = {
        "entry": number,
        "kind": "PERSON",
        "name": name,
        "aliases": [],
        "date_of_birth": None,
        "nationality": None,
        "state": None,
        "identifiers": [],
        "listed_on": "2027-01-01",
        "delisted_on": None,
    }
    return usual | more


def _list(name: str, **more: Any) -> Fact:
    return published("sanctions", listed(name, **more))


PERSON = {"kind": "INDIVIDUAL", "date_of_birth": "1957-05-01", "nationality": "XP"}
BORN = {"date_of_birth": "1956-01-01", "nationality": "XP"}
SHIP = {"kind": "VESSEL", "identifiers": [{"scheme": "IMO", "value": "9074729"}]}


def _on_board(**means: Any) -> Fact:
    return declared(means=means)


def signed(by: str, **changes: Any) -> Fact:
    """An end-use document is presented."""
    return presented(signatory={"name": by}, **changes)


R20: tuple[Row, ...] = (
    speaks(
        "R20",
        "STOP",
        "a register entry of a listed name",
        _list("Elsa Maria Kopeto"),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
    ),
    speaks(
        "R20",
        "STOP",
        "mistyped twice, with look-alike letters, in another order",
        _list("Vevenor Mobrane Tegardor"),
        entry("XB-P-0004", "Tеgаrdor Veveenor Mobrane"),
    ),
    speaks(
        "R20",
        "STOP",
        "an alias",
        _list("Somebody Entirely Different", aliases=["Elsa Maria Kopeto"]),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
    ),
    quiet("R20", "another name", _list("Elsa Maria Kopeto"), entry("XB-P-0004", "Goran Toderi")),
    speaks(
        "R20",
        "STOP",
        "born a year apart, same nationality",
        _list("Elsa Maria Kopeto", **BORN),
        entry("XB-P-0004", "Elsa Maria Kopeto", **PERSON),
    ),
    quiet(
        "R20",
        "born two years apart: for a human",
        _list("Elsa Maria Kopeto", **BORN | {"date_of_birth": "1955-01-01"}),
        entry("XB-P-0004", "Elsa Maria Kopeto", **PERSON),
    ),
    quiet(
        "R20",
        "a homonym of another age and nationality",
        _list("Elsa Maria Kopeto", **BORN | {"date_of_birth": "1985-01-01", "nationality": "XQ"}),
        entry("XB-P-0004", "Elsa Maria Kopeto", **PERSON),
    ),
    speaks(
        "R20",
        "STOP",
        "an identifier, whatever the name",
        _list("Elsa Maria Kopeto", identifiers=[{"scheme": "PASSPORT", "value": "ZL 7000-1"}]),
        entry("XB-P-0004", "Goran Toderi", ("PASSPORT", "ZL70001")),
    ),
    speaks(
        "R20",
        "STOP",
        "a mention in a declaration that is in no register",
        _list("Zeverri Front", kind="ENTITY"),
        declared(parties=[named("Zeverri Front", "NOTIFY")]),
    ),
    quiet(
        "R20",
        "a mention in a declaration that was cancelled",
        _list("Zeverri Front", kind="ENTITY"),
        declared(parties=[named("Zeverri Front", "NOTIFY")]),
        cancelled("S1"),
    ),
    speaks(
        "R20",
        "STOP",
        "an entry that is found is told once, however often it is mentioned",
        _list("Zeverri Front", kind="ENTITY"),
        entry("XB-P-0004", "Zeverri Front", ("REGISTRATION", "XB000477")),
        declared(parties=[named("Zeverri Front", "NOTIFY", ("REGISTRATION", "XB000477"))]),
        declared("S2", parties=[mention("CONSIGNEE", "XB-P-0004")]),
    ),
    quiet(
        "R20",
        "what a mention lacks is taken from the entry it resolves to",
        _list("Elsa Maria Kopeto", **BORN | {"date_of_birth": "1985-01-01", "nationality": "XQ"}),
        entry("XB-P-0004", "Elsa Maria Kopeto", ("PASSPORT", "P1"), **PERSON),
        declared(parties=[named("Elsa Maria Kopeto", "NOTIFY", ("PASSPORT", "P1"))]),
    ),
    speaks(
        "R20",
        "STOP",
        "on a licence",
        _list("Zeverri Front", kind="ENTITY"),
        licence(brokers=[named("Zeverri Front", "BROKER")]),
    ),
    speaks("R20", "STOP", "a signatory", _list("Elsa Maria Kopeto"), signed("Kopeto, Elsa Maria")),
    speaks(
        "R20", "STOP", "a vessel by its number", _list("Sobene Star", **SHIP), _on_board(name="MV Other", imo="9074729")
    ),
    quiet(
        "R20",
        "a vessel of that name with another number",
        _list("Sobene Star", **SHIP),
        _on_board(name="Sobene Star", imo="9074731"),
    ),
    speaks(
        "R20",
        "STOP",
        "a vessel of that name without a number",
        _list("Sobene Star", **SHIP),
        _on_board(name="SOBENE-STAR"),
    ),
    quiet(
        "R20", "a vessel of a like name without a number", _list("Sobene Star", **SHIP), _on_board(name="Sobene Sta")
    ),
    quiet(
        "R20", "a firm that is called like a vessel", _list("Sobene Star", **SHIP), entry("XB-P-0004", "Sobene Star")
    ),
    quiet(
        "R20",
        "delisted",
        _list("Elsa Maria Kopeto", delisted_on="2030-01-01"),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
        tick("2030-01-01"),
    ),
    speaks(
        "R20",
        "STOP",
        "delisted tomorrow",
        _list("Elsa Maria Kopeto", delisted_on="2030-01-02"),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
        tick("2030-01-01"),
    ),
    quiet(
        "R20",
        "listed tomorrow",
        _list("Elsa Maria Kopeto", listed_on="2030-01-02"),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
        tick("2030-01-01"),
    ),
    speaks(
        "R20",
        "STOP",
        "listed in a later publication",
        published("sanctions"),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
        published("sanctions", listed("Elsa Maria Kopeto"), since="2030-05-01", on="2030-05-01"),
    ),
    quiet(
        "R20",
        "left out of a later publication",
        _list("Elsa Maria Kopeto"),
        entry("XB-P-0004", "Elsa Maria Kopeto"),
        published("sanctions", since="2030-05-01", on="2030-05-01"),
    ),
)

REQUIRED = published("authorities", calendar("XD") | {"broker_registration_required": True})
BROKER = named("Meridian Brokers Ltd", "BROKER", ("REGISTRATION", "XD000577"), state="XD")


def _broker(*registrations: Fact, **more: Any) -> Fact:
    """A broker in the register."""
    return entry(
        BROKER_ID,
        "Meridian Brokers Ltd",
        ("REGISTRATION", "XD000577"),
        registrations=list(registrations),
        kind="BROKER",
        **more,
    )


def _registration(first: str, last: str | None) -> Fact:
    return {"kind": "BROKER", "reference": "B-1", "platforms": [], "valid_from": first, "valid_to": last}


def _certified(*others: Fact) -> tuple[Fact, ...]:
    """A licence that names a certificate with these other parties."""
    return presented(other_parties=list(others)), licence(end_use_documents=["XA:DOC-1"])


R22: tuple[Row, ...] = (
    speaks("R22", "HOLD", "the certificate names a broker that the licence does not", _broker(), *_certified(BROKER)),
    speaks("R22", "HOLD", "a declaration names one", _broker(), licence(), declared(parties=[BROKER])),
    quiet("R22", "a declaration under no licence names one", _broker(), declared(parties=[BROKER])),
    quiet("R22", "the licence names it", _broker(), licence(brokers=[BROKER]), declared(parties=[BROKER])),
    speaks(
        "R22",
        "HOLD",
        "on the licence, not registered where it has to be",
        REQUIRED,
        _broker(),
        licence(brokers=[BROKER]),
    ),
    quiet(
        "R22",
        "registered until the day of issue",
        REQUIRED,
        _broker(_registration("2029-01-01", "2029-12-01")),
        licence(brokers=[BROKER]),
    ),
    speaks(
        "R22",
        "HOLD",
        "registered until the day before",
        REQUIRED,
        _broker(_registration("2029-01-01", "2029-11-30")),
        licence(brokers=[BROKER]),
    ),
    quiet("R22", "its State registers no brokers", _broker(), licence(brokers=[BROKER])),
    quiet("R22", "a forwarder", licence(), declared(parties=[BROKER | {"kind": "FORWARDER"}])),
    quiet(
        "R22",
        "named by an amendment",
        _broker(),
        *_certified(BROKER),
        amended(since="2030-01-05", brokers=[BROKER], end_use_documents=["XA:DOC-1"]),
    ),
    quiet(
        "R22",
        "a broker that may be the licensed one: for a human",
        licence(brokers=[named("Meridian Brokers Ltd", "BROKER")]),
        declared(parties=[named("M. Brokers Ltd", "BROKER")]),
    ),
)

ROWS: tuple[Row, ...] = (*R19, *R20, *R22)
