"""One function for every kind of fact: it draws the content of one message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from random import Random

from tests.reference.drafts import (
    AUTHORIZATIONS,
    FIRST,
    LICENCES,
    NOTICES,
    PLACES,
    SHIPMENTS,
    STATES,
    Data,
    Draft,
    authorization_terms,
    control_date,
    day,
    declared_lines,
    item,
    item_quantity,
    leg,
    mention,
    often,
    quantity,
    reference,
    seldom_empty,
    terms,
)
from tests.reference.goods_drafts import GOODS_KINDS
from tests.reference.item_drafts import ITEM_KINDS
from tests.reference.party_drafts import party, thresholds
from tests.reference.verdict import Key

CUSTOMS = "/states/XA/customs/xaprt"


def lists(r: Random) -> Draft:
    """A publication that replaces an earlier one, perhaps from a later day on."""
    name = r.choice([*["authorities"] * 4, "places", "calibres", "landlocked", "hs"])
    rows: dict[str, list[Data]] = {
        "authorities": [authority(r, state) for state in r.sample(STATES, r.randint(2, 6))],
        "places": [{"locode": r.choice(["XEPRT", "XCBRD", "XCBRD"]), "aliases": ["XEOLD"]}],
        "calibres": [{"calibre": "9x19", "aliases": ["9mm Luger"], "round_mass_g": r.choice(["12", "7", None, "0"])}],
        "landlocked": [
            {
                "landlocked_state": r.choice(["XB", "XA", "XF"]),
                "transit_state": r.choice(["XC", "XE"]),
                "from": day(r),
                "to": None,
            }
        ],
        "hs": [
            {"hs6": code, "edition": edition, "item_class": name, "rulings": []}
            for code, name in [("930200", "HANDGUN"), ("930330", "RIFLE"), ("930630", "AMMUNITION")]
            for edition in r.sample(["2017", "2022"], r.randint(1, 2))
        ],
    }
    data = {
        "list": name,
        "version": "1",
        "effective_on": day(r) if not often(r, 0.7) else "2029-01-01",
        "rows": rows[name],
    }
    return Draft("list.published", "/states/XA/reference", data)


def authority(r: Random, state: str) -> Data:
    """A State's calendar."""
    offset = r.choice(["+01:00", "+03:00", "-11:00", "+05:45", "+14:00", "+00:00"])
    # three days around a limit, or around the twentieth working day
    first = r.choice([0, 59, 87, 103, 104, 105, 106])
    holidays = [(FIRST + timedelta(first + i)).isoformat() for i in range(r.randint(0, 3))]
    weekend = r.choice([[6, 7], [5], [], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7]] if not often(r) else [[6, 7]])
    test = "CONTROL" if often(r) else "EXIT"
    common = {"state": state, "utc_offset": offset, "weekend": weekend, "holidays": holidays}
    return {**common, "validity_test": test, "broker_registration_required": False}


def merger(r: Random) -> Draft:
    """Parties become one."""
    state = r.choice(["XA", "XB"])
    ids = r.sample([f"{state}-P-0001", f"{state}-P-0003", f"{state}-P-0004"], 2)
    data = {"surviving": ids[0], "absorbed": ids[1:], "effective_on": day(r)}
    return Draft("party.merged", f"/states/{state}/register", data)


def licensing(r: Random, state: str) -> str:
    """The licensing authority, seldom somebody else."""
    if often(r, 0.92):
        return f"/states/{state}/licensing" + ("" if often(r) else "/west")
    return r.choice(["/states/XB/licensing", f"/states/{state}/customs", f"/states/{state}/exporter"])


def issue(r: Random) -> Draft:
    """A licence."""
    pair = r.choice(LICENCES)
    data = {
        "licence": reference(pair),
        "application": None,
        "issued_on": "2029-12-10",
        "terms": terms(r, pair[0]),
    }
    return Draft("export-licence.issued", licensing(r, pair[0]), data)


def amend(r: Random) -> Draft:
    """Other terms."""
    pair = r.choice(LICENCES)
    by = "ISSUING_AUTHORITY" if often(r) else "EXPORTER"
    data = {"licence": reference(pair), "terms": terms(r, pair[0]), "effective_on": day(r)}
    return Draft(
        "export-licence.amended",
        licensing(r, pair[0]),
        {**data, "retroactive": often(r, 0.3), "amended_by": by},
    )


def standing(r: Random) -> Draft:
    """Suspension, reinstatement, revocation, surrender."""
    pair = r.choice(LICENCES)
    kind = r.choice(["suspended", "suspended", "reinstated", "reinstated", "revoked", "surrendered"])
    data: Data = {"licence": reference(pair), "effective_on": day(r)}
    if kind == "surrendered":
        data["replaced_by"] = None
    return Draft(f"export-licence.{kind}", licensing(r, pair[0]), data)


