"""Everything that follows from the facts in force about one thing, by kind of thing.

DERIVATIONS names each kind with its storey (what it is made of lies on lower ones) and the pure function that
makes it. SUBJECTS and LINKS say where a recorded fact is filed and what it joins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.record.records import Records
from domain.state import authorizations, consignments, licences, notices, parties, reference

Derivation = Callable[[Records, str], Any]

DERIVATIONS: dict[str, tuple[int, Derivation]] = {
    "listing": (1, reference.listing),
    "authority": (2, reference.authority),
    "round_mass": (2, reference.round_mass),
    "hs": (2, reference.hs_classes),
    "place": (2, reference.place),
    "landlocked": (2, reference.landlocked),
    "rulings": (2, reference.rulings),
    "make": (2, reference.make),
    "model": (2, reference.model),
    "calibre": (2, reference.calibre),
    "exemption": (2, reference.exemption),
    "thresholds": (2, reference.thresholds),
    "controlled_terms": (2, reference.controlled_terms),
    "embargo": (2, reference.embargoes),
    "entry": (3, parties.entry),
    "declarations": (3, consignments.declarations),
    "licence": (4, licences.licence),
    "authorization": (4, authorizations.authorization),
    "notice": (4, notices.notice),
    "notices": (5, notices.notices),
    "goods": (6, consignments.goods),
    "consignment": (7, consignments.consignment),
    "drawing": (8, consignments.drawing),
}
