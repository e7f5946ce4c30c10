"""The chapters: one subject matter each, declared in one place."""

from __future__ import annotations

from domain.chapters import applications, documents, movements, transfers
from domain.chapters import items as series
from domain.chapters import parties as clusters
from domain.chapters import screening as mentions
from domain.chapters.chapter import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    applications.CHAPTER,
    transfers.CHAPTER,
    movements.CHAPTER,
    documents.CHAPTER,
    mentions.CHAPTER,
    clusters.CHAPTER,
    series.CHAPTER,
)
