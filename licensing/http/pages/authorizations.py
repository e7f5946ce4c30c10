"""Forms about import authorizations: copied, verified; of the own State issued, amended and revoked."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.events.authorization import AuthorizationTerms
from domain.events.party import PartyMention
from domain.events.streams import document_key
from domain.state.determination import on_the_way
from licensing.http.pages.forms import NULL, Field, OrderForm, entered_as, options, without_blank
from licensing.http.pages.letters import paper_fields
from licensing.http.pages.looking import Looking, page_address
from licensing.http.pages.sending import outline, today_in
from projections.page_data.shapes import ApplicationSheet, AuthorizationSheet

CLASSES = options(
    *("HANDGUN", "RIFLE", "SHOTGUN", "MILITARY", "COMPONENT", "AMMUNITION", "PROPELLANT", "AIRGUN", "ACCESSORY")
)
UNITS = options(C62="pieces (C62)", KGM="kilograms (KGM)", GRM="grams (GRM)", MIL="thousands (MIL)", BX="boxes (BX)")
TYPES = options("SINGLE", "MULTIPLE", "GENERAL", "TEMPORARY")
RESULTS = options(
    CONFIRMED="it confirms the authorization",
    NOT_FOUND="it knows of no such authorization",
    MISMATCH="it knows it, with other contents",
    NO_REPLY="it does not reply",
)
METHODS = options(
    API="its service, machine to machine",
    REGISTER="its register",
    DIPLOMATIC="diplomatic channel",
    CONTACT_POINT="its contact point",
)
CATEGORIES = options("FIREARM", "COMPONENT", "AMMUNITION", "PROPELLANT", "ACCESSORY", "OTHER")
_ROWS = 3
REFERENCE = "State and reference, such as XB:IA-2030-000077."


def units_with(unit: str) -> tuple[tuple[str, str], ...]:
    """The units to choose from, and one that a paper already has."""
    return UNITS if unit in dict(UNITS) else (*UNITS, (unit, unit))


def verify_fields() -> tuple[Field, ...]:
    """What is asked about the answer of the importing State."""
    return (
        Field("result", "What the importing State says", "radio", options=RESULTS),
        Field("method", "How it was asked", "select", options=METHODS),
    )


def _party(role: str, label: str, who: PartyMention | None) -> tuple[Field, Field]:
    place = f"terms/{role}"
    name = who.name if who else ""
    return (
        Field(f"{place}/name", f"{label}: name", value=name, starts=True),
        entered_as(place, f"{label}: register id", who),
    )


def _rows(lines: list[tuple[str, str, str]]) -> list[Field]:
    found = []
    for n, (item_class, value, unit) in enumerate(lines):
        place, needed = f"terms/lines/{n}", n == 0
        found += [
            Field(f"{place}/item_class", f"Class {n + 1}", "select", "", CLASSES, item_class, needed, starts=True),
            Field(f"{place}/quantity/value", f"Quantity {n + 1}", "decimal", "", (), value, needed),
            Field(f"{place}/quantity/unit", f"Unit {n + 1}", "select", "", UNITS, unit or "C62", needed),
        ]
    return found


def _terms_fields(told: AuthorizationTerms | None, lines: list[tuple[str, str, str]]) -> tuple[Field, ...]:
    lines = lines + [("", "", "")] * max(_ROWS - len(lines), 1)
    dates = (told.issued_on, told.valid_from, told.valid_to or "") if told else ("", "", "")
    return (
        Field("terms/type", "Form", "select", "", TYPES, told.type if told else "SINGLE"),
        Field("terms/issued_on", "Issued on", "date", value=dates[0]),
        Field("terms/valid_from", "First day", "date", value=dates[1]),
        Field("terms/valid_to", "Last day", "date", value=dates[2], needed=False, blank=NULL),
        *_party("importer", "Importer", told.importer if told else None),
        *_party("recipient", "Final recipient", told.recipient if told else None),
        *_rows(lines),
        Field(
            "terms/transit_states",
            "States of transit named",
            "states",
            "Two capitals each, such as XC XD.",
            value=" ".join(told.transit_states) if told else "",
            needed=False,
            starts=True,
        ),
    )


_FIXED = {"importer": {"role": "IMPORTER", "identifiers": []}, "recipient": {"role": "END_USER", "identifiers": []}}


def _finish(data: dict[str, Any]) -> dict[str, Any]:
    """Rows without a quantity were not filled in; the State of import is that of the authorization."""
    terms = without_blank("lines", "quantity", "value")(data["terms"])
    state = data.get("authorization", {}).get("state", "")
    return data | {"terms": terms | {"import_state": terms.get("import_state") or state}}


def _with(fields: tuple[Field, ...], values: dict[str, str]) -> tuple[Field, ...]:
    return tuple(x._replace(value=values[x.name]) if values.get(x.name) else x for x in fields)


def _of_case(case: ApplicationSheet | None) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """What a case says already of the authorization it names; amounts and days are read off the document alone."""
    if case is None:
        return {}, []
    terms = case.wanted
    told = {
        "authorization": document_key(terms.import_authorization) if terms.import_authorization else "",
        "terms/importer/name": terms.consignee.name,
        "terms/importer/register_id": terms.consignee.register_id or "",
        "terms/recipient/name": terms.end_user.name,
        "terms/recipient/register_id": terms.end_user.register_id or "",
        "terms/transit_states": " ".join(on_the_way(case.wanted, case.claimed)),
    }
    units = {x.item.item_class: x.quantity.unit if x.quantity else "" for x in terms.lines if x.item.item_class}
    return told, [(item_class or "", "", unit or "") for item_class, unit in units.items()]


def copy_form(look: Looking, case: ApplicationSheet | None) -> OrderForm:
    """Another State's authorization, as its document in hand says."""
    told, lines = _of_case(case)
    fields = (
        Field("authorization", "Authorization", "document", REFERENCE),
        *_terms_fields(None, lines),
        *paper_fields(),
    )
    return OrderForm(
        name="copy",
        order="authorization copy",
        action="",
        title="Record it",
        button="Record the authorization",
        fields=_with(fields, told),
        fixed={"terms": _FIXED},
        finish=_finish,
        lead="" if case is None else "Parties and classes are those of the application: compare them with the paper.",
    )


