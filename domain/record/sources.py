"""Who speaks, and whether what he says counts (rules 1.4.1, contract: Sources)."""

from __future__ import annotations

from typing import Any


def state_of(source: str) -> str:
    """The State of a source `/states/{STATE}/{role}[/{office}]`."""
    return source[8:10]


def role_of(source: str) -> str:
    """The role of a source."""
    return source.split("/", 4)[3]


_ISSUER = {
    "import-authorization.issued": ("authorization", "import-authority"),
    "import-authorization.amended": ("authorization", "import-authority"),
    "import-authorization.revoked": ("authorization", "import-authority"),
    "reexport.consented": ("licence", "licensing"),
}


def may_say(source: str, kind: str, data: Any) -> bool:
    """False when the fact is kept without effect: another than the issuing State's authority says it."""
    if kind == "shipment.seal-replaced":
        return role_of(source) == "customs"
    document, role = ("licence", "licensing") if kind.startswith("export-licence.") else _ISSUER.get(kind, ("", ""))
    if not document:
        return True
    if role_of(source) != role or state_of(source) != getattr(data, document).state:
        return False
    return kind != "export-licence.amended" or bool(data.amended_by == "ISSUING_AUTHORITY")
