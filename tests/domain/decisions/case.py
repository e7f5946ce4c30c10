"""A row of a table of preconditions: a case told as a whole, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.preconditions.grounds import Concern
from tests.builders import Fact, authorization_verified, authorized
from tests.domain.decisions.given import Given
from tests.domain.decisions.papers import ISSUE_DAY, asked_for, assessed, issue

CONFIRMED = authorization_verified("CONFIRMED")
ISSUED = ("export-licence.issued", "licence-application.granted", "authorization.licensed")


class Row(NamedTuple):
    """When AP-1 is to be issued as EL-1 on 10 January 2030 after these facts, these codes tell why not."""

    sentence: str
    against: tuple[str, ...]
    facts: tuple[Fact, ...]
    open: tuple[Concern, ...] = ()
    on: str = ISSUE_DAY

    def reasons(self) -> list[str]:
        """The codes of all that stands in the way."""
        decision = Given(self.facts, self.concerns).decides(issue(on=self.on))
        kinds = tuple(x.__kind__ for x in decision.events)
        assert kinds in ((), ISSUED, ISSUED[:2])
        assert bool(kinds) is not bool(decision.reasons)
        return [x.code for x in decision.reasons]

    def concerns(self, ids: Iterable[str]) -> Sequence[Concern]:
        """The open findings about some parties."""
        return [x for x in self.open if x.party in set(ids)]


def passes(sentence: str, *facts: Fact, open: tuple[Concern, ...] = (), on: str = ISSUE_DAY) -> Row:
    """Nothing stands in the way."""
    return Row(sentence, (), facts, open, on)


def stops(codes: str, sentence: str, *facts: Fact, open: tuple[Concern, ...] = (), on: str = ISSUE_DAY) -> Row:
    """These codes, and no others, stand in the way."""
    return Row(sentence, tuple(codes.split()), facts, open, on)


def under(*authorization: Fact, lines: object = 100, **changes: Any) -> tuple[Fact, ...]:
    """AP-1, determined and assessed, under what the importing State says."""
    return (*authorization, *asked_for(lines, **changes), assessed())


def sold(*more: Fact, lines: object = 100, value: object = 100, **changes: Any) -> tuple[Fact, ...]:
    """AP-1, determined and assessed, under a confirmed authorization for so many pistols, and what else there is."""
    return (authorized(value), CONFIRMED, *asked_for(lines, **changes), assessed(), *more)