def authorization(r: Random) -> Draft:
    """An import authorization is issued, amended, revoked or verified."""
    pair = r.choice(AUTHORIZATIONS)
    kind = r.choice(["issued", "amended", "amended", "revoked", "verified", "verified"])
    return authorization_fact(r, pair, kind)


def authorization_fact(r: Random, pair: tuple[str, str], kind: str) -> Draft:
    """One of the four."""
    bodies: dict[str, Data] = {
        "issued": {"terms": authorization_terms(r)},
        "amended": {"terms": authorization_terms(r), "effective_on": day(r), "retroactive": often(r, 0.3)},
        "revoked": {"effective_on": day(r)},
        "verified": {"result": r.choice(["CONFIRMED", "MISMATCH", "NO_REPLY"]), "method": "API"},
    }
    source = f"/states/{pair[0]}/import-authority" if often(r, 0.95) else "/states/XA/licensing"
    return Draft(f"import-authorization.{kind}", source, {"authorization": reference(pair), **bodies[kind]})


def notice(r: Random) -> Draft:
    """A transit State is asked, answers, or takes its answer back."""
    return notice_fact(r, r.choice(["sent", "sent", "answered", "answered", "withdrawn"]))


def notice_fact(r: Random, kind: str) -> Draft:
    """One of the three."""
    data: Data = {
        "notice": reference(r.choice(NOTICES)),
        "transit_state": r.choice(["XC", "XE", "XC", "XE", "XF"]),
    }
    if kind == "sent":
        data |= {
            "licence": reference(r.choice(LICENCES)) if often(r, 0.7) else None,
            "mode": "ROAD",
            "transshipment": False,
        }
        if often(r, 0.4):
            data["authorization"] = reference(r.choice(AUTHORIZATIONS))
        return Draft("transit-notice.sent", "/states/XA/licensing", data)
    data["effective_on"] = day(r)
    if kind == "answered":
        answer = r.choice(["NO_OBJECTION", "NO_OBJECTION", "CONDITIONAL", "OBJECTION"])
        basis = "EXPRESS" if often(r, 0.7) else r.choice(["TACIT", "EXEMPT_SEA_AIR"])
        data |= {"answer": answer, "basis": basis, "valid_until": r.choice([None, day(r)])}
    return Draft(f"transit-notice.{kind}", f"/states/{data['transit_state']}/transit-authority", data)


def declare(r: Random) -> Draft:
    """An export declaration."""
    data = {
        "shipment": r.choice(SHIPMENTS),
        "usage": "ORIGINAL",
        "declaration": "D1",
        "office": "XAPRT",
        "control_date": control_date(r),
        "export_state": "XA" if often(r) else "XD",
        "destination_state": "XB",
        "parties": [mention(r, "EXPORTER", "XA-P-0001")] if often(r, 0.9) else [],
        "lines": declared_lines(r),
        "route": [leg(r, n) for n in range(1, r.choice([1, 1, 3]))],
        "mode": r.choice(["ROAD", "SEA", "AIR", "RAIL", "POST"]),
    }
    if not often(r, 0.8):
        data["replaces"] = r.choice(SHIPMENTS)
    if not often(r):
        papers = [{"type": "CARNET", "number": "1", "licence_reference": ref} for ref in (None, "EL-2030-01")]
        data["transport_documents"] = papers
    return Draft("shipment.declared", CUSTOMS, data)


def change(r: Random) -> Draft:
    """An adjustment or a cancellation."""
    data: Data = {"shipment": r.choice(SHIPMENTS), "declaration": "D1"}
    if often(r, 0.3):
        return Draft("shipment.cancelled", CUSTOMS, data)
    return Draft("shipment.adjusted", CUSTOMS, {**data, "lines": declared_lines(r)})


def move(r: Random) -> Draft:
    """Exit, transit, transshipment, release, tally."""
    place = r.choice(PLACES)
    there: Data = {"state": place[:2] if often(r) else "XC", "locode": place}
    bodies: dict[str, Data] = {
        "exited": {"office": "XAPRT"},
        "transit-entered": {**there, "mode": "ROAD"},
        "transit-exited": {**there, "mode": "ROAD"},
        "transshipped": there,
        "released": {**there, "entry_reference": "IM-1", "released_to": None},
        "tally-closed": {"state": place[:2]},
    }
    kind = r.choice(["exited", "exited", "exited", "tally-closed", "tally-closed", *bodies])
    return Draft(f"shipment.{kind}", CUSTOMS, {"shipment": r.choice(SHIPMENTS), **bodies[kind]})


def arrive(r: Random) -> Draft:
    """An arrival; the number of the entry is written in several ways."""
    found = [{**item_quantity(r), "item": item(r)} for _ in range(r.choice([1, 1, 2]))]
    entry = r.choice(["IM-1", "im 1", "IM-2", "IM-3", "ІМ-١", "N/A"])
    data = {"shipment": r.choice(SHIPMENTS), "entry_reference": entry, "state": "XB", "locode": "XBPRT"}
    return Draft("shipment.arrived", "/states/XB/customs", {**data, "parties": [], "lines": found})


