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
_FAR_REACHING = "list.published."


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
        self._workers = 1
        self._rows: dict[str, Row | None] = {}

    def stand(self, read_log: ReadLog, head: int) -> None:
        """The write lock was taken: the log stands at this position, and nobody else moves it."""
        self._read_log, self._head = read_log, head
        self._decided, self._generation, self._rows = [], None, {}

    def fetch(self, finding_ids: Sequence[str]) -> None:
        """Brings what the view shows of findings in one round trip."""
        if finding_ids:
            rows = self._made_today().get_many(FINDING, [(x,) for x in dict.fromkeys(finding_ids)])
            self._rows = dict.fromkeys(finding_ids) | {row[0]: row for row in rows}

    def hear(self, stored: Stored) -> None:
        """An event was decided, and comes next in the log."""
        self._decided.append(stored)

    def forget(self) -> None:
        """What is in memory may be wrong."""
        self._ahead, self._decided, self._generation, self._rows = {}, [], None, {}

    def finding(self, finding_id: str) -> KeptFinding | None:
        """A finding as it stands after all that was recorded; None where the view has none of that name.

        Raises Behind where the view must come nearer to the head first.
        """
        generation = self._made_today()
        row = self._rows[finding_id] if finding_id in self._rows else generation.get(FINDING, (finding_id,))
        if row is None and generation.state == RENEWING:
            raise Behind(generation.position(), self._head)
        if row is None:
            return None
        dependent = row[FINDING.names.index("home")] or ""
        worker = crc32(dependent.encode()) % self._workers
        if not self._decided and generation.position(worker) >= self._head:
            return finding_of_row(row)
        try:
            return self._of(generation, worker).findings_of(dependent).get(finding_id) or finding_of_row(row)
        except BaseException:
            self._ahead.pop(worker, None)
            raise

    def _made_today(self) -> Generation:
        """The generation made under today's law, and how many share it; looked up once for a group of orders."""
        if self._generation is None:
            found = self._generation = self._views.under(VIEW, TABLES, made_today())
            shared = (x.workers for x in self._views.held() if (x.view, x.number) == (VIEW, found.number))
            self._workers = max(shared, default=0) or 1
        return self._generation

    def _of(self, generation: Generation, worker: int) -> _Ahead:
        """The findings of a worker with everything taken in that the view lacks."""
        known = self._ahead.get(worker)
        if known is not None and (known.number, known.base) != (generation.number, generation.position(worker)):
            known = None
        after = generation.position(worker) if known is None else known.position
        recorded = (x for x in self._read_log(after, LONGEST_TAIL + 1) if x.position <= self._head)
        missing = [*recorded, *(x for x in self._decided if x.position > after)]
        if len(missing) > LONGEST_TAIL:
            raise Behind(generation.position(worker), self._head)
        latest = max((instant(envelope(x.body).recordedat) for x in missing), default=0)
        if known is None or latest > known.until:
            if known is not None:
                self._ahead.pop(worker)
                return self._of(generation, worker)
            known = self._ahead[worker] = _Ahead(generation, worker, self._workers, latest + DAY_LENGTH)
        known.take_in(missing)
        return known
