"""The sheet of an export licence: terms, versions, balance line by line, consignments, timeline (R-044 to R-077)."""

from __future__ import annotations

from domain.chapters.transfers.dossiers import Draw, LicenceDossier, authorised, licence_dossier
from domain.events.licence import LicenceLine, LicenceTerms
from domain.events.streams import document_key
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, date_text, instant
from domain.kernel.zones import date_in
from domain.record.calendar import zone_of
from domain.record.quantities import Interval, exact, plain, total
from domain.state.consignments import Attribution
from domain.state.determination import standing_application
from domain.state.licences import Licence, current_terms, status_on
from domain.state.notices import notices
from domain.state.reference import authority, unit_of
from projections.page_data.shapes import At, DeterminationSheet, Drawing, LicenceSheet, LineSheet, Version
from projections.page_data.snapshot import Snapshot
from projections.page_data.timeline import timeline
from projections.sentences import goods_said, said


def amount_text(amount: Interval) -> str | None:
    """An amount as text; None where nothing is certain about it."""
    if amount.certain:
        return plain(amount.lo)
    return f"at least {plain(amount.lo)}" if amount.lo else None


def today(snapshot: Snapshot, state: str, at: At) -> Day:
    """The date of the snapshot in a State: that of the business clock where one is asked for."""
    return date_in(zone_of(authority.of(snapshot, state)), instant(at.as_of) if at.as_of else snapshot.now, 0)


def _by_value(dossier: LicenceDossier, line: LicenceLine, draws: list[Draw]) -> tuple[Interval, Interval, Interval]:
    def worth(drawn: list[Draw]) -> Interval:
        values = [x.value for d in drawn for x in dossier.lines_of(d.attribution, line.line) if x.value]
        own = [exact(amount) for amount, currency in values if line.value and currency == line.value.currency]
        return total([Interval(x, x) for x in own])

    consumed, left = [d for d in draws if d.attribution.consumed], [d for d in draws if d.attribution.exit]
    return worth(draws), worth(consumed), worth(left)


def _line(dossier: LicenceDossier, number: int, line: LicenceLine | None) -> LineSheet:
    draws = dossier.draws(number) if number in dossier.line_numbers else []
    drawn, left = total([d.net for d in draws]), total([d.net for d in draws if d.attribution.exit])
    used = total([d.net for d in draws if d.attribution.consumed])
    allowed, unit = authorised(dossier.records, line), unit_of(line.item.category if line else None)
    if line is not None and line.control == "V" and line.value:
        drawn, used, left = _by_value(dossier, line, draws)
        allowed, unit = Interval(exact(line.value.amount), exact(line.value.amount)), line.value.currency
    limited = line is None or line.control != "O"
    free = None if allowed.hi is None or not limited else allowed.hi - drawn.lo
    return LineSheet(
        line=number,
        control=line.control if line else "Q",
        description=goods_said(line.item) if line else "not on the licence",
        unit=unit,
        authorised=amount_text(allowed) if limited else None,
        drawn=plain(drawn.lo),
        reserved=plain(drawn.lo - used.lo),
        consumed=plain(used.lo),
        departed=plain(left.lo),
        free=None if free is None else f"-{plain(-free)}" if free < 0 else plain(free),
        overdrawn=free is not None and free < 0,
    )


def balance_lines(dossier: LicenceDossier, terms: LicenceTerms) -> tuple[LineSheet, ...]:
    """The balance of every line, licensed or only drawn on."""
    lines: dict[int, LicenceLine | None] = dict.fromkeys(dossier.line_numbers)
    lines |= {x.line: x for x in terms.lines}
    return tuple(_line(dossier, number, lines[number]) for number in sorted(lines))


def _drawn(dossier: LicenceDossier, drawn: Attribution) -> Drawing:
    amounts = [x.amount for x in drawn.lines if x.licence == dossier.key]
    return Drawing(
        key=drawn.key,
        control_date=date_text(drawn.control_day),
        status=f"left {date_text(drawn.exit_day)}" if drawn.exit_day is not None else "declared",
        quantity=amount_text(total(amounts)),
    )


def _versions(held: Licence, language: str) -> tuple[Version, ...]:
    def version(since: str, recordedat: str, told: Message) -> Version:
        return Version(since, recordedat, said(told, language))

    first = held.issued
    issued = message("version.issued", valid_to=first.data.terms.valid_to)
    return (
        version(first.data.issued_on, first.recordedat, issued),
        *(
            version(date_text(v.since), v.fact.recordedat, message("version.amended", valid_to=v.terms.valid_to))
            for v in held.amended
        ),
    )


def determination_sheet(snapshot: Snapshot, application: str) -> DeterminationSheet | None:
    """What was determined about an application that was not changed since; None before."""
    _, found = standing_application(snapshot, application)
    return DeterminationSheet(found.timetext, found.data.determination) if found else None


def _determined(snapshot: Snapshot, held: Licence) -> DeterminationSheet | None:
    named = held.issued.data.application
    return determination_sheet(snapshot, named) if named else None


def licence_sheet(snapshot: Snapshot, key: str, at: At) -> LicenceSheet | None:
    """The sheet of a licence; None where none was issued by then."""
    dossier = licence_dossier.of(snapshot, key)
    if dossier is None:
        return None
    held, on = dossier.held, today(snapshot, key[:2], at)
    terms = held.terms(on) if at.as_of else current_terms(snapshot, held)
    named = document_key(terms.import_authorization) if terms.import_authorization else None
    numbers = {n.number for n in notices.of(snapshot, f"licence {key}")}
    if named:
        numbers |= {n.number for n in notices.of(snapshot, f"authorization {named}")}
    return LicenceSheet(
        key=key,
        status=status_on(held, terms, on),
        terms=terms,
        versions=_versions(held, snapshot.language),
        lines=balance_lines(dossier, terms),
        consignments=tuple(_drawn(dossier, d) for d in dossier.attributions),
        authorization=named,
        determination=_determined(snapshot, held),
        notices=tuple(sorted(numbers)),
        timeline=timeline(snapshot, at, f"licence/{key}", *(f"notice/{n}" for n in sorted(numbers))),
    )
