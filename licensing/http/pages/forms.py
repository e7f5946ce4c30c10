"""Forms of orders: tables of fields that are shown, filled in, and made into the body that the API takes as well."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any, NamedTuple

from domain.events.party import PartyMention
from licensing.http.problems import Problem
from licensing.orders.acknowledgement import ToldAcknowledgement
from licensing.orders.form import BodyFault

Values = Mapping[str, Sequence[str]]
OMITTED, NULL = "omitted", "null"
BLANK = "This must be filled in."
_QUOTED = re.compile(r'"([^"]+)" is a required property')


class Field(NamedTuple):
    """One thing to fill in; `name` is its place in the data of the order, or from the root with a leading slash.

    `blank` says what an empty field that need not be filled in becomes: left out, or null; `starts` begins a row.
    """

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: Any = ""
    needed: bool = True
    blank: str = OMITTED
    group: str = ""
    zone: str = "Z"
    starts: bool = False
    fault: str = ""

    @property
    def pointer(self) -> str:
        """Its place in the body of the order, as a JSON pointer."""
        return self.name if self.name.startswith("/") else f"/data/{self.name}"

    @property
    def slug(self) -> str:
        """Its name as part of an id."""
        return self.name.strip("/").replace("/", "-").replace("_", "-")


def entered_as(place: str, label: str, who: PartyMention | None, group: str = "") -> Field:
    """Under which id a party stands in a register, where it does."""
    known = (who.register_id or "") if who else ""
    told = "Such as XB-P-000012."
    return Field(f"{place}/register_id", label, "code", told, value=known, needed=False, group=group)


def unchanged(data: dict[str, Any]) -> dict[str, Any]:
    """What was filled in is what is ordered."""
    return data


class OrderForm(NamedTuple):
    """An order to be filled in: where it is sent, what it says without asking, and the fields it asks for."""

    name: str
    order: str
    action: str
    title: str
    button: str
    fields: tuple[Field, ...] = ()
    fixed: Mapping[str, Any] = {}
    when: tuple[str, ...] = ()
    about: str = ""
    seen: int | None = None
    states: tuple[str, ...] = ()
    lead: str = ""
    despite: bool = False
    weighty: bool = False
    finish: Callable[[dict[str, Any]], dict[str, Any]] = unchanged
    counted: bool = False
    """Whether goods are counted in it: then a difference to what is on record is said before it is carried out."""
    differences: tuple[str, ...] = ()
    then: str = ""
    key: str = ""
    problem: Problem | None = None
    refusal: ToldAcknowledgement | None = None

    @property
    def sent(self) -> bool:
        """Whether it was sent and is shown again."""
        return self.problem is not None or self.refusal is not None or bool(self.differences)

    @property
    def groups(self) -> list[tuple[str, list[Field]]]:
        """The fields, those under one heading together."""
        return [(name, list(fields)) for name, fields in groupby(self.fields, lambda field: field.group)]

    def numbered(self) -> OrderForm:
        """The form with a key of its own, under which it is carried out once."""
        return self if self.key else self._replace(key=secrets.token_urlsafe(18))


class Sent(NamedTuple):
    """A form as it was filled in, and what is wrong with it or was refused; shown again with everything kept."""

    name: str
    values: Values
    faults: tuple[BodyFault, ...] = ()
    problem: Problem | None = None
    refusal: ToldAcknowledgement | None = None
    differences: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The status of the page on which it is shown again."""
        return self.problem.status if self.problem else 200

    def key(self) -> str:
        """The same key where nobody knows what became of the order, else a new one."""
        unknown = self.problem is not None and self.problem.status >= 500  # noqa: PLR2004
        return "".join(self.values.get("key", ())) if unknown else ""


def again(forms: Sequence[OrderForm], sent: Sent | None) -> tuple[OrderForm, ...]:
    """Forms to be shown, the one that was sent as it was filled in."""
    return tuple((_kept(form, sent) if sent and sent.name == form.name else form).numbered() for form in forms)


def _kept(form: OrderForm, sent: Sent) -> OrderForm:
    faults = _by_field(form.fields, sent.faults)
    fields = tuple(
        x._replace(value=_as_typed(x, sent.values.get(x.name, ())), fault=faults.pop(x.name, "")) for x in form.fields
    )
    problem = sent.problem
    if problem is not None and sent.faults:
        elsewhere = "" if any(x.fault for x in fields) else "; ".join(faults.values())
        problem = problem._replace(detail=elsewhere or _FAULTY, mend=_MEND)
    return form._replace(
        fields=fields, problem=problem, refusal=sent.refusal, differences=sent.differences, key=sent.key()
    )


_FAULTY = "Something is not filled in as it should be."
_MEND = "Each field says what is wrong with it; what you filled in is kept."


def _as_typed(field: Field, typed: Sequence[str]) -> Any:
    return tuple(typed) if field.kind in ("checks", "tick") else "".join(typed[-1:])


