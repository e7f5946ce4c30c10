"""Everything that can be derived, by kind, with its storey: what it is made of lies on lower ones."""

from __future__ import annotations

from domain.dossier import DERIVATIONS, Derivation
from domain.homes import departures, licence_home
from domain.predicates import unauthorized

ALL: dict[str, tuple[int, Derivation]] = {
    **DERIVATIONS,
    "licence_home": (9, licence_home),
    "departures": (10, departures),
    "unauthorized": (11, unauthorized),
}
