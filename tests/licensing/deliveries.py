"""Deliveries and decisions for tests of the log, with only what matters said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from consumers.arrival import Delivery, Origin
from consumers.inbound import delivery_of
from domain.kernel.event import Recorded, envelope, recorded
from domain.kernel.log_entry import Stored
from licensing.log import Decided, Log, Request

Place = Path | str


def fact(id_: str, day: int = 1, **changes: Any) -> dict[str, Any]:
    """A day closed, recorded on a day of January 2030; whatever else is named is changed."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": "/states/XA/clock",
        "type": "day.closed.v1",
        "subject": "XA",
        "time": "2030-01-01T23:59:59Z",
        "recordedat": f"2030-01-{day:02d}T00:00:00Z",
        "datacontenttype": "application/json",
        "data": {"authority": "XA", "date": "2030-01-01"},
    } | changes


def delivered(id_: str, day: int = 1, line: int | None = None, **changes: Any) -> Delivery:
    return delivery_of(fact(id_, day, **changes), Origin(file="f", line=line))


def disposed(id_: str, finding: str = "0" * 64, reason: str = "seen") -> Recorded:
    body = written_disposal(id_, finding, reason)
    return recorded(msgspec.json.encode(body))


def written_disposal(id_: str, finding: str, reason: str) -> Mapping[str, Any]:
    return {
        "source": "/states/XA/licensing/counterfoil",
        "id": id_,
        "type": "finding.disposed.v1",
        "subject": finding,
        "time": "2030-01-05T10:00:00Z",
        "recordedat": "2030-01-05T10:00:00Z",
        "data": {
            "finding_id": finding,
            "rule": "R02",
            "key": {"licence": None, "line": None, "shipment": None, "subject": None},
            "evidence_hash": "0" * 64,
            "disposition": "ACCEPTED",
            "reason": reason,
            "decided_by": "Officer",
        },
    }


def put(log: Log, stream: str, *events: Recorded, request: Request | None = None) -> tuple[int, ...]:
    """Events of our own decided for a stream, alone; where they lie."""
    with log.deciding() as deciding:
        return deciding.put([Decided(stream, event) for event in events], request)


def ids(events: list[Stored]) -> list[str]:
    return [envelope(event.body).id for event in events]
