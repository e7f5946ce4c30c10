"""The importing State has authorized the import: verified, valid, matching, with enough left (R-044, R-045, R-047)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.predicates import licensed_by_class
from domain.chapters.transfers.transit_consent import lawful_temporary
from domain.events.balance import ClassFigures
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.moments import Day, date_text, day, within
from domain.preconditions.check import Asked, Check
from domain.preconditions.grounds import Grounds
from domain.record.quantities import ZERO, Interval, plain
from domain.record.records import Records
from domain.record.sources import state_of
from domain.state.authorizations import CATEGORY, Authorization, authorization
from domain.state.licence_references import line_class
from domain.state.licences import Licence, current_terms, licence, status_on
from domain.state.parties import same_entry
from domain.state.reference import unit_of


def import_side(grounds: Grounds, asked: Asked) -> Iterator[Check]:
    terms, title = asked.terms, "The importing State has authorized the import"
    if not terms.import_authorization_required and lawful_temporary(
        terms, asked.law(grounds.records).provisions(asked.on)
    ):
        yield Check("IMPORT_MISSING", "R-044", title, True, f"Not needed: temporary, for {terms.purpose}.")
        return
    named = document_key(terms.import_authorization) if terms.import_authorization else None
    held = authorization.of(grounds.records, named) if named else None
    if held is None:
        says = f"No import authorization {named} is on record." if named else "No import authorization is named."
        mend = f"Ask {terms.import_state}, and record its authorization."
        yield Check("IMPORT_MISSING", "R-044", title, False, says, mend, (("authorization", named or "none"),))
        return
    yield Check("IMPORT_MISSING", "R-044", title, True, f"Import authorization {held.key} is on record.")
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
        "The importing State has confirmed its authorization",
        answer == "CONFIRMED",
        f"{held.key[:2]} was asked about {held.key}: {answer.lower().replace('_', ' ')}.",
        f"Ask {held.key[:2]} by a channel of your own and record the answer.",
        (("answer", answer),),
    )


def _in_force(held: Authorization, asked: Asked) -> Check:
    own, gone = held.terms(asked.on), held.revocation(asked.on)
    until = own.valid_to or "further notice"
    good = gone is None and within(asked.on, own.valid_from, own.valid_to)
    if gone is not None:
        says = f"{held.key} was revoked from {gone.data.effective_on}."
    else:
        says = f"{held.key} is valid from {own.valid_from} to {until}; the licence is to run to {asked.terms.valid_to}."
    beyond = own.valid_to is not None and day(asked.terms.valid_to) > day(own.valid_to)
    return Check(
        "IMPORT_NOT_VALID" if not good else "VALID_BEYOND_IMPORT",
        "R-044" if not good else "R-047",
        "The authorization is valid on the day, and as long as the licence",
        good and not beyond,
        says,
        f"Let the licence end by {own.valid_to}." if good else f"Ask {held.key[:2]} for a new authorization.",
        (
            ("issued_on", date_text(asked.on)),
            ("valid_from", own.valid_from),
            ("valid_to", own.valid_to or "none"),
            ("licence_valid_to", asked.terms.valid_to),
            *((("revoked_from", gone.data.effective_on),) if gone else ()),
        ),
    )


def _matching(records: Records, held: Authorization, asked: Asked) -> Check:
    own, terms = held.terms(asked.on), asked.terms
    wrong = []
    if own.import_state != terms.import_state:
        wrong.append(f"it authorizes import into {own.import_state}, not {terms.import_state}")
    recipient, end_user = own.recipient.register_id or "", terms.end_user.register_id or ""
    if same_entry(records, recipient) != same_entry(records, end_user):
        wrong.append(f"its recipient is {own.recipient.name} ({recipient}), not {terms.end_user.name} ({end_user})")
    return Check(
        "IMPORT_MISMATCH",
        "R-044",
        "State and final recipient are those authorized",
        not wrong,
        f"{held.key}: {'; '.join(wrong)}." if wrong else f"{own.recipient.name} in {own.import_state}, as authorized.",
        "Correct the application, or ask for an authorization that fits it.",
        (("recipient", recipient), ("final_recipient", end_user)),
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
        says = (
            f"{held.key} authorizes {plain(allowed)} {unit} of class {item_class.lower()}, "
            f"{plain(taken)} are licensed already, {plain(left)} are left; "
            + (f"{plain(wanted.lo)} are asked for." if wanted.hi is not None else "how many are asked for is unclear.")
        )
        yield Check(
            "IMPORT_EXCEEDED",
            "R-045",
            f"The authorization has enough left ({item_class.lower()})",
            wanted.hi is not None and wanted.lo <= left,
            says,
            f"License at most {plain(max(left, 0))} {unit}, or ask {held.key[:2]} for more.",
            (("class", item_class), ("authorised", plain(allowed)), ("licensed", plain(taken)), ("left", plain(left))),
        )


def licensed_to_others(grounds: Grounds, authorization: str, but: str, on: Day) -> dict[str, Interval]:
    """What other licences that name an authorization take of it by class; an ended one only what was drawn (R-134)."""
    sums: dict[str, Interval] = {}
    for key in grounds.records.linked("naming", authorization):
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
