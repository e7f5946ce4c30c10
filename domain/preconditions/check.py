"""One precondition of an export licence: what it demands, whether it is met, and what would mend it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from domain.events.licence import LicenceTerms
from domain.events.refusal import RefusalReason
from domain.kernel.message import Message
from domain.kernel.moments import Day
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.determination import DeterminedCase


class Check(NamedTuple):
    """One precondition as it stands: what it demands, whether it is met, on what, and else what would mend it."""

    code: str
    requirement: str
    title: Message
    met: bool
    says: Message
    mend: Message | None = None

    def against(self) -> RefusalReason:
        """The reason of a refusal."""
        if self.mend is None:
            raise AssertionError(f"{self.code} is not met, and nothing would mend it")
        return RefusalReason(code=self.code, requirement=self.requirement, message=self.says, mend=self.mend)


class Undercut(NamedTuple):
    """The officer's word that some refusals are undercut, and why (R-056)."""

    refusals: Collection[str] = ()
    because: str = ""


class Asked(NamedTuple):
    """A licence as it is asked for: under which key, on which terms, to be issued on which day, and what is known.

    `case` is the application that its terms are composed of; None where terms stand on their own.
    `application` is the key of that one, `undercut` what its assessment says of refusals.
    """

    licence: str
    terms: LicenceTerms
    on: Day
    acknowledged: Collection[str] = ()
    conditions: Collection[str] = ()
    case: DeterminedCase | None = None
    application: str | None = None
    undercut: Undercut = Undercut()

    def law(self, records: Records) -> ApplicableLaw:
        """The law that it is judged by: that of the State that issues it, under the profile of the terms asked for."""
        return ApplicableLaw(records, self.licence[:2], profile=self.terms.profile)
