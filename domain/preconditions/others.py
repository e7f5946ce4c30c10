"""End-use documents, embargoes, and open findings on the parties (R-051, R-055, R-089, R-096)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.events.licence import LicenceTerms
from domain.events.lists import EmbargoRow
from domain.kernel.message import message
from domain.kernel.moments import day
from domain.preconditions.check import Asked, Check
from domain.preconditions.grounds import Concern, Grounds
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.licence_references import line_class
from domain.state.reference import listing


def documents(records: Records, asked: Asked) -> Iterator[Check]:
    terms, said = asked.terms, asked.law(records).provisions(asked.on)
    needed = any(x.item.category in said.user_statement_for for x in terms.lines)
    if needed and not terms.end_use_documents:
        yield Check(
            "END_USE_DOCUMENT_MISSING",
            "R-051",
            message("precondition.document-presented"),
            False,
            message("precondition.document-presented.none-named"),
            message("precondition.document-presented.mend"),
        )
    for number in terms.end_use_documents:
        yield _document(records, number)


def _document(records: Records, number: str) -> Check:
    facts = records.facts(f"document/{number}")
    presented = [f for f in facts if f.kind == "end-use-document.presented"]
    answers = [f.data.result for f in facts if f.kind == "end-use-document.verified"]
    answer = answers[-1] if answers else "not asked"
    title = message("precondition.document", document=number)
    if not presented:
        mend = message("precondition.document.record-it")
        says = message("precondition.document.not-on-record", document=number)
        return Check("END_USE_DOCUMENT_MISSING", "R-048", title, False, says, mend)
    needs = presented[-1].data.verification_required
    good = answer == "AUTHENTIC" or (not needs and answer != "REPUDIATED")
    return Check(
        "END_USE_DOCUMENT_NOT_AUTHENTIC",
        "R-089",
        title,
        good,
        message("precondition.asked-about", state=presented[-1].data.issuer_state, document=number, answer=answer),
        message("precondition.ask-yourself", state=presented[-1].data.issuer_state),
    )


def _covers(row: EmbargoRow, asked: Asked, classes: set[str | None], said: Provisions) -> bool:
    terms = asked.terms
    if row.state not in (terms.import_state, terms.end_user.state):
        return False
    if day(row.since) > day(terms.valid_to) or (row.until is not None and day(row.until) < asked.on):
        return False
    if row.classes and classes.isdisjoint(row.classes):
        return False
    return row.actors == "ALL" or terms.end_user.kind not in said.public_end_users


def _exempted(asked: Asked, row: EmbargoRow) -> bool:
    exempt = asked.terms.embargo_exemption
    return exempt is not None and exempt.row == row.row and day(exempt.effective_on) <= asked.on


def no_embargo(records: Records, asked: Asked) -> Check:
    terms, said = asked.terms, asked.law(records).provisions(asked.on)
    classes = {line_class(records, x) for x in terms.lines}
    rows = [
        row.row
        for row in listing.of(records, "embargoes").rows
        if _covers(row, asked, classes, said) and not _exempted(asked, row)
    ]
    published = listing.of(records, "embargoes").published
    version = message("list.version", version=published.data.version) if published else message("list.none-published")
    return Check(
        "EMBARGO",
        "R-055",
        message("precondition.embargo"),
        not rows,
        message("precondition.embargo.covers", rows=tuple(rows), list=version)
        if rows
        else message("precondition.embargo.none", list=version),
        message("precondition.embargo.mend"),
    )


def licence_parties(terms: LicenceTerms) -> list[str]:
    """The register ids of the parties of a licence."""
    mentions = (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)
    return list(dict.fromkeys(x.register_id for x in mentions if x.register_id))


def findings(grounds: Grounds, asked: Asked) -> Check:
    found: list[Concern] = list(grounds.concerns(licence_parties(asked.terms)))
    unseen = [x for x in found if x.finding_id not in asked.acknowledged]
    told = tuple(message("precondition.findings.one", rule=x.rule, party=x.party, told=x.message) for x in unseen)
    counts = {"open": len(found), "not_acknowledged": tuple(x.finding_id for x in unseen)}
    if unseen:
        says = message("precondition.findings.not-acknowledged", **counts, told=told)
    else:
        says = (
            message("precondition.findings.acknowledged", **counts) if found else message("precondition.findings.none")
        )
    return Check(
        "FINDINGS_NOT_ACKNOWLEDGED",
        "R-096",
        message("precondition.findings"),
        not unseen,
        says,
        message("precondition.findings.mend"),
    )
