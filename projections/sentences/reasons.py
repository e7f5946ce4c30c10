"""The reasons of a refusal in words, with the figures that programs read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.events.refusal import RefusalReason
from domain.kernel.message import AS_STORED, Message
from projections.sentences.catalogue import ENGLISH, plainly, said


@dataclass(frozen=True, slots=True)
class Figure:
    """One number or word that a reason was judged by."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way: what is missing, under which requirement, and where to get it."""

    code: str
    requirement: str
    says: str
    mend: str
    figures: tuple[Figure, ...]


def reasons_said(reasons: Iterable[RefusalReason], language: str = ENGLISH) -> tuple[Reason, ...]:
    """Reasons in the words of a language."""
    return tuple(
        Reason(
            code=x.code,
            requirement=x.requirement,
            says=said(x.message, language),
            mend=said(x.mend, language),
            figures=tuple(_figures(x.message, language)),
        )
        for x in reasons
    )


def _figures(told: Message, language: str) -> Iterator[Figure]:
    for name, value in told.figures.items():
        if (told.id, name) != (AS_STORED, "text"):
            yield Figure(name, plainly(value, language))
