"""Where a fact is indexed: its subjects, and its entries in secondary indexes (facts.md 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.chapters import CHAPTERS
from domain.events.streams import consignment_key, document_key
from domain.kernel.canon import bounded, canon, folded
from domain.kernel.event import declaration_of, kinds
from domain.kernel.event_parts import SubjectsOf
from domain.record.records import IndexEntry
from domain.record.statutes import StatuteBook
from domain.state.licence_references import IN_ANY_STATE, reference_texts
from domain.state.notices import ASKED

UNREAD = frozenset(kind for kind in kinds() if not declaration_of(kind).subjects)
"""Kinds that no rule or decision reads: they move the clock and are in the history, but belong to no dossier."""


def _all_of(named: Sequence[SubjectsOf]) -> SubjectsOf:
    return named[0] if len(named) == 1 else lambda data: [subject for of in named for subject in of(data)]


_SUBJECTS = {kind: _all_of(declaration_of(kind).subjects) for kind in kinds()}


def subjects(kind: str, data: Any) -> list[str]:
    """The subjects a fact of a kind is indexed under."""
    return _SUBJECTS[kind](data)


def history_of(subject: str) -> str:
    """The subject under which a history tells what is indexed under a subject: declarations and movements together."""
    noun, _, name = subject.partition("/")
    return f"consignment/{name}" if noun in ("declaration", "movement") else subject


def entries(kind: str, data: Any, book: StatuteBook) -> list[IndexEntry]:
    """The entries that a fact has in secondary indexes by itself."""
    found = [entry for of in ENTRIES.get(kind, ()) for entry in of(data)]
    found += [entry for of in ENTRIES_BY_LAW.get(kind, ()) for entry in of(data, book)]
    return [(index, bounded(name), other) for index, name, other in found]


def _replaces(data: Any) -> list[IndexEntry]:
    if not data.replaces:
        return []
    return [("replacers", consignment_key(data.replaces), consignment_key(data.shipment))]


def _licence_entries(data: Any) -> list[IndexEntry]:
    key, state = document_key(data.licence), data.licence.state
    found: list[IndexEntry] = []
    for text in reference_texts(state, data.licence.reference):
        found.append(("text", f"{state} {text}", key))
        found.append(("folded", f"{state} {folded(text)}", key))
    found.append((IN_ANY_STATE, reference_texts(state, data.licence.reference)[0], key))
    if data.terms.import_authorization:
        found.append(("naming", document_key(data.terms.import_authorization), key))
    return found


def _notice_entries(data: Any) -> list[IndexEntry]:
    number = document_key(data.notice)
    found: list[IndexEntry] = [(ASKED, data.transit_state, number)]
    if data.licence:
        found.append(("notices", f"licence {document_key(data.licence)}", number))
    if data.authorization:
        found.append(("notices", f"authorization {document_key(data.authorization)}", number))
    return found


RESTING = "rests on"
"""The secondary index from what decisions are made on, by its subject, to the subject of what was decided."""


def cited_document(number: str) -> str:
    """A document as what rests on it is indexed, however it writes the presentation number (rules 5.1)."""
    return f"document/{canon(number)}"


def _terms_rest_on(terms: Any) -> Iterator[str]:
    """The parties, the authorization and the end-use documents that terms of a licence name."""
    parties = (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)
    yield from (f"party/{x.register_id}" for x in parties if x.register_id)
    if terms.import_authorization:
        yield f"authorization/{document_key(terms.import_authorization)}"
    yield from (cited_document(x) for x in terms.end_use_documents)


def _resting(subject: str, named: Iterable[str]) -> list[IndexEntry]:
    return [(RESTING, x, subject) for x in dict.fromkeys(named)]


def _licence_rests_on(data: Any) -> list[IndexEntry]:
    subject = f"licence/{document_key(data.licence)}"
    return _resting(subject, (subject, *_terms_rest_on(data.terms)))


def _application_rests_on(data: Any) -> list[IndexEntry]:
    return _resting(f"application/{document_key(data.application)}", _terms_rest_on(data.wanted))


def _authorization_rests_on(data: Any) -> list[IndexEntry]:
    parties = (data.terms.importer, data.terms.recipient)
    subject = f"authorization/{document_key(data.authorization)}"
    return _resting(subject, [f"party/{x.register_id}" for x in parties if x.register_id])


def _judged(data: Any) -> list[IndexEntry]:
    """A finding that somebody disposed of, under what its key names."""
    named = (data.key.licence, data.key.shipment, data.key.subject)
    return [("judged", x, data.finding_id) for x in dict.fromkeys(named) if x]


def _referred(data: Any) -> list[IndexEntry]:
    """A finding that was referred, under its office."""
    return [("referred", data.office, data.finding_id)]


EntriesOf = Callable[[Any], Iterable[IndexEntry]]

ENTRIES: dict[str, list[EntriesOf]] = {
    "shipment.declared": [_replaces],
    "export-licence.issued": [_licence_entries, _licence_rests_on],
    "export-licence.amended": [_licence_entries, _licence_rests_on],
    "licence-application.submitted": [_application_rests_on],
    "import-authorization.issued": [_authorization_rests_on],
    "import-authorization.amended": [_authorization_rests_on],
    "transit-notice.sent": [_notice_entries],
    "finding.disposed": [_judged],
    "finding.referred": [_referred],
}
ENTRIES_BY_LAW: dict[str, list[Callable[[Any, StatuteBook], Iterable[IndexEntry]]]] = {}
for _chapter in CHAPTERS:
    for _kind, _entries in _chapter.entries_of_facts.items():
        ENTRIES.setdefault(_kind, []).append(_entries)
    for _kind, _lawful in _chapter.entries_by_law.items():
        ENTRIES_BY_LAW.setdefault(_kind, []).append(_lawful)
