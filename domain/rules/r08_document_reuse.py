"""One end-use document was presented twice with other contents, or one text under two numbers."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.documents.document_dossiers import DocumentDossier
from domain.chapters.documents.end_use_documents import AUTHENTIC, answer
from domain.chapters.documents.reuse import Reuse, reuses
from domain.findings.rule import Severity, Suspicion, rule
from domain.kernel.message import Message, message
from domain.record.quantities import plain
from domain.record.records import Records


def _authentic(records: Records, number: str) -> bool:
    """True once the issuer has confirmed a document."""
    said = answer.of(records, number)
    return said is not None and said.data.result == AUTHENTIC


def _told(number: str, reuse: Reuse) -> Message:
    both = {"document": number, "other": reuse.other, "similarity": plain(reuse.found.similarity)}
    if reuse.found.same_text:
        return message("r08.same-text", **both)
    return message("r08.altered", **both, differs=reuse.found.differs)


@rule(
    id="R08",
    title="Document reuse",
    law="UNFP 10(5), 5",
    subject="document",
    clears="the issuer's answer that both documents are authentic, or a corrected presentation",
)
def document_reuse(dossier: DocumentDossier, records: Records) -> Iterator[Suspicion]:
    """Two presentations in different applications are one document altered, or copied (R-048)."""
    for reuse in reuses.of(records, dossier.key):
        if _authentic(records, dossier.key) and _authentic(records, reuse.other):
            continue
        yield Suspicion(
            subject=f"{dossier.key}~{reuse.other}",
            severity=Severity.HOLD,
            facts=(dossier.presented, reuse.presented),
            message=_told(dossier.key, reuse),
        )
