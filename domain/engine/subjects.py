"""Where a fact is filed, and what it joins: the subjects whose dossiers it belongs in (facts.md 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from domain.chapters import CHAPTERS
from domain.events.streams import consignment_key, document_key, finding_id
from domain.kernel.canon import bounded, canon, folded, letters_and_digits
from domain.record.law import Law
from domain.state.licence_references import reference_texts

Joined = tuple[str, str, str]


def _declaration(data: Any) -> list[str]:
    return [f"declaration/{consignment_key(data.shipment)}"]


def _movement(data: Any) -> list[str]:
    return [f"movement/{consignment_key(data.shipment)}"]


def _item(data: Any) -> list[str]:
    """Item facts lie with others about the same first serial number, lot or case as written: small files."""
    serials = data.serials
    first = next((x for x in serials.numbers), None) if serials else None
    if first is None and serials and serials.ranges:
        first = serials.ranges[0].first
    named = first or next(iter(data.lots or ()), None) or data.case or ""
    make, model = canon(data.item.make or ""), canon(data.item.model or "")
    return [bounded(f"item/{make}|{model}|{letters_and_digits(named)}")]


def _lost(data: Any) -> list[str]:
    return [*_item(data), *([f"loss/{document_key(data.licence)}"] if data.licence else [])]


def _destroyed(data: Any) -> list[str]:
    return [*_item(data), *(_movement(data) if data.shipment else [])]


def _reexport(data: Any) -> list[str]:
    return [bounded(f"reexport/{data.reexport}")]


def _consented(data: Any) -> list[str]:
    return [f"consent/{document_key(data.licence)}"]


def _stock(data: Any) -> list[str]:
    return [bounded(f"stock/{data.holder}")]


def _licence(data: Any) -> list[str]:
    return [f"licence/{document_key(data.licence)}"]


def _authorization(data: Any) -> list[str]:
    return [f"authorization/{document_key(data.authorization)}"]


def _application(data: Any) -> list[str]:
    return [f"application/{document_key(data.application)}"]


def _document(data: Any) -> list[str]:
    return [f"document/{data.document}"]


def _notice(data: Any) -> list[str]:
    return [f"notice/{document_key(data.notice)}"]


def _party(data: Any) -> list[str]:
    return [f"party/{data.party.register_id}"]


def _merged(data: Any) -> list[str]:
    return [bounded(f"party/{x}") for x in dict.fromkeys((data.surviving, *data.absorbed))]


_EXACT: dict[str, Callable[[Any], list[str]]] = {
    "party.registered": _party,
    "party.amended": _party,
    "party.merged": _merged,
    "shipment.declared": _declaration,
    "shipment.adjusted": _declaration,
    "shipment.cancelled": _declaration,
    "item.lost": _lost,
    "item.destroyed": _destroyed,
    "reexport.declared": _reexport,
    "reexport.consented": _consented,
    "stock.counted": _stock,
    "signatory.listed": lambda data: [f"signatory/{data.state}"],
    "list.published": lambda data: [f"list/{data.list}"],
    "finding.disposed": lambda data: [f"finding/{finding_id(data.rule, data.key)}"],
    "waiver.granted": lambda data: [f"finding/{finding_id(data.rule, data.key)}"],
}
_GROUPS: dict[str, Callable[[Any], list[str]]] = {
    "shipment": _movement,
    "item": _item,
    "export-licence": _licence,
    "import-authorization": _authorization,
    "transit-notice": _notice,
    "end-use-document": _document,
    "licence-application": _application,
}
UNREAD = frozenset(
    {
        "day.closed",
        "order.refused",
        "licence.quantity-reserved",
        "licence.quantity-consumed",
        "licence.quantity-freed",
        "licence.reservation-refused",
        "authorization.licensed",
    }
)
"""Kinds that no rule or decision reads: they move the clock and are in the history, but belong to no dossier."""


def subjects(kind: str, data: Any) -> list[str]:
    """The subjects a fact of a kind is filed under."""
    return (_EXACT.get(kind) or _GROUPS[kind.partition(".")[0]])(data)


def history_of(subject: str) -> str:
    """The subject under which a history tells what is filed under a subject: declarations and movements together."""
    noun, _, name = subject.partition("/")
    return f"consignment/{name}" if noun in ("declaration", "movement") else subject


def joins(kind: str, data: Any, law: Law) -> list[Joined]:
    """(space, name, what is joined to it) for each link a fact makes by itself."""
    found = [joined for join in JOINS.get(kind, ()) for joined in join(data)]
    found += [joined for join in JOINS_BY_LAW.get(kind, ()) for joined in join(data, law)]
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
JOINS_BY_LAW: dict[str, list[Callable[[Any, Law], Iterable[Joined]]]] = {}
for _chapter in CHAPTERS:
    for _kind, _join in _chapter.facts_join.items():
        JOINS.setdefault(_kind, []).append(_join)
    for _kind, _lawful in _chapter.facts_join_by_law.items():
        JOINS_BY_LAW.setdefault(_kind, []).append(_lawful)
