"""What a rule is: one question about one subject, asked over its dossier; and what it may suspect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from domain.events.refs import FindingKey
from domain.kernel.message import Message
from domain.record.fact import Fact
from domain.record.quantities import Exact
from domain.record.records import Records


class Severity(IntEnum):
    """How urgent a finding is, from information to stop now."""

    INFORMATION = 1
    NOTE = 2
    CHECK = 3
    HOLD = 4
    STOP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A predicate that holds, for one key; a candidate while a window still runs. It cannot be without facts."""

    severity: Severity
    facts: tuple[Fact, ...]
    message: Message
    licence: str | None = None
    line: int | None = None
    shipment: str | None = None
    subject: str | None = None
    quantity: Exact | None = None
    candidate: bool = False

    def __post_init__(self) -> None:
        if not self.facts:
            raise AssertionError("a suspicion without facts")

    @property
    def key(self) -> FindingKey:
        """Its identity within the rule."""
        return FindingKey(licence=self.licence, line=self.line, shipment=self.shipment, subject=self.subject)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The facts it rests on, each as source#id, in code point order (rules 1.8.3)."""
        return tuple(sorted({f.ref for f in self.facts}))


Question = Callable[[Any, Records], Iterable[Suspicion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue: id, title, legal basis, the kind of subject it is asked about, what would clear it."""

    id: str
    title: str
    law: str
    subject: str
    clears: str
    question: Question

    def ask(self, dossier: Any, records: Records) -> Iterable[Suspicion]:
        """Every suspicion the dossier gives."""
        return self.question(dossier, records)


def rule(*, id: str, title: str, law: str, subject: str, clears: str) -> Callable[[Question], Rule]:
    """Declares a question as a rule; `subject` is what it is asked about: consignment, licence or authorization."""
    return lambda question: Rule(id=id, title=title, law=law, subject=subject, clears=clears, question=question)


def unique(facts: Iterable[Fact | None]) -> tuple[Fact, ...]:
    """Facts once each, without the absent ones."""
    return tuple({f.ref: f for f in facts if f is not None}.values())
