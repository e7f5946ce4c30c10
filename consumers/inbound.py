"""Facts of other authorities, from a file or a topic: each is examined the same way and recorded once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from consumers.arrival import Delivery, Origin, Outcome, Record, Reject, RejectReason
from consumers.members_twice import may_be_twice, members_twice
from consumers.receiving import TAKES_ANYTHING, Receiving
from consumers.validation import fault
from domain.events.streams import stream_of
from domain.kernel.event import canonical, written
from domain.record.data_quality import notes
from domain.record.deliveries import content_digest

LONGEST_FACT = 16 * 1024 * 1024
_DIGITS = 4_000
_NO_NUMBER = [["a number"]]  # stands for one that no schema here can accept; no list of lists is accepted anywhere
_BOM = b"\xef\xbb\xbf"


def _number(text: str) -> int | float | list[list[str]]:
    # JSON Schema takes 1.0 for an integer and so must we; a float would also lose digits.
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return _NO_NUMBER
    if exact.adjusted() > _DIGITS:
        return _NO_NUMBER
    if exact == exact.to_integral_value():
        return int(exact)
    rounded = float(text)
    return rounded if math.isfinite(rounded) and not rounded.is_integer() else _NO_NUMBER


_DECODER = msgspec.json.Decoder(float_hook=_number)


class Unacceptable(Exception):
    """What came is no fact of the contract: the reason, and what would be right."""

    def __init__(self, reason: RejectReason, detail: str, fact: Any = None) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail, self.fact = reason, detail, fact


def examine(
    line: bytes, origin: Origin, leads: bool = False, receiving: Receiving = TAKES_ANYTHING
) -> Delivery | Reject:
    """Judges what came by itself: a fact that may be recorded, or the first reason why not."""
    if len(line) > LONGEST_FACT:
        return too_long(len(line), origin)
    try:
        fact = _checked(line)
        data = canonical(fact["data"])
        if may_be_twice(line, msgspec.json.encode({**fact, "data": None}), data):
            _refuse_member_twice(line, fact)
        objection = receiving.objection(fact)
        if objection:
            raise Unacceptable(*objection, fact)
        return _delivery(fact, data, origin, leads)
    except Unacceptable as why:
        source, id_ = _names(why.fact)
        return Reject(origin, source, id_, why.reason, why.detail, line)


def delivery_of(fact: Mapping[str, Any], origin: Origin, leads: bool = False) -> Delivery:
    """A fact that satisfies the schema, with its written form and what is odd about it."""
    return _delivery(fact, canonical(fact["data"]), origin, leads)


def _delivery(fact: Mapping[str, Any], data: bytes, origin: Origin, leads: bool) -> Delivery:
    # The data are the bulk of it: they are put in canonical form once, for the written form and for the hash.
    told = {**fact, "data": msgspec.Raw(data)}
    return Delivery(
        fact=fact,
        body=written(told),
        digest=content_digest(told),
        stream=stream_of(fact["type"], fact["data"], fact["subject"]),
        origin=origin,
        notes=notes(fact),
        leads=leads,
    )


def too_long(length: int, origin: Origin) -> Reject:
    """What is too long to be looked at; none of it is kept."""
    detail = f"{length:,} bytes; at most {LONGEST_FACT:,} are taken"
    return Reject(origin, None, None, RejectReason.TOO_LONG, detail)


def _checked(line: bytes) -> Mapping[str, Any]:
    fact = _parsed(line)
    wrong = fault(fact, line if b"\\" not in line else msgspec.json.encode(fact))
    if wrong:
        _refuse_member_twice(line, fact)
        raise Unacceptable(RejectReason.SCHEMA, wrong, fact)
    found: Mapping[str, Any] = fact
    return found


def _refuse_member_twice(line: bytes, fact: Any) -> None:
    for member in members_twice(line.decode()):
        raise Unacceptable(RejectReason.NOT_JSON, f"{member.pointer}: {member.told}", fact)


def _parsed(line: bytes) -> Any:
    try:
        return _DECODER.decode(line)
    except UnicodeDecodeError as why:
        raise Unacceptable(RejectReason.NOT_JSON, _not_json(line, "")) from why
    except msgspec.ValidationError as why:
        raise Unacceptable(RejectReason.SCHEMA, f"a number too large to be read: {why}") from why
    except msgspec.DecodeError as why:
        raise Unacceptable(RejectReason.NOT_JSON, _not_json(line, str(why))) from why
    except RecursionError as why:
        raise Unacceptable(RejectReason.NOT_JSON, "nested too deeply to be read") from why


def _not_json(line: bytes, told: str) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as why:
        return f"not UTF-8: {why.reason} at byte {why.start}"
    if line.startswith(_BOM):
        return "begins with a byte order mark; JSON has none"
    if b"\\ud" in line.lower() and ("truncated" in told or "surrogate" in told):
        return f"half of a surrogate pair stands for no character: {told}"
    return told


def _names(fact: Any) -> tuple[str | None, str | None]:
    if not isinstance(fact, dict):
        return None, None
    source, id_ = fact.get("source"), fact.get("id")
    return (source if isinstance(source, str) else None, id_ if isinstance(id_, str) else None)


class Inbound:
    """Facts from a topic: only sources that may speak there are heard."""

    def __init__(self, record: Record, allowed: Sequence[str] = ("*",), receiving: Receiving = TAKES_ANYTHING) -> None:
        self._record, self._allowed, self._receiving = record, tuple(allowed), receiving

    def record_batch(self, records: Sequence[tuple[bytes, Origin]]) -> Outcome:
        """Examines and records what came, in order; when this returns, all of it is on record for good."""
        return self._record([self.examine(value, origin) for value, origin in records])

    def examine(self, value: bytes, origin: Origin) -> Delivery | Reject:
        """Judges a record by itself, its sender included."""
        arrival = examine(value, origin, receiving=self._receiving)
        if isinstance(arrival, Reject) or source_allowed(arrival.source, self._allowed):
            return arrival
        detail = f"{arrival.source} may not speak on this topic; COUNTERFOIL_SOURCES names who may"
        reason = RejectReason.SOURCE_NOT_ALLOWED
        return Reject(arrival.origin, arrival.source, arrival.id, reason, detail, arrival.body)


def source_allowed(source: str, patterns: Sequence[str]) -> bool:
    """True when a source is one of these, lies below one of them, or fits a pattern with `*`."""
    return any(fnmatchcase(source, pattern) or source.startswith(pattern.rstrip("/") + "/") for pattern in patterns)
