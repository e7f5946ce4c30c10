"""The steps of a consignment as forms, filled in from its declaration: let go, left, entered, arrived, received."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from domain.decisions.departures import still_away
from domain.decisions.states import ABSENT, LIVE, NEVER_DECLARED, consignment_state_of
from domain.record.records import Records
from domain.state.consignments import ARRIVED, Consignment, Line, consignment
from licensing.http.pages.authorizations import CATEGORIES, UNITS, units_with
from licensing.http.pages.forms import Field, OrderForm, entered_as, options, without_blank
from licensing.http.pages.letters import BY_TWO, paper_fields
from licensing.http.pages.looking import Looking, page_address
from licensing.http.pages.notices import MODES
from licensing.http.pages.sending import offset_of, outline, today_in

PLACE = "UN/LOCODE without a space, such as XAPRT."
UNSEEN = (ABSENT, NEVER_DECLARED[1])
_COUNTED = "Goods, if they were counted"
RETURNS = options("TEMPORARY_RETURN", "REFUSED", "WARRANTY", "REPAIR")
_CODES = options(**{"86": "86: short shipped", "117": "117: missing"})


class Case(NamedTuple):
    """A consignment as its forms need it; `found` is None while nothing was declared that the looker may see."""

    look: Looking
    records: Records
    key: str
    found: Consignment | None

    @property
    def declared(self) -> Any:
        """The declaration in force, if there is one."""
        return self.found.declared.data if self.found else None

    @property
    def own(self) -> str:
        """The State of whoever looks."""
        return self.look.actor.state

    @property
    def exporting(self) -> bool:
        """Whether the looker's State is that of export."""
        return self.declared is not None and self.declared.export_state == self.own

    @property
    def importing(self) -> bool:
        """Whether the looker's State is that of destination."""
        return self.declared is not None and self.declared.destination_state == self.own

    def place(self, *activities: str) -> str:
        """Where the declared route touches the looker's State."""
        legs = self.declared.route if self.declared else ()
        own = [x.locode for x in legs if x.state == self.own and (not activities or x.activity in activities)]
        return own[0] if own else ""

    @property
    def mode(self) -> str:
        """The declared means of transport."""
        return self.declared.mode if self.declared else ""


def case_of(look: Looking, key: str, visible: bool = True) -> Case:
    """A consignment for whom looks."""
    records = look.reading.sheets.records()
    return Case(look, records, key, consignment.of(records, key) if visible else None)


def state_as_seen(case: Case) -> str:
    """How far a consignment has come, as far as the looker may see."""
    return consignment_state_of(case.records, case.key) if case.found else UNSEEN[1]


# -- fields ------------------------------------------------------------------------------------------------------------


def _when(case: Case) -> Field:
    zone = offset_of(case.records, case.own)
    told = f"In the time of {case.own} (UTC{zone}); now, if left empty."
    return Field("/time", "When", "when", told, needed=False, zone=zone)


def _mode(case: Case) -> Field:
    return Field("mode", "Means of transport", "select", options=MODES, value=case.mode)


def _locode(case: Case, *activities: str) -> Field:
    return Field("locode", "Place", "code", PLACE, value=case.place(*activities))


def _lines(case: Case) -> list[Line]:
    return case.found.items() if case.found else []


def _quantities(case: Case, group: str = "", prefilled: bool = True) -> tuple[Field, ...]:
    found: list[Field] = []
    for n, line in enumerate(_lines(case)):
        quantity, item = line.declared.quantity, line.declared.item
        told = item.description or " ".join(x for x in (item.make, item.model, item.calibre) if x) or item.category
        value = (quantity.value or "") if prefilled else ""
        unit = quantity.unit or "C62"
        units = units_with(unit)
        place = f"lines/{n}/quantity"
        label = f"Quantity of item {line.item_no}, {told}"
        found += [
            Field(f"{place}/value", label, "decimal", value=value, needed=False, group=group, starts=True),
            Field(f"{place}/unit", f"Unit of item {line.item_no}", "select", "", units, unit, True, group=group),
        ]
    return tuple(found)


def _blank_row() -> tuple[Field, ...]:
    return (
        Field("lines/0/item/category", "What the goods are", "select", "", CATEGORIES),
        Field("lines/0/item/description", "In words", needed=False),
        Field("lines/0/quantity/value", "Quantity", "decimal"),
        Field("lines/0/quantity/unit", "Unit", "select", "", UNITS, "C62"),
    )


