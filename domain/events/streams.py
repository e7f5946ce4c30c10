"""In which stream an event belongs, and what its subject is called in keys (R-116).

A stream is written `noun/name`, e.g. `licence/XA:EL-2030-000123`, `consignment/UCR-1/A`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from domain.events.finding import FindingKey
from domain.events.refs import DocumentRef, ShipmentRef
from domain.kernel.canon import bounded

Data = Mapping[str, Any]


def document_key(ref: DocumentRef) -> str:
    """A document as keys name it: STATE:REFERENCE."""
    return f"{ref.state}:{ref.reference}"


def document_ref(key: str) -> DocumentRef:
    """The document behind a key."""
    state, _, reference = key.partition(":")
    return DocumentRef(state=state, reference=reference)


def consignment_key(ref: ShipmentRef) -> str:
    """A consignment as keys name it: UCR, or UCR/PART (rules 1.5.1)."""
    return f"{ref.ucr}/{ref.part}" if ref.part else ref.ucr


def finding_id(rule: str, key: FindingKey) -> str:
    """SHA-256 of rule|licence|line|shipment|subject, null as empty (rules 1.8.1)."""
    fields = (rule, key.licence, key.line, key.shipment, key.subject)
    return hashlib.sha256("|".join("" if x is None else str(x) for x in fields).encode()).hexdigest()


def _document(name: str) -> Callable[[Data, str], str]:
    return lambda data, _: f"{data[name]['state']}:{data[name]['reference']}"


def _shipment(data: Data, _: str) -> str:
    ref = data["shipment"]
    return f"{ref['ucr']}/{ref['part']}" if ref.get("part") else str(ref["ucr"])


def _register_entry(data: Data, _: str) -> str:
    return str(data["party"]["register_id"])


def _field(name: str) -> Callable[[Data, str], str]:
    return lambda data, _: str(data[name])


def _subject(_: Data, subject: str) -> str:
    return subject


def _waived(data: Data, _: str) -> str:
    key = data["key"]
    names = ("licence", "line", "shipment", "subject")
    return finding_id(data["rule"], FindingKey(**{name: key[name] for name in names}))


_NAMES: dict[str, tuple[str, Callable[[Data, str], str]]] = {
    "party.registered": ("party", _register_entry),
    "party.amended": ("party", _register_entry),
    "party.merged": ("party", _field("surviving")),
    "finding.disposed": ("finding", _field("finding_id")),
    "waiver.granted": ("finding", _waived),
    "list.published": ("list", _field("list")),
    "day.closed": ("day", _field("authority")),
    "signatory.listed": ("signatory", _field("state")),
    "stock.counted": ("stock", _field("holder")),
    "reexport.declared": ("reexport", _field("reexport")),
    "reexport.consented": ("licence", _document("licence")),
}

_NOUNS: dict[str, tuple[str, Callable[[Data, str], str]]] = {
    "import-authorization": ("authorization", _document("authorization")),
    "transit-notice": ("notice", _document("notice")),
    "end-use-document": ("document", _field("document")),
    "export-licence": ("licence", _document("licence")),
    "shipment": ("consignment", _shipment),
    "item": ("item", _subject),
    "licence-application": ("application", _document("application")),
    "licence": ("licence", _document("licence")),
    "authorization": ("authorization", _document("authorization")),
}


def stream_of(type_: str, data: Data, subject: str) -> str:
    """The stream of a fact, from its type, its data as plain JSON values, and the subject on its envelope."""
    kind = type_.rpartition(".v")[0]
    if kind == "order.refused":
        return bounded(str(data["about"]))
    noun, name = _NAMES.get(kind) or _NOUNS[kind.partition(".")[0]]
    return bounded(f"{noun}/{name(data, subject)}".replace("\0", "\ufffd"))
