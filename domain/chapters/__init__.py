"""The chapters beside licences, authorizations and consignments."""

from __future__ import annotations

from domain.chapters import clusters, documents, mentions, movements, series
from domain.chapters.chapter import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    movements.CHAPTER,
    documents.CHAPTER,
    mentions.CHAPTER,
    clusters.CHAPTER,
    series.CHAPTER,
)
