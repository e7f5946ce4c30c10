"""The preconditions of a case as a checklist: each with the place where what is missing is put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain.chapters.transfers.transit_consent import notices_for
from domain.decisions.applications import licence_proposed as proposed_for
from domain.events.streams import document_key, document_ref
from domain.record.records import Records
from licensing.http.pages.looking import Looking, page_address
from licensing.http.queries import Register
from projections.page_data.shapes import ApplicationSheet, Precondition


class Checked(NamedTuple):
    """A precondition with where it is mended, and what the link there says."""

    is_: Precondition
    where: str
    button: str


class _Case(NamedTuple):
    look: Looking
    records: Records
    s: ApplicationSheet
    named: str
    """The State or the document that a precondition is about."""

    @property
    def back(self) -> str:
        """What leads back from a form to the case."""
        return f"application={self.s.key}"

    @property
    def authorization(self) -> str:
        """The import authorization that the application names."""
        named = self.s.wanted.import_authorization
        return document_key(named) if named else ""


def proposed_reference(key: str) -> str:
    """The reference that a licence gets from its application, where nobody chooses another."""
    return proposed_for(document_ref(key)).reference


def licences_of(s: ApplicationSheet) -> tuple[str, str]:
    """The keys under which transit States may have been asked about a licence that is not issued yet."""
    return s.key, f"{s.key[:2]}:{proposed_reference(s.key)}"


def checklist(look: Looking, records: Records, s: ApplicationSheet) -> Iterator[Checked]:
    """Every precondition, met or not."""
    documents = iter(s.wanted.end_use_documents)
    for one in s.preconditions:
        code, _, state = one.code.partition(":")
        document = next(documents, "") if code.startswith("END_USE_DOCUMENT") else ""
        mend = None if one.met else _MENDED.get(code)
        yield Checked(one, *(mend(_Case(look, records, s, state or document)) if mend else ("", "")))


def _copied(case: _Case) -> tuple[str, str]:
    return (f"/import-authorizations/copy?{case.back}", "Record it") if case.authorization else ("", "")


def _confirmed(case: _Case) -> tuple[str, str]:
    return f"/import-authorizations/verify?{case.back}", "Record the answer"


def _opened(case: _Case) -> tuple[str, str]:
    key = case.authorization
    seen = bool(key) and case.look.reading.sees(Register.AUTHORIZATION, key, case.look.actor)
    return (page_address("import-authorizations", key), "Open it") if seen else ("", "")


def _asked(case: _Case) -> tuple[str, str]:
    notices = (n for licence in licences_of(case.s) for n in notices_for(case.records, licence, case.s.wanted))
    numbers = [n.number for n in notices if n.state == case.named]
    if numbers:
        return f"{page_address('transit-notices', numbers[-1])}?{case.back}#answer", "Record the answer"
    return f"/transit-notices/send?{case.back}&state={case.named}", "Send a notice"


def _presented(case: _Case) -> tuple[str, str]:
    return f"/end-use-documents/present?{case.back}&document={case.named}", "Record it"


def _answered(case: _Case) -> tuple[str, str]:
    return f"{page_address('end-use-documents', case.named)}?{case.back}#verify", "Record the answer"


def _determined(_: _Case) -> tuple[str, str]:
    return "#determine", "Determine"


def _assessed(_: _Case) -> tuple[str, str]:
    return "#assess", "Assess"


_MENDED: dict[str, Callable[[_Case], tuple[str, str]]] = {
    **dict.fromkeys(
        ("NOT_DETERMINED", "PROFILE_NOT_IN_FORCE", "TEMPORARY_UNFOUNDED", "PROCEDURE_UNLAWFUL"), _determined
    ),
    **dict.fromkeys(("IMPORT_EXEMPTION_UNLAWFUL", "RECEIPT_EXEMPTION_UNLAWFUL"), _determined),
    **dict.fromkeys(("EMBARGO_EXEMPTION_UNLAWFUL", "TRANSIT_STATE_LEFT_OUT"), _determined),
    "TRANSIT_EXEMPTION_UNLAWFUL": _determined,
    "IMPORT_MISSING": _copied,
    "IMPORT_NOT_VERIFIED": _confirmed,
    **dict.fromkeys(("IMPORT_NOT_VALID", "VALID_BEYOND_IMPORT", "IMPORT_MISMATCH", "IMPORT_EXCEEDED"), _opened),
    "TRANSIT_MISSING": _asked,
    "TRANSIT_OBJECTED": _asked,
    "TRANSIT_CONDITIONS": _assessed,
    "END_USE_DOCUMENT_MISSING": _presented,
    "END_USE_DOCUMENT_NOT_AUTHENTIC": _answered,
    "FINDINGS_NOT_ACKNOWLEDGED": _assessed,
    "PRIOR_REFUSAL": _assessed,
}