def issue_form(look: Looking, case: ApplicationSheet | None) -> OrderForm:
    """An authorization of the looker's own State."""
    state = look.actor.state
    today = today_in(look, look.reading.sheets.records(), state)
    fields = (
        Field("authorization/reference", "Reference", "code", "Capitals, digits and hyphens, such as IA-2030-000077."),
        *_terms_fields(None, []),
    )
    return OrderForm(
        name="issue",
        order="authorization issue",
        action="",
        title="Issue it",
        button="Issue the authorization",
        fields=_with(fields, {"terms/issued_on": today, "terms/valid_from": today}),
        fixed={"authorization": {"state": state}, "terms": _FIXED | {"import_state": state}},
        finish=_finish,
    )


def verify_form(look: Looking, case: ApplicationSheet | None) -> OrderForm:
    """What the importing State answered about an authorization, whether or not its page is there to see."""
    told, _ = _of_case(case)
    named = look.request.query_params.get("authorization", "")[:60] or told.get("authorization", "")
    return OrderForm(
        name="verify",
        order="authorization verify",
        action="",
        title="Record the answer",
        button="Record the answer",
        fields=(Field("authorization", "Authorization", "document", REFERENCE, value=named), *verify_fields()),
    )


def authorization_forms(look: Looking, s: AuthorizationSheet) -> tuple[OrderForm, ...]:
    """The orders about an authorization that is on record."""
    state, _, reference = s.key.partition(":")
    stream, here = f"authorization/{s.key}", page_address("import-authorizations", s.key)
    today = today_in(look, look.reading.sheets.records(), state)
    made = outline(look, stream, {"authorization": {"state": state, "reference": reference}}, (state,), here)
    forms = (
        made._replace(
            name="verify",
            order="authorization verify",
            title="Record the answer of the importing State",
            button="Record the answer",
            fields=verify_fields(),
            states=(),
        ),
        _amend(made, s, today),
        made._replace(
            name="revoke",
            order="authorization revoke",
            title="Revoke",
            button="Revoke the authorization",
            weighty=True,
            fields=(
                Field("effective_on", "First day without effect", "date", value=today),
                Field("reason", "Reason", "area", needed=False),
            ),
        ),
    )
    foreign = look.actor.state != state
    return tuple(x._replace(action=f"{here}/{x.name}") for x in forms if foreign or x.name != "verify")


def _amend(made: OrderForm, s: AuthorizationSheet, today: str) -> OrderForm:
    lines = [(x.item_class, x.quantity.value or "", x.quantity.unit or "") for x in s.terms.lines]
    parties = {"importer": s.terms.importer, "recipient": s.terms.recipient}
    told = {role: msgspec.to_builtins(who) for role, who in parties.items()}
    fixed = {"authorization": made.fixed["authorization"], "terms": told | {"import_state": s.terms.import_state}}
    return made._replace(
        name="amend",
        order="authorization amend",
        title="Amend",
        button="Amend the authorization",
        fields=(
            Field("effective_on", "In effect from", "date", value=today),
            Field("retroactive", "It counts from that day although it is decided later", "tick", needed=False),
            *_terms_fields(s.terms, lines),
        ),
        fixed=fixed,
        finish=_finish,
    )
