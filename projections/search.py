"""Where a reference, a name or a serial number was said: look-up of what officers have in hand.

It finds what was ever delivered, corrected copies included; the subject's page says whether it still stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

import domain.events.kinds  # noqa: F401  declares every kind
from domain.kernel.canon import bounded, findable
from domain.kernel.errors import UnreadableEvent
from domain.kernel.event import declaration_of, kinds
from domain.kernel.log_entry import Stored
from projections.serials import LAST, beginning, run_of, runs_holding
from projections.store.generation import Generation
from projections.store.made_under import MadeUnder, program
from projections.store.projection import newest
from projections.store.table import Row, Table

WORD = Table(
    "word",
    (("key", "text"), ("subject", "text"), ("what", "text"), ("written", "text")),
    key=("key", "subject", "what"),
)
RUN = Table(
    "run",
    (
        ("prefix", "text"),
        ("suffix", "text"),
        ("width", "integer"),
        ("first", "text"),
        ("last", "text"),
        ("subject", "text"),
    ),
    key=("prefix", "suffix", "width", "first", "last", "subject"),
)


LONGEST_KEY = 120


def key_of(written: str) -> str:
    """How a name is looked up: its letters and digits however typed, in capitals; of very long ones the beginning."""
    if len(written) <= LONGEST_KEY and written.isascii() and written.isalnum():
        return written.upper()
    return findable(written[: 2 * LONGEST_KEY])[:LONGEST_KEY]


class SearchHit(NamedTuple):
    """A subject that something was said about, what kind of name it was, and how it was written."""

    key: str
    subject: str
    what: str
    written: str


class _Document(msgspec.Struct, gc=False):
    state: str
    reference: str


class _Consignment(msgspec.Struct, gc=False):
    ucr: str
    part: str | None = None


class _Identifier(msgspec.Struct, gc=False):
    value: str


class _Party(msgspec.Struct, gc=False):
    name: str
    register_id: str | None = None
    name_local: str | None = None
    former_names: tuple[str, ...] = ()
    identifiers: tuple[_Identifier, ...] = ()


class _Range(msgspec.Struct, gc=False, rename={"first": "from", "last": "to"}):
    first: str
    last: str


class _Serials(msgspec.Struct, gc=False):
    numbers: tuple[str, ...] = ()
    ranges: tuple[_Range, ...] = ()


class _Line(msgspec.Struct, gc=False):
    licence_reference: str | None = None
    serials: _Serials | None = None


class _Terms(msgspec.Struct, gc=False):
    importer: _Party | None = None
    recipient: _Party | None = None
    exporter: _Party | None = None
    consignee: _Party | None = None
    end_user: _Party | None = None
    brokers: tuple[_Party, ...] = ()


class _Data(msgspec.Struct, gc=False):
    licence: _Document | None = None
    application: _Document | str | None = None
    authorization: _Document | None = None
    notice: _Document | None = None
    shipment: _Consignment | None = None
    document: str | None = None
    number: str | None = None
    reexport: str | None = None
    party: _Party | None = None
    terms: _Terms | None = None
    wanted: _Terms | None = None
    parties: tuple[_Party, ...] = ()
    lines: tuple[_Line, ...] = ()
    serials: _Serials | None = None
    exporter: _Party | None = None
    end_user: _Party | None = None
    other_parties: tuple[_Party, ...] = ()
    received_by: _Party | None = None
    released_to: _Party | None = None


class _Fact(msgspec.Struct, gc=False):
    data: _Data


class _Words:
    """The names said about one subject at a time, and its runs of serial numbers."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.runs: list[Row] = []
        self.subject = ""

    def add(self, what: str, written: str | None) -> None:
        if written:
            self.rows.append((key_of(written), self.subject, what, written))

    def document(self, what: str, ref: _Document | None) -> None:
        if ref is not None:
            self.add(what, ref.reference)

    def party(self, party: _Party | None) -> None:
        if party is None:
            return
        self.add("name", party.name)
        self.add("register entry", party.register_id)
        self.add("name", party.name_local)
        for name in party.former_names:
            self.add("former name", name)
        for identifier in party.identifiers:
            self.add("identifier", identifier.value)

    def serials(self, serials: _Serials) -> None:
        for written in serials.numbers:
            self.add("serial number", written)
        for ends in serials.ranges:
            run = run_of(ends.first, ends.last)
            if run is not None:
                self.runs.append((*run, self.subject))
            else:
                self.add("serial number", ends.first)
                self.add("serial number", ends.last)

    def lines(self, lines: Sequence[_Line]) -> None:
        for line in lines:
            self.add("declared licence", line.licence_reference)
            if line.serials is not None:
                self.serials(line.serials)


_Reading = Callable[[_Words, Any], None]


def _document(what: str, field: str) -> _Reading:
    return lambda words, data: words.document(what, getattr(data, field))


def _text(what: str, field: str) -> _Reading:
    return lambda words, data: words.add(what, getattr(data, field))


def _party(field: str) -> _Reading:
    return lambda words, data: words.party(getattr(data, field))


