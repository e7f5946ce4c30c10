"""Blocks of invented histories about movement, seals, documents, single items and embargoes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.reference import kinds
from tests.reference.blocks import Maker, exit_of, tally_of
from tests.reference.details import DOCUMENTS, exempted, marked, serials, weighed
from tests.reference.drafts import LICENCES, SHIPMENTS, Data, Draft, day, leg, often, reference, terms
from tests.reference.goods_drafts import (
    document,
    embargo,
    gone,
    list_of,
    passing,
    plain_item,
    position,
    presented,
    seal,
    signatory,
)

HERE = SHIPMENTS[:3]
CONTENT = ["issued_on", "goods", "goods", "end_user", "number"]


def declared(maker: Maker, r: Random, shipment: Data, on: int, **changes: object) -> Draft:
    """A declaration under the first licence."""
    draft = kinds.declare(r)
    draft.data.pop("replaces", None)
    first = {**draft.data["lines"][0], "licence_reference": LICENCES[0][1], "licence_line": 1}
    draft.data.update({"shipment": shipment, "export_state": "XA", "parties": [], "lines": [first], **changes})
    maker.add(r, draft, on=on)
    return draft


def told(maker: Maker, r: Random, draft: Draft, shipment: Data, on: int, **changes: object) -> None:
    """A message about a consignment."""
    draft.data.update({"shipment": shipment, **changes})
    maker.add(r, draft, on=on)


def wandering(maker: Maker, r: Random) -> None:
    """A consignment is seen on its way, here and there, now and then for long."""
    shipment, start, place = r.choice(HERE), r.choice([59, 60, 61]), r.choice(["XCBRD", "XEPRT", "XEOLD", "XFPRT"])
    route = [leg(r, n) for n in range(1, r.choice([1, 1, 2, 3]))]
    declared(maker, r, shipment, start, route=route, destination_state=r.choice(["XB", "XB", "XE"]))
    for _ in range(r.choice([2, 3, 4, 5])):
        on = start + r.choice([0, 1, 1, 2, 5, 10, 11, 20, 21, 45])
        draft = r.choice([position, position, passing, passing, seal])(r)
        if draft.type != "shipment.sealed" and "state" in draft.data and often(r, 0.7):
            draft.data.update({"state": place[:2], "locode": place})
        told(maker, r, draft, shipment, on)


def sealed(maker: Maker, r: Random) -> None:
    """Seals are applied, replaced and read, on one consignment or two."""
    start = r.choice([59, 60])
    for shipment in r.sample(HERE, r.choice([1, 2, 2])):
        declared(maker, r, shipment, start)
        for _ in range(r.choice([1, 2, 3])):
            on = start + r.choice([0, 0, 1, 2, 3, 180, 181])
            told(maker, r, seal(r), shipment, on)
        if often(r, 0.3):
            told(maker, r, kinds.arrive(r), shipment, start + r.choice([0, 1, 2]))


def papers(maker: Maker, r: Random) -> None:
    """Two documents that may be one, and what their issuer says of them."""
    first = presented(r, DOCUMENTS[0])
    second = presented(r, DOCUMENTS[1])
    told_anew = {"document", *r.sample(sorted(first.data), r.choice([0, 1, 1, 2])), r.choice(CONTENT)}
    second.data.update({name: first.data[name] for name in first.data if name not in told_anew})
    first.data["application"], second.data["application"] = "APP-1", "APP-2" if often(r, 0.9) else "APP-1"
    for draft in (first, second):
        maker.add(r, draft)
    for _ in range(r.choice([0, 1, 2, 3])):
        maker.add(r, r.choice([document, document, signatory])(r))


def itemised(maker: Maker, r: Random) -> None:
    """A consignment with serials, lots or masses lands with what may be the same."""
    shipment, count = r.choice(HERE), r.choice([1, 2, 3, 3, 40])
    amount = {"value": str(count), "unit": "C62"}

    def line() -> Data:
        found: Data = {"item_no": 1, "item": plain_item(r), "quantity": amount}
        if count < 40:
            found["serials"] = serials(r, count)
        if often(r, 0.3):
            found["lots"] = r.choice([["L1", "L2"], ["L2", "l-1"], ["L1"], None])
        return weighed(r, found) if count == 40 else found

    out = {**kinds.declare(r).data["lines"][0], **line(), "licence_reference": LICENCES[0][1], "licence_line": 1}
    declared(maker, r, shipment, 60, lines=[out if often(r) else exempted(r, marked(r, out))])
    entry = kinds.arrive(r)
    came = [line()]
    if not often(r, 0.7):
        came.append({**line(), "item": {"category": r.choice(["ACCESSORY", "FIREARM"])}})
    told(maker, r, entry, shipment, 61, lines=came)
    if often(r, 0.6):
        told(maker, r, tally_of(r), shipment, 62)


def lent(maker: Maker, r: Random) -> None:
    """Goods leave for a time and come back, some of them, or others."""
    pair, shipment, count = LICENCES[0], r.choice(HERE), r.choice([1, 2, 3])
    first = r.choice(["2030-03-20", "2030-04-30", None])
    granted = {**terms(r), "kind": "TEMPORARY", "return_by": first}
    granted["lines"][0]["item"] |= {"category": "FIREARM", "make": "Norden", "model": "P20"}
    issued = {"licence": reference(pair), "application": None, "issued_on": "2029-12-10", "terms": granted}
    maker.add(r, Draft("export-licence.issued", "/states/XA/licensing", issued))
    for _ in range(r.choice([0, 0, 1, 2])):
        other = {**granted, "return_by": r.choice(["2030-05-31", None]), "kind": r.choice(["TEMPORARY", "MULTIPLE"])}
        change: Data = {
            "licence": reference(pair),
            "terms": other,
            "effective_on": r.choice(["2030-03-20", "2030-03-21"]),
        }
        change |= {"retroactive": often(r, 0.5), "amended_by": "ISSUING_AUTHORITY"}
        maker.add(r, Draft("export-licence.amended", "/states/XA/licensing", change))
    out: Data = {"item_no": 1, "item": plain_item(r), "licence_reference": pair[1], "licence_line": 1}
    out |= {"quantity": {"value": str(count), "unit": "C62"}, "serials": serials(r, count)}
    declared(maker, r, shipment, 60, lines=[out])
    if often(r):
        told(maker, r, exit_of(r), shipment, 61)
    for _ in range(r.choice([0, 1, 1, 2])):
        back = kinds.give_back(r)
        number = r.choice([1, 2, count])
        line: Data = {"item_no": 1, "quantity": {"value": str(number), "unit": "C62"}, "serials": serials(r, number)}
        line["consumed"] = r.choice([None, None, {"value": "1", "unit": "C62"}])
        told(maker, r, back, shipment, r.choice([70, 80]), lines=[line], kind="TEMPORARY_RETURN")
    for _ in range(r.choice([0, 0, 1, 2])):
        draft = gone(r)
        draft.data["item"] = {**granted["lines"][0]["item"]} if often(r) else plain_item(r)
        maker.add(r, draft)


def embargoed(maker: Maker, r: Random) -> None:
    """A State comes under embargo while goods are licensed or under way."""
    draft = list_of(r, "embargoes")
    draft.data["rows"] = [embargo(r), embargo(r)]
    maker.add(r, draft)
    wandering(maker, r)


def unlicensed(maker: Maker, r: Random) -> None:
    """Goods leave without a reference, perhaps exempt, perhaps not controlled."""
    maker.add(r, list_of(r, r.choice(["controlled_terms", "procedures"])))
    draft = kinds.declare(r)
    for line in draft.data["lines"]:
        line["licence_reference"] = r.choice([None, None, "EL-9999", LICENCES[0][1]])
        line["item"] = {"category": r.choice([None, "OTHER", "FIREARM", "ACCESSORY"]), **described(r)}
        if often(r, 0.5):
            line.update(exempted(r, line))
    maker.add(r, draft)


def described(r: Random) -> Data:
    """Code, words and age of goods that may be controlled."""
    code = r.choice([None, "93040000", "930400", "930599", "732690", "930100"])
    words = r.choice([None, "PISTOL, used", "pistols", "gun barrel", "Gun  Barrel blanks", "barrel of a gun"])
    return {"hs": code, "description": words, "year_of_manufacture": r.choice([None, None, 1899, 1900])}


def waiting(maker: Maker, r: Random) -> None:
    """A declaration, and the clock near the end of an enquiry."""
    declared(maker, r, r.choice(HERE), 60, control_date=r.choice(["2030-03-02", day(r)]))
    maker.add(r, kinds.tick(r), on=60 + r.choice([90, 91, 92, 149, 150, 151]))


GOODS_BLOCKS: list[Callable[[Maker, Random], None]] = [
    *[wandering, sealed, itemised] * 2,
    *[papers, papers, lent, lent, embargoed, unlicensed, waiting],
]
