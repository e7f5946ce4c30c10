"""End-use documents and who may sign them (R08, R09)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.documents.document_dossiers import document_dossier
from domain.chapters.documents.end_use_documents import licence_joins
from domain.chapters.documents.reuse import document_joins

CHAPTER = Chapter(
    facts_join={
        "end-use-document.presented": document_joins,
        "export-licence.issued": licence_joins,
        "export-licence.amended": licence_joins,
    },
    homes={"document": document_dossier},
    asked_at={"document": "document"},
)
