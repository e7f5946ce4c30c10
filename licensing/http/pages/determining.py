"""The form in which officers determine what the law asks of an application: asked on its page, each with a ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.events.determination import FORMS, NEEDS, PROCEDURES, Ground
from domain.kernel.moments import day
from domain.record.records import Records
from domain.state.determination import on_the_way
from licensing.http.pages.forms import NULL, Field, options
from projections.page_data.shapes import ApplicationSheet

_AT = "determination"
_SHIPMENTS = {"ONE": "SINGLE", "SEVERAL": "MULTIPLE"}


def determine_page(records: Records, s: ApplicationSheet, today: str, conditions: list[str]) -> dict[str, Any]:
    """What the form asks, filled in as it was determined last."""
    return {
        "name": "determine",
        "order": "application determine",
        "title": "Determine again" if s.determination else "Determine what the law asks for",
        "button": "Record the determination",
        "lead": "The application says what is wanted; what the law asks for is determined here, each with its ground.",
        "fixed": {"application": _named(s), _AT: {"transit": [{"state": x} for x in _states(s)]}},
        "fields": (
            *_scope(records, s, today),
            *_papers(records, s),
            *_transit(s),
            *_rest(s, conditions),
        ),
        "finish": _finished,
    }


def _named(s: ApplicationSheet) -> dict[str, str]:
    return {"state": s.key[:2], "reference": s.key.partition(":")[2]}


def _states(s: ApplicationSheet) -> tuple[str, ...]:
    """The States of the route, and others that were determined besides."""
    told = s.determination.told.transit if s.determination else ()
    return tuple(dict.fromkeys((*on_the_way(s.wanted, s.claimed), *(x.state for x in told))))


def _ground(place: str, of: str, told: Ground | None, needed: bool = True) -> tuple[Field, Field]:
    text, reference = (told.text, told.reference) if told else ("", "")
    return (
        Field(f"{place}/text", f"Ground: {of}", value=text, needed=needed),
        Field(f"{place}/reference", f"Provision or paper: {of}", value=reference, needed=needed),
    )


def _scope(records: Records, s: ApplicationSheet, today: str) -> Iterator[Field]:
    told = s.determination.told if s.determination else None
    back = told.temporary if told else None
    known = sorted(records.provisions(day(today), s.key[:2], None).profiles)
    form = told.scope.form if told else _SHIPMENTS.get(s.wanted.shipments, "")
    yield Field(f"{_AT}/scope/form", "Form of the licence", "select", "", options(*FORMS), form, starts=True)
    yield from _ground(f"{_AT}/scope/ground", "form", told.scope.ground if told else None)
    profile = told.law.profile if told else known[0] if len(known) == 1 else ""
    named = tuple((x, x) for x in known)
    yield Field(f"{_AT}/law/profile", "Profile of law", "select", "", named, profile, starts=True)
    yield from _ground(f"{_AT}/law/ground", "profile", told.law.ground if told else None)
    procedure = told.procedure.procedure if told else "STANDARD"
    yield Field(f"{_AT}/procedure/procedure", "Procedure", "select", "", options(*PROCEDURES), procedure, starts=True)
    yield from _ground(f"{_AT}/procedure/ground", "procedure", told.procedure.ground if told else None)
    purposes = options(*sorted(records.provisions(day(today), s.key[:2], None).temporary_purposes))
    purpose, until = (back.purpose, back.return_by) if back else ("", "")
    place = f"{_AT}/temporary"
    yield Field(
        f"{place}/purpose",
        "Temporary, for",
        "select",
        "Where the goods come back.",
        purposes,
        purpose,
        False,
        starts=True,
    )
    yield Field(f"{place}/return_by", "Back by", "date", value=until, needed=False)
    yield from _ground(f"{place}/ground", "temporary export", back.ground if back else None, needed=False)


def _papers(records: Records, s: ApplicationSheet) -> Iterator[Field]:
    told = s.determination.told if s.determination else None
    for name, row, label in (
        ("import_authorization", "import_exempt_as", f"An import authorization of {s.wanted.import_state} is required"),
        ("delivery_verification", "receipt_exempt_as", "Proof of receipt is required"),
    ):
        known = options(*sorted({x for value in records.statutes.values(row) for x in value}))
        was, place = getattr(told, name) if told else None, f"{_AT}/{name}"
        of = name.replace("_", " ")
        yield Field(f"{place}/required", label, "tick", value=was.required if was else True, needed=False)
        exempt_as = (was.exempt_as if was else "") or ""
        help_ = "Where it is not required."
        yield Field(f"{place}/exempt_as", f"Left out as: {of}", "select", help_, known, exempt_as, False)
        yield from _ground(f"{place}/ground", of, was.ground if was else None)


def _transit(s: ApplicationSheet) -> Iterator[Field]:
    told = s.determination.told if s.determination else None
    before = {x.state: x for x in told.transit} if told else {}
    for n, state in enumerate(_states(s)):
        was, place = before.get(state), f"{_AT}/transit/{n}"
        need = was.need if was else "CONSENT"
        yield Field(f"{place}/need", f"Needed of {state}", "select", "", options(*NEEDS), need, starts=True)
        yield from _ground(f"{place}/ground", f"transit through {state}", was.ground if was else None)
    if not _states(s):
        yield from _ground(f"{_AT}/no_transit", "no State is crossed", told.no_transit if told else None)


def _rest(s: ApplicationSheet, conditions: list[str]) -> Iterator[Field]:
    told = s.determination.told if s.determination else None
    place = told.place_of_issue if told else ""
    yield Field(f"{_AT}/place_of_issue", "Place of issue", value=place, starts=True)
    if conditions:
        help_, choices = "Word for word; they become part of the licence.", tuple((x, x) for x in conditions)
        taken = told.conditions if told else ()
        yield Field(f"{_AT}/conditions", "Conditions of transit States", "checks", help_, choices, taken, False)
    no_reexport = told.undertaking.no_reexport if told else False
    term = told.undertaking.term_months if told else None
    at = f"{_AT}/undertaking"
    yield Field(f"{at}/no_reexport", "Re-export needs the consent of this State", "tick", "", (), no_reexport, False)
    yield Field(
        f"{at}/term_months",
        "For so many months",
        "number",
        "For good, where left empty.",
        value=term or "",
        needed=False,
    )._replace(blank=NULL)


def _finished(data: dict[str, Any]) -> dict[str, Any]:
    """What was not filled in is not determined: no temporary export, and no exemption of a paper that is required."""
    told = dict(data[_AT])
    temporary = told.get("temporary")
    if temporary is not None and not any(temporary.get(x) for x in ("purpose", "return_by")):
        del told["temporary"]
    for name in ("import_authorization", "delivery_verification"):
        if told[name].get("required"):
            told[name] = {k: v for k, v in told[name].items() if k != "exempt_as"}
    return data | {_AT: told}
