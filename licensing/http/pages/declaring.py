"""The export declaration as a form: goods, parties and route are filled in from the licence."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.events.licence import LicenceLine, LicenceTerms
from domain.record.records import Records
from domain.state.consignments import consignment
from licensing.http.pages.authorizations import units_with
from licensing.http.pages.forms import Field, OrderForm, entered_as, options
from licensing.http.pages.looking import Looking
from licensing.http.pages.moves import PLACE
from licensing.http.pages.notices import MODES
from licensing.http.pages.sending import today_in
from licensing.http.pages.words import documented_amount, grouped
from licensing.http.pages.words import role as role_of
from projections.page_data.shapes import LineSheet

PARTIES = "Parties, as the licence names them"
ROUTE = "Route, through the States that the licence names"
SERIALS = "Serial numbers"
ENTERED_LATE = "Entered late, after the link was down"
_USAGES = options(ORIGINAL="as it is accepted", LATE="late, under the day on which the goods came under control")


def declaration_form(
    look: Looking, key: str, terms: LicenceTerms, balance: tuple[LineSheet, ...], before: str
) -> OrderForm:
    """A declaration that draws on a licence; `before` is the consignment that was declared on it last."""
    state, _, reference = key.partition(":")
    records = look.reading.sheets.records()
    last = _last(records, before, state)
    return OrderForm(
        name="declare",
        order="consignment declare",
        action=f"/border/licences/{key}/declare",
        title="Declare goods on it",
        button="Accept the declaration",
        states=(state,),
        despite=True,
        then="/border?q={key}",
        finish=_finish,
        fixed={
            "export_state": state,
            "parties": [msgspec.to_builtins(x) for x in _parties(terms)],
            "lines": [_line(n, reference, line) for n, line in enumerate(terms.lines, 1)],
            "route": _stops(terms),
        },
        fields=(
            Field("shipment/ucr", "Unique consignment reference (UCR)", "code", "Capitals, digits and hyphens."),
            Field("declaration", "Number of the declaration"),
            *(field for n, line in enumerate(terms.lines) for field in _amounts(n, line, balance, len(terms.lines))),
            Field("office", "Customs office", "code", PLACE, value=last.office if last else "", starts=True),
            Field("mode", "Means of transport", "select", options=MODES, value=last.mode if last else ""),
            Field("control_date", "Under customs control since", "date", value=today_in(look, records, state)),
            *_route(terms),
            *_party_fields(terms),
            *_serials(terms),
            Field("usage", "How it is entered", "select", options=_USAGES, value="ORIGINAL", group=ENTERED_LATE),
            Field("/late", "Why it is entered only now", "area", needed=False, group=ENTERED_LATE),
            Field("/despite", "Reason to accept it although the ledger refuses", "area", needed=False, group="despite"),
        ),
    )


def _last(records: Records, before: str, state: str) -> Any:
    """The declaration before this one on the licence: the next often leaves through the same office."""
    found = consignment.of(records, before) if before else None
    data = found.declared.data if found else None
    return data if data is not None and data.export_state == state else None


def _parties(terms: LicenceTerms) -> tuple[Any, ...]:
    return terms.exporter, terms.consignee, terms.end_user


def _line(number: int, reference: str, line: LicenceLine) -> dict[str, Any]:
    item = msgspec.to_builtins(line.item)
    return {"item_no": number, "licence_reference": reference, "licence_line": line.line, "item": item}


def _stops(terms: LicenceTerms) -> list[dict[str, str]]:
    through = [(x, "TRANSIT") for x in terms.transit_states]
    stops = [(terms.export_state, "LOAD"), *through, (terms.import_state, "DISCHARGE")]
    return [{"state": state, "activity": activity} for state, activity in stops]


def _amounts(n: int, line: LicenceLine, lines: tuple[LineSheet, ...], of: int) -> tuple[Field, ...]:
    place, unit = f"lines/{n}", (line.quantity.unit if line.quantity else None) or "C62"
    units = units_with(unit)
    sheet = next((x for x in lines if x.line == line.line), None)
    told = f"The licence says {documented_amount(line.quantity)}." if line.quantity else ""
    if sheet and sheet.free is not None:
        told = "Nothing is free." if sheet.overdrawn else f"{grouped(sheet.free)} {sheet.unit} are free."
    goods = sheet.description if sheet else f"line {line.line}"
    found = (
        Field(
            f"{place}/quantity/value",
            f"Quantity, line {line.line}: {goods}",
            "decimal",
            told,
            (),
            "",
            of == 1,
            starts=True,
        ),
        Field(f"{place}/quantity/unit", f"Unit, line {line.line}", "select", "", units, unit),
    )
    if line.control != "V":
        return found
    currency = line.value.currency if line.value else "EUR"
    return (
        *found,
        Field(f"{place}/value/amount", f"Value, line {line.line}", "decimal", needed=of == 1),
        Field(f"{place}/value/currency", f"Currency, line {line.line}", "code", value=currency),
    )


def _route(terms: LicenceTerms) -> tuple[Field, ...]:
    told = f"{PLACE} Left empty, no stop is declared there."
    stops = [(x, f"Border place in {x}") for x in terms.transit_states]
    stops.append((terms.import_state, f"Place of discharge in {terms.import_state}"))
    found = [
        Field(f"route/{n}/locode", label, "code", told, needed=False, group=ROUTE)
        for n, (_, label) in enumerate(stops, 1)
    ]
    to = Field("destination_state", "State of destination", "code", value=terms.import_state, group=ROUTE)
    return (to, *found)


def _party_fields(terms: LicenceTerms) -> tuple[Field, ...]:
    found: list[Field] = []
    for n, who in enumerate(_parties(terms)):
        role, place = role_of(who.role), f"parties/{n}"
        found += [
            Field(f"{place}/name", role, value=who.name, group=PARTIES),
            entered_as(place, f"{role}: register id", who, PARTIES),
        ]
    return tuple(found)


def _serials(terms: LicenceTerms) -> tuple[Field, ...]:
    return tuple(
        Field(f"lines/{n}/serials/numbers", f"Line {line.line}", "lines", "One a line.", needed=False, group=SERIALS)
        for n, line in enumerate(terms.lines)
        if line.item.category in ("FIREARM", "COMPONENT")
    )


def _finish(data: dict[str, Any]) -> dict[str, Any]:
    """Lines without a quantity and stops without a place are not declared; the first stop is the office."""
    filled = [x for x in data["lines"] if x.get("quantity", {}).get("value")] or data["lines"][:1]
    lines = [_declared(x) for x in filled]
    data["route"][0]["locode"] = data.get("office", "")
    stops = [x for x in data["route"] if x.get("locode")]
    mode = data.get("mode", "")
    route = [x | {"sequence": n, "mode": mode} for n, x in enumerate(stops, 1)]
    return data | {"lines": [x | {"item_no": n} for n, x in enumerate(lines, 1)], "route": route if mode else []}


def _declared(line: dict[str, Any]) -> dict[str, Any]:
    numbers = line.get("serials", {}).get("numbers")
    told = {name: value for name, value in line.items() if name != "serials"}
    if not line.get("value", {}).get("amount"):
        told.pop("value", None)
    return told | ({"serials": {"numbers": numbers, "ranges": []}} if numbers else {})
