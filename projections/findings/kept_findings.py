"""The finding rows of one worker: those about a subject at hand, all of them in the table."""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

import msgspec

from domain.events.refs import FindingKey
from domain.events.streams import finding_id
from domain.findings.lifecycle import Clearing, KeptFinding
from domain.kernel.message import kept, taken
from projections.findings.concerned import ConcernedTexts
from projections.findings.stamps import sort_key
from projections.findings.tables import FINDING
from projections.store.table import Row
from projections.store.views import Generation

_COLUMNS = FINDING.names
id_of = lru_cache(maxsize=4_096)(finding_id)


def finding_of_row(row: Row) -> KeptFinding:
    """A finding from its row."""
    named = dict(zip(_COLUMNS, row, strict=True))
    return KeptFinding(
        finding_id=named["finding_id"],
        rule=named["rule"],
        key=FindingKey(
            licence=named["licence"],
            line=None if named["line"] is None else int(named["line"]),
            shipment=named["shipment"],
            subject=named["subject"],
        ),
        state=named["state"],
        severity=named["severity"],
        opened_at=named["opened_at"],
        updated_at=named["updated_at"],
        cleared_at=named["cleared_at"],
        quantity=named["quantity"],
        evidence=tuple(msgspec.json.decode(named["evidence"])),
        message=taken(named["message"]),
        cleared_by=Clearing(ref=named["cleared_by"], kind=named["cleared_kind"] or "") if named["cleared_by"] else None,
    )


def _write(dependent: str, found: KeptFinding, concern: ConcernedTexts) -> Row:
    return (
        found.finding_id,
        found.rule,
        found.key.licence,
        None if found.key.line is None else str(found.key.line),
        found.key.shipment,
        found.key.subject,
        found.state,
        found.severity,
        found.opened_at,
        found.updated_at,
        found.cleared_at,
        found.quantity,
        msgspec.json.encode(found.evidence),
        kept(found.message),
        dependent,
        concern.states,
        concern.parties,
        sort_key(found.opened_at),
        sort_key(found.updated_at),
        found.cleared_by.ref if found.cleared_by else None,
        found.cleared_by.kind if found.cleared_by else None,
    )


class Findings:
    """What stands written about each subject this worker answers for."""

    def __init__(self, generation: Generation, worker: int, workers: int, all_subjects: bool = True) -> None:
        self._generation, self._worker, self._workers = generation, worker, workers
        self._held: dict[str, tuple[dict[str, KeptFinding], ConcernedTexts]] = {}
        self._rows: dict[str, Row] = {}
        self._dependents: set[str] | None = set() if all_subjects or generation.fresh else None
        if all_subjects and not generation.fresh:
            place = FINDING.names.index("home")
            self._dependents = {row[place] for row in generation.select(FINDING)}

    def owns(self, dependent: str) -> bool:
        """True for the subjects that fall to this worker."""
        return self._workers == 1 or crc32(dependent.encode()) % self._workers == self._worker

    def id_of(self, rule: str, key: FindingKey) -> str:
        """The finding id of a rule and key."""
        return id_of(rule, key)

    def of(self, dependent: str) -> dict[str, KeptFinding]:
        """The findings about a subject, cleared ones too."""
        if dependent not in self._held:
            known = self._dependents is None or dependent in self._dependents
            rows = self._generation.select(FINDING, "home = ?", (dependent,)) if known else []
            if not rows:
                return {}
            found = [finding_of_row(row) for row in rows]
            states, parties = FINDING.names.index("states"), FINDING.names.index("parties")
            concern = ConcernedTexts(states=rows[0][states], parties=rows[0][parties])
            self._held[dependent] = ({f.finding_id: f for f in found}, concern)
        return self._held[dependent][0]

    def put(self, dependent: str, findings: dict[str, KeptFinding], concern: ConcernedTexts | None) -> None:
        """Sets the findings about a subject; whom they concern stays as it was where nobody can say any more."""
        if concern is None:
            self.of(dependent)
            concern = self._held[dependent][1]
        self._held[dependent] = (findings, concern)
        if self._dependents is not None:
            self._dependents.add(dependent)
        for found in findings.values():
            self._rows[found.finding_id] = _write(dependent, found, concern)

    def flush(self) -> None:
        """Writes the rows that changed."""
        self._generation.upsert(FINDING, list(self._rows.values()))
        self._rows = {}
