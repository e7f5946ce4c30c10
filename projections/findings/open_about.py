"""The open findings about some parties, as whoever decides about them must know (R-096)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from domain.kernel.message import taken
from domain.preconditions.grounds import Concern, OpenFinding
from projections.findings.concerned import holding
from projections.findings.kept_findings import finding_of_row
from projections.findings.tables import FINDING
from projections.findings.write_back_cache import NAMES_AT_ONCE
from projections.store.table import Row
from projections.store.views import Generation


def open_about(findings: Generation, parties: Iterable[str]) -> list[Concern]:
    """Each open finding once, with the first of the parties that it is about."""
    found: dict[str, Concern] = {}
    for party in parties:
        where, name = holding("parties", party)
        for row in findings.select(FINDING, f"state = 'OPEN' AND {where}", (name,), "finding_id"):
            told = dict(zip(FINDING.names, row, strict=True))
            states = tuple((told["states"] or "").split())
            concern = Concern(
                told["finding_id"],
                told["rule"],
                party,
                taken(told["message"]),
                states,
                told["licence"],
                told["severity"],
            )
            found.setdefault(concern.finding_id, concern)
    return list(found.values())


_HOME, _STATES = FINDING.names.index("home"), FINDING.names.index("states")


class OpenFindings:
    """The findings that a generation shows as open, by the subject that was asked about; looked up once each."""

    def __init__(self, findings: Generation) -> None:
        self.findings = findings
        self._known: dict[str, tuple[OpenFinding, ...]] = {}

    def about(self, subjects: Collection[str]) -> Sequence[OpenFinding]:
        """The open findings about subjects, each called by kind and name, as `licence XA:EL-1`."""
        missing = [x for x in dict.fromkeys(subjects) if x not in self._known]
        if missing:
            self._fetch(missing)
        return [x for subject in dict.fromkeys(subjects) for x in self._known[subject]]

    def _fetch(self, subjects: Sequence[str]) -> None:
        homes = [f"ask-{x}" for x in subjects]
        found: dict[str, list[OpenFinding]] = {x: [] for x in homes}
        for start in range(0, len(homes), NAMES_AT_ONCE):
            some = homes[start : start + NAMES_AT_ONCE]
            where = f"home IN ({','.join('?' * len(some))}) AND state = 'OPEN'"
            for row in self.findings.select(FINDING, where, some, "finding_id"):
                found[row[_HOME]].append(_open_finding(row))
        self._known.update((home.removeprefix("ask-"), tuple(rows)) for home, rows in found.items())


def _open_finding(row: Row) -> OpenFinding:
    held = finding_of_row(row)
    states = tuple((row[_STATES] or "").split())
    return OpenFinding(held.finding_id, held.rule, held.key, held.severity, held.evidence, held.message, states)
