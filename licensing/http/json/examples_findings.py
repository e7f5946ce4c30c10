"""Examples of work on many findings, and of what-if questions."""

from __future__ import annotations

from typing import Any

from licensing.http.json.examples import DISPOSED, FINDING_EXAMPLE

_ID, _HASH = FINDING_EXAMPLE["finding_id"], FINDING_EXAMPLE["evidence_hash"]
_NUMBER = {"name": "tol_rounds", "now": "50", "then": "2"}
_MISSING = "Of item 1 of consignment UCXA300000001 2000 rounds left and 1989 rounds arrived; missing: 11 rounds."
_SIDE = {
    "state": "OPEN",
    "severity": 4,
    "quantity": "11",
    "opened_at": "2030-05-02T08:00:00Z",
    "cleared_at": None,
}

TALLY = {
    "total": 3,
    "open": 2,
    "by_rule": [{"name": "R01", "count": 3, "open": 2}],
    "by_state": [{"name": "XA", "count": 3, "open": 2}, {"name": "XB", "count": 1, "open": 1}],
    "by_party": [{"name": "XA-P-000001", "count": 3, "open": 2}],
    "by_month": [{"name": "2030-04", "count": 3, "open": 2}],
}
ASK_PREVIEW = {
    "filter": {"summary": "What fits a filter", "value": {"filter": {"rule": ["R01"], "opened": "2030-04"}}},
    "names": {"summary": "Findings by name", "value": {"ids": [_ID]}},
}
PREVIEW: dict[str, Any] = {
    "would_close": [FINDING_EXAMPLE],
    "would_not": [
        {
            "finding_id": "00" * 32,
            "code": "FINDING_NOT_OPEN",
            "detail": "It is cleared, not open.",
            "mend": "Read it again; only an open finding is disposed of, an earlier disposition is corrected.",
        }
    ],
    "left_out": 0,
}
DISPOSE_OF_ALL = {
    "explained": {
        "summary": "One reason for all",
        "value": {
            "findings": [{"finding_id": _ID, "evidence_hash": _HASH}],
            "disposition": "EXPLAINED",
            "reason": "The port confirmed a fault of its weighbridge in April; file 2030/131.",
        },
    }
}
ALL_DISPOSED = {"disposed": [DISPOSED], "position": 4711}
ASK_WHAT_IF = {
    "tolerance": {
        "summary": "Another tolerance for rounds that are missing",
        "value": {"rules": ["R14"], "changes": {"tolerance": "2"}, "since": "2030-01-01"},
    },
    "off": {"summary": "Without a rule", "value": {"off": ["R18"]}},
}
WHAT_IF_EXAMPLE: dict[str, Any] = {
    "state": "DONE",
    "done": 4711,
    "total": 4711,
    "position": 4711,
    "rules": ["R14"],
    "numbers": [_NUMBER],
    "off": [],
    "since": "2030-01-01",
    "why": "",
    "found": {
        "standing_now": 2,
        "standing_then": 3,
        "opened": 1,
        "gone": 0,
        "changed": 0,
        "months": [{"month": "2030-05", "now": 1, "then": 2}],
        "differences": [
            {
                "what": "OPENED",
                "finding_id": _ID,
                "rule": "R14",
                "key": {"licence": None, "line": 1, "shipment": "UCXA300000001", "subject": None},
                "now": None,
                "then": _SIDE,
                "message": _MISSING,
            }
        ],
    },
    "left_out": 0,
}
WHAT_IF_RUNNING = WHAT_IF_EXAMPLE | {"state": "RUNNING", "done": 1200, "position": None, "found": None}
WHAT_IF_NONE = WHAT_IF_RUNNING | {"state": "NONE", "done": 0, "total": 0, "rules": [], "numbers": [], "since": None}
