"""Delivered goods went on to a third State though the recipient had undertaken to keep them."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.items.gone import how_it_came_up
from domain.chapters.items.identities import lot_number
from domain.chapters.items.itemised import EXPORTED, RECOVERED, REEXPORTED, SEIZED
from domain.chapters.items.reexports import Consents, Onward, SentOn, Strong, of_the_same_model, onward, strong
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, and_more, message
from domain.kernel.moments import date_text
from domain.record.records import Records
from domain.record.written_serials import as_written, lists_in, lots_written
from domain.state.amounts_said import amount_said, interval_said
from domain.state.applicable_law import ApplicableLaw
from domain.state.licences import Licence

_SHOWN = 3
THERE = {
    EXPORTED: "r28.exported-there",
    REEXPORTED: "r28.re-exported-there",
    RECOVERED: "r28.recovered-there",
    "SEIZED": "r28.seized-there",
    "FOUND": "r28.found-there",
    "SURRENDERED": "r28.surrendered-there",
    "TRACE_REQUEST": "r28.traced-there",
}
"""By how delivered items came to a third State, or came up there: what is said of it."""


def _promised(dossier: LicenceDossier) -> bool:
    """Whether any version of the terms holds the undertaking."""
    return any(t.undertaking.no_reexport for t in dossier.held.versions)


def _told(key: str, line: int, third: str, found: list[Strong]) -> Message:
    told = and_more([_there(x.onward) for x in found[-_SHOWN:]], len(found))
    return message("r28.came-there", line=line, licence=key, state=third, told=told)


def _there(found: Onward) -> Message:
    what = found.what
    told = {"items": _items(found), "day": date_text(what.day), "consignment": what.consignment or ""}
    return message(THERE[how_it_came_up(what.fact) if what.what == SEIZED else what.what], **told)


def _items(found: Onward) -> tuple[str | Message, ...]:
    """The first numbers, or lots where none are named, as whoever told of them wrote them, and how many more."""
    facts = found.what.facts
    if found.numbers.runs:
        return as_written(found.numbers, lists_in(facts))
    lots = list(dict.fromkeys(map(lot_number, found.lots)))
    written = [message("item.lot", lot=next(iter(lots_written(facts, x)), x)) for x in lots[:_SHOWN]]
    return and_more(written, len(lots))


def _strong(
    happened: list[Onward], held: Licence, agreed: Consents, law: ApplicableLaw
) -> dict[tuple[int, str], list[Strong]]:
    """By licence line and third State: delivered items and lots that went there."""
    found: dict[tuple[int, str], list[Strong]] = {}
    for x in happened:
        shown = strong(held, x, agreed, law)
        if shown is not None:
            found.setdefault((x.line, shown.third), []).append(shown)
    return found


def _by_model(dossier: LicenceDossier, line: int, third: str, sent: SentOn) -> Suspicion:
    goods = sent.goods
    item = next((x.item for x in goods.terms.lines if x.line == line), None)
    category = item.category if item else None
    return Suspicion(
        licence=dossier.key,
        line=line,
        subject=third,
        severity=Severity.CHECK,
        facts=unique([dossier.held.issued, *goods.facts, *(x.fact for x in sent.lines), *sent.counts]),
        message=message(
            "r28.of-model",
            more=amount_said(sent.more, category),
            delivered=interval_said(goods.amount, category),
            model=" ".join(x for x in (item.make, item.model) if x) if item else "",
            line=line,
            licence=dossier.key,
            import_state=goods.terms.import_state,
            state=third,
        ),
    )


@rule(
    id="R28",
    title="Unauthorised re-export",
    law="ATT 8, 11; UNFP 10(3), 12",
    subject="licence",
    clears="the consent of the exporting State, in force on the day, or a corrected declaration",
)
def unauthorised_reexport(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """Delivered items, lots, or as many of the model, left for a third State without consent (R-063, R-104)."""
    if not dossier.attributions or not _promised(dossier):
        return
    agreed = Consents(records, dossier.key)
    happened: list[Onward] = [x for d in dossier.attributions for x in onward.of(records, d.key)]
    found = _strong([x for x in happened if x.licence == dossier.key], dossier.held, agreed, dossier.law)
    for (line, third), shown in found.items():
        yield Suspicion(
            licence=dossier.key,
            line=line,
            subject=third,
            severity=Severity.STOP,
            facts=unique([dossier.held.issued, *(f for x in shown for f in x.onward.facts)]),
            message=_told(dossier.key, line, third, shown),
        )
    for line, third, sent in of_the_same_model(records, dossier, agreed):
        if (line, third) not in found:
            yield _by_model(dossier, line, third, sent)