def _by_field(fields: Sequence[Field], faults: Sequence[BodyFault]) -> dict[str, str]:
    """What is wrong, by the name of the field it is wrong in; under its pointer where that is none of them."""
    found: dict[str, str] = {}
    for fault in faults:
        pointer = fault.pointer
        if missing := _QUOTED.fullmatch(fault.detail):
            pointer += f"/{missing[1]}"
        field = next((x for x in fields if _concerns(x, pointer)), None)
        told = BLANK if missing else fault.detail if field is None else _worded(field, fault)
        found.setdefault(field.name if field else pointer, told if field else f"{pointer}: {told}")
    return found


def _concerns(field: Field, pointer: str) -> bool:
    own = field.pointer
    return pointer == own or pointer.startswith(f"{own}/")


def _worded(field: Field, fault: BodyFault) -> str:
    if "does not match" in fault.detail or "is not a" in fault.detail:
        return "This is not written as described." if field.help else "This is not written as it should be."
    return fault.detail


# -- from what was filled in to what is ordered ------------------------------------------------------------------------


def form_body(form: OrderForm, values: Values, despite: bool) -> tuple[dict[str, Any], tuple[BodyFault, ...]]:
    """The body of the order, and what was not filled in though it must be."""
    body: dict[str, Any] = {"data": deepcopy(dict(form.fixed))}
    faults: list[BodyFault] = []
    for field in form.fields:
        if field.name == "/despite" and not despite:
            continue
        found = _READ.get(field.kind, _text)(field, values.get(field.name, ()))
        if found not in ("", [], None):
            _put(body, field.pointer.split("/")[1:], found)
        elif field.needed or field.name == "/despite":
            faults.append(BodyFault(field.pointer, BLANK, "blank"))
        elif field.blank == NULL:
            _put(body, field.pointer.split("/")[1:], None)
        elif field.kind in ("checks", "lines", "states"):
            _put(body, field.pointer.split("/")[1:], [])
    body["data"] = form.finish(body["data"])
    return body, tuple(faults)


def _put(whole: Any, path: Sequence[str], value: Any) -> None:
    """Sets what lies at a path; what lies on the way is made."""
    here, *rest = path
    step: Any = int(here) if isinstance(whole, list) else here
    if isinstance(whole, list):
        whole.extend({} for _ in range(step + 1 - len(whole)))
    if not rest:
        whole[step] = value
        return
    if not isinstance(whole, list) and step not in whole:
        whole[step] = [] if rest[0].isdecimal() else {}
    _put(whole[step], rest, value)


def _text(_: Field, typed: Sequence[str]) -> Any:
    return "".join(typed[-1:]).replace("\r\n", "\n").strip()


def _code(field: Field, typed: Sequence[str]) -> Any:
    return re.sub(r"\s", "", _text(field, typed)).upper()


def _decimal(field: Field, typed: Sequence[str]) -> Any:
    return re.sub(r"\s", "", _text(field, typed))


def _number(field: Field, typed: Sequence[str]) -> Any:
    text = _text(field, typed)
    return int(text) if text.isdecimal() and len(text) <= 9 else text  # noqa: PLR2004


def _lines(field: Field, typed: Sequence[str]) -> Any:
    return [line.strip() for line in _text(field, typed).split("\n") if line.strip()]


def _states(field: Field, typed: Sequence[str]) -> Any:
    return re.findall(r"\w+", _text(field, typed).upper())


def _document(field: Field, typed: Sequence[str]) -> Any:
    state, colon, reference = _code(field, typed).partition(":")
    return {"state": state, "reference": reference} if colon or state else ""


def _when(field: Field, typed: Sequence[str]) -> Any:
    text = _text(field, typed)
    whole = f"{text}:00" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text) else text
    return f"{whole}{field.zone}" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", whole) else whole


_READ: dict[str, Callable[[Field, Sequence[str]], Any]] = {
    "code": _code,
    "decimal": _decimal,
    "number": _number,
    "lines": _lines,
    "states": _states,
    "document": _document,
    "when": _when,
    "checks": lambda _, typed: list(typed),
    "tick": lambda _, typed: bool(typed),
}


def without_blank(name: str, *path: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Leaves out the rows of a list in which nothing stands at a path: what is not filled in is not told of."""

    def finish(data: dict[str, Any]) -> dict[str, Any]:
        return data | {name: [row for row in data.get(name, ()) if _reaches(row, path)]}

    return finish


def _reaches(row: Any, path: Sequence[str]) -> bool:
    for step in path:
        row = row.get(step) if isinstance(row, dict) else None
    return row not in (None, "")


def options(*codes: str, **titles: str) -> tuple[tuple[str, str], ...]:
    """Choices by their codes, each in its own words or in small letters."""
    return (*((x, x.replace("_", " ").lower()) for x in codes), *titles.items())


def form_named(forms: Sequence[OrderForm], name: str) -> OrderForm | None:
    """The form of a name."""
    return next((form for form in forms if form.name == name), None)
