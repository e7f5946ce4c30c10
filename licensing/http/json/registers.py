"""Licences, consignments, import authorizations and parties over HTTP, their histories, and the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from domain.events.goods import Quantity
from domain.kernel.errors import NotFound
from licensing.access import READ_AT, require
from licensing.http.asking import Asking, AskingCases
from licensing.http.cursor import MOST_ROWS
from licensing.http.json import examples
from licensing.http.json.answers import Positions, RegisterPage, one, some
from licensing.http.json.docs import responses_of
from licensing.http.json.findings import Key, StateCode
from licensing.http.json.rulebook import RULES, RuleSheet
from licensing.http.moments import MomentText, moment
from licensing.http.queries import Hit, Paging, Register, RegisterFilter
from projections.page_data.shapes import (
    ApplicationSheet,
    At,
    AuthorizationSheet,
    Availability,
    ConsignmentSheet,
    Entry,
    LicenceSheet,
    PartySheet,
)

router = APIRouter(prefix="/api/v1")
NOW = At()
DECIMAL = "^[0-9]{1,12}([.][0-9]{1,6})?$"


@dataclass(frozen=True, slots=True)
class HistoryAt:
    """A history as of a moment on both clocks."""

    of: str
    as_of: str | None
    known_at: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found."""

    q: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules that are asked."""

    rules: tuple[RuleSheet, ...]


def register_paging(
    sort: Annotated[Literal["key", "-key"], Query(description="A leading minus turns the order round.")] = "key",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
) -> Paging:
    """The part of the list in the query of a request."""
    return Paging(sort, limit, cursor)


def register_filter(
    status: Annotated[str | None, Query(max_length=40)] = None,
    jurisdiction: StateCode = None,
    party: Key = None,
) -> RegisterFilter:
    """The filter in the query of a request."""
    return RegisterFilter(status, jurisdiction, party)


_Part = Annotated[Paging, Depends(register_paging)]
_Wanted = Annotated[RegisterFilter, Depends(register_filter)]
Document = Annotated[str, Path(max_length=100, description="STATE:REFERENCE", examples=["XA:EL-2030-000123"])]
_Consignment = Annotated[str, Path(max_length=100, description="UCR, or UCR/PART", examples=["UCXA301902513"])]
_Entered = Annotated[str, Path(max_length=100, description="Register id", examples=["XA-P-000040"])]
AsOf = Annotated[MomentText, Query(description="Business clock: what had happened by then.")]
KnownAt = Annotated[MomentText, Query(description="Record clock: what was on record by then.")]


def _listed(asking: Asking, register: Register, wanted: RegisterFilter, part: Paging) -> Response:
    """A page of a register."""
    page = asking.reading.registered(register, wanted, part, asking.actor)
    return some(asking, RegisterPage(page.rows, page.after), page)


def _seen(asking: Asking, register: Register, key: str) -> str:
    """The key of what is meant; raises NotFound unless it is there and the actor may see it (R-016)."""
    meant = asking.reading.meant(register, key, asking.actor)
    if not asking.reading.sees(register, meant, asking.actor):
        raise NotFound
    return meant


def sheet(asking: Asking, register: Register, key: str, at: At = NOW) -> object:
    """The sheet of one thing the actor may see."""
    return asking.reading.sheet(register, _seen(asking, register, key), at, asking.actor)


@router.get("/licences", tags=["licences"], response_model=RegisterPage, responses=responses_of(examples.LICENCES))
def list_licences(asking: AskingCases, wanted: _Wanted, part: _Part) -> Response:
    """Export licences that concern your State."""
    return _listed(asking, Register.LICENCE, wanted, part)


@router.get(
    "/licences/{key}",
    tags=["licences"],
    response_model=LicenceSheet,
    responses=responses_of(examples.LICENCE_EXAMPLE, 304, 404),
)
def read_licence(asking: AskingCases, key: Document) -> Response:
    """A licence with its terms in force, the balance of each line, and its timeline."""
    return one(asking, sheet(asking, Register.LICENCE, key))


@router.get(
    "/consignments", tags=["consignments"], response_model=RegisterPage, responses=responses_of(examples.CONSIGNMENTS)
)
def list_consignments(asking: AskingCases, wanted: _Wanted, part: _Part) -> Response:
    """Consignments that concern your State."""
    return _listed(asking, Register.CONSIGNMENT, wanted, part)


@router.get(
    "/consignments/{key:path}",
    tags=["consignments"],
    response_model=ConsignmentSheet,
    responses=responses_of(examples.CONSIGNMENT_EXAMPLE, 304, 404),
)
def read_consignment(asking: AskingCases, key: _Consignment) -> Response:
    """A consignment: its route, declared and seen, and what of each item departed, arrived, was verified."""
    return one(asking, sheet(asking, Register.CONSIGNMENT, key))


@router.get(
    "/import-authorizations",
    tags=["import authorizations"],
    response_model=RegisterPage,
    responses=responses_of(examples.AUTHORIZATIONS),
)
def list_import_authorizations(asking: AskingCases, wanted: _Wanted, part: _Part) -> Response:
    """Import authorizations that concern your State."""
    return _listed(asking, Register.AUTHORIZATION, wanted, part)


@router.get(
    "/import-authorizations/{key}",
    tags=["import authorizations"],
    response_model=AuthorizationSheet,
    responses=responses_of(examples.AUTHORIZATION_EXAMPLE, 304, 404),
)
def read_import_authorization(asking: AskingCases, key: Document) -> Response:
    """An import authorization with what was licensed on it and what left."""
    return one(asking, sheet(asking, Register.AUTHORIZATION, key))


@router.get("/parties", tags=["parties"], response_model=RegisterPage, responses=responses_of(examples.PARTIES_EXAMPLE))
def list_parties(asking: AskingCases, wanted: _Wanted, part: _Part) -> Response:
    """Parties of the register that concern your State."""
    return _listed(asking, Register.PARTY, wanted, part)


@router.get(
    "/parties/{key}",
    tags=["parties"],
    response_model=PartySheet,
    responses=responses_of(examples.PARTY_EXAMPLE, 304, 404),
)
def read_party(asking: AskingCases, key: _Entered) -> Response:
    """A party as the register holds it, with the cases that name it."""
    return one(asking, sheet(asking, Register.PARTY, key))


@router.get(
    "/applications", tags=["applications"], response_model=RegisterPage, responses=responses_of(examples.APPLICATIONS)
)
def list_applications(asking: AskingCases, wanted: _Wanted, part: _Part) -> Response:
    """Applications for export licences of your State; an exporter's own."""
    return _listed(asking, Register.APPLICATION, wanted, part)


