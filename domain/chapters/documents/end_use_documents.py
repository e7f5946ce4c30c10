"""End-use documents: what was presented, what the issuer answered, and who could sign (R09)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.chapters.transfers.dossiers import departures
from domain.kernel.canon import bounded
from domain.kernel.document_numbers import signature
from domain.kernel.moments import Day, within
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.copies import own_word_first
from domain.state.licences import current_terms, licence

PRESENTED, ANSWERED = "end-use-document.presented", "end-use-document.verified"
AUTHENTIC, REPUDIATED = "AUTHENTIC", "REPUDIATED"
APPLICANT, SILENCE = "APPLICANT", "NO_REPLY"
NAMED_BY = "document"
"""The secondary index from documents to the licences that name them."""


def licence_entries(data: Any) -> list[tuple[str, str, str]]:
    """A licence is indexed under each document that its terms name."""
    key = f"{data.licence.state}:{data.licence.reference}"
    return [(NAMED_BY, number, key) for number in dict.fromkeys(data.terms.end_use_documents)]


@derived
def presentation(records: Records, number: str) -> Fact | None:
    """The presentation of a number; of several the last."""
    found = [f for f in records.facts(f"document/{number}") if f.kind == PRESENTED]
    return found[-1] if found else None


@derived
def answer(records: Records, number: str) -> Fact | None:
    """The answer of the issuer that decides: the last one that is more than silence, not passed on by the applicant."""
    presented = presentation.of(records, number)
    if presented is None:
        return None
    return next(
        (
            f
            for f in reversed(own_word_first(f for f in records.facts(f"document/{number}") if f.kind == ANSWERED))
            if f.data.answered_by == presented.data.issuer_state
            and f.data.channel != APPLICANT
            and f.data.result != SILENCE
        ),
        None,
    )


class Office(NamedTuple):
    """Whether a State has named anybody who may sign, and the periods of one name."""

    listed: bool
    terms: tuple[Fact, ...]

    def covers(self, on: Day) -> bool:
        """True when the name was in office on a day."""
        return any(within(on, f.data.valid_from, f.data.valid_to) for f in self.terms)


@derived
def office(records: Records, named: str) -> Office:
    """Of `STATE SIGNATURE`: the periods in which the State let that name sign."""
    state, _, signed = named.partition(" ")
    facts = records.facts(f"signatory/{state}")
    return Office(listed=bool(facts), terms=tuple(f for f in facts if signature(f.data.name) == signed))


def office_of(records: Records, presented: Fact) -> Office:
    """The office of whoever signed a document."""
    data = presented.data
    return office.of(records, bounded(f"{data.issuer_state} {signature(data.signatory.name)}"))


@derived
def first_departure(records: Records, licence: str) -> Fact | None:
    """What shows that goods of a licence have left, where any have."""
    return min((x.exit for x in departures.of(records, licence)), key=lambda f: f.order, default=None)


class Gone(NamedTuple):
    """Goods that left under a licence that names a document."""

    licence: str
    issued: Fact
    exit: Fact


def gone(records: Records, number: str) -> Iterator[Gone]:
    """Each licence that now names a document and under which goods have left."""
    for key in records.indexed(NAMED_BY, bounded(number)):
        held = licence.of(records, key)
        if held is not None and number in current_terms(records, held).end_use_documents:
            left = first_departure.of(records, key)
            if left is not None:
                yield Gone(licence=key, issued=held.issued, exit=left)
