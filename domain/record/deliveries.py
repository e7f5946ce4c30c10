"""One delivery against what is known under its source and id: new, repeated, earlier, or in conflict (rules 1.1.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from domain.kernel.event import Envelope, canonical
from domain.kernel.moments import instant


class Verdict(Enum):
    """What becomes of a delivery; all but REPEATED and REJECTED are appended to the log."""

    NEW = "new"
    REPEATED = "repeated"
    LOWERS = "lowers"
    DISPLACES = "displaces"
    REJECTED = "rejected"


class Accepted(NamedTuple):
    """The version accepted under a source and id: hash of its content, and when it was recorded, as written."""

    digest: str
    recordedat: str


class StandingCopy(NamedTuple):
    """The copy that stands under a source and id, or stood until it was set aside; subjects it is indexed under."""

    kind: str
    content: str
    recordedat: str
    subjects: tuple[str, ...]
    aside: bool = False


def content_digest(fact: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what counts as content: type, time, timeprecision, corrects and data; absent as null."""
    names = ("type", "time", "timeprecision", "corrects", "data")
    return hashlib.sha256(canonical([fact.get(name) for name in names])).hexdigest()


def written_digest(e: Envelope) -> str:
    """The same of a record in its written form, made from its bytes as they are."""
    head = canonical([e.type, e.time, e.timeprecision, e.corrects])
    return hashlib.sha256(head[:-1] + b"," + bytes(e.data) + b"]").hexdigest()


def judge(accepted: Accepted | None, arrived: Accepted) -> Verdict:
    """Of equal copies the earliest recording counts; of different ones the earliest stands, then the smaller hash."""
    if accepted is None:
        return Verdict.NEW
    now, then = instant(arrived.recordedat), instant(accepted.recordedat)
    if arrived.digest == accepted.digest:
        return Verdict.LOWERS if now < then else Verdict.REPEATED
    return Verdict.DISPLACES if (now, arrived.digest) < (then, accepted.digest) else Verdict.REJECTED
