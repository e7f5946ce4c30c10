"""Examples of lists in force, and of names held against the list of sanctions; everybody in them is invented."""

from __future__ import annotations

from typing import Any

LISTS_EXAMPLE = {
    "lists": [
        {
            "name": "sanctions",
            "standing": "IN_FORCE",
            "version": "2030-02-27T00:00:09.554Z",
            "effective_on": "2030-02-27",
            "rows": 1003,
            "recordedat": "2030-02-27T06:10:00Z",
            "source": "/states/XA/reference/counterfoil",
            "id": "CF-000000004711-DSP-1",
        }
    ],
    "position": 4711,
}
SCREEN_EXAMPLES: dict[str, Any] = {
    "names": {
        "summary": "A person and a firm",
        "value": {
            "names": [
                {"name": "Arvo Halak", "kind": "PERSON", "date_of_birth": "1971", "nationality": "XB"},
                {"name": "Falcon Trading Co.", "identifiers": [{"scheme": "REGISTRATION", "value": "77-1"}]},
            ]
        },
    }
}
SCREENED = {
    "version": "2030-02-27T00:00:09.554Z",
    "effective_on": "2030-02-27",
    "rows": 1003,
    "position": 4711,
    "screened": 2,
    "hits": [
        {
            "row": 1,
            "name": "Arvo Halak",
            "list": "sanctions",
            "entry": "XXi.001",
            "score": 0.98,
            "verdict": "CANDIDATE",
            "why": "Arvo Halak is 0.980 like the name Arvo Hallak; nationality XB contradicts XA;"
            " year of birth 1971 agrees",
        }
    ],
}
