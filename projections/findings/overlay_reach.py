"""Which consignments outside of memory may draw on another licence since the base: those that looked a change up.

A licence that comes to exist or is granted to another exporter, a register entry that means another party, a State
with another offset from Greenwich: only these decide on which licence a declaration draws, besides what is indexed
under the consignment itself. The base has recorded who looked them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.kernel.canon import LONGEST_IN_KEYS, folded
from domain.kernel.errors import DomainError
from domain.kernel.zones import Zone
from domain.record.calendar import zone_of
from domain.record.records import Records
from domain.state.licence_references import IN_ANY_STATE, reference_texts
from domain.state.licences import licence
from domain.state.parties import entry
from domain.state.reference import authority, listing
from projections.findings.tables import DEPENDENCY, WORKER
from projections.store.views import Generation

_MOST = 500
"""So many consignments are looked at again at once; for more it is better to wait until the view has done so."""
LISTED_AUTHORITIES = "listing authorities"
_FOREIGN = ("licence/", "party/")


class NotYetAttributed(DomainError):
    """A change means too many consignments to look at here: the view must first have come to a position.

    A position that the log does not have yet means that the clock must be told, too.
    """

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(f"the view of findings has not come to position {position} yet")


class Reach:
    """Changes since the base that can mean something to consignments which nobody has looked at."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._zones = self._told_zones()
        self._changed: dict[str, int] = {}

    def meanings(self, subjects: Iterable[str]) -> dict[str, object]:
        """What subjects mean to declarations before something is indexed under them."""
        return {x: self._meaning(x) for x in subjects if x.startswith(_FOREIGN)}

    def record(self, position: int, keys: Iterable[str], before: Mapping[str, object]) -> None:
        """Records what an indexed fact changed: subjects and entries of secondary indexes."""
        subjects = [x.removeprefix("file ") for x in keys if x.startswith("file ")]
        foreign = [x for x in subjects if x.startswith(_FOREIGN)]
        changed = [x for x in foreign if x not in before or before[x] != self._meaning(x)]
        for subject in changed:
            self._changed.update((key, position) for key in _looked_up(subject))

    def record_zones(self, position: int) -> None:
        """Records another publication of authorities."""
        before, self._zones = self._zones, self._told_zones()
        for state in before.keys() | self._zones.keys():
            if before.get(state) != self._zones.get(state):
                self._changed[f"authority {state}"] = position

    def consignments(self, generation: Generation) -> set[str]:
        """The consignments that looked up what changed, told once; raises NotYetAttributed when they are many."""
        found: set[str] = set()
        for key in self._changed:
            entries = _dependents(generation, key, "entry") if key.startswith("file party/") else ()
            for looked_up in entries or (key,):
                found.update(x.partition(" ")[2] for x in _dependents(generation, looked_up, "goods"))
            if max(len(found), len(entries)) > _MOST:
                raise NotYetAttributed(max(self._changed.values()))
        self._changed = {}
        return found

    def _meaning(self, subject: str) -> object:
        if len(subject) >= LONGEST_IN_KEYS:
            return object()
        noun, _, name = subject.partition("/")
        if noun == "party":
            return entry.of(self._records, name)
        held = licence.of(self._records, name)
        if held is None:
            return None
        exporters = [held.issued.data.terms.exporter, *(x.terms.exporter for x in held.amended)]
        same = all(x == exporters[0] for x in exporters)
        return exporters[0] if same else (held.issued, held.amended)

    def _told_zones(self) -> dict[str, Zone | None]:
        states = listing.of(self._records, "authorities").by_name
        return {state: zone_of(authority.of(self._records, state)) for state in states}


def _looked_up(subject: str) -> Iterator[str]:
    """What declarations look up that a changed subject can mean something to; of a licence also how it is cited."""
    noun, _, name = subject.partition("/")
    if noun == "party":
        yield f"file {subject}"
        return
    yield f"licence {name}"
    state, _, reference = name.partition(":")
    yield f"link {IN_ANY_STATE} {reference_texts(state, reference)[0]}"
    for text in reference_texts(state, reference):
        yield f"link text {state} {text}"
        yield f"link folded {state} {folded(text)}"


def _dependents(generation: Generation, looked_up: str, kind: str) -> list[str]:
    where = "worker = ? AND looked_up = ? AND asker > ? AND asker < ?"
    rows = generation.select(DEPENDENCY, where, (WORKER, looked_up, f"{kind} ", f"{kind}!"), limit=_MOST + 1)
    return [row[2] for row in rows]
