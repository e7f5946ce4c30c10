"""The importing State has authorized the import: verified, valid, matching, with enough left (R-044, R-045, R-047)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.predicates import licensed_by_class
from domain.events.balance import ClassFigures
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text, day, within
from domain.preconditions.authorizations_known import authorization_known
from domain.preconditions.check import Asked, Check
from domain.preconditions.exemptions import beyond_exemption
from domain.preconditions.grounds import Grounds
from domain.record.quantities import ZERO, Interval, plain
from domain.record.records import Records
from domain.record.sources import state_of
from domain.state.authorizations import CATEGORY, Authorization
from domain.state.licence_references import line_class
from domain.state.licences import Licence, current_terms, licence, status_on
from domain.state.parties import same_entry
from domain.state.reference import unit_of


def import_side(grounds: Grounds, asked: Asked) -> Iterator[Check]:
    terms, title = asked.terms, message("precondition.import")
    exempt = not terms.import_authorization_required
    said = asked.law(grounds.records).provisions(asked.on)
    beyond = beyond_exemption(grounds.records, terms, said) if exempt else ()
    if exempt and not beyond:
        not_needed = message("precondition.not-needed.temporary", purpose=terms.purpose)
        yield Check("IMPORT_MISSING", "R-044", title, True, not_needed)
        return
    named = document_key(terms.import_authorization) if terms.import_authorization else None
    held = authorization_known(grounds.records, named, asked.licence[:2], terms) if named else None
    if held is None:
        if named:
            says = message("precondition.import.not-on-record", authorization=named)
        else:
            says = message("precondition.import.none-named", authorization="none")
            if exempt:
                says = message("precondition.import.not-exempt", authorization="none", beyond=beyond)
        mend = message("precondition.import.mend", state=terms.import_state)
        yield Check("IMPORT_MISSING", "R-044", title, False, says, mend)
        return
    on_record = message("precondition.import.on-record", authorization=held.key)
    yield Check("IMPORT_MISSING", "R-044", title, True, on_record)
    yield _verified(grounds.records, held, terms.export_state)
    yield _in_force(held, asked)
    yield _matching(grounds.records, held, asked)
    yield from _enough(grounds, held, asked)


def _verified(records: Records, held: Authorization, export_state: str) -> Check:
    """What the exporting State was told when it asked itself; what others record counts for nothing."""
    answers = [
        f.data.result
        for f in records.facts(f"authorization/{held.key}")
        if f.kind == "import-authorization.verified" and state_of(f.source) == export_state
    ]
    answer = answers[-1] if answers else "not asked"
    return Check(
        "IMPORT_NOT_VERIFIED",
        "R-044",
        message("precondition.import-verified"),
        answer == "CONFIRMED",
        message("precondition.asked-about", state=held.key[:2], document=held.key, answer=answer),
        message("precondition.ask-yourself", state=held.key[:2]),
    )


def _in_force(held: Authorization, asked: Asked) -> Check:
    own, gone = held.terms(asked.on), held.revocation(asked.on)
    good = gone is None and within(asked.on, own.valid_from, own.valid_to)
    figures = {
        "authorization": held.key,
        "issued_on": date_text(asked.on),
        "valid_from": own.valid_from,
        "valid_to": own.valid_to or "none",
        "licence_valid_to": asked.terms.valid_to,
    }
    if gone is not None:
        says = message("precondition.import-in-force.revoked", **figures, revoked_from=gone.data.effective_on)
    elif own.valid_to is None:
        says = message("precondition.import-in-force.until-further-notice", **figures)
    else:
        says = message("precondition.import-in-force.valid", **figures)
    beyond = own.valid_to is not None and day(asked.terms.valid_to) > day(own.valid_to)
    return Check(
        "IMPORT_NOT_VALID" if not good else "VALID_BEYOND_IMPORT",
        "R-044" if not good else "R-047",
        message("precondition.import-in-force"),
        good and not beyond,
        says,
        message("precondition.import-in-force.mend-end", valid_to=own.valid_to)
        if good
        else message("precondition.import-in-force.mend-ask", state=held.key[:2]),
    )


def _matching(records: Records, held: Authorization, asked: Asked) -> Check:
    own, terms = held.terms(asked.on), asked.terms
    wrong = []
    if own.import_state != terms.import_state:
        wrong.append(
            message("precondition.import-fits.other-state", authorized=own.import_state, asked=terms.import_state)
        )
    recipient, end_user = own.recipient.register_id or "", terms.end_user.register_id or ""
    if same_entry(records, recipient) != same_entry(records, end_user):
        wrong.append(
            message(
                "precondition.import-fits.other-recipient",
                authorized=own.recipient.name,
                recipient=recipient,
                asked=terms.end_user.name,
                final_recipient=end_user,
            )
        )
    parties = {"recipient": recipient, "final_recipient": end_user}
    return Check(
        "IMPORT_MISMATCH",
        "R-044",
        message("precondition.import-fits"),
        not wrong,
        message("precondition.import-fits.not", authorization=held.key, wrong=tuple(wrong), **parties)
        if wrong
        else message("precondition.import-fits.met", name=own.recipient.name, state=own.import_state, **parties),
        message("precondition.import-fits.mend"),
    )


def class_figures(grounds: Grounds, held: Authorization, asked: Asked) -> tuple[ClassFigures, ...]:
    """For each control class asked for: what is authorized, licensed to others, left, and asked."""
    others = licensed_to_others(grounds, held.key, asked.licence, asked.on)
    told = []
    for item_class, wanted in licensed_by_class(grounds.records, asked.terms).items():
        allowed, taken = held.authorized(item_class, asked.on), others.get(item_class, ZERO)
        told.append(
            ClassFigures(
                item_class=item_class,
                authorised=plain(allowed.lo),
                licensed=plain(taken.lo),
                left=plain(allowed.lo - taken.lo),
                asked=plain(wanted.lo) if wanted.hi is not None else "unclear",
            )
        )
    return tuple(told)


def _enough(grounds: Grounds, held: Authorization, asked: Asked) -> Iterator[Check]:
    others = licensed_to_others(grounds, held.key, asked.licence, asked.on)
    for item_class, wanted in licensed_by_class(grounds.records, asked.terms).items():
        allowed, taken = held.authorized(item_class, asked.on).lo, others.get(item_class, ZERO).lo
        left, unit = allowed - taken, unit_of(CATEGORY.get(item_class))
        figures = {
            "authorization": held.key,
            "class": item_class,
            "authorised": plain(allowed),
            "unit": unit,
            "licensed": plain(taken),
            "left": plain(left),
        }
        if wanted.hi is not None:
            says = message("precondition.import-left.asked", **figures, asked=plain(wanted.lo))
        else:
            says = message("precondition.import-left.unclear", **figures)
        yield Check(
            "IMPORT_EXCEEDED",
            "R-045",
            message("precondition.import-left", item_class=item_class),
            wanted.hi is not None and wanted.lo <= left,
            says,
            message("precondition.import-left.mend", most=plain(max(left, 0)), unit=unit, state=held.key[:2]),
        )


def licensed_to_others(grounds: Grounds, authorization: str, but: str, on: Day) -> dict[str, Interval]:
    """What other licences that name an authorization take of it by class; an ended one only what was drawn (R-134)."""
    sums: dict[str, Interval] = {}
    for key in grounds.records.indexed("naming", authorization):
        held = licence.of(grounds.records, key)
        if held is None or key == but:
            continue
        terms = current_terms(grounds.records, held)
        if terms.import_authorization is None or document_key(terms.import_authorization) != authorization:
            continue
        for item_class, amount in _taken(grounds, held, terms, on).items():
            sums[item_class] = sums.get(item_class, ZERO).plus(amount)
    return sums


def _taken(grounds: Grounds, held: Licence, terms: LicenceTerms, on: Day) -> dict[str, Interval]:
    drawn = _drawn_by_class(grounds, held.key)
    if status_on(held, terms, on) in ("revoked", "surrendered", "expired"):
        return drawn
    licensed = licensed_by_class(grounds.records, terms)
    return {name: _more(licensed.get(name, ZERO), drawn.get(name, ZERO)) for name in {*licensed, *drawn}}


def _more(a: Interval, b: Interval) -> Interval:
    return a if a.lo >= b.lo else b


def _drawn_by_class(grounds: Grounds, licence: str) -> dict[str, Interval]:
    ledger, sums = grounds.ledger(licence), dict[str, Interval]()
    for consignment in ledger.consignments():
        for x in ledger.of(consignment):
            item_class = line_class(grounds.records, x.licensed) if x.licensed else None
            if item_class is not None:
                sums[item_class] = sums.get(item_class, ZERO).plus(x.amount)
    return sums
