"""The open findings about some parties, as whoever decides about them must know (R-096)."""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.message import taken
from domain.preconditions.grounds import Concern
from projections.findings.concerned import holding
from projections.findings.tables import FINDING
from projections.store.views import Generation


def open_about(findings: Generation, parties: Iterable[str]) -> list[Concern]:
    """Each open finding once, with the first of the parties that it is about."""
    found: dict[str, Concern] = {}
    for party in parties:
        where, name = holding("parties", party)
        for row in findings.select(FINDING, f"state = 'OPEN' AND {where}", (name,), "finding_id"):
            told = dict(zip(FINDING.names, row, strict=True))
            concern = Concern(told["finding_id"], told["rule"], party, taken(told["message"]))
            found.setdefault(concern.finding_id, concern)
    return list(found.values())
