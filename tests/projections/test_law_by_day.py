"""The law by day, State and profile, where findings are made: on both sides of each day, and under any rows at all.

A row says what changes from a day on. For each number there is a history in which it decides; a row counts when it is
from the day that the contract names (rules 5.16), or earlier, and a row from the day after changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.findings.lifecycle import KeptFinding
from domain.kernel.moments import day
from domain.record.law_variants import limits
from domain.record.statutes import KINDS, NUMBERS, StatuteBook, StatuteRow, statutes
from projections.findings.model import FindingsModel
from tests import reference
from tests.builders import Fact, tick, told
from tests.domain.decisions.given import given as given_that
from tests.domain.decisions.papers import issue
from tests.domain.decisions.test_transit import silent
from tests.domain.rows import ROWS
from tests.given import Engine, ViewsInMemory, batches, delivered, keyed, numbered, of
from tests.laws import published_row, published_with, row, rows_published
from tests.projections.office import office
from tests.projections.test_findings import standing, without
from tests.projections.test_other_laws import made_by
from tests.reference.histories import histories
from tests.reference.histories import history as invented

HISTORIES = {(x.rule, x.sentence): x.facts for x in ROWS}


class Counts(NamedTuple):
    """A number that decides what a rule says of a history, by the law of a day in a State under a profile."""

    on: str
    name: str
    value: Any
    rule: str
    sentence: str
    state: str | None = "XA"
    profile: str = "FP"

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The history."""
        return HISTORIES[self.rule, self.sentence]

    def row(self, later: int = 0, **where: str) -> StatuteRow:
        """The number with its other value, from that day on or from some days later."""
        return StatuteRow(self.name, day(self.on) + later, self.value, **where)

    def told(self, *rows: StatuteRow) -> str:
        """What the rule says in the end where the law has more rows."""
        return says(statutes().with_rows(rows), self.rule, self.facts)

    @property
    def today(self) -> str:
        """What it says by the published law."""
        return self.told()

    @property
    def always(self) -> str:
        """What it says where the number was never another."""
        return says(statutes().with_values({self.name: self.value}), self.rule, self.facts)


def counts(*said: Any, **where: Any) -> Counts:
    """A row of the table."""
    return Counts(*said, **where)


def says(book: StatuteBook, rule: str, facts: Iterable[Fact]) -> str:
    """What a rule says in the end under a law."""
    return of(rule, [x for x in made_by(FindingsModel(book=book), facts) if x.state != "CLEARED"])


