"""A fact set aside by those whose State told it: it counts as never accepted, until it is restored (rules 5.17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.events.speakers import ANYBODY
from domain.kernel.canon import bounded
from domain.kernel.event import event


def aside_subject(source: str, id_: str) -> str:
    """The subject of what is said about a fact as such."""
    return f"fact/{source}#{id_}"


def _stream(data: Mapping[str, Any], _: str) -> str:
    return aside_subject(data["source"], data["id"])


def _subject(data: Any) -> list[str]:
    return [bounded(aside_subject(data.source, data.id))]


@event(
    "fact.set-aside",
    stream=_stream,
    subjects=(_subject,),
    told_by=ANYBODY,
    quantities=(),
    said="fact.set-aside",
    search=(),
    history=("told_under",),
)
class FactSetAside:
    """The standing copy of a fact counts as never accepted, for the clock too, on these grounds.

    `kind`, `content` (SHA-256, hex) and `recorded` say which copy it is: another that comes later may stand.
    `told_under` are the subjects in whose history the fact is told.
    """

    source: str
    id: str
    kind: str
    content: str
    recorded: str
    ground: str
    told_under: tuple[str, ...] = ()


@event(
    "fact.restored",
    stream=_stream,
    subjects=(_subject,),
    told_by=ANYBODY,
    quantities=(),
    said="fact.restored",
    search=(),
    history=("told_under",),
)
class FactRestored:
    """A copy that was set aside counts again, as if it had not been."""

    source: str
    id: str
    kind: str
    content: str
    recorded: str
    ground: str
    told_under: tuple[str, ...] = ()
