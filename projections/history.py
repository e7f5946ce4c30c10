"""Everything that was delivered about a subject: each delivery under every subject it concerns (R-116)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from domain.engine.subjects import history_of
from domain.engine.subjects import subjects as indexed_under
from domain.kernel.canon import bounded
from domain.kernel.errors import UnreadableEvent
from domain.kernel.event import declaration_of, decode, envelope, kinds
from domain.kernel.event_parts import ITS_SUBJECTS
from domain.kernel.log_entry import Stored
from domain.kernel.moments import instant, moment_text
from projections.store.generation import Generation
from projections.store.made_under import MadeUnder, program
from projections.store.projection import newest, todays_types
from projections.store.table import Row, Table

ENTRY = Table(
    "entry",
    (
        ("subject", "text"),
        ("position", "integer"),
        ("type", "text"),
        ("source", "text"),
        ("id", "text"),
        ("time", "text"),
        ("recordedat", "text"),
        ("timeprecision", "text"),
        ("corrects", "text"),
        ("happened", "text"),
        ("recorded", "text"),
    ),
    key=("subject", "position"),
)


class HistoryEntry(NamedTuple):
    """One delivery under one subject; `happened` and `recorded` are its two times in UTC, to sort by."""

    subject: str
    position: int
    type: str
    source: str
    id: str
    time: str
    recordedat: str
    timeprecision: str | None
    corrects: str | None
    happened: str
    recorded: str


class _Head(msgspec.Struct, gc=False):
    source: str
    id: str
    time: str
    recordedat: str
    timeprecision: str | None = None
    corrects: str | None = None


class _Document(msgspec.Struct, gc=False):
    state: str
    reference: str


class _Consignment(msgspec.Struct, gc=False):
    ucr: str
    part: str | None = None


class _Terms(msgspec.Struct, gc=False):
    import_authorization: _Document | None = None
    end_use_documents: tuple[str, ...] = ()


class _Named(msgspec.Struct, gc=False):
    """What a fact names besides its own subject."""

    terms: _Terms | None = None
    licence: _Document | None = None
    authorization: _Document | None = None
    replaced_by: _Document | None = None
    shipment: _Consignment | None = None
    replaces: _Consignment | None = None
    absorbed: tuple[str, ...] = ()
    told_under: tuple[str, ...] = ()


class _Whole(_Head, gc=False):
    data: _Named = msgspec.field(default_factory=_Named)


Naming = Callable[[_Named], Iterator[str]]


def _document(noun: str, field: str) -> Naming:
    def named(data: Any) -> Iterator[str]:
        ref = getattr(data, field)
        if ref is not None:
            yield f"{noun}/{ref.state}:{ref.reference}"

    return named


def _consignment(field: str) -> Naming:
    def named(data: Any) -> Iterator[str]:
        ref = getattr(data, field)
        if ref is not None:
            yield f"consignment/{ref.ucr}/{ref.part}" if ref.part else f"consignment/{ref.ucr}"

    return named


def _of_terms(of: Callable[[Any], Iterable[str]]) -> Naming:
    def named(data: _Named) -> Iterator[str]:
        if data.terms is not None:
            yield from of(data.terms)

    return named


_NAMINGS: dict[str, Naming] = {
    "absorbed": lambda data: (f"party/{name}" for name in data.absorbed),
    "authorization": _document("authorization", "authorization"),
    "licence": _document("licence", "licence"),
    "replaced_by": _document("licence", "replaced_by"),
    "replaces": _consignment("replaces"),
    "shipment": _consignment("shipment"),
    "told_under": lambda data: iter(data.told_under),
    "terms.import_authorization": _of_terms(_document("authorization", "import_authorization")),
    "terms.end_use_documents": _of_terms(lambda terms: (f"document/{name}" for name in terms.end_use_documents)),
}


def namings_of(kind: str) -> tuple[Naming, ...]:
    """What names the further subjects of a kind; raises TypeError for a field that nothing here reads."""
    named = [field for field in declaration_of(kind).history if field != ITS_SUBJECTS]
    strange = [field for field in named if field not in _NAMINGS]
    if strange:
        raise TypeError(f"{kind} is to be told under {', '.join(strange)}, which nothing in {__name__} reads")
    return tuple(_NAMINGS[field] for field in named)


_NAMES_MORE = {kind: namings_of(kind) for kind in kinds() if declaration_of(kind).history}
"""The kinds that concern more than the subject whose stream they are in."""
_UNDER_ITS_SUBJECTS = frozenset(kind for kind in kinds() if ITS_SUBJECTS in declaration_of(kind).history)


IN_SECONDS = len("2030-01-01T00:00:00Z")


def utc_text(written: str) -> str:
    """An instant in UTC, without zone and trailing zeros; these texts are in the order of time."""
    if len(written) == IN_SECONDS:
        return written[:-1]
    zone = "Z" if written[-1] == "Z" else written[-6:]
    if zone == "Z":
        whole = written[:19]
    elif zone.endswith("00"):
        whole = _hour_in_utc(written[:13], zone) + written[13:19]
    else:
        whole = _in_utc(written[:19], zone)
    fraction = written[20 : len(written) - len(zone)].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


@lru_cache(maxsize=32_768)
def _hour_in_utc(hour: str, zone: str) -> str:
    return _in_utc(f"{hour}:00:00", zone)[:-6]


def _in_utc(whole: str, zone: str) -> str:
    """The year that an offset makes of 9999 is written `:0000`, which comes after `9999`."""
    text = moment_text(instant(whole + zone))[:-1]
    return text if len(text) == len(whole) else f":{text[1:]}"


def _places(stored: Stored) -> list[str]:
    kind = stored.type.rpartition(".v")[0]
    if kind not in _UNDER_ITS_SUBJECTS:
        return []
    data = decode(stored.type, envelope(stored.body).data)
    return [history_of(x) for x in indexed_under(kind, data)]


@lru_cache(maxsize=1_024)
def _more_of(type_: str) -> tuple[Naming, ...] | None:
    """What tells the further subjects of a type; None when the head of the record, as written, is enough."""
    more = _NAMES_MORE.get(type_.rpartition(".v")[0])
    return more if more is not None or type_ in todays_types() else ()


_HEAD = msgspec.json.Decoder(_Head)
_WHOLE = msgspec.json.Decoder(_Whole)


class _Indexing:
    """Deliveries on their way into one generation."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._rows: list[Row] = []

    def apply(self, batch: Sequence[Stored]) -> None:
        stored = None
        try:
            for stored in batch:
                more = _more_of(stored.type)
                if more is None:
                    self._rows.append((bounded(stored.stream), *_entry(stored, _HEAD.decode(stored.body))))
                else:
                    self._file(stored, _WHOLE.decode(newest(stored)), more)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
            raise UnreadableEvent(f"{stored.type if stored else ''}: {why}") from why

    def flush(self) -> None:
        self._generation.insert_missing(ENTRY, self._rows)
        self._rows = []

    def _file(self, stored: Stored, whole: _Whole, more: Iterable[Naming]) -> None:
        entry = _entry(stored, whole)
        names = (*(name for naming in more for name in naming(whole.data)), *_places(stored))
        subjects = {stored.stream, *(name.replace("\0", "\ufffd") for name in names)}
        self._rows += [(bounded(subject), *entry) for subject in subjects]


def _entry(stored: Stored, head: _Head) -> Row:
    happened = utc_text(head.time)
    recorded = happened if head.recordedat == head.time else utc_text(head.recordedat)
    return (
        stored.position,
        stored.type,
        head.source,
        head.id,
        head.time,
        head.recordedat,
        head.timeprecision,
        head.corrects,
        happened,
        recorded,
    )


_PROGRAM = program(1, "domain", "projections/history.py", "projections/store/projection.py")


class History:
    """The read model `history`."""

    name = "history"
    tables = (ENTRY,)
    made_under = MadeUnder(_PROGRAM)

    def open(self, generation: Generation) -> _Indexing:
        """Goes on where the generation stands."""
        return _Indexing(generation)


def entries_of(generation: Generation, subject: str, known_at: str | None = None) -> list[HistoryEntry]:
    """What was delivered about a subject, in business order; recorded by `known_at`, if that is given."""
    where, params = "subject = ?", [bounded(subject)]
    if known_at is not None:
        where, params = f"{where} AND recorded <= ?", [*params, utc_text(known_at)]
    return [
        HistoryEntry(*row) for row in generation.select(ENTRY, where, params, order="happened, recorded, id, position")
    ]
