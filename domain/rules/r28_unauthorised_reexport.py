"""Delivered goods went on to a third State though the recipient had undertaken to keep them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from domain.chapters.items.itemised import REEXPORTED, SEIZED
from domain.chapters.items.reexports import Consents, Onward, SentOn, Strong, of_the_same_model, onward, strong
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.moments import date_text
from domain.record.law import Law
from domain.record.quantities import plain
from domain.record.records import Records
from domain.state.licences import Licence

SHOWN = 3


def _promised(dossier: LicenceDossier) -> bool:
    """Whether any version of the terms holds the undertaking."""
    return any(t.undertaking.no_reexport for t in dossier.held.versions)


def _told(key: str, line: int, third: str, found: list[Strong]) -> str:
    last = found[-1].onward
    what = [x for s in found for x in islice(s.onward.numbers.texts(), SHOWN)][:SHOWN]
    named = what or [x.rpartition("|")[2] for x in last.lots[:SHOWN]]
    how = {REEXPORTED: "re-exported to", SEIZED: "seized in"}.get(last.what.what, "found in")
    if last.what.consignment is not None:
        how = f"exported in consignment {last.what.consignment} to"
    goods = f"Items delivered under line {line} of licence {key} ({', '.join(named)})"
    return f"{goods} were {how} {third} on {date_text(last.what.day)} without consent."


def _strong(happened: list[Onward], held: Licence, agreed: Consents, law: Law) -> dict[tuple[int, str], list[Strong]]:
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
        figures={"delivered": plain(goods.amount.lo), "re-exported": plain(sent.more)},
        message=(
            f"{plain(sent.more)} of the model delivered under line {line} of licence {dossier.key} left "
            f"{goods.terms.import_state} for {third}, sent by the recipients or by firms that belong with them."
        ),
    )


@rule(
    id="R28",
    title="Unauthorised re-export",
    law="ATT 8, 11; UNFP 10(3), 12",
    home="licence",
    clears="the consent of the exporting State, in force on the day, or a corrected declaration",
)
def unauthorised_reexport(dossier: LicenceDossier, law: Law, records: Records) -> Iterator[Suspicion]:
    """Delivered items, lots, or as many of the model, left for a third State without consent (R-063, R-104)."""
    if not dossier.drawings or not _promised(dossier):
        return
    agreed = Consents(records, dossier.key)
    happened: list[Onward] = [x for d in dossier.drawings for x in onward.of(records, d.key)]
    found = _strong([x for x in happened if x.licence == dossier.key], dossier.held, agreed, law)
    for (line, third), shown in found.items():
        yield Suspicion(
            licence=dossier.key,
            line=line,
            subject=third,
            severity=Severity.STOP,
            facts=unique([dossier.held.issued, *(f for x in shown for f in x.onward.facts)]),
            figures={"items": sum(x.onward.numbers.amount for x in shown)},
            message=_told(dossier.key, line, third, shown),
        )
    for line, third, sent in of_the_same_model(records, law, dossier, agreed):
        if (line, third) not in found:
            yield _by_model(dossier, line, third, sent)
