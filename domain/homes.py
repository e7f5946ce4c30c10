"""What the questions are asked about: the dossier of a licence, of a consignment, of an import authorization."""

from __future__ import annotations

from functools import cached_property

from domain.dossier.authorizations import Authorization
from domain.dossier.consignments import Consignment, Drawing, DrawnLine
from domain.dossier.licences import Licence, current_terms
from domain.licence import LicenceLine
from domain.moments import Day
from domain.quantities import Interval, total
from domain.records import Records
from domain.streams import document_key


class LicenceDossier:
    """A licence with every live consignment that draws on it, in the order of rules R01 and R02."""

    def __init__(self, held: Licence, records: Records) -> None:
        self.held, self.key, self.records = held, held.key, records

    @cached_property
    def drawings(self) -> list[Drawing]:
        """The drawings with some goods item that resolves to this licence."""
        found = (self.records.drawing(key) for key in self.records.linked("drawers", self.key))
        own = [d for d in found if d is not None and any(x.licence == self.key for x in d.lines)]
        return sorted(own, key=lambda d: d.order)

    def lines_of(self, drawn: Drawing, number: int | None) -> list[DrawnLine]:
        """The goods items of a consignment that draw on a line of this licence."""
        return [x for x in drawn.lines if x.licence == self.key and x.line == number]

    def net(self, drawn: Drawing, number: int) -> Interval:
        """net(L, n, s): what a consignment draws from a line, in base units."""
        return total([x.amount for x in self.lines_of(drawn, number)])

    @cached_property
    def line_numbers(self) -> list[int]:
        """The lines that anything draws on."""
        own = {x.line for d in self.drawings for x in d.lines if x.licence == self.key}
        return sorted(n for n in own if n is not None)

    def line(self, number: int, on: Day) -> LicenceLine | None:
        """A line in the terms of a day."""
        return self.held.line(number, on)


class ConsignmentDossier:
    """A live consignment, and its licence where it has one."""

    def __init__(self, found: Consignment, records: Records) -> None:
        self.consignment, self.key, self.records = found, found.key, records

    @cached_property
    def licence(self) -> Licence | None:
        """The licence of the consignment."""
        key = self.consignment.licence
        return self.records.licence(key) if key else None


class AuthorizationDossier:
    """An import authorization with the licences that now name it and are not themselves under R06."""

    def __init__(self, held: Authorization, records: Records) -> None:
        self.held, self.key, self.records = held, held.key, records

    @cached_property
    def licences(self) -> list[LicenceDossier]:
        """The dossiers of those licences (rules 1.9.4, R07)."""
        found = []
        for key in self.records.linked("naming", self.key):
            held = self.records.licence(key)
            if held is None or not self._named_by(held) or self.records.derive("unauthorized", key):
                continue
            found.append(LicenceDossier(held, self.records))
        return found

    def _named_by(self, held: Licence) -> bool:
        named = current_terms(self.records, held).import_authorization
        return named is not None and document_key(named) == self.key


def licence_dossier(records: Records, key: str) -> LicenceDossier | None:
    """The dossier of a licence that was issued."""
    held = records.licence(key)
    return LicenceDossier(held, records) if held else None


def consignment_dossier(records: Records, key: str) -> ConsignmentDossier | None:
    """The dossier of a live consignment."""
    found = records.consignment(key)
    return ConsignmentDossier(found, records) if found and found.live else None


def authorization_dossier(records: Records, key: str) -> AuthorizationDossier | None:
    """The dossier of an authorization that was issued."""
    held = records.authorization(key)
    return AuthorizationDossier(held, records) if held else None


HOMES = {
    "consignment": consignment_dossier,
    "licence": licence_dossier,
    "authorization": authorization_dossier,
}
