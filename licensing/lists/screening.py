"""Many names against the list of sanctions in force, each hit with why it is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.chapters.screening.comparison import HIT, Screened, ScreeningList
from domain.chapters.screening.sanctions import LIST, Who, sanctioned
from domain.events.lists import SanctionsRow
from domain.kernel.canon import bounded
from domain.kernel.errors import NotFound
from domain.kernel.moments import DAY_LENGTH, moment_text
from domain.names.alike import SAME
from domain.record.birth_dates import plausible_birth
from domain.record.fact import Fact
from licensing.lists.names import GivenName
from licensing.lists.standing import Lists, ListsStanding


@dataclass(frozen=True, slots=True)
class Hit:
    """A name held against an entry of the list."""

    row: int
    name: str
    list: str
    entry: str
    score: float
    verdict: str
    why: str


class Against:
    """The list of sanctions in force, ready to hold names against; raises NotFound where none is published."""

    def __init__(self, standing: ListsStanding) -> None:
        published = standing.listing(LIST).published
        if published is None:
            raise NotFound("no list of sanctions is in force; take one in with `counterfoil lists import`")
        self.published: Fact = published
        self._register = ScreeningList(_in_effect(standing), standing.records.likeness())
        self._at = moment_text(standing.records.now)

    def hits(self, names: Iterable[GivenName]) -> Iterator[Hit]:
        """The hits of each name in turn, the surest first."""
        for one in names:
            found: dict[str, Screened] = {}
            for who in map(self._believed, one.guises()):
                for new in self._register.found(who):
                    before = found.get(new.entry)
                    if before is None or _order(new) < _order(before):
                        found[new.entry] = new
            for x in sorted(found.values(), key=_order):
                yield Hit(one.row, one.name, LIST, x.entry, x.score / SAME, x.verdict, x.why)

    def _believed(self, who: Who) -> Who:
        """Somebody without a date of birth that nobody can have: it contradicts nobody (rules 5.5)."""
        return who if who.born is None or plausible_birth(who.born, self._at) else who._replace(born=None)


def _order(one: Screened) -> tuple[bool, int, str]:
    return one.verdict != HIT, -one.score, one.entry


def _in_effect(standing: ListsStanding) -> Iterator[SanctionsRow]:
    """The rows of the entries that are in effect now."""
    for entry in dict.fromkeys(row.entry for row in standing.listing(LIST).rows):
        held = sanctioned.of(standing.records, bounded(entry))
        yield from held.rows if held else ()


class Screening:
    """Names held against the list as it stands whenever somebody asks; made anew only when the list is another."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self._held: tuple[object, Against] | None = None

    def against(self) -> tuple[Against, int]:
        """The list in force, and the position it is read at; raises NotFound where none is published."""
        with self.lists.standing() as standing:
            key = _key(standing)
            held = self._held
            if held is None or held[0] != key:
                held = self._held = (key, Against(standing))
            return held[1], standing.position

    def close(self) -> None:
        """Lets go of the views."""
        self.lists.close()


def _key(standing: ListsStanding) -> object:
    """What decides which entries are in effect: the publication, the day, and what counts as alike."""
    records, published = standing.records, standing.listing(LIST).published
    told = None if published is None else (published.ref, published.recordedat)
    return told, records.now // DAY_LENGTH, records.likeness()