def verify(r: Random) -> Draft:
    """Proof of receipt."""
    number = r.choice(["DV-1", "DV1", "DV-2", "DV ٢", "TBA"])
    data = {"shipment": r.choice(SHIPMENTS), "verification": number, "received_on": day(r)}
    receiver = mention(r, "RECIPIENT", "XB-P-0001")
    lines = seldom_empty(r, item_quantity) or [item_quantity(r)]
    return Draft("shipment.delivery-verified", "/states/XB/customs", {**data, "received_by": receiver, "lines": lines})


def report(r: Random) -> Draft:
    """A discrepancy."""
    code = r.choice(["86", "80", "82", "313", "302", "302", "117", "49", "999"])
    source = r.choice(["/states/XB/customs", "/states/XA/carrier/line", "/states/XA/exporter"])
    data = {"shipment": r.choice(SHIPMENTS), "code": code, "lines": seldom_empty(r, item_quantity)}
    return Draft("shipment.discrepancy-reported", source, data)


def give_back(r: Random) -> Draft:
    """A return."""
    lines = seldom_empty(r, item_quantity) or [item_quantity(r)]
    data = {
        "shipment": r.choice(SHIPMENTS),
        "kind": "REFUSED",
        "to_state": "XA",
        "entry_reference": r.choice(["RE-1", "RE-1", "re ١", "RE-2", "N/A"]),
        "lines": lines,
    }
    return Draft("shipment.returned", CUSTOMS, data)


def destroy(r: Random) -> Draft:
    """A destruction on the way."""
    serials = r.choice([None, {"numbers": ["A1", "A2"], "ranges": [{"from": "B08", "to": "B11"}]}])
    data = {
        "item": item(r),
        "serials": serials,
        "state": "XB",
        "certificate": "C",
        "shipment": r.choice(SHIPMENTS),
    }
    amount = r.choice([None, quantity(r)])
    return Draft(
        "item.destroyed",
        "/states/XB/police",
        {**data, "quantity": amount, "item_no": r.choice([1, 1, 2, None])},
    )


def key(r: Random) -> Key:
    """A key that a finding may well have."""
    rule = r.choice(["R01", "R02", "R03", "R04", "R06", "R07", "R10", "R14", "R17"])
    shipment = r.choice(["UCXA1", "UCXA2", "UCXA2/A", "UCXA3", "UCXA4"])
    licence, line = ":".join(r.choice(LICENCES[:6])), r.choice([1, 1, 2])
    if rule == "R07":
        return Key(rule, ":".join(r.choice(AUTHORIZATIONS)), None, None, "HANDGUN")
    if rule in ("R14", "R17"):
        return Key(rule, None, line if rule == "R14" else None, shipment, None)
    with_line, with_shipment = rule in ("R01", "R02"), rule in ("R02", "R03", "R04", "R10")
    state = r.choice(["XC", "XE"]) if rule == "R10" else None
    return Key(rule, licence, line if with_line else None, shipment if with_shipment else None, state)


def close(r: Random) -> Draft:
    """A waiver, or a disposition of evidence that seldom is the present one."""
    return close_one(r, key(r))


def close_one(r: Random, chosen: Key) -> Draft:
    """The same for one key."""
    data: Data = {
        "rule": chosen.rule,
        "key": dict(zip(Key._fields[1:], chosen[1:], strict=True)),
        "reason": "seen",
    }
    role = "import-authority" if chosen.rule == "R07" else "licensing"
    source = f"/states/{(chosen.licence or 'XC')[:2]}/{role}" if often(r) else "/states/XB/licensing"
    if often(r, 0.8):
        last = day(r) if not often(r, 0.7) else "2031-12-31"
        return Draft("waiver.granted", source, {**data, "waiver": "W-1", "valid_until": last})
    judged = sha256(f"{CUSTOMS}#{r.randrange(60)}".encode()).hexdigest()
    finding_id = chosen.finding_id if often(r) else "0" * 64
    data |= {"finding_id": finding_id, "evidence_hash": judged, "disposition": "EXPLAINED"}
    return Draft("finding.disposed", source, data)


def tick(r: Random) -> Draft:
    """A day ends."""
    return Draft("day.closed", "/states/XA/clock", {"authority": "XA", "date": day(r)})


KINDS: list[Callable[[Random], Draft]] = [
    *[declare] * 6,
    *[move] * 5,
    *[change, arrive, amend, standing, authorization, notice, report] * 2,
    *[tick, verify, give_back, destroy, close, issue, lists, lists, party, merger, merger],
    *GOODS_KINDS,
    *ITEM_KINDS,
    *[party, thresholds],
]
