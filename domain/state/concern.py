"""Whom papers and consignments concern by the record: they may see them, and have a part in them if any (R-016)."""

from __future__ import annotations

from domain.events.authorization import AuthorizationTerms
from domain.events.licence import LicenceTerms
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.sources import entered_here, state_of
from domain.state.authorizations import Authorization, authorization
from domain.state.consignments import Consignment, consignment
from domain.state.licences import licence

_Concern = tuple[list[str | None], list[str | None]]
"""States, and register ids of parties."""
_COPIED = "copied-in-"


def by_order(fact: Fact) -> bool:
    """Whether an officer entered a fact by an order here; else it came from outside."""
    return fact.actor is not None and entered_here(fact.source)


def copied_in(source: str) -> str | None:
    """The State in which a document of another was copied, from the source of the copy (decision record 11)."""
    office = source.rpartition("/")[2]
    return office.removeprefix(_COPIED).upper() if office.startswith(_COPIED) else None


def named_in_terms(terms: LicenceTerms) -> _Concern:
    """The States and register ids that licence terms name."""
    states = [terms.export_state, terms.import_state, *terms.transit_states]
    parties = [x.register_id for x in (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)]
    return [*states], parties


def named_in_consignment(found: Consignment, terms: LicenceTerms | None) -> _Concern:
    """Whom a consignment concerns: as declared, and as licensed where it has a licence; not who says he saw it."""
    data = found.declared.data
    states: list[str | None] = [data.export_state, data.destination_state, *(x.state for x in data.route)]
    parties = [x.register_id for x in data.parties]
    if terms is None:
        return states, parties
    more_states, more_parties = named_in_terms(terms)
    return [*states, *more_states], [*parties, *more_parties]


def states_of_consignment(records: Records, key: str) -> frozenset[str]:
    """The States that a declared consignment concerns; none while it is not declared."""
    found = consignment.of(records, key)
    if found is None:
        return frozenset()
    held = licence.of(records, found.licence) if found.licence else None
    states, _ = named_in_consignment(found, held.terms(found.goods.control_day) if held else None)
    return frozenset(x for x in states if x)


def licences_naming(records: Records, authorization: str) -> list[str]:
    """The licences that name an import authorization in any version of their terms."""
    named = records.indexed("naming", authorization)
    return [k for k in named if (x := licence.of(records, k)) and authorization in x.authorizations()]


def named_in_authorization(records: Records, held: Authorization) -> _Concern:
    """Whom an authorization concerns: who is named, who holds its copy or had its answer, who licenses under it."""
    terms: AuthorizationTerms = held.amended[-1].terms if held.amended else held.issued.data.terms
    asked = [state_of(held.verified.source)] if held.verified else []
    naming = [key[:2] for key in licences_naming(records, held.key)]
    told = [held.key[:2], terms.import_state, *terms.transit_states, copied_in(held.issued.source), *asked, *naming]
    return told, [terms.importer.register_id, terms.recipient.register_id]


def states_of_authorization(records: Records, key: str) -> frozenset[str]:
    """The States that an import authorization concerns; none while there is none on record."""
    held = authorization.of(records, key)
    return frozenset(x for x in named_in_authorization(records, held)[0] if x) if held else frozenset()
