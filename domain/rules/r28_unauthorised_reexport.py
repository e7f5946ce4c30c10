"""Delivered goods went on to a third State though the recipient had undertaken to keep them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from domain.chapters.items.itemised import REEXPORTED, SEIZED
from domain.chapters.items.reexports import Consents, Onward, SentOn, Strong, of_the_same_model, onward, strong
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text
from domain.record.quantities import plain
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.licences import Licence

_SHOWN = 3


def _promised(dossier: LicenceDossier) -> bool:
    """Whether any version of the terms holds the undertaking."""
    return any(t.undertaking.no_reexport for t in dossier.held.versions)


def _told(key: str, line: int, third: str, found: list[Strong]) -> Message:
    last = found[-1].onward
    what = [x for s in found for x in islice(s.onward.numbers.texts(), _SHOWN)][:_SHOWN]
    named = what or [x.rpartition("|")[2] for x in last.lots[:_SHOWN]]
    told = {"line": line, "licence": key, "items": tuple(named), "state": third, "day": date_text(last.what.day)}
    if last.what.consignment is not None:
        return message("r28.exported", **told, consignment=last.what.consignment)
    return message({REEXPORTED: "r28.re-exported", SEIZED: "r28.seized"}.get(last.what.what, "r28.found"), **told)


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
    return Suspicion(
        licence=dossier.key,
        line=line,
        subject=third,
        severity=Severity.CHECK,
        facts=unique([dossier.held.issued, *goods.facts, *(x.fact for x in sent.lines), *sent.counts]),
        message=message(
            "r28.by-model",
            more=plain(sent.more),
            delivered=plain(goods.amount.lo),
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
