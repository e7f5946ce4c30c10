"""End-use documents: of this end user, for these goods and this application, in force and genuine (R-051, R-089)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.chapters.applications.applied_for import SomeGoods, goods_of
from domain.chapters.documents.end_use_documents import AUTHENTIC, REPUDIATED, answer, presentation, receiving_state
from domain.chapters.parties.sameness import Sameness, known, same
from domain.kernel.canon import canon
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text, day, within
from domain.kernel.says_nothing import number_said
from domain.preconditions.check import Asked, Check
from domain.record.fact import Fact
from domain.record.law import Provisions
from domain.record.quantities import plain
from domain.record.records import Records
from domain.state.licences import licence

_MISSING, _DOUBTED = "END_USE_DOCUMENT_MISSING", "END_USE_DOCUMENT_NOT_AUTHENTIC"
_MISMATCH, _OVER = "END_USE_DOCUMENT_MISMATCH", "END_USE_DOCUMENT_NOT_IN_FORCE"


class _Goods(NamedTuple):
    """Goods of one line, with their category."""

    category: str | None
    line: int
    goods: SomeGoods


def documents(records: Records, asked: Asked) -> Iterator[Check]:
    """Every document that the licence names, and whether they certify its goods together."""
    terms, said = asked.terms, asked.law(records).provisions(asked.on)
    needed = any(x.item.category in said.user_statement_for for x in terms.lines)
    if needed and not terms.end_use_documents:
        yield Check(
            _MISSING,
            "R-051",
            message("precondition.document-presented"),
            False,
            message("precondition.document-presented.none-named"),
            message("precondition.document-presented.mend"),
        )
    for number in terms.end_use_documents:
        presented = presentation.of(records, number) if receiving_state(number) == asked.licence[:2] else None
        if presented is None:
            yield _not_on_record(number)
            continue
        yield _genuine(records, number, presented)
        yield from _other_than_asked(records, asked, number, presented)
    yield from _uncertified(records, asked, said)


def _not_on_record(number: str) -> Check:
    title = message("precondition.document", document=number)
    says = message("precondition.document.not-on-record", document=number)
    return Check(_MISSING, "R-048", title, False, says, message("precondition.document.record-it"))


def _genuine(records: Records, number: str, presented: Fact) -> Check:
    """What its issuer answered, by another way than the applicant's: the last answer that is one, as R09 reads it."""
    said = answer.of(records, number)
    result = said.data.result if said else "not asked"
    good = result == AUTHENTIC or (not presented.data.verification_required and result != REPUDIATED)
    issuer = presented.data.issuer_state
    return Check(
        _DOUBTED,
        "R-089",
        message("precondition.document", document=number),
        good,
        message("precondition.asked-about", state=issuer, document=number, answer=result),
        message("precondition.ask-yourself", state=issuer),
    )


def _other_than_asked(records: Records, asked: Asked, number: str, presented: Fact) -> Iterator[Check]:
    """Another's document, one for another application, or one that is not in force on the day."""
    data, title = presented.data, message("precondition.document-fits", document=number)
    user = same(records, asked.law(records).likeness(), data.end_user, known(records, asked.terms.end_user))
    if user is not Sameness.SAME:
        named = {"certified": data.end_user.name, "asked": asked.terms.end_user.name}
        says = message("precondition.document.of-another", document=number, **named)
        mend = message("precondition.document.mend-user", **named)
        yield Check(_MISMATCH, "R-089", title, False, says, mend)
    if not _for_this(records, asked, data):
        says = message("precondition.document.of-another-application", document=number, application=data.application)
        yield Check(_MISMATCH, "R-089", title, False, says, message("precondition.document.mend-application"))
    if not within(asked.on, data.issued_on, data.valid_until):
        told = {"document": number, "issued_on": data.issued_on, "on": date_text(asked.on)}
        says = message("precondition.document.not-yet-in-force", **told)
        if day(data.issued_on) <= asked.on:
            says = message("precondition.document.no-longer-in-force", valid_until=data.valid_until, **told)
        yield Check(_OVER, "R-089", title, False, says, message("precondition.document.mend-in-force"))


def _for_this(records: Records, asked: Asked, data: Any) -> bool:
    """Presented in this application, or a framework: under the contract that the licence names, too (rules R08)."""
    held = licence.of(records, asked.licence)
    application = asked.application or (held.issued.data.application if held else None)
    if application is None or canon(data.application) in (canon(application), canon(application.partition(":")[2])):
        return True
    contract = number_said(data.contract_reference)
    return bool(contract) and contract == number_said(asked.terms.contract_reference)


def _certified(records: Records, asked: Asked, said: Provisions) -> list[_Goods]:
    """What the end-use documents certify; import authorizations and consents say nothing of the end use."""
    found = []
    for number in asked.terms.end_use_documents:
        presented = presentation.of(records, number) if receiving_state(number) == asked.licence[:2] else None
        if presented is not None and presented.data.document_type in said.verified_documents:
            for x in presented.data.goods:
                found += [_Goods(x.item.category, 0, y) for y in goods_of(records, (x,))]
    return found


def _uncertified(records: Records, asked: Asked, said: Provisions) -> Iterator[Check]:
    """Goods that no document certifies, or fewer of them than are asked for.

    Asked of goods that need a statement of their user, and of categories of which some document speaks.
    """
    certified = _certified(records, asked, said)
    if not certified:
        return
    judged = said.user_statement_for | {x.category for x in certified}
    lines = [x for x in asked.terms.lines if x.control == "Q"]
    wanted = [_Goods(x.item.category, x.line, y) for x in lines for y in goods_of(records, (x,))]
    mine = [x for x in wanted if x.category in judged] or wanted
    title, wrong = message("precondition.document-covers"), list[Message]()
    for x in mine:
        like = [y.goods.amount for y in certified if y.goods.like(x.goods)]
        together = sum((y.goods.amount.lo for y in mine if y.goods.like(x.goods)), start=0)
        enough = sum((y.lo for y in like), start=0)
        if not like:
            wrong.append(message("precondition.document-covers.other-goods", line=x.line))
        elif enough < together and all(y.hi is not None for y in like):
            told = {"certified": plain(enough), "asked": plain(together)}
            wrong.append(message("precondition.document-covers.too-few", line=x.line, **told))
    for says in wrong:
        yield Check(_MISMATCH, "R-089", title, False, says, message("precondition.document-covers.mend"))
    if not wrong:
        yield Check(_MISMATCH, "R-089", title, True, message("precondition.lines-met"))
