"""A change beyond the view concerns consignments that nobody has in memory: they are looked at again, or waited for."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from domain.chapters.transfers.dossiers import departures
from domain.state.consignments import ATTRIBUTIONS
from projections.findings import overlay_reach as head_reach
from projections.findings.overlay_reach import NotYetAttributed
from tests.builders import (
    Fact,
    amended,
    calendar,
    licence,
    mention,
    merged,
    published,
    registered,
    suspended,
    tick,
    told,
)
from tests.given import delivered
from tests.movements import cancelled, declared, item
from tests.projections.office import next_facts, office

OTHER = mention("EXPORTER", "XA-P-0002")
OWN = mention("EXPORTER", "XA-P-0001")
BY_NIGHT = declared("S1", parties=[OTHER], control_date="2030-06-30T23:30:00Z")
"""It is July already where clocks are an hour ahead, and in July the licence belongs to the other exporter."""
HANDED_OVER = amended(since="2030-07-01", exporter=OTHER)
REPLACED = declared("S2", replaces="S1")


class Case(NamedTuple):
    """What the view knows, what lies beyond it, and who draws on EL-1 before and after."""

    known: tuple[Fact, ...]
    beyond: tuple[Fact, ...]
    before: set[str]
    after: set[str]


CASES = {
    "a licence is issued that was cited before": Case((declared(),), (licence(),), set(), {"UCR-S1"}),
    "a licence is issued whose number was misread": Case(
        (declared(lines=[item(1, 5, licence_reference="EL-I")]),), (licence(),), set(), {"UCR-S1"}
    ),
    "a licence was amended before it was issued": Case(
        (declared(),), (amended(since="2030-02-01"), licence()), set(), {"UCR-S1"}
    ),
    "a licence turns out to have a double": Case((licence(), declared()), (licence(number="E-L1"),), {"UCR-S1"}, set()),
    "a licence was another exporter's": Case(
        (licence(), declared(parties=[OTHER])),
        (amended(since="2030-01-01", exporter=OTHER),),
        set(),
        {"UCR-S1"},
    ),
    "another licence is taken away, so that the printed one counts": Case(
        (
            licence(),
            licence(number="EL-2"),
            declared(
                parties=[OWN],
                lines=[item(1, 5, licence_reference="EL-2")],
                transport_documents=[
                    {"type": "CMR", "number": "T-1", "licence_reference": "EL-1"},
                ],
            ),
        ),
        (told(licence(number="EL-2", exporter=OTHER), corrects="002", recorded="2030-05-01"),),
        set(),
        {"UCR-S1"},
    ),
    "two exporters become one": Case(
        (licence(), registered("XA-P-0001"), registered("XA-P-0002"), declared(parties=[OTHER])),
        (merged("XA-P-0001", "XA-P-0002"),),
        set(),
        {"UCR-S1"},
    ),
    "clocks are found to be an hour ahead": Case(
        (licence(), HANDED_OVER, published("authorities", calendar()), BY_NIGHT),
        (published("authorities", calendar(offset="+01:00"), on="2029-01-02"),),
        set(),
        {"UCR-S1"},
    ),
    "clocks are put an hour ahead later": Case(
        (
            licence(),
            HANDED_OVER,
            published("authorities", calendar()),
            published("authorities", calendar(offset="+01:00"), since="2030-09-01"),
            BY_NIGHT,
        ),
        (tick("2030-09-01"),),
        set(),
        set(),
    ),
    "a redeclaration is corrected": Case(
        (licence(), REPLACED, declared("S1")),
        (told(declared("S2"), corrects="002", recorded="2030-05-01"),),
        {"UCR-S2"},
        {"UCR-S1", "UCR-S2"},
    ),
    "a redeclaration was of other goods": Case(
        (licence(), REPLACED, declared("S1")),
        (told(declared("S9"), corrects="002", recorded="2030-05-01"),),
        {"UCR-S2"},
        {"UCR-S1", "UCR-S9"},
    ),
    "an earlier copy of a redeclaration replaces nothing": Case(
        (licence(), REPLACED, declared("S1")),
        (told(declared("S2"), name="002", recorded="2030-03-02"),),
        {"UCR-S2"},
        {"UCR-S1", "UCR-S2"},
    ),
    "a redeclaration comes before what it redeclares": Case(
        (licence(), declared("S1")), (REPLACED, declared("S3")), {"UCR-S1"}, {"UCR-S2", "UCR-S3"}
    ),
    "a licence is suspended": Case((licence(), declared()), (suspended("2030-02-01"),), {"UCR-S1"}, {"UCR-S1"}),
    "a declaration is cancelled": Case(
        (licence(), declared(), declared("S2")), (cancelled("S1"),), {"UCR-S1", "UCR-S2"}, {"UCR-S2"}
    ),
}
CASED = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@CASED
@pytest.mark.parametrize("asked", [True, False], ids=["asked before", "not asked before"])
@pytest.mark.parametrize("decided", [True, False], ids=["decided here", "read from the log"])
def test_what_nobody_has_in_memory_is_looked_at_again(case: Case, asked: bool, decided: bool) -> None:
    with office(case.known) as one:
        assert not asked or one.attributed() == case.before
        beyond = [x if "id" in x else {"id": f"B{n}"} | x for n, x in enumerate(case.beyond)]
        more = delivered(beyond, after=len(one.log))
        if decided:
            with one.deciding():
                one.put(more)
        else:
            one.record(more)
        assert one.attributed() == case.after
        one.catch_up(1)
        assert one.attributed() == case.after


def test_only_what_can_mean_another_licence_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_reach, "_MOST", 0)
    known = [licence(), registered("XA-P-0001"), declared(parties=[OWN]), published("authorities", calendar())]
    quiet = [
        suspended("2030-02-01"),
        amended(lines=500, since="2030-01-01"),
        licence(number="EL-7"),
        registered("XA-P-0009"),
        published("authorities", calendar(holidays=("2030-12-24",)), on="2029-01-05"),
    ]
    with office(known) as one:
        one.record(next_facts(one, *quiet))
        assert one.attributed() == {"UCR-S1"}


def test_what_means_too_many_waits_until_the_view_has_come_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_reach, "_MOST", 0)
    with office([licence(), declared(parties=[OTHER])]) as one:
        assert one.attributed() == set()
        with one.deciding() as head:
            one.put(next_facts(one, amended(since="2030-01-01", exporter=OTHER)))
            with pytest.raises(NotYetAttributed) as why:
                head.ledger("XA:EL-1")
        assert why.value.position == 3
        with one.deciding() as head, pytest.raises(NotYetAttributed):
            head.indexed(ATTRIBUTIONS, "XA:EL-1")
        with one.deciding() as head, pytest.raises(NotYetAttributed):
            departures.of(head, "XA:EL-1")
        one.catch_up(1)
        assert one.attributed() == {"UCR-S1"}


def test_what_the_view_came_to_before_anybody_asked_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_reach, "_MOST", 0)
    with office([licence(), declared(parties=[OTHER])]) as one:
        assert one.attributed() == set()
        with one.deciding():
            one.put(next_facts(one, amended(since="2030-01-01", exporter=OTHER)))
        one.catch_up(1)
        assert one.attributed() == {"UCR-S1"}
