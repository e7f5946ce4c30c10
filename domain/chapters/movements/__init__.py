"""How goods move: seals, positions, routes (R11 to R13), and what refers to nothing."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.movements.seals import sealed_entries
from domain.chapters.movements.undeclared import part_entries

CHAPTER = Chapter(
    entries_of_facts={"shipment.declared": part_entries},
    entries_by_law={"shipment.sealed": sealed_entries, "shipment.seal-replaced": sealed_entries},
)