_counted = without_blank("lines", "quantity", "value")


def _numbers(case: Case) -> list[dict[str, Any]]:
    return [{"item_no": x.item_no} for x in _lines(case)]


def _reason_despite() -> Field:
    return Field("/despite", "Reason to go on although the ledger refuses", "area", needed=False, group="despite")


# -- the steps of each State -------------------------------------------------------------------------------------------


def _export_steps(case: Case, made: OrderForm) -> Iterator[OrderForm]:
    data = case.declared
    fixed = {**made.fixed, "declaration": data.declaration}
    yield made._replace(
        name="release-for-export",
        title="Release for export",
        button="Let the goods go",
        when=("declared",),
        fixed=fixed,
        despite=True,
        fields=(Field("office", "Customs office", "code", PLACE, value=data.office), _reason_despite()),
    )
    yield _exit(case, made)
    items = [msgspec.to_builtins(x.declared) for x in _lines(case)]
    yield made._replace(
        name="adjust",
        title="Correct the quantities declared",
        button="Correct the declaration",
        when=LIVE[:3],
        fixed={**fixed, "lines": items},
        despite=True,
        fields=(*_quantities(case), _reason_despite()),
    )
    yield made._replace(
        name="cancel",
        title="Invalidate the declaration",
        button="Invalidate it",
        when=LIVE[:2] if _gone(case) else LIVE,
        weighty=True,
        fixed=fixed,
        fields=(Field("reason", "Reason", "area", needed=False),),
    )
    yield made._replace(
        name="return",
        title="The goods come back",
        button="Record the return",
        when=LIVE[2:],
        fixed={**made.fixed, "to_state": case.own, "lines": _numbers(case)},
        finish=_counted,
        fields=(
            Field("kind", "Why they come back", "select", options=RETURNS),
            Field("entry_reference", "Number of the import entry"),
            Field("locode", "Place", "code", PLACE, value=data.office),
            _when(case),
            *_quantities(case, prefilled=False),
        ),
    )
    yield made._replace(
        name="not-exited",
        title="The goods did not leave",
        button="Record that they are here",
        when=("departed",),
        weighty=True,
        despite=True,
        fields=(
            Field("office", "Customs office", "code", PLACE, value=data.office),
            Field("ground", "How it is known", "area"),
            _reason_despite(),
        ),
    )


def _gone(case: Case) -> bool:
    """Whether the goods are on record as gone: then nothing is invalidated (R-071)."""
    return case.found is not None and still_away(case.records, case.found) is not None


def _exit(case: Case, made: OrderForm) -> OrderForm:
    office = case.declared.office if case.declared else ""
    return made._replace(
        name="exit",
        title="Confirm the exit",
        button="The goods have left",
        when=("declared", "released for export"),
        fields=(Field("office", "ApplicationContext of exit", "code", PLACE, value=office), _mode(case), _when(case)),
    )


def _transit_steps(case: Case, made: OrderForm) -> Iterator[OrderForm]:
    under_way = (*UNSEEN, *LIVE[:4])
    fixed = {**made.fixed, "state": case.own, "lines": _numbers(case)}
    for name, title, button in (
        ("enter-transit", "Enter transit", "The goods have entered"),
        ("leave-transit", "Leave transit", "The goods have left"),
    ):
        yield made._replace(
            name=name,
            title=title,
            button=button,
            when=under_way,
            fixed=fixed,
            finish=_counted,
            fields=(_locode(case), _mode(case), _when(case), *_quantities(case, _COUNTED, prefilled=False)),
        )


def _arrival(case: Case, made: OrderForm) -> OrderForm:
    items = [{"item_no": x.item_no, "item": msgspec.to_builtins(x.declared.item)} for x in _lines(case)]
    parties = [msgspec.to_builtins(x) for x in case.declared.parties] if case.declared else []
    return made._replace(
        name="arrive",
        title="Arrival",
        button="The goods have arrived",
        when=(*UNSEEN, *LIVE),
        fixed={**made.fixed, "state": case.own, "parties": parties, "lines": items or [{"item_no": 1}]},
        finish=_counted,
        counted=case.found is not None,
        fields=(
            Field("entry_reference", "Number of the import entry"),
            _locode(case, "DISCHARGE"),
            _when(case),
            *(_quantities(case, prefilled=False) or _blank_row()),
        ),
    )


