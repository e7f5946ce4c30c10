"""Where a fact is filed, and what it joins: the subjects whose dossiers it belongs in (facts.md 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.chapters import CHAPTERS
from domain.events.streams import consignment_key, document_key
from domain.kernel.canon import bounded, folded
from domain.kernel.event import declaration_of, kinds
from domain.kernel.event_parts import SubjectsOf
from domain.record.statutes import StatuteBook
from domain.state.licence_references import reference_texts

Joined = tuple[str, str, str]


UNREAD = frozenset(kind for kind in kinds() if not declaration_of(kind).subjects)
"""Kinds that no rule or decision reads: they move the clock and are in the history, but belong to no dossier."""


def _all_of(named: Sequence[SubjectsOf]) -> SubjectsOf:
    return named[0] if len(named) == 1 else lambda data: [subject for of in named for subject in of(data)]


_SUBJECTS = {kind: _all_of(declaration_of(kind).subjects) for kind in kinds()}


def subjects(kind: str, data: Any) -> list[str]:
    """The subjects a fact of a kind is indexed under."""
    return _SUBJECTS[kind](data)


def history_of(subject: str) -> str:
    """The subject under which a history tells what is filed under a subject: declarations and movements together."""
    noun, _, name = subject.partition("/")
    return f"consignment/{name}" if noun in ("declaration", "movement") else subject


def joins(kind: str, data: Any, book: StatuteBook) -> list[Joined]:
    """(space, name, what is joined to it) for each link a fact makes by itself."""
    found = [joined for join in JOINS.get(kind, ()) for joined in join(data)]
    found += [joined for join in JOINS_BY_LAW.get(kind, ()) for joined in join(data, book)]
    return [(space, bounded(name), joined) for space, name, joined in found]


def _replaces(data: Any) -> list[Joined]:
    if not data.replaces:
        return []
    return [("replacers", consignment_key(data.replaces), consignment_key(data.shipment))]


def _licence_joins(data: Any) -> list[Joined]:
    key, state = document_key(data.licence), data.licence.state
    found: list[Joined] = []
    for text in reference_texts(state, data.licence.reference):
        found.append(("text", f"{state} {text}", key))
        found.append(("folded", f"{state} {folded(text)}", key))
    if data.terms.import_authorization:
        found.append(("naming", document_key(data.terms.import_authorization), key))
    return found


def _notice_joins(data: Any) -> list[Joined]:
    number = document_key(data.notice)
    found: list[Joined] = []
    if data.licence:
        found.append(("notices", f"licence {document_key(data.licence)}", number))
    if data.authorization:
        found.append(("notices", f"authorization {document_key(data.authorization)}", number))
    return found


Join = Callable[[Any], Iterable[Joined]]

JOINS: dict[str, list[Join]] = {
    "shipment.declared": [_replaces],
    "export-licence.issued": [_licence_joins],
    "export-licence.amended": [_licence_joins],
    "transit-notice.sent": [_notice_joins],
}
JOINS_BY_LAW: dict[str, list[Callable[[Any, StatuteBook], Iterable[Joined]]]] = {}
for _chapter in CHAPTERS:
    for _kind, _join in _chapter.facts_join.items():
        JOINS.setdefault(_kind, []).append(_join)
    for _kind, _lawful in _chapter.facts_join_by_law.items():
        JOINS_BY_LAW.setdefault(_kind, []).append(_lawful)
