"""End-use documents and who may sign them (R08, R09)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.documents.end_use_documents import (
    answer,
    document_dossier,
    first_departure,
    licence_joins,
    office,
    presentation,
)
from domain.chapters.documents.reuse import certified, document_joins, reuses

CHAPTER = Chapter(
    derivations={
        "presentation": (2, presentation),
        "answer": (3, answer),
        "office": (2, office),
        "certified": (4, certified),
        "reuses": (5, reuses),
        "first_departure": (12, first_departure),
    },
    facts_join={
        "end-use-document.presented": document_joins,
        "export-licence.issued": licence_joins,
        "export-licence.amended": licence_joins,
    },
    homes={"document": document_dossier},
    asked_at={"document": "document"},
)
