"""A log with a view that lags behind it and a head that does not, beside a view that never lags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from domain.chapters.transfers.dossiers import departures
from domain.chapters.transfers.ledger import Ledger, ledger_of
from domain.kernel.log_entry import Stored
from domain.record.fact import Fact
from domain.state.consignments import attribution
from domain.state.licences import licence
from projections.findings.look_ahead import LookAhead
from projections.findings.overlay import Behind, Overlay
from projections.findings.overlay_reach import NotYetAttributed
from projections.findings.tables import SUBJECT
from projections.store.views import Views
from tests.builders import Fact as Told
from tests.given import Engine, ViewsInMemory, delivered, numbered


class Office:
    """A log, a view of findings that lags behind it, a head, and what a view without any lag says."""

    def __init__(self, views: Views, truth: ViewsInMemory) -> None:
        self.log: list[Stored] = []
        self.view, self.truth = Engine(views), Engine(truth)
        self.head, self.ahead = Overlay(views), LookAhead(views)
        self.compared = 0
        """How many findings were held against those of a view without lag."""

    def record(self, facts: Sequence[Stored]) -> None:
        """The log goes on."""
        self.log += facts
        for one in facts:
            self.truth.take([one])

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        """The log after a position."""
        return [x for x in self.log if x.position > after][:limit]

    @property
    def lag(self) -> int:
        """How many events the view lacks."""
        return len(self.log) - self.view.generation.position()

    def catch_up(self, count: int) -> None:
        """The view takes in so many events of the log."""
        some = self.read(self.view.generation.position(), count)
        if some:
            self.view.take(some)

    def rebuild(self, short_of: int) -> None:
        """The view is made again from the beginning, up to so many events before the head."""
        views, model = self.view.views, self.view.model
        until = max(self.view.generation.position(), len(self.log) - short_of)
        generation = views.begin_rebuild(model.name, model.tables, model.made_under)
        asking = model.open(generation)
        asking.apply(self.log[:until])
        with views.transaction():
            asking.flush()
            generation.move(until)
        assert views.switch(generation)
        views.prune(model.name)
        self.view.open()

    @contextmanager
    def deciding(self) -> Iterator[Overlay]:
        """Stands at the head while nothing else is recorded."""
        with self.head.standing(self.read, len(self.log)):
            self.ahead.stand(self.read, len(self.log), self.head.generation)
            yield self.head

    def put(self, facts: Sequence[Stored]) -> None:
        """Events decided here are filed at once."""
        self.record(facts)
        for one in facts:
            self.head.apply(one)
            self.ahead.hear(one)

    def agree(self) -> None:
        """The head says what a view without lag says."""
        assert self.head.position == len(self.log)
        memory, names = self.truth.asking.tracker, [row[1] for row in self.truth.generation.select(SUBJECT)]
        assert self.head.now == memory.now
        for subject in names:
            assert plainly(self.head.facts(subject)) == plainly(memory.facts(subject))
        consignments = [x.partition("/")[2] for x in names if x.startswith(("declaration/", "movement/"))]
        for key in consignments:
            assert plainly(attribution.of(self.head, key)) == plainly(attribution.of(memory, key))
        for key in [x.partition("/")[2] for x in names if x.startswith("licence/")]:
            agree(self.head.ledger(key), ledger_of(memory, key))
            wanted = departures.of(memory, key) if licence.of(memory, key) else ()
            assert plainly(departures.of(self.head, key)) == plainly(wanted)

    def agree_on_findings(self) -> None:
        """A finding ahead of the view is what a view without lag says, or it is said that the view must come first."""
        for wanted in self.truth.findings:
            try:
                found = self.ahead.finding(wanted.finding_id)
            except Behind:
                assert self.lag
                continue
            if found is None:
                assert wanted.finding_id not in {x.finding_id for x in self.view.findings}
            else:
                assert found == wanted
                self.compared += 1

    def agree_as_soon_as_attributed(self) -> None:
        """The same, but where a change meant too many the view first comes to it."""
        with self.deciding():
            wanted = self.agree_or_wait()
        if wanted is not None:
            assert self.view.generation.position() < wanted <= len(self.log)
            self.catch_up(wanted - self.view.generation.position())
            self.agree_as_soon_as_attributed()

    def agree_or_wait(self) -> int | None:
        """The position that the view must come to before the head can say anything of ledgers."""
        try:
            self.agree()
        except NotYetAttributed as why:
            return why.position
        return None

    def attributed(self, licence: str = "XA:EL-1") -> set[str]:
        """The consignments in the ledger of a licence at the head, which is as it must be."""
        with self.deciding():
            self.agree()
            return set(self.head.ledger(licence).consignments())


@contextmanager
def office(facts: Sequence[Told] = (), lag: int = 0) -> Iterator[Office]:
    """An office after some facts, of which the view lacks the last."""
    with closing(ViewsInMemory()) as views, closing(ViewsInMemory()) as truth:
        found = Office(views, truth)
        found.record(delivered(numbered(facts)))
        found.catch_up(len(facts) - lag)
        yield found


def next_facts(office: Office, *facts: Told) -> list[Stored]:
    """Facts as they lie next in the log."""
    after = len(office.log)
    return delivered([{"id": f"N{after}-{n}"} | x for n, x in enumerate(facts)], after=after)


def plainly(value: Any) -> Any:
    """A value in which facts are told by what they say, so that equal ones are equal."""
    if isinstance(value, Fact):
        return (value.ref, value.recordedat, value.timetext, value.corrects, value.data)
    if isinstance(value, tuple | list):
        return [plainly(x) for x in value]
    if isinstance(value, Mapping):
        return {key: plainly(x) for key, x in value.items()}
    return value


def agree(found: Ledger, wanted: Ledger) -> None:
    """Two ledgers say the same of every line, with all consignments and without each."""
    assert set(found.consignments()) == set(wanted.consignments())
    assert set(found.numbers()) == set(wanted.numbers())
    for key in wanted.consignments():
        assert found.of(key) == wanted.of(key)
        others = Ledger(wanted.licence)
        for other in wanted.consignments():
            if other != key:
                others.put(other, wanted.of(other))
        for line in [*wanted.numbers(), 77]:
            assert found.drawn(line) == wanted.drawn(line)
            assert found.drawn_without(line, key) == others.drawn(line)
            assert found.worth(line, "EUR") == wanted.worth(line, "EUR")
            assert found.worth_without(line, "EUR", key) == others.worth(line, "EUR")
