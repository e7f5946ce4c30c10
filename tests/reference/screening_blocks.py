"""Blocks of invented histories about names: lists of sanctions, legal forms, brokers, receivers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.reference import kinds
from tests.reference.blocks import Maker
from tests.reference.drafts import LICENCES, Data, Draft, day, often, reference, terms
from tests.reference.goods_drafts import presented
from tests.reference.party_drafts import PEOPLE, entry, on, shipment

NAMES = [
    *("Osman Veldt Kareem", "OSMAN VELDT-KAREEM", "Osmann Veldt Karim", "Grey Heron", "grey-heron", "Firm XB-P-0001"),
    *("Gulf Bureau of Supply (GBS)", "GBS", "Gulf Bureau of Statistics (GBS)"),
    *("M/V Grey Heron", "Grey Heron GmbH"),
]
FORMS = [("LLC", "LLC"), ("Limited Liability Company", "LLC"), ("AG", "JSC"), ("Ltd", "LLC"), ("Firm", "X")]
BIRTHDAYS = [None, None, "1970-04-01", "1971-12-31", "1972-01-01", "1995-09-09", "2514-01-01", "1900-01-01"]
NATIONALITIES = [None, None, "XB", "XE", "YU", "SI", "CZ"]
NUMBERS = [
    {"scheme": "IMO", "value": "9074729"},
    {"scheme": "PASSPORT", "value": "P 1"},
    {"scheme": "PASSPORT", "value": "n/a"},
    {"scheme": "TAX", "value": "XB004"},
    {"scheme": "REGISTRATION", "value": "XB004"},
]
IMO = [None, None, "9074729", "8814275", "1111111"]
"""The last says nothing."""
RECEIVERS = [*NAMES, "TO ORDER OF Gulf Bank", "To the order of X", "Levant Sport Trading, Limited Liability Company"]


def qualifiers(r: Random) -> Data:
    """Year of birth and nationality."""
    return {"date_of_birth": r.choice(BIRTHDAYS), "nationality": r.choice(NATIONALITIES)}


def sanctions(r: Random) -> Draft:
    """A list of sanctions, perhaps from a later day on, perhaps with less in it."""
    rows = [
        {
            "entry": number,
            "kind": r.choice(["PERSON", "ENTITY", "VESSEL"]),
            "name": r.choice(NAMES),
            "aliases": r.sample(NAMES, r.choice([0, 0, 1])),
            **qualifiers(r),
            "state": r.choice([None, None, "XB", "XE"]),
            "identifiers": r.sample(NUMBERS, r.choice([0, 0, 1, 2])),
            "listed_on": r.choice(["2029-01-01", "2029-01-01", "2029-01-01", day(r), day(r), "2573-01-01"]),
            "delisted_on": r.choice([None, None, None, day(r)]),
        }
        for number in r.sample(["L-1", "L-2", "L-3"], r.choice([0, 1, 2, 3]))
    ]
    data = {"list": "sanctions", "version": "1", "effective_on": r.choice(["2029-01-01", "2029-01-01", day(r)])}
    return Draft("list.published", "/states/XA/reference", {**data, "rows": rows})


def forms(r: Random) -> Draft:
    """Legal forms."""
    rows = [{"form": form, "form_class": sort} for form, sort in r.sample(FORMS, r.choice([3, 4, 5]))]
    data = {"list": "legal_forms", "version": "1", "effective_on": "2029-01-01", "rows": rows}
    return Draft("list.published", "/states/XA/reference", data)


def someone(r: Random, role: str) -> Data:
    """A mention by name, now and then by more."""
    found: Data = {"role": role, "name": r.choice(RECEIVERS), "identifiers": [], "kind": None}
    if often(r, 0.5):
        found["state"] = r.choice(["XB", "XB", "XE"])
    if often(r, 0.3):
        found |= qualifiers(r)
    if often(r, 0.3):
        found["identifiers"] = r.sample(NUMBERS, r.choice([1, 1, 2]))
    if often(r, 0.2):
        found["register_id"] = r.choice(PEOPLE)
    if not often(r):
        found["kind"] = r.choice(["FORWARDER", "BANK", "COMMERCIAL", "INDIVIDUAL", "POLICE"])
    return found


def known(maker: Maker, r: Random) -> None:
    """Somebody of a listed name enters the register."""
    number = r.choice(PEOPLE)
    said = {**entry(r, number), "name": r.choice(NAMES), **qualifiers(r)}
    if often(r, 0.3):
        said["identifiers"] = r.sample(NUMBERS, r.choice([1, 2]))
    if often(r, 0.4):
        said["former_names"] = [r.choice(NAMES)]
    maker.add(r, Draft("party.registered", f"/states/{number[:2]}/register", {"party": said}), on=-100)


def listed(maker: Maker, r: Random) -> None:
    """A list is published, perhaps twice; people and vessels of such names turn up."""
    for _ in range(r.choice([1, 1, 2])):
        maker.add(r, sanctions(r), on=r.choice([-200, 59, 60]))
    if often(r, 0.7):
        known(maker, r)
    draft = kinds.declare(r)
    draft.data["parties"].append(someone(r, r.choice(["NOTIFY", "CARRIER", "VESSEL"])))
    draft.data["means"] = {
        "name": r.choice([None, *NAMES]),
        "imo": r.choice([None, None, "9074729", "8814275", "1111111"]),
    }
    maker.add(r, draft, on=60)


def receiving(maker: Maker, r: Random) -> None:
    """A consignment goes to the licensed party, or to somebody of such a name."""
    if often(r, 0.5):
        maker.add(r, forms(r), on=-200)
    if often(r, 0.4):
        known(maker, r)
    one, start = shipment(r), r.choice([20, 60])
    draft = kinds.declare(r)
    line = {**draft.data["lines"][0], "licence_reference": LICENCES[0][1]}
    roles = r.choices(["CONSIGNEE", "END_USER", "RECIPIENT"], k=r.choice([0, 1, 2]))
    draft.data.update({"shipment": one, "export_state": "XA", "lines": [line], "control_date": on(start)})
    draft.data["parties"] = [someone(r, role) for role in roles]
    draft.data.pop("replaces", None)
    maker.add(r, draft, on=start)
    for kind in r.choices(["arrive", "release", "verify"], k=r.choice([1, 2])):
        said = kinds.verify(r) if kind == "verify" else kinds.arrive(r)
        if kind == "arrive":
            said.data["parties"] = [someone(r, r.choice(["CONSIGNEE", "END_USER", "NOTIFY"]))]
        elif kind == "release":
            data = {"entry_reference": "IM-1", "state": "XB", "locode": "XBPRT", "released_to": someone(r, "CONSIGNEE")}
            said = Draft("shipment.released", "/states/XB/customs", data)
        elif often(r, 0.6):
            said.data["received_by"] = someone(r, "RECIPIENT")
        said.data["shipment"] = one
        maker.add(r, said, on=start + r.choice([1, 5]))


def broker(r: Random) -> Data:
    """A broker; those of XB need a registration now and then."""
    return {**someone(r, "BROKER"), "register_id": r.choice([None, "XB-P-0004", "XB-P-0005", "XA-P-0008"])}


def brokered(maker: Maker, r: Random) -> None:
    """Brokers on a licence, in its documents, in declarations under it; some of them said, some registered."""
    rows = [{**kinds.authority(r, state), "broker_registration_required": often(r, 0.6)} for state in ("XA", "XB")]
    data = {"list": "authorities", "version": "2", "effective_on": "2029-01-02", "rows": rows}
    if often(r, 0.6):
        maker.add(r, Draft("list.published", "/states/XA/reference", data), on=-200)
    same = broker(r)
    granted = {**terms(r), "brokers": [same] if often(r, 0.6) else [broker(r)] if often(r, 0.3) else []}
    if often(r, 0.5):
        draft = presented(r, "XA:DOC-1")
        draft.data["other_parties"] = [same if often(r, 0.6) else broker(r)]
        granted["end_use_documents"] = ["XA:DOC-1"]
        maker.add(r, draft, on=-100)
    issued = {"licence": reference(LICENCES[0]), "application": None, "issued_on": "2029-12-10", "terms": granted}
    maker.add(r, Draft("export-licence.issued", "/states/XA/licensing", issued), on=-22)
    if often(r, 0.5):
        draft = kinds.declare(r)
        draft.data["lines"][0]["licence_reference"] = LICENCES[0][1]
        draft.data["parties"].append(same if often(r, 0.6) else broker(r))
        maker.add(r, draft, on=60)


SCREENING_BLOCKS: list[Callable[[Maker, Random], None]] = [*[listed, receiving, brokered] * 2, known]
