"""What the law asks for is determined about an application: no amendment lets a licence off (R-044, R-065)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.events.licence import LicenceTerms
from domain.kernel.message import Message, message
from domain.preconditions.check import Asked, Check
from domain.record.records import Records
from domain.state.determination import QUANTITY
from domain.state.licences import current_terms, licence


def amended(records: Records, asked: Asked) -> Iterator[Check]:
    """New terms of a licence on record ask for what the terms before asked for, or for more."""
    held = licence.of(records, asked.licence)
    if held is None:
        return
    before, after = current_terms(records, held), asked.terms
    laxer = (*_papers(before, after), *_law(before, after), *_reach(before, after))
    title, mend = message("precondition.amended"), message("precondition.amended.mend")
    says = message("precondition.amended.laxer", laxer=laxer) if laxer else message("precondition.amended.met")
    yield Check("LAW_IS_DETERMINED", "R-065", title, not laxer, says, mend)


def _papers(before: LicenceTerms, after: LicenceTerms) -> Iterator[Message]:
    if before.import_authorization_required and not after.import_authorization_required:
        yield message("amended.paper", paper=message("exemption.import"))
    if before.delivery_verification_required and not after.delivery_verification_required:
        yield message("amended.paper", paper=message("exemption.receipt"))


def _law(before: LicenceTerms, after: LicenceTerms) -> Iterator[Message]:
    if after.profile != before.profile:
        yield message("amended.profile", before=before.profile, after=after.profile)
    if after.kind != before.kind and after.kind in ("TEMPORARY", "GENERAL"):
        yield message("amended.kind", before=before.kind, after=after.kind)
    if after.embargo_exemption not in (None, before.embargo_exemption):
        yield message("amended.embargo")


def _reach(before: LicenceTerms, after: LicenceTerms) -> Iterator[Message]:
    dropped = [x for x in before.transit_states if x not in after.transit_states and x != after.import_state]
    if dropped:
        yield message("amended.transit", states=tuple(dropped))
    if before.undertaking.no_reexport and not after.undertaking.no_reexport:
        yield message("amended.undertaking")
    counted = {x.line for x in before.lines if x.control == QUANTITY}
    opened = [x.line for x in after.lines if x.control != QUANTITY and x.line in counted]
    if opened:
        yield message("amended.control", lines=tuple(opened))
