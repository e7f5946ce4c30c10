"""Which import authorizations of another State an exporting State may know of by the record (R-016, R-044)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.engine.subjects import RESTING
from domain.events.authorization import AuthorizationTerms
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.events.wanted import Wanted
from domain.record.records import Records
from domain.state.authorizations import Authorization, authorization
from domain.state.concern import licences_naming, states_of_authorization
from domain.state.licences import current_terms, licence
from domain.state.parties import same_entry

NamesAuthorization = LicenceTerms | Wanted
"""What names an authorization and an end user: terms of a licence, or what is wanted."""


def _applied(records: Records, key: str, state: str) -> Iterator[Wanted]:
    """What is applied for in a State that names an authorization, as each application was submitted last."""
    for subject in records.indexed(RESTING, f"authorization/{key}"):
        if subject.startswith(f"application/{state}:"):
            submitted = [f for f in records.facts(subject) if f.kind == "licence-application.submitted"]
            yield from (f.data.wanted for f in submitted[-1:])


def _licensed(records: Records, key: str, state: str) -> Iterator[LicenceTerms]:
    """What is licensed by a State under an authorization."""
    for named in licences_naming(records, key):
        held = licence.of(records, named)
        if held is not None and held.state == state:
            yield current_terms(records, held)


def _cases(records: Records, key: str, state: str) -> Iterator[NamesAuthorization]:
    """What a State has on record that names an authorization now."""
    for found in (_applied, _licensed):
        yield from (terms for terms in found(records, key, state) if _names(terms, key))


def _names(terms: NamesAuthorization, key: str) -> bool:
    return terms.import_authorization is not None and document_key(terms.import_authorization) == key


def _fits(records: Records, held: Authorization, terms: NamesAuthorization) -> bool:
    """Whether the recipient of an authorization is the end user in terms (rules 1.6)."""
    own: AuthorizationTerms = held.amended[-1].terms if held.amended else held.issued.data.terms
    recipient, end_user = own.recipient.register_id or "", terms.end_user.register_id or ""
    return bool(recipient) and same_entry(records, recipient) == same_entry(records, end_user)


def has_a_case(records: Records, key: str, state: str) -> bool:
    """Whether a State has an application or a licence that names an authorization, be there such a one or not."""
    return any(True for _ in _cases(records, key, state))


def fits_a_case(records: Records, key: str, state: str) -> bool:
    """Whether a State has an application or a licence that names an authorization on record and fits it."""
    held = authorization.of(records, key)
    return held is not None and any(_fits(records, held, terms) for terms in _cases(records, key, state))


def authorization_known(
    records: Records, key: str, state: str, terms: LicenceTerms | None = None
) -> Authorization | None:
    """The authorization as a State may know it; None where it is not on record, or concerns this State in nothing.

    `terms` are some that the State is about to decide on: they name it, and must fit it as those on record do.
    """
    held = authorization.of(records, key)
    if held is None:
        return None
    known = state in states_of_authorization(records, key) or (
        terms is not None and _names(terms, key) and _fits(records, held, terms)
    )
    return held if known or fits_a_case(records, key, state) else None
