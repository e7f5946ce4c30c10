"""What an application and its determination make together: the terms of a licence, and the States to be asked."""

from __future__ import annotations

from domain.events.declaration import Leg
from domain.events.determination import CONSENT, Determination
from domain.events.licence import LicenceLine, LicenceTerms
from domain.events.wanted import ClaimedLaw, Wanted

QUANTITY = "Q"


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
