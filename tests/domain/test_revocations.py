"""Revocations, suspensions and what undoes them: the engine says of R04 what the slow reference says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.moments import date_text, day
from tests.builders import Fact, licence, reinstated, revocation_undone, revoked, suspended
from tests.domain.decisions.given import given as records
from tests.movements import declared, exited
from tests.reference import findings

FIRST = day("2030-03-01")
days = st.integers(0, 9).map(lambda n: date_text(FIRST + n))
turns = st.lists(
    st.tuples(st.sampled_from([revoked, revocation_undone, suspended, reinstated]), days), min_size=1, max_size=6
)


def of_r04(told: list[Fact]) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """The severities by consignment as the engine has them, and as the reference has them."""
    numbered = [x | {"id": f"{n:03d}"} for n, x in enumerate(told)]
    engine = {(str(x.key.shipment), x.severity) for x in records(*numbered).standing() if x.rule == "R04"}
    slow = {(str(key[3]), verdict[1]) for key, verdict in findings(numbered).items() if key[0] == "R04"}
    return engine, slow


@settings(max_examples=60, deadline=None)
@given(turns, days, days)
def test_the_engine_bars_a_licence_on_the_days_on_which_the_reference_does(
    changes: list[tuple[object, str]], on: str, gone: str
) -> None:
    told = [licence(), *(change(since) for change, since in changes), declared(on=on), exited(on=gone)]  # type: ignore[operator]
    engine, slow = of_r04(told)
    assert engine == slow
