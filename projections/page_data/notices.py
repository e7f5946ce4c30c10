"""What a transit notice tells the State it asks: goods, parties, route and dates, as the record has them (R-036)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.chapters.transfers.transit_consent import consents, last_day_to_answer, objection
from domain.events.goods import Item, Quantity
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef
from domain.events.streams import document_key
from domain.kernel.moments import Day, date_text
from domain.record.calendar import NEVER, zone_of
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.determination import standing_application, terms_of
from domain.state.licences import Licence, licence
from domain.state.notices import Notice
from domain.state.reference import authority
from projections.sentences import ENGLISH, goods_said

NOT_ANSWERED, OBJECTED, CONSENTED, WITHDRAWN, SILENT = (
    "not answered",
    "objected",
    "consented",
    "withdrawn",
    "consented by silence",
)


class Notified(NamedTuple):
    """Goods that are to pass: what they are, and how many where a number is named."""

    what: str
    quantity: Quantity | None


class NoticeSheet(NamedTuple):
    """One State asked under one number, and what it must know to answer.

    `days_left` counts to `answer_by`, after which silence is consent; both are None where silence says nothing.
    """

    number: str
    state: str
    standing: str
    sent_on: str
    mode: str
    transshipment: bool
    about: tuple[str, ...]
    goods: tuple[Notified, ...]
    parties: tuple[PartyMention, ...]
    route: tuple[str, ...]
    period: tuple[str | None, str | None]
    validity: tuple[str | None, str | None]
    conditions: tuple[str, ...]
    answer_by: str | None
    days_left: int | None

    @property
    def waits(self) -> bool:
        """Whether the State has said nothing yet."""
        return self.standing in (NOT_ANSWERED, SILENT)


def notice_sheet(records: Records, found: Notice, today: Day, language: str = ENGLISH) -> NoticeSheet:
    """What a notice tells, from itself and from the licence or the application of its own State that it names."""
    last = found.sent[-1]
    held, terms = _named(records, found, today)
    sender = authority.of(records, found.number[:2])
    by = last_day_to_answer(last, sender, _law(records, found, held, terms))
    by = None if by is None or by >= NEVER else by
    return NoticeSheet(
        number=found.number,
        state=found.state,
        standing=_standing(found, today, by),
        sent_on=date_text(last.date(zone_of(sender))),
        mode=last.data.mode,
        transshipment=last.data.transshipment,
        about=tuple(document_key(x) for x in (last.data.licence, last.data.authorization) if x is not None),
        goods=tuple(_goods(last.data, terms, language)),
        parties=(terms.exporter, terms.consignee, terms.end_user, *terms.brokers) if terms else (),
        route=_route(found, terms),
        period=(last.data.period_from, last.data.period_to),
        validity=(terms.valid_from, terms.valid_to) if terms else (None, None),
        conditions=tuple(c for f in found.answers for c in getattr(f.data, "conditions", ())),
        answer_by=None if by is None else date_text(by),
        days_left=None if by is None else max(by - today, 0),
    )


def _standing(found: Notice, today: Day, by: Day | None) -> str:
    """How the State stands today."""
    if objection((found,), today) is not None:
        return OBJECTED
    last = found.decided(today)
    if last is not None and last.kind == "transit-notice.withdrawn":
        return WITHDRAWN
    if last is not None:
        return CONSENTED if consents(last, today) or last.data.basis != "EXPRESS" else "consent has ended"
    return SILENT if by is not None and today > by else NOT_ANSWERED


def _named(records: Records, found: Notice, today: Day) -> tuple[Licence | None, Any]:
    """The licence that is named and its terms; what an application asks for while there is no such licence."""
    ref: DocumentRef | None = next((x.data.licence for x in reversed(found.sent) if x.data.licence), None)
    if ref is None or ref.state != found.number[:2]:
        # Another State's paper is told by that State, not by whoever names it.
        return None, None
    held = licence.of(records, document_key(ref))
    return held, held.terms(today) if held else _asked_for(records, ref)


def _asked_for(records: Records, ref: DocumentRef) -> Any:
    """What the application asks for that proposes a licence of this number, however it is numbered itself."""
    number = ref.reference.removeprefix("EL-")
    for reference in (f"AP-{number}", f"AP-{ref.reference}", ref.reference):
        asked, told = standing_application(records, f"{ref.state}:{reference}")
        if asked is not None:
            wanted = asked.data.wanted
            return terms_of(wanted, told.data.determination) if told else wanted
    return None


def _law(records: Records, found: Notice, held: Licence | None, terms: Any) -> ApplicableLaw:
    return ApplicableLaw(records, found.number[:2], held, profile=getattr(terms, "profile", None))


def _goods(sent: Any, terms: Any, language: str) -> Iterator[Notified]:
    if sent.goods:
        yield from (Notified(x.item_class.replace("_", " ").lower(), x.quantity) for x in sent.goods)
    elif terms:
        yield from (Notified(_what(x.item, language), x.quantity) for x in terms.lines)


def _what(item: Item, language: str) -> str:
    """The control class and what the goods are called."""
    return ", ".join(dict.fromkeys((str(item.item_class or item.category).lower(), goods_said(item, language))))


def _route(found: Notice, terms: Any) -> tuple[str, ...]:
    if terms is None:
        return found.number[:2], found.state
    legs = sorted(getattr(terms, "route", ()), key=lambda x: x.sequence)
    through = [x.state for x in legs] or list(getattr(terms, "transit_states", ())) or [found.state]
    return tuple(dict.fromkeys((terms.export_state, *through, terms.import_state)))
