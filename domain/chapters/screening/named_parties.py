"""Whom messages name: the recipients and others of a consignment, and the brokers of a transaction (R19, R20, R22)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.documents.end_use_documents import presentation
from domain.events.party import PartyMention
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.consignments import ARRIVED, RELEASED, VERIFIED, Consignment
from domain.state.reference import listing

BROKER = "BROKER"


class Mentioned(NamedTuple):
    """A mention and the fact that makes it."""

    mention: PartyMention
    fact: Fact


def receivers(found: Consignment, *, standing: bool = False) -> Iterator[Mentioned]:
    """Whom arrivals, releases and proofs of receipt of a consignment name; `standing` leaves out what was said anew."""
    for fact in found.standing_arrivals() if standing else found.of(ARRIVED):
        for mention in fact.data.parties:
            yield Mentioned(mention, fact)
    for fact in found.of(RELEASED):
        if fact.data.released_to is not None:
            yield Mentioned(fact.data.released_to, fact)
    for fact in found.standing_verifications() if standing else found.of(VERIFIED):
        yield Mentioned(fact.data.received_by, fact)


def of_consignment(found: Consignment) -> Iterator[Mentioned]:
    """Whom the declaration of a consignment names, then those to whom it came, as it stands (rules 1.5.9)."""
    for mention in found.declared.data.parties:
        yield Mentioned(mention, found.declared)
    yield from receivers(found, standing=True)


@derived
def brokers(records: Records, number: str) -> tuple[Mentioned, ...]:
    """The brokers that an end-use document names."""
    presented = presentation.of(records, number)
    if presented is None:
        return ()
    named = (presented.data.end_user, *presented.data.other_parties)
    return tuple(Mentioned(x, presented) for x in named if x.role == BROKER)


@derived
def registers_brokers(records: Records, state: str) -> bool:
    """True for a State where brokers have to be registered."""
    rows = listing.of(records, "authorities").by_name.get(state) or ()
    return bool(rows and rows[-1].broker_registration_required)