@router.get(
    "/applications/{key}",
    tags=["applications"],
    response_model=ApplicationSheet,
    responses=responses_of(examples.APPLICATION_EXAMPLE, 304, 404),
)
def read_application(asking: AskingCases, key: Document) -> Response:
    """An application with every precondition of issue, met or not, and its timeline."""
    return one(asking, sheet(asking, Register.APPLICATION, key))


@router.get(
    "/licences/{key}/availability",
    tags=["licences"],
    response_model=Availability,
    responses=responses_of(examples.AVAILABILITY, 304, 404),
)
def read_availability(
    asking: AskingCases,
    key: Document,
    on: Annotated[date | None, Query(description="Control date; today where it is left out.")] = None,
    line: Annotated[int | None, Query(ge=1, le=9_999, description="A line of the licence.")] = None,
    quantity: Annotated[str | None, Query(pattern=DECIMAL, description="How much would be declared on it.")] = None,
    unit: Annotated[str, Query(pattern="^[A-Z0-9]{2,3}$", description="Its unit (Recommendation 20).")] = "C62",
) -> Response:
    """Whether the licence lets goods pass on a day, and what is left of its lines; nothing is reserved (R-067)."""
    key = _seen(asking, Register.LICENCE, key)
    asked = None if line is None or quantity is None else Quantity(value=quantity, unit=unit)
    return one(asking, asking.reading.sheets.availability(key, on.isoformat() if on else None, line, asked))


@router.get("/search", tags=["search"], response_model=Hits, responses=responses_of(examples.HITS))
def search(
    asking: AskingCases, q: Annotated[str, Query(min_length=2, max_length=100, examples=["EL-2030"])]
) -> Response:
    """By licence, UCR, party or serial number; case, spaces and punctuation do not matter."""
    return some(asking, Hits(q, asking.reading.search(q, asking.actor)))


@router.get(
    "/history/{register}/{key:path}",
    tags=["history"],
    response_model=HistoryAt,
    responses=responses_of(examples.HISTORY, 304, 404),
)
def read_history(
    asking: AskingCases, register: Register, key: _Consignment, as_of: AsOf = None, known_at: KnownAt = None
) -> Response:
    """Every fact about a thing as of any moment on both clocks, also what was corrected or void."""
    return one(asking, history(asking, register, key, as_of, known_at))


@router.get("/rules", tags=["rules"], response_model=Rulebook, responses=responses_of(examples.RULES_EXAMPLE, 304))
def list_rules(asking: AskingCases) -> Response:
    """The rules that are asked, each with its legal basis and what clears it."""
    return one(asking, Rulebook(RULES))


@router.get("/position", tags=["position"], response_model=Positions, responses=responses_of(examples.POSITION_EXAMPLE))
def read_position(asking: AskingCases) -> Response:
    """The head of the log, the position the views stand for, and the clock of the record."""
    return some(asking, positions(asking))


def positions(asking: Asking) -> Positions:
    """Where the service stands."""
    here = asking.context
    return Positions(here.head(), asking.reading.position, here.clock())


def history(asking: Asking, register: Register, key: str, as_of: str | None, known_at: str | None) -> HistoryAt:
    """A history at two moments; looking back is for officers and auditors (rule A-07)."""
    if as_of or known_at:
        require(asking.actor, READ_AT)
    at = At(moment(as_of), moment(known_at))
    key = _seen(asking, register, key)
    return HistoryAt(key, at.as_of, at.known_at, asking.reading.history(register, key, at, asking.actor))
