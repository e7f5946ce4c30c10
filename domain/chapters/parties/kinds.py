"""Whether somebody is a person or a firm, as far as messages say so (rules 5.12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.events.party import Party, PartyMention
from domain.names.parts import name
from domain.names.spelling import LATIN, script, words
from domain.names.words import dictionary

INDIVIDUAL = "INDIVIDUAL"
_OF_EITHER = frozenset({"COMMERCIAL", "RESELLER", "FORWARDER", "CARRIER", "BROKER", "OTHER"})
"""The kinds of party that persons and firms are: of which they say nothing."""
_SHORTEST_FORM = 3
"""Shorter legal forms without dots are words of people's names, too: Sa, As, Ag."""


def states_a_person(told: Party | PartyMention) -> bool:
    """True for an individual, and for whoever has a date of birth or a nationality."""
    return told.kind == INDIVIDUAL or bool(told.date_of_birth or told.nationality)


def states_a_firm(told: Party | PartyMention) -> bool:
    """True for an office, a force, a club, a bank, a security company, and for whoever has a legal form."""
    names = (told.name, told.name_local)
    form = told.legal_form if isinstance(told, Party) else None
    return is_of_firms(told.kind) or bool(form) or bears_a_form(x for x in names if x)


def is_of_firms(kind: str | None) -> bool:
    """Whether no person is of a kind: an office, a force, a club, a bank, a security company."""
    return kind is not None and kind != INDIVIDUAL and kind not in _OF_EITHER


def bears_a_form(names: Iterable[str]) -> bool:
    """Whether a name ends or begins with a legal form that no part of a person's name can be taken for."""
    return any(name(x).forms and script(x) == LATIN and _is_plain(x.replace(",", " ").split()) for x in names)


def _is_plain(written: Sequence[str]) -> bool:
    forms = [x for x in (written[-1], written[0]) if "".join(words(x)) in dictionary().forms]
    return not forms or any(x.count(".") > 1 or len("".join(words(x))) >= _SHORTEST_FORM for x in forms)
