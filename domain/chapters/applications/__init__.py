"""Applications for licences, held against each other (R-056)."""

from __future__ import annotations

from domain.chapters.applications.applied_for import applied_for
from domain.chapters.chapter import Chapter

CHAPTER = Chapter(of_subject={"application": (applied_for,)})
