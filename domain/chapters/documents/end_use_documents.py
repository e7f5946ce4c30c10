"""End-use documents: what was presented, what the issuer answered, and who could sign (R09)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.chapters.transfers.dossiers import departures
from domain.kernel.canon import bounded, canon
from domain.kernel.document_numbers import signature
from domain.kernel.moments import Day, within
from domain.kernel.says_nothing import one_number, says_nothing
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.copies import own_word_first
from domain.state.licences import current_terms, licence

PRESENTED, ANSWERED = "end-use-document.presented", "end-use-document.verified"
AUTHENTIC, REPUDIATED = "AUTHENTIC", "REPUDIATED"
APPLICANT, SILENCE = "APPLICANT", "NO_REPLY"
NAMED_BY = "document"
"""The secondary index from documents to the licences that name them."""
WRITTEN = "presentation number"
"""The secondary index from presentation numbers, as they are compared, to them as they were written."""


def licence_entries(data: Any) -> list[tuple[str, str, str]]:
    """A licence is indexed under each document that its terms name, however they write its number (rules 5.1)."""
    key = f"{data.licence.state}:{data.licence.reference}"
    named = dict.fromkeys(canon(x) for x in data.terms.end_use_documents if not says_nothing(x))
    return [(NAMED_BY, number, key) for number in named]


def number_entries(data: Any) -> list[tuple[str, str, str]]:
    """A presentation and an answer about one are found by their number, however others write it (rules 5.1)."""
    return [] if says_nothing(data.document) else [(WRITTEN, canon(data.document), data.document)]


def told_of_document(records: Records, number: str) -> list[Fact]:
    """What is said of a presentation number in any spelling of it, in business order."""
    found = [x for x in records.indexed(WRITTEN, bounded(canon(number))) if one_number(x, number)]
    facts = [f for x in found for f in records.facts(f"document/{x}")]
    return sorted(facts, key=lambda f: f.order) if len(found) > 1 else facts


def receiving_state(number: str) -> str:
    """The State that a document was presented to: the first letters of the presentation number."""
    return canon(number)[:2]


@derived
def presentation(records: Records, number: str) -> Fact | None:
    """The presentation of a number; of several the last."""
    found = [f for f in told_of_document(records, number) if f.kind == PRESENTED]
    return found[-1] if found else None


def as_presented(records: Records, number: str) -> str:
    """A presentation number as the presentation has it; as it is given where nothing was presented."""
    presented = presentation.of(records, number)
    return presented.data.document if presented else number


@derived
def answer(records: Records, number: str) -> Fact | None:
    """The answer of the issuer that decides: the last one that is more than silence, not passed on by the applicant."""
    presented = presentation.of(records, number)
    if presented is None:
        return None
    return next(
        (
            f
            for f in reversed(own_word_first(f for f in told_of_document(records, number) if f.kind == ANSWERED))
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
    for key in records.indexed(NAMED_BY, bounded(canon(number))):
        held = licence.of(records, key)
        if held is not None and any(one_number(x, number) for x in current_terms(records, held).end_use_documents):
            left = first_departure.of(records, key)
            if left is not None:
                yield Gone(licence=key, issued=held.issued, exit=left)
