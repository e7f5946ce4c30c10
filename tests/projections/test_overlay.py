"""The head of the log: what is worked out there is what findings say without lag, however far the view is behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.kernel.log_entry import Stored
from domain.kernel.moments import instant
from domain.state.consignments import attribution
from projections.findings import overlay as heads
from projections.findings import overlay_reach as head_reach
from projections.findings.overlay import Behind, Overlay
from projections.store.opening import open_views
from tests.builders import Fact, licence, tick, told
from tests.given import ViewsInMemory, delivered, numbered
from tests.movements import cancelled, declared, exited
from tests.projections.office import Office, next_facts, office
from tests.reference.histories import histories, turned
from tests.reference.histories import history as invented

LONG = os.environ.get("COUNTERFOIL_DRILL") == "long"


# -- any history, any lag --------------------------------------------------------------------------------------------

TALE = histories() | st.integers(0, 2**32).map(lambda seed: invented(Random(seed)))
TURNED = st.integers(0, 2**32).map(lambda seed: turned(Random(seed), invented(Random(seed))))
"""Histories in which facts are set aside and restored."""


Between = Callable[[Office, Random], object]
BETWEEN: list[Between] = [
    lambda office, r: office.rebuild(r.randint(0, 5)),
    lambda office, _: office.catch_up(office.lag),
    *[lambda office, r: office.catch_up(r.randint(0, office.lag))] * 3,
    lambda office, _: office.head.forget(),
    *[lambda _, __: None] * 2,
]
"""What the view does between two batches: it is rebuilt, it catches up, wholly or partly, or it does nothing."""


def step(office: Office, r: Random, events: Sequence[Stored]) -> None:
    """Something happens between two batches, then a batch: partly there already, partly decided in it."""
    decided = r.randint(0, len(events))
    office.record(events[:decided])
    r.choice(BETWEEN)(office, r)
    if r.random() < 0.2:
        office.record(events[decided:])
        return
    with office.deciding():
        for one in events[decided:]:
            office.put([one])
            if r.random() < 0.5:
                office.agree_or_wait()
            if r.random() < 0.3:
                office.agree_on_findings()
    if r.random() < 0.5:
        office.agree_as_soon_as_attributed()


@pytest.mark.parametrize("most", [0, 1, 500])
@settings(
    max_examples=2_000 if LONG else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(TALE | TURNED, st.integers(0, 2**32))
def test_the_head_says_what_a_view_without_lag_says(most: int, facts: list[Fact], seed: int) -> None:
    r, events, done = Random(seed), delivered(facts), 0
    with pytest.MonkeyPatch.context() as patch, office() as one:
        patch.setattr(head_reach, "_MOST", most)
        while done < len(events):
            size = r.choice([1, 1, 2, 3, 7, 20])
            step(one, r, events[done : done + size])
            done += size
            assert len(one.log) == min(done, len(events))
        one.agree_as_soon_as_attributed()


# -- standing at the head --------------------------------------------------------------------------------------------


def test_nothing_at_all_is_on_record() -> None:
    with office() as one, one.deciding() as head:
        assert head.facts("licence/XA:EL-1") == ()
        assert not head.ledger("XA:EL-1").consignments()
        head.advance("2030-01-01T00:00:00Z")
        one.put(next_facts(one, licence(), declared()))
        assert head.ledger("XA:EL-1").drawn(1).lo == 60


def fall_over(office: Office, never: Sequence[Stored]) -> None:
    """The batch fails after something was decided, which is not recorded then."""
    with office.deciding() as head:
        head.apply(never[0])
        assert head.ledger("XA:EL-1").drawn(1).lo == 67
        raise KeyboardInterrupt


def test_what_failed_never_was() -> None:
    with office([licence(), declared()], lag=1) as one:
        never = next_facts(one, declared("S2", 7))
        with pytest.raises(KeyboardInterrupt):
            fall_over(one, never)
        assert one.attributed() == {"UCR-S1"}
        with one.deciding() as head:
            head.apply(never[0])
        one.head.forget()
        assert one.attributed() == {"UCR-S1"}


def test_a_view_that_is_too_far_behind_must_come_nearer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "_LONGEST_TAIL", 2)
    with office([licence(), declared("S1"), declared("S2")], lag=3) as one:
        with pytest.raises(Behind) as why, one.deciding():
            pass
        assert (why.value.position, why.value.head) == (0, 3)
        one.catch_up(1)
        assert one.attributed() == {"UCR-S1", "UCR-S2"}


def test_what_is_too_much_to_hold_is_read_anew_when_the_view_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HELD", 0)
    monkeypatch.setattr(heads, "NEAR", 1)
    with office([licence(), declared("S1"), declared("S2")], lag=2) as one:
        assert one.attributed() == {"UCR-S1", "UCR-S2"}
        before = one.head.index
        assert one.attributed() == {"UCR-S1", "UCR-S2"}
        assert one.head.index is before
        one.catch_up(1)
        assert one.attributed() == {"UCR-S1", "UCR-S2"}
        assert one.head.index is not before


def test_the_clock_only_goes_on_until_the_copy_that_set_it_gives_way() -> None:
    far = told(tick("2030-06-01"), name="T")
    with office([licence(), declared(), far], lag=2) as one:
        with one.deciding() as head:
            head.advance("2030-05-01T00:00:00Z")
            assert head.now == instant("2030-06-01T00:00:00Z")
            drawn = attribution.of(head, "UCR-S1")
            assert drawn is not None
            assert head.reached(instant("2030-05-31T00:00:00Z"))
        one.record(next_facts(one, told(far, recorded="2030-03-04")))
        with one.deciding():
            one.agree()
        with one.deciding() as head:
            head.advance("2030-04-01T00:00:00Z")
            assert head.now == instant("2030-04-01T00:00:00Z")


def test_a_head_reads_what_another_connection_wrote(place: Path | str) -> None:
    with (
        closing(open_views(place)) as writing,
        closing(open_views(place)) as reading,
        closing(ViewsInMemory()) as truth,
    ):
        one = Office(writing, truth)
        one.head = Overlay(reading)
        one.record(delivered(numbered([licence(), declared("S1"), declared("S2"), exited("S1"), declared("S3")])))
        with one.deciding() as head:
            one.catch_up(2)
            one.agree()
            assert (head.base, head.position) == (0, 5)
        one.head.forget()
        with one.deciding() as head:
            one.catch_up(1)
            one.agree()
            assert (head.base, head.position) == (2, 5)
        one.record(next_facts(one, declared("S4", on="2030-03-07")))
        one.catch_up(3)
        with one.deciding() as head:
            one.agree()
            assert (head.base, head.position) == (6, 6)


def test_what_a_batch_will_need_is_brought_at_once() -> None:
    with office([licence(), declared("S1")]) as one, one.deciding() as head:
        head.fetch(["declaration/UCR-S1", "declaration/UCR-S2"], ["/states/XA/customs#002"])
        one.agree()


# -- the view overtakes ------------------------------------------------------------------------------------------------

KNOWN = [
    licence(),
    declared("S1"),
    told(declared("S2", 3), corrects="LOST"),
    declared("S7", number="EL-9", on="2030-03-05"),
]
LATE = told(declared("S3"), recorded="2030-03-04")


@pytest.mark.parametrize(
    ("news", "kept"),
    [
        ([declared("S3", on="2030-03-06"), exited("S1", "2030-03-07"), tick("2030-04-01")], True),
        ([LATE], True),
        ([declared("S3", replaces="S1", on="2030-03-06")], True),
        ([told(declared("S3"), corrects="002", recorded="2030-03-06")], False),
        ([told(declared("S1", 3), name="002", recorded="2030-03-02")], False),
        ([told(LATE, name="N"), told(LATE, name="N", recorded="2030-03-03")], False),
        ([told(declared("S2"), name="LOST", recorded="2030-03-06")], False),
        ([told(declared("S1", 9), name="004", recorded="2030-03-06")], False),
        ([licence(number="EL-2", on="2030-03-06")], False),
    ],
    ids=[
        "news",
        "late news",
        "a redeclaration",
        "a correction",
        "another copy",
        "two copies",
        "what was corrected already",
        "a name that is taken",
        "a licence",
    ],
)
def test_memory_follows_a_view_that_took_in_plain_news(news: list[Fact], kept: bool) -> None:
    with office(KNOWN) as one:
        with one.deciding() as head:
            assert set(head.ledger("XA:EL-1").consignments()) == {"UCR-S1", "UCR-S2"}
        before = one.head.index
        one.record(next_facts(one, *news))
        one.catch_up(len(news))
        with one.deciding() as head:
            one.agree()
            assert (head.index is before) == kept
            assert head.position == head.base == len(one.log)


GONE = told(tick("2030-06-01"), name="T")
ELSEWHERE = declared("S9", number="EL-9")


@pytest.mark.parametrize(
    ("known", "news"),
    [
        ([cancelled("S3"), declared("S3")], told(cancelled("S4"), name="005", recorded="2030-03-02")),
        (
            [told(ELSEWHERE, corrects="002", recorded="2030-03-06"), tick("2030-03-07")],
            told(ELSEWHERE, name="005", recorded="2030-03-05"),
        ),
        ([GONE], told(GONE, recorded="2030-03-04")),
    ],
    ids=["what barred another consignment", "what corrected what memory holds", "what set the clock"],
)
def test_memory_does_not_miss_what_a_late_copy_took_the_place_of(known: list[Fact], news: Fact) -> None:
    with office([*KNOWN, *known]) as one:
        with one.deciding() as head:
            assert head.ledger("XA:EL-1").consignments()
        one.record(next_facts(one, news))
        one.catch_up(1)
        one.attributed()


def test_after_too_much_news_everything_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "FOLLOWED", 1)
    with office(KNOWN) as one:
        one.attributed()
        before = one.head.index
        one.record(next_facts(one, declared("S3", on="2030-03-06"), declared("S4", on="2030-03-06")))
        one.catch_up(2)
        assert one.attributed() == {"UCR-S1", "UCR-S2", "UCR-S3", "UCR-S4"}
        assert one.head.index is not before


@settings(max_examples=2_000 if LONG else 40, deadline=None, suppress_health_check=list(HealthCheck))
@given(TALE | TURNED, st.integers(0, 2**32))
def test_the_head_is_right_where_the_view_always_overtakes(facts: list[Fact], seed: int) -> None:
    r, events, done = Random(seed), delivered(facts), 0
    with office() as one:
        while done < len(events):
            size = r.choice([1, 1, 1, 2, 3])
            one.record(events[done : done + size])
            one.catch_up(size)
            done += size
            with one.deciding() as head:
                match r.randint(0, 2):
                    case 0:
                        one.agree()
                    case 1:
                        head.ledger("XA:EL-1")
        one.agree_as_soon_as_attributed()
