"""What is on record before orders are measured, and the orders: declarations of pistols on open licences."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from functools import cache
from itertools import cycle

from benchmarks.bench import DEMO, opened
from benchmarks.made import Fact

LICENCES = 1_000
"""So many are drawn on in turns; one more has enough for all on it alone."""
OPEN = 10
"""So many findings are open on the parties where that is measured."""
_KINDS = (b'"type":"list.published.v1"', b'"type":"party.registered.v1"')
_YEAR = ("2030-01-01", "2031-12-31")
_EXPORTER, _END_USER = ("XA-P-000030", "Norden Waffen GmbH"), ("XB-P-000060", "Harbour Police")
_PISTOL = {"category": "FIREARM", "item_class": "HANDGUN", "calibre": "9x19"}
_ALL = {"value": "100000000", "unit": "C62"}
_AUTHORIZATION = {"state": "XB", "reference": "BENCH-IA-1"}


def facts() -> Iterator[bytes]:
    """The lists and parties of the demo, an authorization, and licences under it."""
    with opened(DEMO) as lines:
        yield from (line.rstrip() for line in lines if any(kind in line for kind in _KINDS))
    yield _line("import-authorization.issued", "/states/XB/import-authority", "authorization", _authorized())
    for number in range(LICENCES + 1):
        yield _line("export-licence.issued", "/states/XA/licensing", f"licence-{number}", _licensed(number))


def facts_with_open_findings() -> Iterator[bytes]:
    """The same, and ten consignments of the parties that left without proof of receipt: so many findings are open."""
    yield from facts()
    for number in range(OPEN):
        at, shipped = f"2030-03-{number + 1:02}T08:00:00Z", _declared(f"OPEN-{number}", number)
        gone = {"shipment": shipped["shipment"], "office": "XAPRT"}
        yield _line("shipment.declared", "/states/XA/customs", f"d-{number}", shipped | {"control_date": at[:10]}, at)
        yield _line("shipment.exited", "/states/XA/customs", f"e-{number}", gone, at)


@cache
def _day() -> str:
    """The day on which orders are given: as far as the facts that they rest on have brought the recorded clock."""
    return max(str(json.loads(line)["recordedat"]) for line in facts())[:10]


def declarations(count: int, spread: bool) -> Iterator[bytes]:
    """Bodies of orders: spread over the licences in turns, or all on the last one."""
    run = secrets.token_hex(4).upper()
    numbers = cycle(range(LICENCES) if spread else (LICENCES,))
    for place, number in zip(range(count), numbers, strict=False):
        yield json.dumps({"data": _declared(f"{run}-{place:06d}", number)}, separators=(",", ":")).encode()


def _declared(name: str, licence: int) -> Fact:
    return {
        "shipment": {"ucr": f"BENCH-{name}", "part": None},
        "usage": "ORIGINAL",
        "declaration": f"D-{name}",
        "office": "XAPRT",
        "control_date": _day(),
        "export_state": "XA",
        "destination_state": "XB",
        "parties": [_party("EXPORTER", _EXPORTER), _party("CONSIGNEE", _END_USER)],
        "lines": [
            {
                "item_no": 1,
                "licence_reference": _reference(licence)["reference"],
                "licence_line": 1,
                "item": _PISTOL,
                "quantity": {"value": "10", "unit": "C62"},
            }
        ],
        "route": [],
        "mode": "ROAD",
    }


def _licensed(number: int) -> Fact:
    terms = {
        "profile": "FP",
        "kind": "MULTIPLE",
        "valid_from": _YEAR[0],
        "valid_to": _YEAR[1],
        "export_state": "XA",
        "import_state": "XB",
        "exporter": _party("EXPORTER", _EXPORTER),
        "consignee": _party("CONSIGNEE", _END_USER),
        "end_user": _party("END_USER", _END_USER),
        "brokers": [],
        "import_authorization": _AUTHORIZATION,
        "import_authorization_required": True,
        "delivery_verification_required": True,
        "end_use_documents": [],
        "transit_states": [],
        "lines": [{"line": 1, "control": "Q", "item": _PISTOL, "quantity": _ALL}],
        "undertaking": {"no_reexport": False, "term_months": None},
    }
    return {"licence": _reference(number), "application": None, "issued_on": _YEAR[0], "terms": terms}


def _authorized() -> Fact:
    terms = {
        "type": "MULTIPLE",
        "issued_on": _YEAR[0],
        "valid_from": _YEAR[0],
        "valid_to": _YEAR[1],
        "import_state": "XB",
        "importer": _party("IMPORTER", _END_USER),
        "recipient": _party("END_USER", _END_USER),
        "lines": [{"item_class": "HANDGUN", "quantity": _ALL}],
    }
    return {"authorization": _AUTHORIZATION, "terms": terms}


def _reference(number: int) -> dict[str, str]:
    return {"state": "XA", "reference": f"BENCH-EL-{number:06d}"}


def _party(role: str, who: tuple[str, str]) -> Fact:
    number, name = who
    return {"role": role, "name": name, "register_id": number, "state": number[:2], "identifiers": []}


def _line(kind: str, source: str, id_: str, data: Fact, at: str = f"{_YEAR[0]}T08:00:00Z") -> bytes:
    envelope = {"specversion": "1.0", "id": f"bench-{id_}", "source": source, "type": f"{kind}.v1", "subject": "bench"}
    rest = {"time": at, "recordedat": at, "datacontenttype": "application/json", "data": data}
    return json.dumps(envelope | rest, separators=(",", ":")).encode()