BY_DAY = (
    counts("2030-03-03", "settle_decl", 10, "R01", "not gone, 48 hours over"),
    counts("2030-03-03", "settle_decl", 10, "R02", "5 more, settled by time"),
    counts("2030-03-03", "settle_decl", 10, "R05", "two days over"),
    counts("2030-03-03", "settle_decl", 10, "R15", "two days over"),
    counts("2030-03-03", "settle_decl", 10, "R27", "another came back, and two days are over"),
    counts("2030-03-03", "settle_decl", 0, "R16", "two days not over"),
    counts("2031-01-01", "tz_slack", 0, "R03", "declared one day after the end"),
    counts("2031-01-02", "tz_slack", 5, "R03", "declared two days after the end"),
    counts("2031-01-02", "grave_breach", 1, "R03", "declared two days after the end"),
    counts("2030-03-10", "late_arrival", 0, "R14", "30 came, 21 days not over"),
    counts("2030-03-10", "late_arrival", 0, "R26", "one is another, 21 days not over"),
    counts("2030-06-30", "late_arrival", 0, "R27", "two of three back, three weeks not over"),
    counts("2030-03-03", "tol_value", Fraction(1, 10), "R01", "a quarter above the value of a line"),
    counts("2030-03-02", "tol_propellant", 0, "R01", "the second consignment has a tenth of the 40 kg left too much"),
    counts("2030-03-03", "tol_propellant", 0, "R14", "a tenth of the powder is missing"),
    counts("2030-03-03", "tol_propellant", 0, "R15", "a tenth more powder"),
    counts("2030-03-03", "tol_rounds", 0, "R14", "50 rounds of 1,000 are missing"),
    counts("2030-03-03", "tol_rounds", 0, "R15", "50 rounds more than 1,000"),
    counts("2030-03-03", "tol_rounds", 60, "R27", "one round less"),
    counts("2030-03-02", "grave_share", 0, "R01", "60 and 41 are one more than 100"),
    counts("2030-03-02", "grave_firearms", 1, "R01", "60 and 41 are one more than 100"),
    counts("2030-06-01", "dvc_due", 100, "R17", "day 46"),
    counts("2030-06-01", "dvc_check", 10, "R17", "day 46"),
    counts("2030-06-01", "dvc_stop", 10, "R17", "day 46"),
    counts("2030-02-12", "tacit_consent", 5, "R10", "gone on the 20th working day, EU", profile="EU12"),
    counts("2030-02-11", "silence_is_consent", True, "R10", "the same under the Protocol"),
    counts("2030-03-04", "sea_and_air_need_no_consent", True, "R10", "through by sea, Protocol"),
    counts("2030-03-04", "temporary_purposes", frozenset(), "R10", "a rifle for a match and back"),
    counts("2030-03-06", "transit_max_road", 100, "R12", "more than ten days"),
    counts("2030-03-11", "transit_max_road", 1, "R14", "carried past, ten days not over"),
    counts("2030-03-06", "late_export", 1, "R12", "not seen to leave, fifteen days not over"),
    counts("2030-03-06", "pairing_slack", 0, "R12", "the exit is dated two days before"),
    counts("2030-03-06", "overstay_grave", 1, "R12", "more than ten days"),
    counts("2030-03-06", "stop_min", 10, "R12", "for six hours"),
    counts("2030-03-03", "no_exit_enquiry", 200, "R18", "day 91"),
    counts("2030-03-03", "no_exit_invalid", 1, "R18", "day 91"),
    counts("2030-03-06", "force_majeure_report", 1000, "R11", "said so more than 72 hours later"),
    counts("2029-10-01", "euc_verify_due", 1, "R09", "no answer on day 30, the last"),
    counts("2029-11-01", "body_distance", 0, "R08", "one digit exchanged"),
    counts("2030-03-08", "seal_reconcile", 0, "R13", "another number, five days not over"),
    counts("2030-03-03", "seal_life", 10, "R13", "used again after 179 days"),
    counts("2030-03-20", "seal_suffix", 5, "R13", "five figures on another"),
    counts("2030-03-20", "seal_suffix", 20, "R13", "without its prefix on another"),
    counts("2030-03-08", "seal_suffix", 20, "R13", "without its prefix"),
    counts("2030-03-04", "name_same", 0, "R19", "declared for somebody else"),
    counts("2030-03-03", "name_low", 1, "R22", "a broker that may be the licensed one: for a human"),
    counts("2029-01-01", "birth_slack", 0, "R20", "born a year apart, same nationality", state=None),
    counts("2029-12-01", "address_most", 0, "R23", "and two other end users at the address: three", state=None),
    counts("2030-03-03", "temp_return", 30, "R27", "no date: 90 days after the control date"),
    counts("2030-06-30", "temp_grave", 1, "R27", "day 30 after it was due"),
    counts("2030-04-01", "struct_window", 10, "R24", "four of 450 below 500 within a month"),
    counts("2030-04-01", "struct_band", Fraction(19, 20), "R24", "four of 450 below 500 within a month"),
    counts("2030-04-01", "struct_alpha", 0, "R24", "four of 450 below 500 within a month"),
    counts("2030-04-01", "struct_floor", 1, "R24", "four of 450 below 500 within a month"),
    counts("2030-04-01", "struct_min", 5, "R24", "four of 450 below 500 within a month"),
    counts("2030-03-21", "struct_min", 3, "R24", "three of 450"),
    counts("2030-03-03", "kit_window", 1, "R29", "three of each class under two licences"),
    counts("2030-03-03", "kit_min", 2, "R29", "two of each"),
    counts("2030-03-03", "kit_origins", 1, "R29", "all under one licence of one exporter"),
    counts("2030-06-01", "reexport_share", 0, "R28", "nineteen"),
    counts("2030-06-01", "reexport_share", Fraction(1, 10), "R28", "nineteen"),
    counts("2035-03-03", "trace_lookback", 4, "R30", "five years later"),
    counts("2035-03-04", "trace_lookback", 6, "R30", "a day more than five years later"),
    counts("2030-03-03", "mass_firearm", 1, "R16", "less than that"),
    counts("2030-03-03", "mass_firearm", 0, "R16", "35 in a hundred too heavy"),
    counts("2030-03-03", "mass_ammunition", 0, "R16", "rounds, 25 in a hundred too heavy"),
    counts("2030-03-03", "gross_extra", 0, "R16", "gross, with 25 in a hundred for packing"),
    counts("2030-03-03", "mass_min", 1, "R16", "nine pieces"),
    counts("2029-12-01", "risk_raise", 1, "R23", "no registration, young, at a mail drop: two"),
    counts("2029-12-01", "risk_shared", 1, "R23", "one other"),
    counts("2029-12-01", "risk_young_firm", 0, "R23", "and two other end users at the address: three"),
    counts("2029-10-01", "verified_documents", frozenset(), "R09", "no answer on day 31"),
    counts("2029-12-01", "registered_recipients", frozenset(), "R23", "and two other end users at the address: three"),
    counts("2029-12-01", "recipient_registrations", frozenset(), "R23", "it is a dealer"),
    counts("2030-03-03", "controlled_headings", frozenset(), "R05", "by their code"),
    counts("2030-03-03", "controlled_categories", frozenset(), "R05", "by their category"),
    counts("2030-03-03", "free_headings", frozenset(), "R05", "air guns"),
    counts("2030-03-03", "antique_until", 1800, "R05", "made in 1899"),
    counts("2030-03-03", "antique_until", 1900, "R05", "made in 1900"),
)
each = pytest.mark.parametrize("x", BY_DAY, ids=lambda x: f"{x.name}, {x.rule}: {x.sentence}")


