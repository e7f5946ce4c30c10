"""What was prepared of an order that takes two persons: whoever did it does not confirm it (R-020).

Applying, assessing and determining prepare a licence, and so do copying and verifying what its terms name. The second
person's part in a copied paper or a determination is none of it: the entry is the work of who proposed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.chapters.documents.end_use_documents import told_of_document
from domain.decisions.states import application_facts
from domain.events.licence import LicenceTerms
from domain.events.refs import DocumentRef
from domain.events.streams import document_key
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.concern import copied_in

APPLIED = frozenset({f"licence-application.{did}" for did in ("submitted", "assessed", "determined")})
_VERIFIED = frozenset({"import-authorization.verified", "end-use-document.verified"})


def of_case(records: Records, application: DocumentRef) -> Iterator[Fact]:
    """Who applied, assessed and determined."""
    return (f for f in application_facts(records, application) if f.kind in APPLIED)


def of_terms(records: Records, licence: str, terms: LicenceTerms) -> Iterator[Fact]:
    """Who copied or verified the authorization, the answers of transit States and the documents that terms name."""
    named = [f"licence {licence}"]
    subjects: list[str] = []
    if terms.import_authorization is not None:
        key = document_key(terms.import_authorization)
        named.append(f"authorization {key}")
        subjects.append(f"authorization/{key}")
    subjects += [f"notice/{number}" for name in named for number in records.indexed("notices", name)]
    told = [f for x in terms.end_use_documents for f in told_of_document(records, x)]
    told += [f for subject in subjects for f in records.facts(subject)]
    yield from (f for f in told if f.kind in _VERIFIED or copied_in(f.source))


def of_amendment(records: Records, order: Any) -> Iterator[Fact]:
    """Of an amendment: what its terms name."""
    return of_terms(records, document_key(order.licence), order.terms)
