"""How goods move: seals, positions, routes (R11 to R13)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.movements.seals import sealed_joins

CHAPTER = Chapter(
    facts_join_by_law={"shipment.sealed": sealed_joins, "shipment.seal-replaced": sealed_joins},
)
