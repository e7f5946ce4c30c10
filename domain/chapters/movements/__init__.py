"""How goods move: seals, positions, routes (R11 to R13)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.movements.seals import sealed_entries

CHAPTER = Chapter(
    entries_by_law={"shipment.sealed": sealed_entries, "shipment.seal-replaced": sealed_entries},
)
