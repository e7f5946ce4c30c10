"""The dossier of an import authorization: what left under the licences that name it."""

from __future__ import annotations

from domain.chapters.transfers.dossiers import Departure, departures
from domain.chapters.transfers.predicates import unauthorized
from domain.events.streams import document_key
from domain.record.records import Records
from domain.state.authorizations import Authorization, authorization
from domain.state.licences import Licence, current_terms, licence


class AuthorizationDossier:
    """An import authorization with what left under the licences that now name it and are not themselves under R06."""

    __slots__ = ("departures", "held", "key", "licences", "records")

    def __init__(self, held: Authorization, records: Records) -> None:
        self.held, self.key, self.records = held, held.key, records
        self.licences: list[str] = []
        left: list[Departure] = []
        for key in records.indexed("naming", held.key):
            one = licence.of(records, key)
            if one is not None and self._named_by(one) and not unauthorized.of(records, key):
                self.licences.append(key)
                left += departures.of(records, key)
        self.departures: list[Departure] = sorted(left, key=lambda x: x.order)

    def _named_by(self, held: Licence) -> bool:
        named = current_terms(self.records, held).import_authorization
        return named is not None and document_key(named) == self.key


def authorization_dossier(records: Records, key: str) -> AuthorizationDossier | None:
    """The dossier of an authorization that was issued."""
    held = authorization.of(records, key)
    return AuthorizationDossier(held, records) if held else None
