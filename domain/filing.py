"""Where a fact is filed, and what it joins: the subjects whose dossiers it belongs in (facts.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.canon import bounded, folded
from domain.dossier.resolution import reference_texts
from domain.streams import consignment_key, document_key, finding_id

Joined = tuple[str, str, str]


def _declaration(data: Any) -> list[str]:
    return [f"declaration/{consignment_key(data.shipment)}"]


def _movement(data: Any) -> list[str]:
    return [f"movement/{consignment_key(data.shipment)}"]


def _destroyed(data: Any) -> list[str]:
    return _movement(data) if data.shipment else []


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
    "item.destroyed": _destroyed,
    "list.published": lambda data: [f"list/{data.list}"],
    "finding.disposed": lambda data: [f"finding/{finding_id(data.rule, data.key)}"],
    "waiver.granted": lambda data: [f"finding/{finding_id(data.rule, data.key)}"],
}
_GROUPS: dict[str, Callable[[Any], list[str]]] = {
    "shipment": _movement,
    "export-licence": _licence,
    "import-authorization": _authorization,
    "transit-notice": _notice,
    "end-use-document": _document,
    "licence-application": _application,
}
UNREAD = frozenset(
    {
        "shipment.sealed",
        "shipment.seal-checked",
        "shipment.seal-replaced",
        "shipment.position-reported",
        "signatory.listed",
        "reexport.declared",
        "reexport.consented",
        "item.lost",
        "item.seized",
        "item.recovered",
        "item.deactivated",
        "item.transferred",
        "stock.counted",
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


def joins(kind: str, data: Any) -> list[Joined]:
    """(space, name, what is joined to it) for each link a fact makes by itself."""
    if kind == "shipment.declared" and data.replaces:
        return [("replacers", consignment_key(data.replaces), consignment_key(data.shipment))]
    if kind in ("export-licence.issued", "export-licence.amended"):
        return _licence_joins(data)
    if kind == "transit-notice.sent":
        return _notice_joins(data)
    return []


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
