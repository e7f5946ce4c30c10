"""Blocks of invented histories about parties: who they are, what they order, what they send together."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.reference import kinds
from tests.reference.blocks import Maker, exit_of
from tests.reference.drafts import Data, Draft, often, quantity, reference, terms
from tests.reference.party_drafts import (
    COMPONENTS,
    KITS,
    PARCELS,
    PEOPLE,
    USERS,
    component,
    entry,
    on,
    parcel_line,
    sender,
    shipment,
    thresholds,
)

ORDERS = [("XA", f"EL-2030-1{n}") for n in range(5)]


def acquaintances(maker: Maker, r: Random) -> None:
    """Some parties enter the register, perhaps ties among them, perhaps one becomes another."""
    for number in r.sample(PEOPLE, r.choice([2, 3, 4, 6])):
        draft = Draft("party.registered", f"/states/{number[:2]}/register", {"party": entry(r, number)})
        maker.add(r, draft, on=r.choice([-400, -203, -202, -201, -100, 20]))
    if not often(r):
        maker.add(r, kinds.merger(r))


def crowd(maker: Maker, r: Random) -> None:
    """Five or six share an address."""
    address = {"street": "Quay 7", "suite": None, "locality": "Porto", "postcode": "1000", "state": "XB"}
    for number in r.sample(PEOPLE, r.choice([5, 6])):
        said = {**entry(r, number), "address": {**address, "suite": r.choice([None, "1", "2"])}}
        maker.add(r, Draft("party.registered", f"/states/{number[:2]}/register", {"party": said}), on=-300)


def order(maker: Maker, r: Random, pair: tuple[str, str], user: str, issued_on: str, lines: list[Data]) -> Data:
    """A licence for an end user."""
    granted = {**terms(r, pair[0]), "end_user": sender(r, "END_USER", user) | {"register_id": user}, "lines": lines}
    data = {"licence": reference(pair), "application": None, "issued_on": issued_on, "terms": granted}
    maker.add(r, Draft("export-licence.issued", f"/states/{pair[0]}/licensing", data), on=r.choice([-22, 0, 58, 61]))
    return granted


def ordered_line(number: int, value: str, sort: str = "FIREARM", item_class: str = "HANDGUN") -> Data:
    """A line that limits the quantity."""
    item = {"category": sort, "item_class": item_class, "hs": "930200", "hs_edition": "2022"}
    amount = {"value": value, "unit": "C62"}
    return {"line": number, "control": "Q", "item": item, "quantity": amount, "value": None}


def recipients(maker: Maker, r: Random) -> None:
    """Several end users order; they may share much and know little."""
    for user in r.sample(USERS, r.choice([2, 3, 3])):
        value = r.choice(["10", "61", "90", "100", "21"])
        lines = [ordered_line(1, value)] if often(r) else [{**ordered_line(1, value), "quantity": quantity(r)}]
        order(maker, r, r.choice(ORDERS), user, r.choice(["2029-12-10", "2029-12-10", "2030-03-02"]), lines)


def shells(maker: Maker, r: Random) -> None:
    """Three firms with one telephone order, the last of them young, unregistered and at a mail-drop."""
    users = r.sample(USERS, 3)
    for user in users:
        said = {**entry(r, user), "kind": r.choice(["RESELLER", "CLUB"]), "phone": "+999 555 12345678"}
        if user == users[-1]:
            since = r.choice(["2029-08-01", "2029-08-01", "2028-12-10", "2028-12-11", "2030-01-01"])
            said |= {"incorporated_on": since, "mail_drop": True, "registrations": []}
        source = f"/states/{user[:2]}/register"
        maker.add(r, Draft("party.registered", source, {"party": said}), on=r.choice([-300, -202, -201, -100]))
    for user, pair in zip(users, ORDERS, strict=False):
        order(maker, r, pair, user, "2029-12-10", [ordered_line(1, r.choice(["20", "21", "70"]))])


def usual(maker: Maker, r: Random) -> None:
    """Twenty lines, or one less, of what is usual; somebody new orders more."""
    values = [r.choice(["5", "10", "10", "20"]) for _ in range(r.choice([19, 20, 20, 21]))]
    lines = [ordered_line(n, value) for n, value in enumerate(values, start=1)]
    order(maker, r, ORDERS[0], r.choice(USERS), r.choice(["2029-12-09", "2026-12-10", "2026-12-09"]), lines)
    order(maker, r, ORDERS[1], r.choice(USERS), "2029-12-10", [ordered_line(1, r.choice(["10", "11", "20", "21"]))])


def received(maker: Maker, r: Random) -> None:
    """An end user proves what it received, then orders again."""
    user, one = r.choice(USERS), shipment(r)
    order(maker, r, ORDERS[2], user, "2029-12-10", [ordered_line(1, "100")])
    draft = kinds.declare(r)
    draft.data.update({"shipment": one, "export_state": "XA", "control_date": on(r.choice([5, 59]))})
    draft.data["lines"] = [{**draft.data["lines"][0], "licence_reference": ORDERS[2][1], "licence_line": 1}]
    draft.data.pop("replaces", None)
    proof = kinds.verify(r)
    proof.data.update({"shipment": one, "received_on": on(r.choice([20, 60, 61, 62]))})
    for said in (draft, Draft("shipment.exited", kinds.CUSTOMS, {"office": "XAPRT", "shipment": one}), proof):
        maker.add(r, said, on=r.choice([5, 59]))
    order(maker, r, ORDERS[3], user, "2030-03-03", [ordered_line(1, r.choice(["31", "60", "121", "300"]))])


def parcels(maker: Maker, r: Random) -> None:
    """Parcels just below a limit, from one sender or several, within a season as a rule."""
    if often(r):
        maker.add(r, thresholds(r), on=-200)
    senders = r.sample(PEOPLE, r.choice([1, 1, 2]))
    start, common = r.choice([10, 59]), parcel_line(r)
    for one in r.sample(PARCELS, r.choice([4, 5, 5, 6])):
        draft = kinds.declare(r)
        line = {**common, "value": parcel_line(r)["value"]} if often(r, 0.8) else parcel_line(r)
        draft.data.update({"shipment": one, "export_state": "XA", "lines": [line], "control_date": on(start)})
        draft.data["parties"] = [sender(r, "EXPORTER", r.choice(senders))]
        if not often(r):
            draft.data["destination_state"] = "XC"
            draft.data["lines"].append(parcel_line(r, 2))
        draft.data.pop("replaces", None)
        maker.add(r, draft, on=start)
        start += r.choice([1, 3, 3, 22, 29, 30])


def many_parcels(maker: Maker, r: Random) -> None:
    """Others use a limit too: what is usual among them decides what is chance."""
    draft = kinds.declare(r)
    share = r.choice([0.1, 0.4])
    lines = [parcel_line(r, n) for n in range(1, r.choice([6, 12]))]
    for line in lines:
        line |= {"value": {"amount": "400" if often(r, share) else "20", "currency": "EUR"}}
        line["exemption"] = {"procedure": "LOWV"}
    draft.data.update({"shipment": shipment(r), "export_state": "XA", "lines": lines})
    draft.data["parties"] = [sender(r, "EXPORTER", r.choice(PEOPLE))]
    draft.data["control_date"] = on(r.choice([-700, -671, -670, 20]))
    maker.add(r, draft, on=20)


def kits(maker: Maker, r: Random) -> None:
    """Components that make a weapon go to one place by several ways."""
    user, start = r.choice(USERS), r.choice([-305, 30])
    licensed = often(r, 0.6)
    sorts = [*COMPONENTS, *r.choice([[], ["BARREL"]])]
    if licensed:
        lines = [{**ordered_line(1, "9", "COMPONENT", "COMPONENT"), "item": component(r, r.choice(COMPONENTS))}]
        for pair in ORDERS[:2]:
            order(maker, r, pair, user, "2029-12-10", lines if not often(r) else [ordered_line(1, "9", "COMPONENT")])
    for sort, one in zip(sorts, r.sample(KITS, 4), strict=False):
        draft = kinds.declare(r)
        item = {**component(r, sort), "platform": "P20"} if often(r) else component(r, sort)
        amount = {"value": r.choice(["3", "5", "5", "4", "2"]), "unit": "C62" if often(r, 0.95) else "BX"}
        line = {**parcel_line(r), "exemption": None, "item": item, "quantity": amount}
        if licensed:
            line["licence_reference"] = r.choice(ORDERS[:2])[1]
        exporters = [sender(r, "EXPORTER", r.choice(["XA-P-0001", "XA-P-0008"]))]
        receivers = [sender(r, "CONSIGNEE", user if often(r) else r.choice(USERS))]
        state = "XA" if often(r) else "XD"
        draft.data.update({"shipment": one, "export_state": state, "lines": [line], "parties": exporters + receivers})
        draft.data["control_date"] = on(start)
        draft.data.pop("replaces", None)
        maker.add(r, draft, on=start)
        if often(r, 0.95):
            gone = exit_of(r)
            gone.data["shipment"] = one
            maker.add(r, gone, on=start)
        start += r.choice([0, 0, 30, 182, 183])


PARTY_BLOCKS: list[Callable[[Maker, Random], None]] = [
    *[parcels, kits] * 3,
    *[acquaintances, shells] * 2,
    *[crowd, recipients, usual, received, many_parcels],
]
