"""What was determined stands on the law: profile by State and day, exemptions by rows, transit by route (R-044).

Profile and time of return are asked of the terms alone, so that an amendment meets them, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.transit_consent import arranged, exempt_by_route
from domain.events.declaration import Leg
from domain.events.determination import (
    BY_ARRANGEMENT,
    BY_CALL,
    BY_PURPOSE,
    BY_SEA_OR_AIR,
    CONSENT,
    SIMPLIFIED,
    TEMPORARY_PURPOSE,
    Determination,
    Requirement,
    TransitNeed,
)
from domain.events.lists import EmbargoRow
from domain.events.wanted import Wanted
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text
from domain.preconditions.amendments import amended
from domain.preconditions.check import Asked, Check
from domain.preconditions.exemptions import beyond_exemption, reach
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.determination import DeterminedCase, determined_case_of, on_the_way, states_at
from domain.state.licences import licence
from domain.state.reference import listing


def known_to_the_law(records: Records, asked: Asked) -> Iterator[Check]:
    """Whether the law knows what was determined: profile, temporary export, exemptions, States on the route."""
    said = asked.law(records).provisions(asked.on)
    yield _profile(asked, said)
    if asked.terms.kind == "TEMPORARY":
        yield _temporary(asked, said)
    if asked.case is None:
        yield from amended(records, asked)
    else:
        yield from _exemptions(records, asked, asked.case.determination, said)
        yield _procedure(asked, asked.case.determination, said)
        yield _route(asked, asked.case.wanted, asked.case.determination)
        for need in asked.case.determination.transit:
            if need.need != CONSENT:
                yield _need(records, asked, need, said)


def not_determined() -> Check:
    """An application of which nobody has determined yet what the law asks of it."""
    title, says = message("precondition.determined"), message("precondition.determined.not")
    return Check("NOT_DETERMINED", "R-044", title, False, says, message("precondition.determined.mend"))


def _profile(asked: Asked, said: Provisions) -> Check:
    figures = {"profile": asked.terms.profile, "state": asked.licence[:2], "on": date_text(asked.on)}
    known = ", ".join(sorted(said.profiles))
    return Check(
        "PROFILE_NOT_IN_FORCE",
        "R-141",
        message("precondition.profile"),
        asked.terms.profile in said.profiles,
        message("precondition.profile.says", **figures, profiles=known),
        message("precondition.profile.mend", profiles=known),
    )


def _temporary(asked: Asked, said: Provisions) -> Check:
    """A temporary export is for a purpose that the law names, and comes back in time; whether exempt or not (R-061)."""
    terms, found = asked.terms, reach(asked.terms.purpose, said)
    good = found is not None and terms.return_by is not None
    figures = {"purpose": terms.purpose or "none", "return_by": terms.return_by or "none"}
    return Check(
        "TEMPORARY_UNFOUNDED",
        "R-061",
        message("precondition.temporary"),
        good,
        message("precondition.temporary.says", **figures),
        message("precondition.temporary.mend", purposes=", ".join(sorted(said.temporary_purposes))),
    )


def case_asked(records: Records, asked: Asked) -> DeterminedCase | None:
    """The application that terms are composed of; of a licence on record the one that it was issued on."""
    held = licence.of(records, asked.licence) if asked.case is None else None
    named = held.issued.data.application if held else None
    return determined_case_of(records, named) if named else asked.case


# -- exemptions --------------------------------------------------------------------------------------------------------


def _exemptions(records: Records, asked: Asked, told: Determination, said: Provisions) -> Iterator[Check]:
    for code, paper, requirement, known in (
        ("IMPORT_EXEMPTION_UNLAWFUL", "import", told.import_authorization, said.import_exempt_as),
        ("RECEIPT_EXEMPTION_UNLAWFUL", "receipt", told.delivery_verification, said.receipt_exempt_as),
    ):
        if not requirement.required:
            yield _exempt(records, asked, code, paper, requirement, known, said)
    if told.embargo_exemption is not None:
        yield _embargo_exemption(records, asked, told, said)


def _exempt(
    records: Records,
    asked: Asked,
    code: str,
    paper: str,
    requirement: Requirement,
    known: frozenset[str],
    said: Provisions,
) -> Check:
    """A paper is left out as something that the law of the profile has for it, and that covers these goods."""
    beyond: tuple[Message, ...] = ()
    if requirement.exempt_as == TEMPORARY_PURPOSE:
        beyond = beyond_exemption(records, asked.terms, said)
    named = {"paper": message(f"exemption.{paper}"), "exempt_as": requirement.exempt_as or "nothing"}
    listed = ", ".join(sorted(known)) or "nothing"
    if requirement.exempt_as not in known:
        says = message("precondition.exempt.unknown", **named, profile=asked.terms.profile, known=listed)
    elif beyond:
        says = message("precondition.exempt.beyond", **named, beyond=beyond)
    else:
        says = message("precondition.exempt.met", **named, reference=requirement.ground.reference)
    met = requirement.exempt_as in known and not beyond
    mend = message("precondition.exempt.mend", paper=named["paper"])
    return Check(code, "R-044", message("precondition.exempt", paper=named["paper"]), met, says, mend)


def _embargo_exemption(records: Records, asked: Asked, told: Determination, said: Provisions) -> Check:
    """The row is on the list, is about a State of this chain, and knows exemptions of this type (R-055)."""
    granted = told.embargo_exemption
    assert granted is not None  # noqa: S101  asked for where there is one
    rows: tuple[EmbargoRow, ...] = listing.of(records, "embargoes").rows
    row = next((x for x in rows if x.row == granted.exemption.row), None)
    chain = _chain(asked)
    fits = row is not None and row.state in chain and granted.exempt_as in row.exemption_types
    figures = {"row": granted.exemption.row, "exempt_as": granted.exempt_as, "reference": granted.exemption.reference}
    if row is None:
        says = message("precondition.embargo-exemption.no-row", **figures)
    elif not fits:
        types = ", ".join(row.exemption_types) or "none"
        says = message("precondition.embargo-exemption.not-of-row", **figures, state=row.state, types=types)
    else:
        says = message("precondition.embargo-exemption.met", **figures)
    title, mend = message("precondition.embargo-exemption"), message("precondition.embargo-exemption.mend")
    return Check("EMBARGO_EXEMPTION_UNLAWFUL", "R-055", title, fits, says, mend)


def _chain(asked: Asked) -> set[str | None]:
    terms = asked.terms
    parties = (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)
    return {terms.export_state, terms.import_state, *terms.transit_states, *(x.state for x in parties)}


def _procedure(asked: Asked, told: Determination, said: Provisions) -> Check:
    """The simplified procedure is for the purposes that the law names; the other for all (R-015)."""
    wanted = told.procedure.procedure
    good = wanted != SIMPLIFIED or (told.temporary is not None and asked.terms.purpose in said.simplified_purposes)
    figures = {"procedure": wanted, "purpose": asked.terms.purpose or "none"}
    title, says = message("precondition.procedure"), message("precondition.procedure.says", **figures)
    mend = message("precondition.procedure.mend", purposes=", ".join(sorted(said.simplified_purposes)) or "none")
    return Check("PROCEDURE_UNLAWFUL", "R-015", title, good, says, mend)


# -- transit -----------------------------------------------------------------------------------------------------------


def _route(asked: Asked, wanted: Wanted, told: Determination) -> Check:
    """Every State of the route is determined; where there is none, it is said why (R-036)."""
    case = asked.case
    crossed = on_the_way(wanted, case.claimed if case else None)
    named = {x.state for x in told.transit}
    left_out = [x for x in crossed if x not in named]
    unfounded = not named and told.no_transit is None
    title = message("precondition.route")
    if left_out:
        says = message("precondition.route.left-out", states=tuple(left_out))
    elif unfounded:
        says = message("precondition.route.unfounded")
    elif named:
        says = message("precondition.route.met", states=tuple(x.state for x in told.transit))
    else:
        says = message("precondition.route.direct")
    mend = message("precondition.route.mend")
    return Check("TRANSIT_STATE_LEFT_OUT", "R-036", title, not left_out and not unfounded, says, mend)


def legs_in(wanted: Wanted, state: str) -> tuple[Leg, ...]:
    """The stops of a route in a State."""
    return tuple(x for x in wanted.route if state in states_at(x))


def passes_by_route(records: Records, asked: Asked, state: str, said: Provisions) -> bool:
    """Whether a State was determined to be exempt for the way in which goods pass it, and the route has it so."""
    case = case_asked(records, asked)
    if case is None:
        return False
    needs = {x.need for x in case.determination.transit if x.state == state}
    legs = legs_in(case.wanted, state)
    calls = bool(legs) and all(x.activity == "CALL" for x in legs)
    return (needs == {BY_CALL} and calls) or (needs == {BY_SEA_OR_AIR} and exempt_by_route(legs, said))


def _need(records: Records, asked: Asked, need: TransitNeed, said: Provisions) -> Check:
    """A State need not be asked as something that the law has, and that holds for this route and these goods."""
    holds = {
        BY_CALL: lambda: passes_by_route(records, asked, need.state, said),
        BY_SEA_OR_AIR: lambda: passes_by_route(records, asked, need.state, said),
        BY_PURPOSE: lambda: not beyond_exemption(records, asked.terms, said),
        BY_ARRANGEMENT: lambda: arranged(records, asked.terms, need.state, asked.on),
    }
    figures = {"state": need.state, "need": need.need}
    title, says = message("precondition.need", state=need.state), message("precondition.need.says", **figures)
    mend = message("precondition.need.mend", state=need.state)
    return Check(f"TRANSIT_EXEMPTION_UNLAWFUL:{need.state}", "R-038", title, holds[need.need](), says, mend)
