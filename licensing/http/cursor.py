"""Pages by key: where the last row stood, packed so that nobody takes it apart."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

import msgspec

from licensing.http.problems import refused

T = TypeVar("T")
Value = str | int
MOST_ROWS = 200


class Page(NamedTuple, Generic[T]):
    """Some rows in order, and where to go on, if there are more."""

    rows: tuple[T, ...]
    after: str | None


def packed(order: str, values: Sequence[Value]) -> str:
    """A cursor: the order the rows were in, and the last row's values in it."""
    return base64.urlsafe_b64encode(msgspec.json.encode([order, *values])).decode().rstrip("=")


def unpacked(cursor: str, order: str, kinds: Sequence[type]) -> tuple[Value, ...]:
    """The values behind a cursor; raises a 422 when it is none of ours, or of another order."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        said, *values = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=list[str | int])
    except (ValueError, binascii.Error, msgspec.DecodeError) as why:
        raise _not_ours() from why
    if said != order or [type(v) for v in values] != list(kinds):
        raise _not_ours()
    return tuple(values)


def _not_ours() -> Exception:
    mend = "Take the cursor from the Link header or `next` of the page before, with the same sort."
    return refused(422, "CURSOR", "This cursor does not belong to this list.", mend)
