"""Whom a subject concerns: the States that may see it, and the register ids that its parties go by (R-016)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol, runtime_checkable

from domain.chapters.transfers.authorization_dossiers import AuthorizationDossier
from domain.chapters.transfers.dossiers import ConsignmentDossier, LicenceDossier
from domain.events.licence import LicenceTerms
from domain.kernel.moments import Day
from domain.state.concern import named_in_consignment, named_in_terms
from domain.state.consignments import Consignment


@runtime_checkable
class Concerning(Protocol):
    """A dossier that says itself whom it concerns."""

    @property
    def states(self) -> Iterable[str | None]:
        """The States."""
        ...

    @property
    def parties(self) -> Iterable[str | None]:
        """The register ids."""
        ...


class ConcernedTexts(NamedTuple):
    """States and register ids as texts with a space before and after each, so that one is found by ` XA `."""

    states: str
    parties: str


def listed(names: Iterable[str | None]) -> str:
    """Names once each in text order, a space around each."""
    found = sorted({name for name in names if name})
    return f" {' '.join(found)} " if found else " "


def holding(column: str, name: str) -> tuple[str, str]:
    """The condition, with its parameter, that a column of listed names holds one."""
    told = name.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"{column} LIKE ? ESCAPE '!'", f"% {told} %"


def _of_licence(dossier: LicenceDossier, on: Day) -> ConcernedTexts:
    states, parties = named_in_terms(dossier.held.terms(on))
    return ConcernedTexts(listed([dossier.held.state, *states]), listed(parties))


def concern_of_consignment(found: Consignment, terms: LicenceTerms | None) -> ConcernedTexts:
    """Whom a consignment concerns: as declared, and as licensed where it has a licence."""
    states, parties = named_in_consignment(found, terms)
    return ConcernedTexts(listed(states), listed(parties))


def concerned(kind: str, dossier: object) -> ConcernedTexts:
    """Whom the subject of a dossier concerns."""
    match dossier:
        case LicenceDossier():
            return _of_licence(dossier, dossier.held.issued_on)
        case ConsignmentDossier():
            held, found = dossier.licence, dossier.consignment
            return concern_of_consignment(found, held.terms(found.goods.control_day) if held else None)
        case AuthorizationDossier():
            terms = dossier.held.terms(dossier.held.issued.date(None))
            states: list[str | None] = [
                dossier.key[:2],
                terms.import_state,
                *(key[:2] for key in dossier.licences),
            ]
            parties = [terms.importer.register_id, terms.recipient.register_id]
            return ConcernedTexts(listed(states), listed(parties))
        case Concerning(states=named, parties=who):
            return ConcernedTexts(listed(named), listed(who))
        case _:
            raise AssertionError(f"no such kind of subject: {kind}")
