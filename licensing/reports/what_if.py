"""What would be found under another law, or without a rule: the question, as officers and auditors put it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from consumers.asking_again import ALL_OF_THEM, Chosen, as_they_are, as_they_would_be
from consumers.project import Progress
from domain.findings.rule import Rule
from domain.kernel.errors import NotAllowed
from domain.kernel.log_entry import Tail
from domain.record.law_variants import PUBLISHED, changed, differences, law_named, law_written, written_day
from domain.record.statutes import StatuteBook, statutes
from domain.rules import CATALOGUE
from projections.findings.comparison import Comparison, compare
from projections.findings.model import FindingsModel
from projections.store.views import Views

_RULES = tuple(dict.fromkeys(rule.id for rule in CATALOGUE))


@dataclass(frozen=True, slots=True)
class WhatIfQuestion:
    """What is to be asked again: rules looked at (all where none are named), changed numbers, rules left out."""

    rules: tuple[str, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    law: str = PUBLISHED
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A number of the law as it is, and as it is asked about."""

    name: str
    now: str
    then: str


class Prepared:
    """A question that can be asked: its law, its rules, and which findings it looks at. Raises NotAllowed."""

    def __init__(self, question: WhatIfQuestion, law: StatuteBook | None = None) -> None:
        _known([*question.rules, *question.off])
        _day(question.since)
        self.question = question
        self.law = changed(law or law_named(question.law), question.changes, question.rules)
        self.catalogue: tuple[Rule, ...] = tuple(
            x for x in CATALOGUE if x.id not in question.off and (x.id in question.rules or not question.rules)
        )
        if not self.numbers and not question.off:
            mend = "Change a number of the law, name another law, or leave a rule out."
            raise NotAllowed("NOTHING_IS_CHANGED", "R-141", mend)

    @property
    def numbers(self) -> tuple[Changed, ...]:
        """The numbers of the law that are others."""
        pairs = differences(statutes(), self.law).items()
        return tuple(Changed(name, now, then) for name, (now, then) in pairs)

    def chosen(self, within: Chosen = ALL_OF_THEM) -> Chosen:
        """Which findings are looked at: of the rules asked about, among those that may be seen."""
        where, params = within
        if not self.question.rules:
            return within
        wanted = f"rule IN ({','.join('?' * len(self.question.rules))})"
        return (f"{where} AND {wanted}" if where else wanted), [*params, *self.question.rules]


def prepared(question: WhatIfQuestion, file: Path | None = None) -> Prepared:
    """A question with the law of a file, where one is given."""
    return Prepared(question, None if file is None else law_written(file.read_text("utf-8")))


def what_if_answer(
    asked: Prepared,
    open_views: Callable[[], Views],
    tail: Tail,
    stop: threading.Event,
    progress: Progress = lambda position, count: None,
    within: Chosen = ALL_OF_THEM,
) -> tuple[int, Comparison] | None:
    """The position that the answer stands for, and what would be different; None when it was stopped before."""
    chosen = asked.chosen(within)
    with closing(open_views()) as views:
        position, now = as_they_are(views, chosen)
    model = FindingsModel(book=asked.law, catalogue=asked.catalogue)
    then = as_they_would_be(tail, position, model, stop, progress, chosen)
    return None if then is None else (position, compare(now, then, asked.question.since))


def changes_of(words: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE, each name once; raises NotAllowed."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name or name in found:
            raise NotAllowed("NO_CHANGE", "R-141", "Write NAME=VALUE, each name once.", told=word[:80])
        found[name.strip()] = value.strip()
    return found


def _known(rules: Sequence[str]) -> None:
    strange = [rule for rule in rules if rule not in _RULES]
    if strange:
        raise NotAllowed("NO_SUCH_RULE", "R-141", f"Name one of {', '.join(_RULES)}.", rule=strange[0][:20])


def _day(since: str | None) -> None:
    try:
        if since is not None:
            written_day(since)
    except ValueError as why:
        raise NotAllowed("NO_SUCH_DAY", "R-141", "Write a day as 2031-05-03.", since=since) from why
