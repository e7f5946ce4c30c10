"""The chapters beside licences, authorizations and consignments."""

from __future__ import annotations

from domain.chapters import documents, movements
from domain.chapters import items as series
from domain.chapters import parties as clusters
from domain.chapters import screening as mentions
from domain.chapters.chapter import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    movements.CHAPTER,
    documents.CHAPTER,
    mentions.CHAPTER,
    clusters.CHAPTER,
    series.CHAPTER,
)
