"""Facts that are made for measuring: consignments on licences that were revoked, each opening a finding at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

Fact = dict[str, Any]

ON_ONE_LICENCE = 8
RULE = "R04"
_STATE = "XA"
_PISTOL = {"category": "FIREARM", "item_class": "HANDGUN", "calibre": "9x19"}


class Consignments:
    """Consignments declared and gone after the licences they cite were revoked; `after` is the day before."""

    def __init__(self, after: date, count: int) -> None:
        self.day, self.count = after + timedelta(days=1), count

    def licences(self) -> Iterator[bytes]:
        """Each licence issued, and revoked the day after."""
        for number in range((self.count + ON_ONE_LICENCE - 1) // ON_ONE_LICENCE):
            yield _line(self._issued(number))
            yield _line(self._revoked(number))

    def movements(self) -> Iterator[tuple[str, bytes]]:
        """A declaration, which opens a finding, then the exit of the same consignment; with the consignment's name."""
        for number in range(self.count):
            ucr = self.ucr(number)
            yield ucr, _line(self._declared(number, ucr))
            yield ucr, _line(self._exited(number, ucr))

    @staticmethod
    def ucr(number: int) -> str:
        """What a consignment is called."""
        return f"BENCH-{number:06d}"

    def _issued(self, number: int) -> Fact:
        year = f"{self.day.year}-01-01"
        terms = {
            "profile": "FP",
            "kind": "MULTIPLE",
            "valid_from": year,
            "valid_to": f"{self.day.year + 1}-12-31",
            "export_state": _STATE,
            "import_state": "XB",
            "exporter": _party("EXPORTER", _STATE, number),
            "consignee": _party("CONSIGNEE", "XB", number),
            "end_user": _party("END_USER", "XB", number),
            "brokers": [],
            "import_authorization": None,
            "import_authorization_required": False,
            "delivery_verification_required": False,
            "end_use_documents": [],
            "transit_states": [],
            "lines": [
                {"line": 1, "control": "Q", "item": _PISTOL, "quantity": {"value": "1000", "unit": "C62"}},
            ],
            "undertaking": {"no_reexport": False, "term_months": None},
        }
        data = {"licence": _licence(number), "application": None, "issued_on": self.day.isoformat(), "terms": terms}
        return self._fact("export-licence.issued", "licensing", f"issued-{number}", _at(self.day, number), data)

    def _revoked(self, number: int) -> Fact:
        data = {"licence": _licence(number), "effective_on": (self.day + timedelta(days=1)).isoformat()}
        at = _at(self.day, number)
        return self._fact("export-licence.revoked", "licensing", f"revoked-{number}", at, data)

    def _declared(self, number: int, ucr: str) -> Fact:
        licence = number // ON_ONE_LICENCE
        data = {
            "shipment": {"ucr": ucr, "part": None},
            "usage": "ORIGINAL",
            "declaration": f"D-{ucr}",
            "office": "XAPRT",
            "control_date": (self.day + timedelta(days=2)).isoformat(),
            "export_state": _STATE,
            "destination_state": "XB",
            "parties": [_party("EXPORTER", _STATE, licence), _party("CONSIGNEE", "XB", licence)],
            "lines": [
                {
                    "item_no": 1,
                    "licence_reference": _licence(licence)["reference"],
                    "licence_line": 1,
                    "item": _PISTOL,
                    "quantity": {"value": "10", "unit": "C62"},
                }
            ],
            "route": [],
            "mode": "ROAD",
        }
        return self._moved("shipment.declared", f"declared-{number}", 2 * number, data)

    def _exited(self, number: int, ucr: str) -> Fact:
        data = {"shipment": {"ucr": ucr, "part": None}, "office": "XAPRT"}
        return self._moved("shipment.exited", f"exited-{number}", 2 * number + 1, data)

    def _moved(self, kind: str, id_: str, second: int, data: Fact) -> Fact:
        return self._fact(kind, "customs", id_, _at(self.day + timedelta(days=2), second), data)

    def _fact(self, kind: str, role: str, id_: str, at: str, data: Fact) -> Fact:
        return {
            "specversion": "1.0",
            "id": f"bench-{id_}",
            "source": f"/states/{_STATE}/{role}",
            "type": f"{kind}.v1",
            "subject": "bench",
            "time": at,
            "recordedat": at,
            "datacontenttype": "application/json",
            "data": data,
        }


def _at(day: date, second: int) -> str:
    return (datetime(day.year, day.month, day.day, 6) + timedelta(seconds=second)).isoformat() + "Z"


def _licence(number: int) -> Fact:
    return {"state": _STATE, "reference": f"BENCH-EL-{number:06d}"}


def _party(role: str, state: str, number: int) -> Fact:
    register_id = f"{state}-P-9{number:06d}"
    return {"role": role, "name": f"Firm {register_id}", "register_id": register_id, "state": state, "identifiers": []}


def _line(fact: Fact) -> bytes:
    return json.dumps(fact, separators=(",", ":")).encode()
