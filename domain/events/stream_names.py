"""What the stream of an event is called, for its declaration: read from data that are plain JSON values.

A stream is written `noun/name`, e.g. `licence/XA:EL-2030-000123`, `consignment/UCR-1/A`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.events.refs import FindingKey, finding_id
from domain.kernel.event_parts import StreamOf

Data = Mapping[str, Any]


def _called(noun: str, name: object) -> str:
    return f"{noun}/{name}".replace("\0", "\ufffd")  # PostgreSQL takes no NUL


def by_document(noun: str, field: str) -> StreamOf:
    """The stream of a document that a field names by State and reference."""
    return lambda data, _: _called(noun, f"{data[field]['state']}:{data[field]['reference']}")


def by_field(noun: str, field: str) -> StreamOf:
    """The stream of something that a field holds the name of."""
    return lambda data, _: _called(noun, data[field])


def by_shipment(data: Data, _: str) -> str:
    """The stream of a consignment."""
    ref = data["shipment"]
    return _called("consignment", f"{ref['ucr']}/{ref['part']}" if ref.get("part") else ref["ucr"])


def by_register_entry(data: Data, _: str) -> str:
    """The stream of a party as the register holds it."""
    return _called("party", data["party"]["register_id"])


def by_item(_: Data, subject: str) -> str:
    """The stream of items, which are called as the envelope calls them."""
    return _called("item", subject)


def by_finding(data: Data, _: str) -> str:
    """The stream of the finding that a rule and a key stand for."""
    names = ("licence", "line", "shipment", "subject")
    return _called("finding", finding_id(data["rule"], FindingKey(**{name: data["key"][name] for name in names})))


def by_what_it_is_about(data: Data, _: str) -> str:
    """The stream that a field names whole."""
    return str(data["about"])


by_application = by_document("application", "application")
by_authorization = by_document("authorization", "authorization")
by_licence = by_document("licence", "licence")
by_notice = by_document("notice", "notice")