@each
def test_a_number_counts_from_its_day_on(x: Counts) -> None:
    assert x.always != x.today
    assert x.told(x.row()) == x.always
    assert x.told(x.row(later=1)) == x.today
    assert x.told(x.row(later=-1000), StatuteRow(x.name, day(x.on), statutes().of(x.name)[0].value)) == x.today


@each
def test_a_number_of_one_state_counts_there_alone(x: Counts) -> None:
    assert x.told(x.row(state="XQ")) == x.today
    assert x.told(x.row(state="XA")) == (x.always if x.state else x.today)
    assert x.told(x.row(state="XA", later=1)) == x.today


@each
def test_a_number_of_one_profile_counts_there_alone(x: Counts) -> None:
    assert x.told(x.row(profile="ATT")) == x.today
    assert x.told(x.row(profile=x.profile)) == x.always
    assert x.told(x.row(profile=x.profile, later=1)) == x.today


def test_every_rule_with_a_number_is_seen_on_both_sides_of_its_day() -> None:
    by_no_number = {"R04", "R06", "R07", "R21", "R25"}
    assert {x.rule for x in ROWS} - {x.rule for x in BY_DAY} == by_no_number


# -- a decision on each side -------------------------------------------------------------------------------------------

SILENT = "TRANSIT_MISSING:XC"


