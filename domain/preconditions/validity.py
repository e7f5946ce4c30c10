"""How long the licence may run, and must: not over before it begins, and by the lengths of its profile (R-047)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, date_text, day
from domain.kernel.months import months_from
from domain.preconditions.authorizations_known import authorization_known
from domain.preconditions.check import Asked, Check
from domain.record.law import Provisions
from domain.record.records import Records

_SEVERAL = ("MULTIPLE", "GENERAL")
"""Kinds of licence for more than one consignment or buyer."""
_TEMPORARY = "TEMPORARY"
_TITLE = message("precondition.validity")


def last_day(first: Day, months: int) -> Day:
    """The last of so many months, of which a day is the first."""
    return months_from(first, months) - 1


def validity(records: Records, asked: Asked) -> Iterator[Check]:
    """Both ends of the licence's time (R-047, norms N9 to N12)."""
    terms = asked.terms
    yield _still_to_come(asked)
    said = asked.law(records).provisions(asked.on)
    first, last = day(terms.valid_from), day(terms.valid_to)
    most, least = _most(records, asked, said), _least(records, asked, said)
    told = {"valid_from": terms.valid_from, "valid_to": terms.valid_to}
    if most and last > last_day(first, most):
        says = message("precondition.validity.too-long", **told, months=most)
        mend = message("precondition.validity.mend-end", valid_to=date_text(last_day(first, most)))
        yield Check("VALID_TOO_LONG", "R-047", _TITLE, False, says, mend)
    elif least and last < last_day(first, least):
        says = message("precondition.validity.too-short", **told, months=least)
        mend = message("precondition.validity.mend-longer", valid_to=date_text(last_day(first, least)))
        yield Check("VALID_TOO_SHORT", "R-047", _TITLE, False, says, mend)
    else:
        yield Check("VALID_TOO_LONG", "R-047", _TITLE, True, _met(told, most, least))


def _met(told: dict[str, str], most: int, least: int) -> Message:
    if most:
        return message("precondition.validity.at-most", **told, months=most)
    if least:
        return message("precondition.validity.at-least", **told, months=least)
    return message("precondition.validity.no-length", **told)


def _still_to_come(asked: Asked) -> Check:
    terms = asked.terms
    return Check(
        "ENDED_BEFORE_ISSUE",
        "R-047",
        message("precondition.not-over"),
        day(terms.valid_to) >= asked.on,
        message("precondition.not-over.ends", valid_to=terms.valid_to, issued_on=date_text(asked.on)),
        message("precondition.not-over.mend", issued_on=date_text(asked.on)),
    )


def _open_ended(records: Records, asked: Asked) -> bool | None:
    """Whether the import authorization names no last day; None where none is named or on record."""
    named = asked.terms.import_authorization
    held = authorization_known(records, document_key(named), asked.licence[:2], asked.terms) if named else None
    return None if held is None else held.terms(asked.on).valid_to is None


def _simplified(terms: LicenceTerms) -> bool:
    return terms.kind == _TEMPORARY and not terms.import_authorization_required


def _most(records: Records, asked: Asked, said: Provisions) -> int:
    """The most months it may run by its kind and by what the importing State has said (N10 to N12); 0: any number."""
    terms = asked.terms
    if terms.kind in _SEVERAL:
        return said.export_multiple_most
    if _simplified(terms):
        return said.export_simplified_most
    return said.export_open_most if _open_ended(records, asked) else 0


def _least(records: Records, asked: Asked, said: Provisions) -> int:
    """The least months it must run where the importing State names no last day (N10); 0: any number."""
    return said.export_open_least if asked.terms.kind != _TEMPORARY and _open_ended(records, asked) else 0
