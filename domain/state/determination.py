"""What an application and its determination make together: the terms of a licence, and the States to be asked."""

from __future__ import annotations

from typing import NamedTuple

from domain.events.declaration import Leg
from domain.events.determination import CONSENT, Determination
from domain.events.licence import LicenceLine, LicenceTerms
from domain.events.wanted import ClaimedLaw, SerialsOfLine, Wanted
from domain.record.fact import Fact
from domain.record.records import Records

QUANTITY = "Q"
SUBMITTED, DETERMINED = "licence-application.submitted", "licence-application.determined"


class DeterminedCase(NamedTuple):
    """What an application wants, what was determined about it, what an old one claimed, and which items it names."""

    wanted: Wanted
    determination: Determination
    claimed: ClaimedLaw | None = None
    serials: tuple[SerialsOfLine, ...] = ()


def standing_application(records: Records, application: str) -> tuple[Fact | None, Fact | None]:
    """An application as it stands, and the last determination, as long as the application was not changed after it."""
    asked: Fact | None = None
    told: Fact | None = None
    for fact in sorted(records.facts(f"application/{application}"), key=lambda f: (f.recorded, f.id)):
        if fact.kind == SUBMITTED:
            asked, told = fact, None
        elif fact.kind == DETERMINED:
            told = fact
    return asked, told


def determined_case_of(records: Records, application: str) -> DeterminedCase | None:
    """What is wanted with what was determined about it; None where nothing was."""
    asked, told = standing_application(records, application)
    if asked is None or told is None:
        return None
    return DeterminedCase(asked.data.wanted, told.data.determination, asked.data.claimed, asked.data.serials or ())


def terms_of(wanted: Wanted, determination: Determination) -> LicenceTerms:
    """The terms of the licence: the facts as they are wanted, the law as it was determined (R-044, R-046)."""
    temporary, exempted = determination.temporary, determination.embargo_exemption
    controls = {x.line: x.control for x in determination.controls}
    return LicenceTerms(
        profile=determination.law.profile,
        kind="TEMPORARY" if temporary else determination.scope.form,
        purpose=temporary.purpose if temporary else wanted.purpose,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        return_by=temporary.return_by if temporary else None,
        export_state=wanted.export_state,
        import_state=wanted.import_state,
        exporter=wanted.exporter,
        consignee=wanted.consignee,
        end_user=wanted.end_user,
        brokers=wanted.brokers,
        import_authorization=wanted.import_authorization,
        import_authorization_required=determination.import_authorization.required,
        delivery_verification_required=determination.delivery_verification.required,
        end_use_documents=wanted.end_use_documents,
        transit_states=tuple(x.state for x in determination.transit),
        lines=tuple(
            LicenceLine(
                line=x.line,
                control=controls.get(x.line, QUANTITY),
                item=x.item,
                quantity=x.quantity,
                value=x.value,
            )
            for x in wanted.lines
        ),
        undertaking=determination.undertaking,
        embargo_exemption=exempted.exemption if exempted else None,
        contract_reference=wanted.contract_reference,
    )


def states_at(stop: Leg) -> tuple[str, ...]:
    """The States of a stop: the one it names, and that of its place where the two differ."""
    return tuple(dict.fromkeys((stop.state, stop.locode[:2])))


def on_the_way(wanted: Wanted, claimed: ClaimedLaw | None) -> tuple[str, ...]:
    """Every State of the route that is neither that of export nor that of import; of old applications those claimed."""
    ends = (wanted.export_state, wanted.import_state)
    stops = [state for stop in sorted(wanted.route, key=lambda x: x.sequence) for state in states_at(stop)]
    named = dict.fromkeys((*stops, *(claimed.transit_states if claimed else ())))
    return tuple(x for x in named if x not in ends)


def exempts(determination: Determination) -> bool:
    """Whether a determination lets something off that the law asks for otherwise: that is for two persons (R-020)."""
    return (
        not determination.import_authorization.required
        or not determination.delivery_verification.required
        or determination.embargo_exemption is not None
        or any(x.need != CONSENT for x in determination.transit)
    )
