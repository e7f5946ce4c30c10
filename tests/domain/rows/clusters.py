"""Who belongs together and what reaches them: R23, R24, R29 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import Fact, amount, licence, line, mention, merged, published, registered
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import declared, exited

BARREL, BOLT, FRAME = "BARREL", "BOLT_SLIDE_CYLINDER", "FRAME_RECEIVER"

# -- R24 ---------------------------------------------------------------------------------------------------------------

LOW_VALUE: Fact = {"threshold": "T-1", "procedure": "LOWV", "state": "XA", "metric": "VALUE", "amount": "500"}
THRESHOLD = published("thresholds", LOW_VALUE | {"currency": "EUR"})


def cheap(number: int, euros: object, *, day: str, by: str = "XA-P-0001", to: str = "XB", **more: Any) -> Fact:
    """A consignment below the threshold, declared on a day of 2030."""
    goods = {
        "item_no": 1,
        "licence_reference": None,
        "licence_line": None,
        "exemption": {"procedure": "LOWV", "reference": None},
        "item": {"category": "FIREARM", "item_class": "HANDGUN"},
        "quantity": amount(1),
        "value": {"amount": str(euros), "currency": "EUR"},
    }
    parties = [mention("EXPORTER", by)]
    return declared(f"L{number}", [goods | more], on=f"2030-{day}", parties=parties, destination_state=to)


def sent(*euros: object, days: tuple[str, ...] = (), **more: Any) -> tuple[Fact, ...]:
    """As many consignments as values, ten days apart, all gone."""
    dates = days or tuple(f"{3 + n // 3:02d}-{1 + 10 * (n % 3):02d}" for n in range(len(euros)))
    facts = [cheap(n, x, day=dates[n], **more) for n, x in enumerate(euros, start=0)]
    left = [exited(f"L{n}", f"2030-{dates[n]}T20:00:00Z") for n in range(len(euros))]
    return (THRESHOLD, registered("XA-P-0001"), registered("XA-P-0009"), *facts, *left)


def _two_firms(**shared: Any) -> tuple[Fact, ...]:
    """Four consignments, two each of two firms."""
    facts = sent(450, 450, 450, 450)
    split = [
        x | {"data": x["data"] | {"parties": [mention("EXPORTER", "XA-P-0009")]}}
        if x["data"].get("shipment", {}).get("ucr") in ("UCR-L2", "UCR-L3") and "parties" in x["data"]
        else x
        for x in facts
        if not (x["type"].startswith("party.registered") and x["data"]["party"]["register_id"] == "XA-P-0009")
    ]
    return (*split, registered("XA-P-0009", **shared))


# -- R29 ---------------------------------------------------------------------------------------------------------------


def component(number: int, item_class: str, count: object = 3, platform: str = "AR-15") -> Fact:
    """A licence line for components of a platform."""
    goods = {"category": "COMPONENT", "item_class": "COMPONENT", "component_class": item_class, "platform": platform}
    return line(number, count, goods=goods)


def kit(*classes: str, counts: object = 3, second: bool = True, **register: Any) -> tuple[Fact, ...]:
    """Components under two licences, or one, for one recipient; all gone."""
    lines = [component(n, c, counts) for n, c in enumerate(classes, start=1)]
    held = [licence(lines[:1], number="EL-1"), licence(lines[1:], number="EL-2" if second else "EL-1")]
    if not second:
        held = [licence(lines, number="EL-1")]
    facts: list[Fact] = [registered("XB-P-0002", **register), registered("XA-P-0001")]
    for n, x in enumerate(lines, start=1):
        number = "EL-1" if n == 1 or not second else "EL-2"
        goods = {
            "item_no": 1,
            "licence_reference": number,
            "licence_line": x["line"],
            "item": x["item"],
            "quantity": amount(counts),
        }
        on = f"2030-03-{n:02d}"
        facts += [declared(f"K{n}", [goods], on=on), exited(f"K{n}", f"{on}T20:00:00Z")]
    return (*held, *facts)


ALL_THREE = (FRAME, BARREL, BOLT)
GUNSMITH: Fact = {"kind": "GUNSMITH", "reference": "G-1", "platforms": [], "valid_from": "2020-01-01", "valid_to": None}

# -- R23 ---------------------------------------------------------------------------------------------------------------

ADDRESS: Fact = {
    "street": "Quay 7",
    "suite": "12",
    "locality": "Port",
    "region": None,
    "postcode": "1000",
    "state": "XB",
}
DEALER: Fact = {"kind": "DEALER", "reference": "D-1", "platforms": [], "valid_from": "2020-01-01", "valid_to": None}


def recipient(**more: Any) -> Fact:
    """The final recipient of EL-1: a firm without any registration, in a young company, at a mail drop."""
    usual = {"mail_drop": True, "incorporated_on": "2029-06-01", "address": ADDRESS}
    return registered("XB-P-0002", on="2029-01-01", **(usual | more))


def neighbours(count: int = 2, **more: Any) -> tuple[Fact, ...]:
    """Other end users at the same address, each with a licence of its own."""
    found: list[Fact] = []
    for n in range(count):
        number = f"XB-P-001{n}"
        at = {"address": ADDRESS | {"suite": str(n)}} | more
        found += [registered(number, **at), licence(number=f"EL-1{n}", end_user=mention("END_USER", number))]
    return tuple(found)


ROWS: tuple[Row, ...] = (
    speaks("R24", "CHECK", "four of 450 below 500 within a month", *sent(450, 450, 450, 450)),
    quiet("R24", "three of 450", *sent(450, 450, 450)),
    speaks("R24", "CHECK", "four at seven tenths of the threshold", *sent(350, 350, 350, 350)),
    quiet("R24", "four just below seven tenths", *sent("349.99", "349.99", "349.99", "349.99")),
    quiet("R24", "four at the threshold itself", *sent(500, 500, 500, 500)),
    quiet(
        "R24", "the fourth comes on the ninety-first day", *sent(*[450] * 4, days=("03-01", "03-02", "03-03", "05-30"))
    ),
    speaks(
        "R24",
        "CHECK",
        "the fourth comes on the ninetieth",
        *sent(*[450] * 4, days=("03-01", "03-02", "03-03", "05-29")),
    ),
    quiet("R24", "four under one contract", *sent(*[450] * 4, contract_reference="C-1")),
    quiet("R24", "two firms that nothing links", *_two_firms()),
    speaks("R24", "CHECK", "two firms, one owned by the other", *_two_firms(owned_by=["XA-P-0001"])),
    quiet(
        "R24",
        "four to four States",
        *sent(450, to="XB"),
        *(cheap(n, 450, day="03-02", to=s) for n, s in ((7, "XC"), (8, "XD"), (9, "XE"))),
    ),
    speaks("R29", "HOLD 3", "three of each class under two licences", *kit(*ALL_THREE)),
    quiet("R29", "two of each", *kit(*ALL_THREE, counts=2)),
    quiet("R29", "no bolts", *kit(FRAME, BARREL)),
    quiet("R29", "all under one licence of one exporter", *kit(*ALL_THREE, second=False)),
    quiet("R29", "for a gunsmith", *kit(*ALL_THREE, registrations=[GUNSMITH])),
    quiet(
        "R29",
        "one of each is a documented need",
        *kit(*ALL_THREE, spare_parts_need=[{"platform": "AR-15", "component_class": None, "quantity": "1"}]),
    ),
    quiet("R23", "no registration, young, at a mail drop: two", recipient(), licence()),
    speaks("R23", "CHECK", "and two other end users at the address: three", recipient(), licence(), *neighbours()),
    quiet("R23", "one other", recipient(), licence(), *neighbours(1)),
    quiet("R23", "the two belong to it", recipient(), licence(), *neighbours(owned_by=["XB-P-0002"])),
    quiet(
        "R23",
        "the two became one",
        recipient(),
        licence(),
        *neighbours(),
        merged("XB-P-0010", "XB-P-0011", on="2029-12-20"),
    ),
    quiet("R23", "it is a dealer", recipient(registrations=[DEALER]), licence(), *neighbours()),
    quiet("R23", "incorporated a year before", recipient(incorporated_on="2028-12-01"), licence(), *neighbours()),
    speaks(
        "R23", "CHECK", "incorporated a day less", recipient(incorporated_on="2028-12-02"), licence(), *neighbours()
    ),
    quiet("R23", "the police", recipient(kind="POLICE", public_end_user=True), licence(), *neighbours()),
)
