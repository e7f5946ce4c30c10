"""Findings at the head of the log, for one who decides about them while nothing else is recorded.

Where the view has come to the head, what it shows is exact. Else what the log has beyond it is taken in by the engine
of the view itself, over the view's own rows and notes, and never written: so a finding is just what the view will say
when it comes to this position. Where that would mean too much work under the lock, the view has to come nearer first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

from domain.findings.lifecycle import KeptFinding
from domain.kernel.event import envelope
from domain.kernel.log_entry import Stored
from domain.kernel.moments import DAY_LENGTH, Instant, instant
from projections.findings.kept_findings import finding_of_row
from projections.findings.made_under import made_today
from projections.findings.model import FindingsWorker
from projections.findings.overlay import VIEW, Behind, ReadLog
from projections.findings.tables import FINDING, TABLES
from projections.store.generation import RENEWING, Generation
from projections.store.table import Row
from projections.store.views import Views

LONGEST_TAIL = 500
"""So many events beyond the view are taken in here."""
_MOST = 500
"""So many subjects are asked again here."""
_FAR_REACHING = ("list.published.", "fact.")
_HOME, _STATES = FINDING.names.index("home"), FINDING.names.index("states")


class _Ahead(FindingsWorker):
    """One worker's findings at the head; raises Behind rather than ask more homes than it may."""

    def __init__(self, generation: Generation, worker: int, workers: int, until: Instant) -> None:
        super().__init__(generation, worker, workers, until=until)
        self.base = self.position = generation.position(worker)
        self.number, self.until = generation.number, until
        self._asked = 0

    def take_in(self, events: Sequence[Stored]) -> None:
        """What the log has next; raises Behind where that changes too much."""
        for stored in events:
            if stored.type.startswith(_FAR_REACHING):
                raise Behind(self.base, stored.position)
            self.apply([stored])
            self.position = stored.position

    def _ask(self, dependent: str) -> None:
        self._asked += 1
        if self._asked > _MOST:
            raise Behind(self.base, self.position + 1)
        super()._ask(dependent)


class LookAhead:
    """Findings as of the head of the log, event by event, beside the overlay of the records."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._ahead: dict[int, _Ahead] = {}
        self._decided: list[Stored] = []
        self._read_log: Callable[[int, int], Sequence[Stored]] = lambda after, limit: ()
        self._head = 0
        self._generation: Generation | None = None
        self._shared: tuple[int, int] | None = None
        self._positions: dict[int, int] = {}
        self._rows: dict[str, Row | None] = {}

    def stand(self, read_log: ReadLog, head: int, generation: Generation) -> None:
        """The write lock was taken: the log stands at this position, and nobody else moves it.

        `generation` is made under today's law; what is read of it until the next stand belongs to one moment.
        """
        self._read_log, self._head, self._generation = read_log, head, generation
        self._decided, self._rows, self._positions = [], {}, {}

    def fetch(self, finding_ids: Sequence[str]) -> None:
        """Brings what the view shows of findings in one round trip."""
        if finding_ids:
            rows = self._standing().get_many(FINDING, [(x,) for x in dict.fromkeys(finding_ids)])
            self._rows = dict.fromkeys(finding_ids) | {row[0]: row for row in rows}

    def hear(self, stored: Stored) -> None:
        """An event was decided, and comes next in the log."""
        self._decided.append(stored)

    def forget(self) -> None:
        """What is in memory may be wrong."""
        self._ahead, self._decided, self._generation, self._rows, self._positions = {}, [], None, {}, {}

    def shown_to(self, finding_id: str) -> frozenset[str]:
        """The States that the view shows a finding to; nobody where the view has none of that name."""
        row = self._row(finding_id)
        return frozenset((row[_STATES] or "").split()) if row else frozenset()

    def _row(self, finding_id: str) -> Row | None:
        generation = self._standing()
        if finding_id not in self._rows:
            self._rows[finding_id] = generation.get(FINDING, (finding_id,))
        if self._rows[finding_id] is None and generation.state == RENEWING:
            raise Behind(generation.position(), self._head)
        return self._rows[finding_id]

    def finding(self, finding_id: str) -> KeptFinding | None:
        """A finding as it stands after all that was recorded; None where the view has none of that name.

        Raises Behind where the view must come nearer to the head first.
        """
        generation, row = self._standing(), self._row(finding_id)
        if row is None:
            return None
        dependent = row[_HOME] or ""
        worker = crc32(dependent.encode()) % self._workers(generation)
        if not self._decided and self._position(generation, worker) >= self._head:
            return finding_of_row(row)
        try:
            return self._of(generation, worker).findings_of(dependent).get(finding_id) or finding_of_row(row)
        except BaseException:
            self._ahead.pop(worker, None)
            raise

    def _standing(self) -> Generation:
        if self._generation is None:
            raise LookupError("nobody stands at the head")
        return self._generation

    def _workers(self, generation: Generation) -> int:
        """How many share a generation: once anything is written to it that stays so."""
        if self._shared is None or self._shared[0] != generation.number:
            held = (x.workers for x in self._views.held() if (x.view, x.number) == (VIEW, generation.number))
            workers = max(held, default=0)
            self._shared = (generation.number, workers) if workers else None
            return workers or 1
        return self._shared[1]

    def _position(self, generation: Generation, worker: int) -> int:
        """Where a worker has come, read once for a group of orders."""
        if worker not in self._positions:
            self._positions[worker] = generation.position(worker)
        return self._positions[worker]

    def _of(self, generation: Generation, worker: int) -> _Ahead:
        """The findings of a worker with everything taken in that the view lacks."""
        known = self._ahead.get(worker)
        if known is not None and (known.number, known.base) != (generation.number, self._position(generation, worker)):
            known = None
        after = self._position(generation, worker) if known is None else known.position
        recorded = (x for x in self._read_log(after, LONGEST_TAIL + 1) if x.position <= self._head)
        missing = [*recorded, *(x for x in self._decided if x.position > after)]
        if len(missing) > LONGEST_TAIL:
            raise Behind(self._position(generation, worker), self._head)
        latest = max((instant(envelope(x.body).recordedat) for x in missing), default=0)
        if known is None or latest > known.until:
            if known is not None:
                self._ahead.pop(worker)
                return self._of(generation, worker)
            workers, until = self._workers(generation), latest + DAY_LENGTH
            # Whoever holds it may have opened it before the view wrote its first rows.
            opened = self._views.under(VIEW, TABLES, made_today()) if generation.fresh else generation
            known = self._ahead[worker] = _Ahead(opened, worker, workers, until)
        known.take_in(missing)
        return known