def _import_steps(case: Case, made: OrderForm) -> Iterator[OrderForm]:
    yield _arrival(case, made)
    come = ("arrived", "received", UNSEEN[1])
    arrivals = case.found.of(ARRIVED) if case.found else ()
    entry = arrivals[-1].data.entry_reference if arrivals else ""
    yield made._replace(
        name="close-tally",
        title="Unloading is finished",
        button="Close the tally",
        when=come,
        fixed={**made.fixed, "state": case.own},
        fields=(_when(case),),
    )
    yield made._replace(
        name="release",
        title="Release at import",
        button="Release the goods",
        when=come,
        fixed={**made.fixed, "state": case.own},
        fields=(
            Field("entry_reference", "Number of the import entry", value=entry),
            _locode(case, "DISCHARGE"),
            _when(case),
        ),
    )
    yield _verification(case, made)
    yield made._replace(
        name="report-discrepancy",
        title="Report a discrepancy",
        button="Report it",
        when=("departed", *come),
        fixed={**made.fixed, "state": case.own, "lines": _numbers(case)},
        finish=_counted,
        fields=(
            Field("code", "What is wrong", "select", "Codes of UNECE Recommendation 24.", _CODES),
            *_quantities(case, prefilled=False),
            Field("remarks", "Remarks", "area", needed=False),
        ),
    )


def _verification(case: Case, made: OrderForm) -> OrderForm:
    parties = case.declared.parties if case.declared else ()
    who = next((x for role in ("END_USER", "CONSIGNEE") for x in parties if x.role == role), None)
    return made._replace(
        name="verify-delivery",
        title="Certify the receipt",
        button="Certify the receipt",
        when=("departed", "arrived", "received"),
        fixed={**made.fixed, "received_by": {"role": "RECIPIENT", "identifiers": []}, "lines": _numbers(case)},
        finish=_counted,
        counted=case.found is not None,
        despite=True,
        fields=(
            Field("verification", "Number of the certificate"),
            Field("received_on", "Day of receipt", "date", value=today_in(case.look, case.records, case.own)),
            Field("received_by/name", "Received by", value=who.name if who else ""),
            entered_as("received_by", "Register id", who),
            *_quantities(case, prefilled=False),
            _reason_despite(),
        ),
    )


def _copied_receipt(made: OrderForm) -> OrderForm:
    """A certificate of the State of destination that came by letter."""
    *asked, despite = made.fields
    return made._replace(
        name="copy-receipt",
        title="Copy a certificate of receipt from a letter",
        button="Record the letter",
        lead=BY_TWO,
        fields=(*asked, *paper_fields(), despite),
    )


def steps(case: Case, where: str, then: str) -> tuple[OrderForm, ...]:
    """Every step that the State of whoever looks may record of a consignment, the likeliest first."""
    ucr, _, part = case.key.partition("/")
    stream = f"consignment/{case.key}"
    shipment = {"ucr": ucr, "part": part} if part else {"ucr": ucr}
    made = outline(case.look, stream if case.found else "", {"shipment": shipment}, (), then)
    found = list(_of_state(case, made))
    if case.found:
        found.sort(key=lambda form: _over(case.found, form.name))
    return tuple(x._replace(order=f"consignment {x.name}", action=f"{where}/{x.name}") for x in found)


def _of_state(case: Case, made: OrderForm) -> Iterator[OrderForm]:
    if case.exporting:
        yield from _export_steps(case, made)
        yield _copied_receipt(_verification(case, made))
    elif case.importing:
        yield from _import_steps(case, made)
    else:
        yield from _transit_steps(case, made)
        yield _arrival(case, made)._replace(title="Arrival here, not in transit")


_SHOWN_BY = {
    "enter-transit": "shipment.transit-entered",
    "leave-transit": "shipment.transit-exited",
    "arrive": ARRIVED,
    "close-tally": "shipment.tally-closed",
    "release": "shipment.released",
    "verify-delivery": "shipment.delivery-verified",
    "copy-receipt": "shipment.delivery-verified",
    "return": "shipment.returned",
}


def _over(found: Consignment | None, name: str) -> bool:
    """Whether a step has been taken: then it comes after those that have not."""
    return found is not None and bool(found.of(_SHOWN_BY.get(name, name)))


def consignment_forms(look: Looking, s: Any) -> tuple[OrderForm, ...]:
    """The steps on the page of a consignment."""
    here = page_address("consignments", s.key)
    return steps(case_of(look, s.key), here, here)
