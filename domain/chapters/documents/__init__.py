"""End-use documents and who may sign them (R08, R09)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.documents.document_dossiers import document_dossier
from domain.chapters.documents.end_use_documents import licence_entries, number_entries
from domain.chapters.documents.reuse import document_entries

CHAPTER = Chapter(
    entries_of_facts={
        "end-use-document.presented": lambda data: [*document_entries(data), *number_entries(data)],
        "end-use-document.verified": number_entries,
        "export-licence.issued": licence_entries,
        "export-licence.amended": licence_entries,
    },
    dossiers={"document": document_dossier},
    asked_by_noun={"document": "document"},
)
