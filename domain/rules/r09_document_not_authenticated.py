"""An end-use document was repudiated by its issuer, or nobody whose word counts has confirmed it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.documents.document_dossiers import DocumentDossier
from domain.chapters.documents.end_use_documents import AUTHENTIC, gone, office_of
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text, day
from domain.record.calendar import legal_limit, passed, zone_of
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.reference import authority


def _unknown_signatory(dossier: DocumentDossier, records: Records) -> Message | None:
    """Why nobody of the signatory's name may sign that day, where the issuer has named signatories at all."""
    data = dossier.presented.data
    office = office_of(records, dossier.presented)
    if not office.listed or office.covers(day(data.issued_on)):
        return None
    if office.terms:
        return message("r09.signatory-not-in-office", signatory=data.signatory.name, issued=data.issued_on)
    return message("r09.no-signatory", signatory=data.signatory.name, issued=data.issued_on, state=data.issuer_state)


def _end_use(dossier: DocumentDossier, records: Records) -> frozenset[str]:
    """The types of document that the receiving State has to have confirmed, on the day it was presented."""
    presented = dossier.presented
    on = presented.date(zone_of(authority.of(records, dossier.receiving_state)))
    return ApplicableLaw(records, dossier.receiving_state).provisions(on).verified_documents


def _overdue(dossier: DocumentDossier, records: Records) -> tuple[bool, str]:
    """Whether the legal limit of the receiving State has passed, and its last day."""
    presented, practice = dossier.presented, authority.of(records, dossier.receiving_state)
    zone = presented.zone(zone_of(practice))
    since = presented.date(zone_of(practice))
    days = ApplicableLaw(records, dossier.receiving_state).on(since).euc_verify_due
    last = legal_limit(since, days, practice)
    return passed(records, last, zone), date_text(last)


@rule(
    id="R09",
    title="End-use document not authenticated",
    law="UNFP 10(5); ATT 8(1), 11(2)",
    subject="document",
    clears="the issuer's answer that the document is authentic, or a list that names the signatory for that day",
)
def not_authenticated(dossier: DocumentDossier, records: Records) -> Iterator[Suspicion]:
    """The issuer denies a document; or does not confirm it, and something speaks against waiting (R-048)."""
    data, answer = dossier.presented.data, dossier.answer
    if not data.verification_required or (answer is not None and answer.data.result == AUTHENTIC):
        return
    if data.document_type not in _end_use(dossier, records):
        return
    named = {
        "document": dossier.key,
        "type": data.document_type,
        "number": data.number,
        "state": data.issuer_state,
    }
    if answer is not None:
        yield Suspicion(
            subject=dossier.key,
            severity=Severity.STOP,
            facts=(dossier.presented, answer),
            message=message("r09.repudiated", **named),
        )
        return
    left, signed = list(gone(records, dossier.key)), _unknown_signatory(dossier, records)
    overdue, due = _overdue(dossier, records)
    reasons = [signed] if signed else []
    reasons += [message("r09.goods-have-left", licence=x.licence) for x in left]
    reasons += [message("r09.answer-was-due", due=due)] if overdue else []
    yield Suspicion(
        subject=dossier.key,
        severity=Severity.HOLD if left else Severity.CHECK,
        candidate=not reasons,
        facts=unique(
            [
                dossier.presented,
                *(office_of(records, dossier.presented).terms if signed else ()),
                *(f for x in left for f in (x.issued, x.exit)),
            ]
        ),
        message=message("r09.not-confirmed", **named, why=tuple(reasons) or message("r09.answer-is-due", due=due)),
    )
