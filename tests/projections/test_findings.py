"""Findings, delivery by delivery: against the examples of the contract, against the slow reference, in any rhythm."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.engine.subjects import UNREAD
from domain.findings.lifecycle import KeptFinding
from domain.kernel.moments import instant
from domain.rules import CATALOGUE
from projections.findings import write_back_cache as shelf
from projections.findings.tables import CLOCK, SUBJECT
from projections.sentences import said
from projections.store.sqlite import SqliteViews
from projections.store.views import Views
from tests import reference
from tests.builders import Fact, licence, tick, told
from tests.given import Engine, ViewsInMemory, batches, delivered, history, keyed, numbered
from tests.movements import arrived, declared, exited, item, tallied
from tests.reference.days import written
from tests.reference.histories import histories, turned
from tests.reference.histories import history as invented
from tests.reference.standing import content_sha

EXAMPLES = Path(__file__).parents[1] / "contract" / "examples"
NAMES = sorted(path.name.removesuffix(".expected.jsonl") for path in EXAMPLES.glob("*.expected.jsonl"))
ASKED = {rule.id for rule in CATALOGUE}
LONG = os.environ.get("COUNTERFOIL_DRILL") == "long"

LAST_LINE_IS_LATE = {"facts-copy-earlier", "facts-conflict-earlier"}
"""Their last line is not delivered in the order recorded: stamps are not compared (rules 1.1.7)."""

Rows = dict[tuple[Any, ...], Any]


def lines(name: str) -> list[dict[str, Any]]:
    """The facts of an example, or what it expects of the rules that are asked."""
    return [json.loads(line) for line in (EXAMPLES / name).read_text("utf-8").splitlines() if line.strip()]


def expected(name: str) -> Rows:
    """The expected lines by rule and key."""
    rows = [row for row in lines(f"{name}.expected.jsonl") if row["rule"] in ASKED]
    return {(row["rule"], *row["key"].values()): row for row in rows}


def found(facts: Sequence[Mapping[str, Any]], size: int = 1_000) -> dict[tuple[Any, ...], KeptFinding]:
    """What the engine finds, in batches of some size."""
    with closing(ViewsInMemory()) as views:
        engine = Engine(views)
        for batch in batches(delivered(dict(x) for x in facts), size):
            engine.take(batch)
        return keyed(engine.findings)


def standing(findings: Mapping[tuple[Any, ...], KeptFinding]) -> Rows:
    """What is open, or closed, and how bad it is; what was cleared is history."""
    return {k: (x.state, x.severity, x.quantity) for k, x in findings.items() if x.state != "CLEARED"}


def moment(text: str | None) -> Any:
    return None if text is None else instant(text)


# -- the examples of the contract ------------------------------------------------------------------------------------


def test_all_examples_are_here() -> None:
    assert len(NAMES) == 116
    assert len(list(EXAMPLES.glob("*.jsonl"))) == 2 * 116


@pytest.mark.parametrize("name", NAMES)
def test_an_example_in_order(name: str) -> None:
    wanted, got = expected(name), found(lines(f"{name}.jsonl"))
    assert set(got) == set(wanted)
    for key, row in wanted.items():
        fields = [x for x in ("state", "severity", "quantity", "finding_id") if x in row]
        assert {x: getattr(got[key], x) for x in fields} == {x: row[x] for x in fields}
        if name in LAST_LINE_IS_LATE:
            continue
        clock = [instant(x["recordedat"]) for x in lines(f"{name}.jsonl")]
        for stamp in ("opened_at", "cleared_at"):
            assert stamp not in row or in_time(getattr(got[key], stamp), row[stamp], clock), stamp


def in_time(got: str | None, wanted: str | None, clock: Sequence[Any]) -> bool:
    """At the moment expected; or at the limit before it, when no fact was recorded in between (rules 1.8.8)."""
    if got is None or wanted is None:
        return got == wanted
    at, until = instant(got), instant(wanted)
    before = max((x for x in clock if x < until), default=0)
    return at == until or before < at < until


@pytest.mark.parametrize("name", NAMES)
def test_an_example_in_any_order_and_doubled(name: str) -> None:
    facts, wanted = lines(f"{name}.jsonl"), expected(name)
    stands = {k: (x["state"], x["severity"], x["quantity"]) for k, x in wanted.items() if x["state"] != "CLEARED"}
    for seed in range(20 if LONG else 2):
        mixed = [*facts, *Random(seed).sample(facts, len(facts) // 2)]
        Random(seed).shuffle(mixed)
        assert standing(found(mixed)) == stands


@pytest.mark.parametrize("name", NAMES)
def test_evidence_names_facts_of_the_history(name: str) -> None:
    facts = lines(f"{name}.jsonl")
    refs = {f"{x['source']}#{x['id']}" for x in facts}
    for one in found(facts).values():
        assert one.evidence
        assert set(one.evidence) <= refs
        assert list(one.evidence) == sorted(set(one.evidence))
        assert said(one.message).endswith(".")


DIGITS = "1" * 5_000


@pytest.mark.parametrize(
    "odd",
    [
        declared(lines=[item(1, DIGITS)]),
        told(declared(lines=101), recorded=f"2030-03-03T12:00:00.{DIGITS}Z"),
        declared(lines=101, on=f"2030-03-03T12:00:00.{DIGITS}Z"),
        declared(lines=[item(1, 101, licence_line=2**63)]),
        declared(lines=[item(2**63, 101)]),
        declared("S1", 101, declaration="a\0b", office="XAPRT"),
    ],
    ids=["digits of an amount", "digits of a second", "digits of both times", "licence line", "item", "NUL"],
)
def test_nothing_that_the_contract_accepts_stops_the_engine(odd: Fact) -> None:
    found = history(licence(), odd, exited("S1"), arrived("S1", 7), tallied("S1"))
    assert {x.rule for x in found} & {"R01", "R02"}


# -- rhythm, forgetting, workers -------------------------------------------------------------------------------------

TALES = [invented(Random(seed)) for seed in range(40 if LONG else 6)]
DIGESTED = pytest.mark.parametrize("facts", TALES, ids=lambda facts: f"{len(facts)} facts")


def digest(views: Views, engine: Engine) -> str:
    """Everything the view shows, stamps and registers too."""
    return views.digest(engine.model.name, engine.model.tables).sha256


def played(facts: Iterable[dict[str, Any]], size: int, between: Callable[[Engine], object] = lambda _: None) -> str:
    """The digest after a history in batches of some size, with something done between them."""
    with closing(ViewsInMemory()) as views:
        engine = Engine(views)
        for batch in batches(delivered(facts), size):
            engine.take(batch)
            between(engine)
        return digest(views, engine)


@DIGESTED
def test_batches_of_one_of_seven_and_of_all_give_the_same_rows(facts: list[dict[str, Any]]) -> None:
    assert played(facts, 1) == played(facts, 7) == played(facts, len(facts))


@DIGESTED
def test_opening_the_store_again_between_batches_changes_nothing(facts: list[dict[str, Any]]) -> None:
    assert played(facts, 3, Engine.open) == played(facts, len(facts))


@DIGESTED
@pytest.mark.parametrize("few", [0, 10])
def test_a_forgetful_memory_changes_nothing(
    facts: list[dict[str, Any]], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, made = played(facts, len(facts)), shelf.TwoGenerationCache.__init__
    monkeypatch.setattr(shelf.TwoGenerationCache, "__init__", lambda recent, _: made(recent, few))
    monkeypatch.setattr(shelf, "COUNTED", few)
    assert {played(facts, size) for size in (1, 3)} == {whole}


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_what_a_limit_opened_is_no_longer_open_when_the_clock_steps_back(size: int) -> None:
    far = told(tick("2030-06-01"), name="T")
    facts = numbered([licence(), declared(lines=101), far, told(far, recorded="2030-03-04"), tick("2030-03-05")])
    assert [x.state for x in found(facts[:3], size).values()] == ["OPEN"]
    assert standing(found(facts, size)) == {}
    (again,) = found([*facts, told(tick("2030-03-06"), name="U")], size).values()
    assert (again.state, again.opened_at) == ("OPEN", "2030-03-05T12:00:00Z")


@DIGESTED
def test_one_two_and_four_workers_give_the_same_rows(facts: list[dict[str, Any]]) -> None:
    def shared(workers: int, turns: int) -> str:
        """The digest when they take turns, each after so many facts."""
        with closing(ViewsInMemory()) as views:
            engines = [Engine(views, worker, workers) for worker in range(workers)]
            for turn in batches(delivered(facts), turns):
                for engine in engines:
                    engine.open()
                    for batch in batches(turn, 5):
                        engine.take(batch)
            return digest(views, engines[0])

    alone = shared(1, len(facts))
    assert {shared(workers, turns) for workers in (2, 4) for turns in (len(facts), 11)} == {alone}


def test_everything_lost_but_the_file_goes_on_where_it_was(tmp_path: Path) -> None:
    facts = TALES[0]
    for batch in batches(delivered(facts), 4):
        with closing(SqliteViews(tmp_path)) as views:
            engine = Engine(views)
            assert engine.generation.position() == batch[0].position - 1
            engine.take(batch)
            last = digest(views, engine)
    assert last == played(facts, len(facts))


def fall_over(views: Views, engine: Engine) -> None:
    """The process ends before the commit."""
    with views.transaction():
        engine.asking.flush()
        raise KeyboardInterrupt


def test_what_was_not_committed_never_was(tmp_path: Path) -> None:
    facts = delivered(TALES[0])
    with closing(SqliteViews(tmp_path)) as views:
        engine = Engine(views)
        engine.take(facts[:10])
        engine.asking.apply(facts[10:20])
        with pytest.raises(KeyboardInterrupt):
            fall_over(views, engine)
        engine.open()
        engine.take(facts[10:])
        assert digest(views, engine) == played(TALES[0], len(TALES[0]))


# -- the slow reference ----------------------------------------------------------------------------------------------


def in_force(engine: Engine) -> set[tuple[str, str, str]]:
    """(source, id, content) of every fact in force that is filed under some subject."""
    held = set()
    for row in engine.generation.select(SUBJECT):
        for counts, record in json.loads(row[SUBJECT.names.index("facts")]):
            if counts:
                held.add((record["source"], record["id"], content_sha(record)))
    return held


def filed(facts: Iterable[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """The same by the reference: the facts in force of the kinds that some dossier holds."""
    facts = list(facts)
    told = {(x["source"], x["id"], content_sha(x)): x for x in facts}
    return {content for content in reference.facts_in_force(facts) if belongs(told[content])}


def belongs(fact: dict[str, Any]) -> bool:
    """True for a fact that has a subject."""
    return fact["type"].removesuffix(".v1") not in UNREAD


def without(rows: Rows, keys: Iterable[tuple[Any, ...]]) -> Rows:
    """All but some."""
    left_out = {tuple(key) for key in keys}
    return {key: row for key, row in rows.items() if key not in left_out}


def agree(engine: Engine, facts: list[dict[str, Any]]) -> None:
    """The engine and the reference say the same of what was delivered so far."""
    rows = keyed(engine.findings)
    evidence = {key: list(x.evidence) for key, x in rows.items() if x.state != "CLEARED"}
    wanted = reference.findings(facts, evidence)
    either = reference.lingering(facts)
    assert without(standing(rows), either) == without({tuple(k): tuple(v) for k, v in wanted.items()}, either)
    held = in_force(engine)
    assert held == filed(facts)
    refs = {f"{source}#{name}" for source, name, _ in held}
    assert {ref for names in evidence.values() for ref in names} <= refs
    assert written(engine.generation.select(CLOCK)[0][1]).at == reference.now(facts)


def go_on(_: Engine) -> None:
    """Nothing happens between two batches."""


def forget(engine: Engine) -> None:
    """Memory is dropped, as when it has grown too large."""
    engine.asking.tracker.forget()
    engine.generation.fresh = False


Rhythm = list[tuple[int, Callable[[Engine], object]]]
RHYTHM: st.SearchStrategy[Rhythm] = st.lists(
    st.tuples(st.sampled_from([1, 1, 1, 2, 3, 7, 20]), st.sampled_from([go_on, go_on, forget, Engine.open])),
    min_size=1,
    max_size=12,
)
TALE = histories() | st.integers(0, 2**32).map(lambda seed: invented(Random(seed)))
TURNED = st.integers(0, 2**32).map(lambda seed: turned(Random(seed), invented(Random(seed))))
"""Histories in which facts are set aside and restored."""


@settings(max_examples=4_000 if LONG else 60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TALE | TURNED, RHYTHM)
def test_after_every_prefix_the_engine_says_what_the_reference_says(
    facts: list[dict[str, Any]], rhythm: Rhythm
) -> None:
    events, steps, done = delivered(facts), cycle(rhythm), 0
    with closing(ViewsInMemory()) as views:
        engine = Engine(views)
        while done < len(events):
            size, between = next(steps)
            engine.take(events[done : done + size])
            done = min(done + size, len(events))
            agree(engine, facts[:done])
            between(engine)