@pytest.mark.parametrize(
    ("sentence", "rows", "missing"),
    [
        ("silence is no consent", [], True),
        ("silence is consent from the day the notice was sent", [row("silence_is_consent", True, "2029-12-12")], False),
        ("from the day after", [row("silence_is_consent", True, "2029-12-13")], True),
        ("in the State that issues", [row("silence_is_consent", True, state="XA")], False),
        ("in the State of transit", [row("silence_is_consent", True, state="XC")], True),
        ("under the profile", [row("silence_is_consent", True, profile="FP")], False),
        ("under another", [row("silence_is_consent", True, profile="ATT")], True),
        ("in 2050", [row("silence_is_consent", True, "2050-01-01")], True),
    ],
)
def test_an_issue_is_decided_by_the_row_of_its_day(sentence: str, rows: list[dict[str, Any]], missing: bool) -> None:
    with published_with(*rows):
        reasons = given_that(*silent("FP")).decides(issue()).reasons
    assert (SILENT in {x.code for x in reasons}) is missing, sentence


# -- what lies ahead ---------------------------------------------------------------------------------------------------

AHEAD = day("2060-01-01")
SAME_EACH_TIME = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
"""A failure here is one of the law, not of the day on which it was looked for."""
ANY = histories() | st.integers(0, 2**32).map(lambda seed: invented(Random(seed)))


