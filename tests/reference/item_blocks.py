"""Blocks of invented histories about items: exported, returned, sent on, lost, found, counted."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.reference import kinds
from tests.reference.blocks import Maker, exit_of
from tests.reference.drafts import LICENCES, Data, Draft, often, reference, terms
from tests.reference.goods_drafts import list_of
from tests.reference.item_drafts import consent, count, event, items, piece, reexport, serials
from tests.reference.party_drafts import USERS, on, shipment

FOLLOWING: dict[str, Callable[[Random], Draft]] = {
    "reexport": reexport,
    "consent": consent,
    "count": count,
    "seized": lambda r: event(r, "seized"),
    "recovered": lambda r: event(r, "recovered"),
}
DELIVERED = [("XA", "EL-2030-20"), ("XA", "EL-2030-20"), LICENCES[0]]
DELIVERIES: list[Data] = [{"ucr": f"UCXAD{n}"} for n in range(1, 5)]
DAYS = [40, 59, 60, 60, 61, 90, 120, 150]


def undertaken(maker: Maker, r: Random) -> None:
    """A licence is issued, with an undertaking, for goods that bear a make."""
    granted = terms(r)
    for line in granted["lines"]:
        if often(r):
            line["item"] = {**line["item"], **piece(r)}
    months = r.choice([None, None, 1, 2, 12])
    granted["undertaking"] = {"no_reexport": often(r), "term_months": months}
    issued = {
        "licence": reference(r.choice(DELIVERED)),
        "application": None,
        "issued_on": "2029-12-10",
        "terms": granted,
    }
    maker.add(r, Draft("export-licence.issued", "/states/XA/licensing", issued), on=-22)


def sent(maker: Maker, r: Random, one: Data, day: int, things: Data | None = None) -> Data:
    """A consignment with serials or lots, under such a licence as a rule."""
    draft = kinds.declare(r)
    line = {**draft.data["lines"][0], **(things or items(r))}
    line |= {
        "licence_reference": r.choice(DELIVERED)[1] if often(r, 0.8) else None,
        "licence_line": r.choice([1, None]),
    }
    line["quantity"] = {"value": r.choice(["1", "2", "40", "100"]), "unit": "C62"}
    draft.data.update({"shipment": one, "export_state": "XA" if often(r) else r.choice(["XB", "XD"])})
    draft.data.update({"destination_state": "XB" if often(r) else "XE", "control_date": on(day), "lines": [line]})
    draft.data.pop("replaces", None)
    maker.add(r, draft, on=day)
    if often(r, 0.7):
        left = exit_of(r)
        left.data["shipment"] = one
        maker.add(r, left, on=day)
    return line


def life(maker: Maker, r: Random) -> None:
    """An item and what becomes of it: exported, back, exported again, gone, found."""
    things, day = items(r), r.choice([-2000, -1767, -1766, 20, 40])
    steps = r.choices(["export", "export", "return", "reexport", "lost", "seized", "destroyed", "recovered"], k=4)
    one = shipment(r)
    for step in ["export", *steps]:
        if step == "export":
            one = shipment(r)
            sent(maker, r, one, day, things if often(r) else None)
        elif step == "return":
            back(maker, r, one, day, things)
        elif step == "reexport":
            draft = reexport(r)
            draft.data["lines"][0].update(things)
            maker.add(r, draft, on=day)
        else:
            draft = event(r, step)
            draft.data.update(things if often(r) else {})
            maker.add(r, draft, on=day)
        day += r.choice([0, 1, 1, 30, 1826, 1827])
        day = min(day, 200) if day > 0 else day


def back(maker: Maker, r: Random, one: Data, day: int, things: Data) -> None:
    """Goods come back, with their serials or without."""
    draft = kinds.give_back(r)
    amount = {"value": r.choice(["1", "2", "40", "100"]), "unit": "C62"}
    line = {"item_no": 1, "quantity": amount, "serials": r.choice([None, things["serials"], serials(r)])}
    draft.data.update({"shipment": one, "lines": [line], "to_state": "XA" if often(r) else "XD"})
    maker.add(r, draft, on=day)


def abroad(maker: Maker, r: Random) -> None:
    """Delivered goods leave for another State, with or without consent, or are found there."""
    undertaken(maker, r)
    one, things = r.choice(DELIVERIES), items(r)
    sent(maker, r, one, 40, things)
    landed = r.choice([kinds.arrive, kinds.arrive, kinds.verify])(r)
    landed.data["shipment"] = one
    maker.add(r, landed, on=r.choice([58, 59]))
    for kind in r.choices([*FOLLOWING, "export"], k=r.choice([1, 2, 3])):
        day = r.choice([57, 58, 59, 60, 87, 88, 89, 90, 118, 119])
        if kind == "export":
            sent(maker, r, r.choice(DELIVERIES), day, things)
        else:
            followed(maker, r, kind, day, things)


def followed(maker: Maker, r: Random, kind: str, day: int, things: Data) -> None:
    """What becomes of delivered goods."""
    draft = FOLLOWING[kind](r)
    if kind == "reexport" and often(r, 0.6):
        draft.data["lines"][0].update(things)
    elif kind == "consent":
        draft.data["licence"] = reference(r.choice(DELIVERED))
    elif kind in ("seized", "recovered"):
        draft.data.update(things)
    for name in {"destination_state", "third_state"} & draft.data.keys():
        draft.data[name] = "XE" if often(r, 0.6) else draft.data[name]
    if kind in ("seized", "recovered") and often(r, 0.6):
        draft.data.update({"state": "XE", "locode": None})
    maker.add(r, draft, on=r.choice([10, 38, 39]) if kind == "count" else day)


def stores(maker: Maker, r: Random) -> None:
    """A holder receives, disposes, loses, and is counted, perhaps twice."""
    holder, one, goods = USERS[0], shipment(r), piece(r)
    undertaken(maker, r)
    line = sent(maker, r, one, 20, {"item": goods, "serials": None})
    proof = kinds.verify(r)
    proof.data.update({"shipment": one, "received_on": on(r.choice([30, 59, 60, 61]))})
    proof.data["lines"] = [{"item_no": line["item_no"], "quantity": line["quantity"]}]
    maker.add(r, proof, on=30)
    for _ in range(r.choice([1, 2, 2, 3])):
        if often(r, 0.6):
            draft = count(r)
            draft.data["holder"] = holder
            draft.data["lines"][0]["item"] = goods
        else:
            draft = event(r, r.choice(["lost", "transferred", "destroyed"]))
            role = "from_party" if draft.type == "item.transferred" else "holder"
            draft.data.update({role: holder, "item": goods})
        maker.add(r, draft, on=r.choice(DAYS))


def forbidden(maker: Maker, r: Random) -> None:
    """Lists that say how things are called and which States are under embargo."""
    for name in r.sample(["embargoes", "makes", "models"], r.choice([1, 2, 3])):
        maker.add(r, list_of(r, name), on=-300)


ITEM_BLOCKS: list[Callable[[Maker, Random], None]] = [*[life, stores] * 2, *[abroad] * 3, forbidden, undertaken]
