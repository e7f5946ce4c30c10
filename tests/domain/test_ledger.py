"""The ledger of a licence: kept up to date line by line, it says what adding everything up says."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chapters.transfers.ledger import Ledger, ledger_of
from domain.record.quantities import UNKNOWN, ZERO, Interval, exact, total
from domain.state.consignments import DrawnLine
from tests.builders import licence, line, worth
from tests.given import records
from tests.movements import cancelled, declared, item

AMOUNTS = [Interval(0, 0), Interval(5, 5), Interval(Fraction(9, 7), Fraction(11, 7)), Interval(1, 3), UNKNOWN]
WORTH = [None, ("10.50", "EUR"), ("7", "EUR"), ("3", "USD")]


def drawn(r: Random) -> tuple[DrawnLine, ...]:
    """Some goods items on this licence and on another."""
    return tuple(
        DrawnLine(
            item_no=number,
            licence=r.choice(["XA:EL-1", "XA:EL-1", "XA:EL-2"]),
            line=r.choice([1, 2, None]),
            licensed=None,
            category="FIREARM",
            amount=r.choice(AMOUNTS),
            value=r.choice(WORTH),
        )
        for number in range(r.randint(0, 4))
    )


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_a_ledger_kept_up_to_date_adds_up(seed: int) -> None:
    r, ledger, held = Random(seed), Ledger("XA:EL-1"), dict[str, tuple[DrawnLine, ...]]()
    for _ in range(r.randint(1, 40)):
        key = r.choice("ABCDE")
        held[key] = drawn(r) if r.random() < 0.8 else ()
        if held[key]:
            ledger.put(key, held[key])
        else:
            ledger.drop(key)
        agree(ledger, held)


def agree(ledger: Ledger, held: dict[str, tuple[DrawnLine, ...]]) -> None:
    """The ledger says what the goods items say."""
    own = {key: tuple(x for x in lines if x.licence == "XA:EL-1") for key, lines in held.items()}
    assert set(ledger.consignments()) == {key for key, lines in own.items() if lines}
    assert set(ledger.numbers()) == {x.line for lines in own.values() for x in lines}
    for number in (1, 2, None):
        for without in (None, *own):
            rest = [x for key, lines in own.items() if key != without for x in lines if x.line == number]
            euros = sum(exact(x.value[0]) for x in rest if x.value and x.value[1] == "EUR")
            if without is None:
                assert ledger.drawn(number) == total([x.amount for x in rest])
                assert ledger.worth(number, "EUR") == euros
            else:
                assert ledger.of(without) == own[without]
                assert ledger.drawn_without(number, without) == total([x.amount for x in rest])
                assert ledger.worth_without(number, "EUR", without) == euros


def test_the_ledger_of_a_licence_has_every_live_consignment() -> None:
    told = records(
        licence([line(1, 100), line(2, 100)]),
        declared("S1", [item(1, 5, value=worth("99.90")), item(2, 7, licence_line=2)]),
        declared("S2", 11),
        declared("S3", 13),
        cancelled("S3"),
    )
    found = ledger_of(told, "XA:EL-1")
    assert set(found.consignments()) == {"UCR-S1", "UCR-S2"}
    assert (found.drawn(1), found.drawn(2), found.drawn(3)) == (Interval(16, 16), Interval(7, 7), ZERO)
    assert found.drawn_without(1, "UCR-S1") == Interval(11, 11)
    assert found.worth(1, "EUR") == exact("99.9")