def other_values(name: str) -> list[Any]:
    """Other values that a number may have, small ones and great ones."""
    value = statutes().of(name)[0].value
    if isinstance(value, bool):
        return [True, False]
    least, most = (2, 5) if name == "risk_raise" else limits(name)  # less than two would raise who is in no register
    found: list[Any] = [1, 2, value // 3, value + 1, value * 2, value * 5] if KINDS[name] == "int" else []
    found += [Fraction(value) * x / 20 for x in (2, 10, 19, 21)] if KINDS[name] == "Exact" else []
    return [x for x in found if least <= x <= most and x] or [value]


CHANGED = sorted(NUMBERS - {"risk_percentile"}) + ["silence_is_consent", "sea_and_air_need_no_consent"] * 3


def some_rows(seed: int, first: int, last: int) -> list[StatuteRow]:
    """Rows about many numbers and some provisions, between two days, for all or for some."""
    r = Random(seed)
    found = {}
    for name in CHANGED * 2:
        where = r.choice([None, None, "XA", "XA", "XB", "XD"]), r.choice([None, None, "FP", "EU25"])
        one = StatuteRow(name, r.randint(first, last), r.choice(other_values(name)), *where)
        if r.random() < 0.7:
            found[*one.scope, one.since] = one
    return list(found.values())


def rows(first: int, last: int) -> st.SearchStrategy[list[StatuteRow]]:
    """Any such rows."""
    return st.integers(0, 2**32).map(lambda seed: some_rows(seed, first, last))


@settings(SAME_EACH_TIME, max_examples=25)
@given(ANY, rows(AHEAD, AHEAD + 10_000))
def test_rows_from_after_everything_on_record_change_nothing(facts: list[Fact], ahead: list[StatuteRow]) -> None:
    assert made_by(FindingsModel(book=statutes().with_rows(ahead)), facts) == made_by(FindingsModel(), facts)


# -- under any law -----------------------------------------------------------------------------------------------------

SOME_ROWS = rows(day("2029-10-01"), day("2030-12-01"))


def agree(engine: Engine, facts: list[Fact]) -> None:
    """The engine and the slow reference say the same by the law now published."""
    found = keyed(engine.findings)
    evidence = {key: list(x.evidence) for key, x in found.items() if x.state != "CLEARED"}
    law = rows_published()
    either = reference.lingering(facts, law)
    wanted = reference.findings(facts, evidence, law)
    assert without(standing(found), either) == without({tuple(k): tuple(v) for k, v in wanted.items()}, either)


@settings(SAME_EACH_TIME, max_examples=25)
@given(ANY, SOME_ROWS, st.sampled_from([1, 3, 20]))
def test_under_any_law_the_engine_says_what_the_reference_says(
    facts: list[Fact], law: list[StatuteRow], size: int
) -> None:
    done = 0
    with published_with(*map(published_row, law)), closing(ViewsInMemory()) as views:
        engine = Engine(views)
        for batch in batches(delivered(facts), size):
            engine.take(batch)
            done += len(batch)
            agree(engine, facts[:done])


@settings(SAME_EACH_TIME, max_examples=12)
@given(ANY, SOME_ROWS, st.integers(0, 2**32))
def test_under_any_law_the_overlay_says_what_a_view_without_lag_says(
    facts: list[Fact], law: list[StatuteRow], seed: int
) -> None:
    r = Random(seed)
    with published_with(*map(published_row, law)), office() as one:
        for batch in batches(delivered(facts), r.choice([1, 3, 7])):
            with one.deciding():
                one.put(batch)
                one.agree_or_wait()
                one.agree_on_findings()
            one.catch_up(r.randint(0, one.lag))
        one.agree_as_soon_as_attributed()


# -- the clock passes a row --------------------------------------------------------------------------------------------

STRANGER = HISTORIES["R19", "declared for somebody else"]
ALIKE = row("name_same", "0", "2030-06-01")
"""From June on every name is taken for every other, so R19 falls silent."""


def found_of(facts: Iterable[Fact]) -> list[KeptFinding]:
    """What R19 found, taken fact by fact."""
    with closing(ViewsInMemory()) as views:
        engine = Engine(views)
        for batch in batches(delivered(numbered(facts)), 1):
            engine.take(batch)
        return [x for x in engine.findings if x.rule == "R19"]


@pytest.mark.parametrize(
    ("sentence", "clock", "state", "cleared"),
    [
        ("the last instant before", "2030-05-31T23:59:59.999999999Z", "OPEN", None),
        ("the instant itself", "2030-06-01T00:00:00Z", "CLEARED", "2030-06-01T00:00:00Z"),
        ("in another offset, which is not asked", "2030-06-01T01:00:00+02:00", "OPEN", None),
        ("days later: it was cleared when the row began", "2030-06-09T00:00:00Z", "CLEARED", "2030-06-01T00:00:00Z"),
    ],
)
def test_what_is_read_by_the_clock_turns_when_the_clock_passes_the_row(
    sentence: str, clock: str, state: str, cleared: str | None
) -> None:
    facts = [*STRANGER, tick(clock)]
    with published_with(ALIKE):
        (one,) = found_of(facts)
        whole = made_by(FindingsModel(), facts)
    assert (one.state, one.cleared_at) == (state, cleared), sentence
    assert [x for x in whole if x.rule == "R19"] == [one]


def test_the_clock_steps_back_over_the_row() -> None:
    far = told(tick("2030-07-01"), name="T")
    with published_with(ALIKE):
        (one,) = found_of([*STRANGER, far, told(far, recorded="2030-05-01")])
    assert one.state == "OPEN"


def test_the_overlay_turns_with_the_clock_ahead_of_the_view() -> None:
    with published_with(ALIKE), office(STRANGER) as one:
        (known,) = (x for x in one.view.findings if x.rule == "R19")
        for clock, state, least in (("2030-05-31T23:59:59Z", "OPEN", Fraction(92, 100)), ("2030-06-01", "CLEARED", 0)):
            with one.deciding() as head:
                one.put(delivered([{"id": clock} | tick(clock)], after=len(one.log)))
                ahead = one.ahead.finding(known.finding_id)
                assert head.likeness().name_same == least
            assert ahead == next(x for x in one.truth.findings if x.finding_id == known.finding_id)
            assert ahead.state == state
        assert [x.state for x in one.view.findings if x.rule == "R19"] == ["OPEN"]
        one.catch_up(one.lag)
        assert one.view.findings == one.truth.findings
