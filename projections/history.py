"""Everything that was delivered about a subject: each delivery under every subject it concerns (R-116)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from domain.engine.subjects import history_of
from domain.engine.subjects import subjects as filed_under
from domain.kernel.canon import bounded
from domain.kernel.errors import UnreadableEvent
from domain.kernel.event import decode, envelope
from domain.kernel.log_entry import Stored
from domain.kernel.moments import instant, moment_text
from projections.store.projection import newest, todays_types
from projections.store.table import Row, Table
from projections.store.views import Generation

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


class Entry(NamedTuple):
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


class _Whole(_Head, gc=False):
    data: _Named = msgspec.field(default_factory=_Named)


def _document(noun: str, ref: _Document | None) -> Iterator[str]:
    if ref is not None:
        yield f"{noun}/{ref.state}:{ref.reference}"


def _consignment(ref: _Consignment | None) -> Iterator[str]:
    if ref is not None:
        yield f"consignment/{ref.ucr}/{ref.part}" if ref.part else f"consignment/{ref.ucr}"


def _of_licence(named: _Named) -> Iterator[str]:
    if named.terms is not None:
        yield from _document("authorization", named.terms.import_authorization)
        yield from (f"document/{name}" for name in named.terms.end_use_documents)
    yield from _document("licence", named.replaced_by)


def _of_notice(named: _Named) -> Iterator[str]:
    yield from _document("licence", named.licence)
    yield from _document("authorization", named.authorization)


def _of_item(named: _Named) -> Iterator[str]:
    yield from _consignment(named.shipment)
    yield from _document("licence", named.licence)


def _of_grant(named: _Named) -> Iterator[str]:
    return _document("licence", named.licence)


def _of_verdict(named: _Named) -> Iterator[str]:
    return _consignment(named.shipment)


def _of_merger(named: _Named) -> Iterator[str]:
    return (f"party/{name}" for name in named.absorbed)


def _of_declaration(named: _Named) -> Iterator[str]:
    return _consignment(named.replaces)


NAMES_MORE: dict[str, Callable[[_Named], Iterator[str]]] = {
    "export-licence.issued": _of_licence,
    "export-licence.amended": _of_licence,
    "export-licence.surrendered": _of_licence,
    "transit-notice.sent": _of_notice,
    "shipment.declared": _of_declaration,
    "licence-application.granted": _of_grant,
    "authorization.licensed": _of_grant,
    "licence.quantity-reserved": _of_verdict,
    "licence.quantity-consumed": _of_verdict,
    "licence.quantity-freed": _of_verdict,
    "licence.reservation-refused": _of_verdict,
    "party.merged": _of_merger,
    "item.lost": _of_item,
    "item.destroyed": _of_item,
    "item.deactivated": _of_item,
}
"""The kinds that concern more than the subject whose stream they are in."""


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


def _nothing_more(_: _Named) -> Iterator[str]:
    return iter(())


RARE = ("item.", "stock.", "reexport.", "signatory.")
"""Few facts, which lie elsewhere in the dossiers than in the log: they are entered under both."""


@lru_cache(maxsize=1_024)
def _is_rare(type_: str) -> bool:
    return type_.startswith(RARE)


def _places(stored: Stored) -> list[str]:
    if not _is_rare(stored.type):
        return []
    data = decode(stored.type, envelope(stored.body).data)
    return [history_of(x) for x in filed_under(stored.type.rpartition(".v")[0], data)]


@lru_cache(maxsize=1_024)
def _more_of(type_: str) -> Callable[[_Named], Iterator[str]] | None:
    """What tells the further subjects of a type; None when the head of the record, as written, is enough."""
    kind = type_.rpartition(".v")[0]
    more = NAMES_MORE.get(kind) or (_nothing_more if _is_rare(type_) else None)
    return more if more or type_ in todays_types() else _nothing_more


_HEAD = msgspec.json.Decoder(_Head)
_WHOLE = msgspec.json.Decoder(_Whole)


class _Filing:
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

    def _file(self, stored: Stored, whole: _Whole, more: Callable[[_Named], Iterator[str]]) -> None:
        entry = _entry(stored, whole)
        names = (*more(whole.data), *_places(stored))
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


class History:
    """The read model `history`."""

    name = "history"
    tables = (ENTRY,)

    def open(self, generation: Generation) -> _Filing:
        """Goes on where the generation stands."""
        return _Filing(generation)


def entries_of(generation: Generation, subject: str, known_at: str | None = None) -> list[Entry]:
    """What was delivered about a subject, in business order; recorded by `known_at`, if that is given."""
    where, params = "subject = ?", [bounded(subject)]
    if known_at is not None:
        where, params = f"{where} AND recorded <= ?", [*params, utc_text(known_at)]
    return [Entry(*row) for row in generation.select(ENTRY, where, params, order="happened, recorded, id, position")]
