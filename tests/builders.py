"""Facts of the contract that name only what matters; the rest is a lawful sale of pistols from XA to XB.

`on` is a day (told at noon in Greenwich) or an instant. What the envelope says besides is told with `told`.
"""

from __future__ import annotations

from typing import Any

Fact = dict[str, Any]

LICENSING, IMPORTS = "/states/XA/licensing", "/states/XB/import-authority"
ISSUED = "2029-12-01"


def at(text: str) -> str:
    """An instant; a day means its noon in Greenwich."""
    return text if "T" in text else f"{text}T12:00:00Z"


def fact(kind: str, source: str, on: str, data: Fact, revision: int = 1) -> Fact:
    """A fact recorded when it happened; it gets its id from its place in the history."""
    return {
        "specversion": "1.0",
        "source": source,
        "type": f"{kind}.v{revision}",
        "subject": "any",
        "time": at(on),
        "recordedat": at(on),
        "datacontenttype": "application/json",
        "data": data,
    }


def told(
    what: Fact,
    *,
    recorded: str | None = None,
    by: str | None = None,
    name: str | None = None,
    corrects: str | None = None,
    day_only: bool = False,
) -> Fact:
    """The same fact, recorded at another moment, by somebody else, under a name, or as a correction."""
    said = {
        "recordedat": recorded and at(recorded),
        "source": by,
        "id": name,
        "corrects": corrects,
        "timeprecision": "day" if day_only else None,
    }
    return what | {key: value for key, value in said.items() if value is not None}


# -- what goods are and who has them ---------------------------------------------------------------------------------

PISTOL = {"category": "FIREARM", "item_class": "HANDGUN", "calibre": "9x19"}
ROUNDS = {"category": "AMMUNITION", "item_class": "AMMUNITION", "calibre": "9x19"}
POWDER = {"category": "PROPELLANT", "item_class": "PROPELLANT"}


def amount(value: object, unit: str | None = "C62", pack_size: str | None = None) -> Fact:
    """A quantity; None for a value that the message lacked."""
    found = {"value": None if value is None else str(value), "unit": unit}
    return found if pack_size is None else found | {"pack_size": pack_size}


def reference(text: str, state: str) -> Fact:
    """A document; `XD:EL-1` names another State's than the usual one."""
    named, colon, rest = text.partition(":")
    return {"state": named, "reference": rest} if colon else {"state": state, "reference": text}


def mention(role: str, number: str) -> Fact:
    """A party by its register id."""
    return {"role": role, "name": f"Firm {number}", "register_id": number, "state": number[:2], "identifiers": []}


def line(number: int, count: object, unit: str = "C62", goods: Fact | None = None, **more: Any) -> Fact:
    """A licence line that limits the quantity."""
    return {"line": number, "control": "Q", "item": goods or PISTOL, "quantity": amount(count, unit)} | more


def worth(euros: str) -> Fact:
    """Money."""
    return {"amount": euros, "currency": "EUR"}


# -- licences, authorizations, notices -------------------------------------------------------------------------------


def terms(lines: object, state: str = "XA", **changes: Any) -> Fact:
    """Terms of a licence for so many pistols, or with these lines, for the year 2030."""
    usual = {
        "profile": "FP",
        "kind": "MULTIPLE",
        "valid_from": "2030-01-01",
        "valid_to": "2030-12-31",
        "export_state": state,
        "import_state": "XB",
        "exporter": mention("EXPORTER", f"{state}-P-0001"),
        "consignee": mention("CONSIGNEE", "XB-P-0001"),
        "end_user": mention("END_USER", "XB-P-0002"),
        "brokers": [],
        "import_authorization": None,
        "import_authorization_required": False,
        "delivery_verification_required": False,
        "end_use_documents": [],
        "transit_states": [],
        "lines": lines if isinstance(lines, list) else [line(1, lines)],
        "undertaking": {"no_reexport": False, "term_months": None},
    }
    if changes.get("import_authorization"):
        changes["import_authorization"] = reference(changes["import_authorization"], "XB")
    return usual | changes


def licence(lines: object = 100, number: str = "EL-1", *, on: str = ISSUED, **changes: Any) -> Fact:
    """An export licence is issued; `changes` are of its terms."""
    ref = reference(number, "XA")
    data = {"licence": ref, "application": None, "issued_on": on[:10], "terms": terms(lines, ref["state"], **changes)}
    return fact("export-licence.issued", f"/states/{ref['state']}/licensing", on, data)


def amended(
    lines: object = 100, *, since: str, on: str | None = None, retroactive: bool = False, **changes: Any
) -> Fact:
    """EL-1 is amended by its authority, in effect since a day."""
    data = {
        "licence": reference("EL-1", "XA"),
        "terms": terms(lines, **changes),
        "effective_on": since,
        "retroactive": retroactive,
        "amended_by": "ISSUING_AUTHORITY",
    }
    return fact("export-licence.amended", LICENSING, on or since, data)


def _licence_stands(what: str, since: str, **more: Any) -> Fact:
    data = {"licence": reference("EL-1", "XA"), "effective_on": since} | more
    return fact(f"export-licence.{what}", LICENSING, since, data)


def suspended(since: str) -> Fact:
    """EL-1 is suspended."""
    return _licence_stands("suspended", since)


def reinstated(since: str) -> Fact:
    """EL-1 has effect again."""
    return _licence_stands("reinstated", since)


def revocation_undone(since: str) -> Fact:
    """The revocation of EL-1 was a mistake."""
    return _licence_stands("revocation-undone", since, reason="Another licence was meant.")


def revoked(since: str) -> Fact:
    """EL-1 is revoked."""
    return _licence_stands("revoked", since)


