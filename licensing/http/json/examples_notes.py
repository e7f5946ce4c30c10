"""Examples of notes, for the description of the API."""

from __future__ import annotations

from typing import Any

NOTES_EXAMPLE: dict[str, Any] = {
    "notes": [
        {
            "kind": "REFERENCE_TO_NOTHING",
            "standing": "MENDED",
            "source": "/states/XB/customs/xbprt",
            "id": "CUS-004711",
            "type": "shipment.arrived.v1",
            "where": "/data/shipment",
            "detail": "nobody has declared UCXA301902513 in the ten days since: it counts for nothing. Ask for the"
            " declaration, or have the reference of the consignment corrected",
            "since": "2030-05-13T08:00:00Z",
            "ended": "2030-05-15T14:12:09Z",
            "by": "/states/XA/customs/xaprt#CUS-000713",
            "about": ["consignment/UCXA301902513"],
        }
    ],
    "next": None,
}
