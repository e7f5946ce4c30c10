"""The dossier of an end-use document (R08, R09)."""

from __future__ import annotations

from domain.chapters.documents.end_use_documents import answer, presentation
from domain.chapters.documents.reuse import reuses
from domain.record.fact import Fact
from domain.record.records import Records


class DocumentDossier:
    """A presented document and the answer that decides about it."""

    __slots__ = ("answer", "key", "presented", "records")

    def __init__(self, presented: Fact, records: Records) -> None:
        self.key: str = presented.data.document
        self.presented, self.records = presented, records
        self.answer = answer.of(records, self.key)

    @property
    def receiving_state(self) -> str:
        """The State it was presented to."""
        return self.key[:2]

    @property
    def states(self) -> list[str]:
        """The States that it was presented to and that issued it, and where a copy of it was presented."""
        copies = [x.other[:2] for x in reuses.of(self.records, self.key)]
        return [self.receiving_state, self.presented.data.issuer_state, *copies]

    @property
    def parties(self) -> list[str | None]:
        """The register ids of those it names."""
        data = self.presented.data
        return [x.register_id for x in (data.end_user, *data.other_parties)]


def document_dossier(records: Records, number: str) -> DocumentDossier | None:
    """The dossier of a document that was presented, under its number as the presentation has it."""
    presented = presentation.of(records, number)
    return DocumentDossier(presented, records) if presented and presented.data.document == number else None