def surrendered(since: str) -> Fact:
    """EL-1 is given back."""
    return _licence_stands("surrendered", since, replaced_by=None)


def authorized(value: object = 100, number: str = "IA-1", *, on: str = ISSUED, **changes: Any) -> Fact:
    """XB authorizes the import of so many pistols by the licensed end user, for the years 2029 to 2031."""
    return fact(
        "import-authorization.issued",
        IMPORTS,
        on,
        {"authorization": reference(number, "XB"), "terms": authorization_terms(value, **changes)},
    )


def authorization_terms(value: object, **changes: Any) -> Fact:
    """Terms of an import authorization."""
    usual = {
        "type": "MULTIPLE",
        "issued_on": "2029-11-01",
        "valid_from": "2029-11-01",
        "valid_to": "2031-12-31",
        "import_state": "XB",
        "importer": mention("IMPORTER", "XB-P-0001"),
        "recipient": mention("END_USER", "XB-P-0002"),
        "lines": [{"item_class": "HANDGUN", "quantity": amount(value)}],
    }
    return usual | changes


def authorization_amended(value: object, since: str, **changes: Any) -> Fact:
    """IA-1 is amended."""
    data = {
        "authorization": reference("IA-1", "XB"),
        "terms": authorization_terms(value, **changes),
        "effective_on": since,
        "retroactive": False,
    }
    return fact("import-authorization.amended", IMPORTS, since, data)


def authorization_revoked(since: str) -> Fact:
    """IA-1 is revoked."""
    data = {"authorization": reference("IA-1", "XB"), "effective_on": since}
    return fact("import-authorization.revoked", IMPORTS, since, data)


def authorization_verified(result: str, on: str = "2029-12-05") -> Fact:
    """XA asked about IA-1 and got an answer."""
    data = {"authorization": reference("IA-1", "XB"), "result": result, "method": "API"}
    return fact("import-authorization.verified", LICENSING, on, data)


def asked(state: str = "XC", on: str = "2030-02-01", **named: Any) -> Fact:
    """A transit State is asked about EL-1, or what else is named."""
    data = {"licence": reference("EL-1", "XA")} | named
    rest = {"notice": reference("TN-1", "XA"), "transit_state": state, "mode": "ROAD", "transshipment": False}
    return fact("transit-notice.sent", LICENSING, on, rest | data)


def answered(answer: str, since: str = "2030-02-10", until: str | None = None, basis: str = "EXPRESS") -> Fact:
    """XC answers notice TN-1."""
    data = {
        "notice": reference("TN-1", "XA"),
        "transit_state": "XC",
        "answer": answer,
        "basis": basis,
        "effective_on": since,
        "valid_until": until,
    }
    return fact("transit-notice.answered", "/states/XC/transit-authority", since, data)


def withdrawn(since: str) -> Fact:
    """XC takes its answer to notice TN-1 back."""
    data = {"notice": reference("TN-1", "XA"), "transit_state": "XC", "effective_on": since}
    return fact("transit-notice.withdrawn", "/states/XC/transit-authority", since, data)


# -- parties, lists, time, decisions ---------------------------------------------------------------------------------


def registered(number: str, *identifiers: tuple[str, str], on: str = "2029-01-01", **more: Any) -> Fact:
    """A party enters the register."""
    entry = {
        "register_id": number,
        "name": f"Firm {number}",
        "kind": "COMMERCIAL",
        "state": number[:2],
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in identifiers],
    }
    return fact("party.registered", f"/states/{number[:2]}/register", on, {"party": entry | more})


def merged(surviving: str, *absorbed: str, on: str = "2029-02-01") -> Fact:
    """Parties become one."""
    data = {"surviving": surviving, "absorbed": list(absorbed), "effective_on": on[:10]}
    return fact("party.merged", f"/states/{surviving[:2]}/register", on, data)


def published(name: str, *rows: Fact, since: str = "2029-01-01", on: str = "2029-01-01") -> Fact:
    """A reference list is published."""
    data = {"list": name, "version": "1", "effective_on": since, "rows": list(rows)}
    return fact("list.published", "/states/XA/reference", on, data)


def calendar(state: str = "XA", offset: str = "+00:00", holidays: tuple[str, ...] = (), test: str = "CONTROL") -> Fact:
    """A row of list authorities: nobody works on Saturdays and Sundays."""
    return {
        "state": state,
        "utc_offset": offset,
        "weekend": [6, 7],
        "holidays": list(holidays),
        "validity_test": test,
        "broker_registration_required": False,
    }


def tick(until: str) -> Fact:
    """The recorded clock comes to an instant, or to the beginning of a day in Greenwich."""
    moment = until if "T" in until else f"{until}T00:00:00Z"
    return fact("day.closed", "/states/XA/clock", moment, {"authority": "XA", "date": moment[:10]})


def key(licence: str | None = None, line: int | None = None, shipment: str | None = None) -> Fact:
    """The key of a finding."""
    return {"licence": licence, "line": line, "shipment": shipment, "subject": None}


def waived(rule: str, on: Fact, until: str, at: str = "2030-04-01") -> Fact:
    """XA waives a rule for one key."""
    data = {"waiver": "W-1", "rule": rule, "key": on, "valid_until": until, "reason": "known"}
    return fact("waiver.granted", LICENSING, at, data)


def disposed(rule: str, on: Fact, finding_id: str, evidence_hash: str, at: str = "2030-04-01") -> Fact:
    """An officer of XA closes a finding on the evidence seen."""
    data = {"rule": rule, "key": on, "finding_id": finding_id, "evidence_hash": evidence_hash}
    return fact("finding.disposed", LICENSING, at, data | {"disposition": "EXPLAINED", "reason": "weighed again"})