def _parties(field: str) -> _Reading:
    def read(words: _Words, data: _Data) -> None:
        for party in getattr(data, field):
            words.party(party)

    return read


def _of_terms(read: _Reading) -> _Reading:
    return lambda words, data: read(words, data.terms) if data.terms is not None else None


def _of_wanted(read: _Reading) -> _Reading:
    return lambda words, data: read(words, data.wanted) if data.wanted is not None else None


def _application(words: _Words, data: _Data) -> None:
    if isinstance(data.application, _Document):
        words.document("application", data.application)


def _consignment(words: _Words, data: _Data) -> None:
    if data.shipment is not None:
        words.add("consignment", data.shipment.ucr)


def _serials(words: _Words, data: _Data) -> None:
    if data.serials is not None:
        words.serials(data.serials)


_READINGS: dict[str, _Reading] = {
    "application": _application,
    "authorization": _document("import authorization", "authorization"),
    "document": _text("end-use document", "document"),
    "licence": _document("licence", "licence"),
    "lines": lambda words, data: words.lines(data.lines),
    "notice": _document("transit notice", "notice"),
    "number": _text("end-use document", "number"),
    "reexport": _text("re-export", "reexport"),
    "serials": _serials,
    "shipment": _consignment,
    **{name: _party(name) for name in ("end_user", "exporter", "party", "received_by", "released_to")},
    **{name: _parties(name) for name in ("other_parties", "parties")},
    **{f"terms.{x}": _of_terms(_party(x)) for x in ("importer", "recipient", "exporter", "consignee", "end_user")},
    "terms.brokers": _of_terms(_parties("brokers")),
    **{f"wanted.{x}": _of_wanted(_party(x)) for x in ("exporter", "consignee", "end_user")},
    "wanted.brokers": _of_wanted(_parties("brokers")),
}


def readings_of(kind: str) -> tuple[_Reading, ...]:
    """What reads the fields that a kind is found by; raises TypeError for a field that nothing here reads."""
    named = declaration_of(kind).search
    strange = [field for field in named if field not in _READINGS]
    if strange:
        raise TypeError(f"{kind} is to be found by {', '.join(strange)}, which nothing in {__name__} reads")
    return tuple(_READINGS[field] for field in named)


_READS = {kind: readings for kind in kinds() if (readings := readings_of(kind))}
"""The kinds that bring something to be found by; every other kind names its subject only."""

_FACT = msgspec.json.Decoder(_Fact)


class _Indexing:
    """Words and runs on their way into one generation."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._words = _Words()

    def apply(self, batch: Sequence[Stored]) -> None:
        words = self._words
        for stored in batch:
            readings = _READS.get(stored.type.rpartition(".v")[0])
            if readings is None:
                continue
            words.subject = bounded(stored.stream)
            data = _data(stored)
            for read in readings:
                read(words, data)

    def flush(self) -> None:
        self._generation.insert_missing(WORD, self._words.rows)
        self._generation.insert_missing(RUN, self._words.runs)
        self._words = _Words()


def _data(stored: Stored) -> _Data:
    try:
        return _FACT.decode(newest(stored)).data
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise UnreadableEvent(f"{stored.type}: {why}") from why


_PROGRAM = program(
    1,
    "domain/events",
    "domain/kernel",
    "projections/search.py",
    "projections/serials.py",
    "projections/store/projection.py",
)


class Search:
    """The read model `search`."""

    name = "search"
    tables = (WORD, RUN)
    made_under = MadeUnder(_PROGRAM)

    def open(self, generation: Generation) -> _Indexing:
        """Goes on where the generation stands."""
        return _Indexing(generation)


def find(generation: Generation, typed: str, limit: int = 50) -> list[SearchHit]:
    """Everything that is called exactly as typed; case, spaces and punctuation do not matter."""
    key = key_of(typed)
    if not key:
        return []
    rows = generation.select(WORD, "key = ?", (key,), order="subject, what", limit=limit)
    return [SearchHit(*row) for row in rows] + _in_runs(generation, typed, limit - len(rows), exact=True)


def find_beginning(generation: Generation, typed: str, limit: int = 50) -> list[SearchHit]:
    """Everything whose name begins as typed, in the order of names; then runs that hold such a number."""
    key = key_of(typed)
    if not key:
        return []
    where, params = "key >= ? AND key < ?", (key, key + LAST)
    rows = generation.select(WORD, where, params, order="key, subject, what", limit=limit)
    return [SearchHit(*row) for row in rows] + _in_runs(generation, typed, limit - len(rows), exact=False)


def _in_runs(generation: Generation, typed: str, limit: int, *, exact: bool) -> list[SearchHit]:
    if limit <= 0:
        return []
    where, params = runs_holding(typed) if exact else beginning(typed)
    rows = generation.select(RUN, where, params, order="prefix, suffix, width, first, subject", limit=limit)
    return [
        SearchHit(
            f"{prefix}{first}{suffix}",
            subject,
            "serial number",
            f"{prefix}{first}{suffix} to {prefix}{last}{suffix}",
        )
        for prefix, suffix, _, first, last, subject in rows
    ]
