from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.log_entry import Stored
from domain.kernel.moments import instant
from projections.history import History, entries_of, utc_text
from projections.store.views import Generation, Views
from projections.traffic import TrafficCounts, traffic_of
from tests.consumers.worlds import exit_of, stored


def filed(views: Views, *events: Stored) -> Generation:
    history = History()
    generation = views.current(history.name, history.tables)
    folding = history.open(generation)
    folding.apply(events)
    with views.transaction():
        folding.flush()
    return generation


def fact(kind: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return exit_of(1) | {"type": f"{kind}.v1", "data": data} | more


LICENCE = {"state": "XA", "reference": "EL-1"}
AUTHORIZATION = {"state": "XG", "reference": "IA-1"}
CONSIGNMENT = {"ucr": "UCR-1", "part": "A"}


@pytest.mark.parametrize(
    ("kind", "data", "subjects"),
    [
        ("shipment.exited", {"shipment": CONSIGNMENT}, {"consignment/UCR-1/A"}),
        (
            "shipment.declared",
            {"shipment": CONSIGNMENT, "replaces": {"ucr": "UCR-0", "part": None}},
            {"consignment/UCR-1/A", "consignment/UCR-0"},
        ),
        ("party.merged", {"surviving": "P1", "absorbed": ["P2", "P3"]}, {"party/P1", "party/P2", "party/P3"}),
        (
            "export-licence.issued",
            {
                "licence": LICENCE,
                "terms": {"import_authorization": AUTHORIZATION, "end_use_documents": ["XA:D-1"]},
            },
            {"licence/XA:EL-1", "authorization/XG:IA-1", "document/XA:D-1"},
        ),
        (
            "export-licence.surrendered",
            {"licence": LICENCE, "replaced_by": {"state": "XA", "reference": "EL-2"}},
            {"licence/XA:EL-1", "licence/XA:EL-2"},
        ),
        (
            "transit-notice.sent",
            {
                "notice": {"state": "XT", "reference": "N-1"},
                "licence": LICENCE,
                "authorization": AUTHORIZATION,
            },
            {"notice/XT:N-1", "licence/XA:EL-1", "authorization/XG:IA-1"},
        ),
        (
            "item.lost",
            {
                "item": {"make": "Norden", "model": "P20", "category": "FIREARM", "hs": None},
                "serials": {"numbers": ["N-7"], "ranges": []},
                "state": "XA",
                "kind": "THEFT",
                "shipment": CONSIGNMENT,
                "licence": LICENCE,
            },
            {"item/S", "consignment/UCR-1/A", "licence/XA:EL-1", "item/NORDEN|P20|N7", "loss/XA:EL-1"},
        ),
        (
            "item.destroyed",
            {
                "item": {"category": "FIREARM", "hs": None},
                "serials": None,
                "lots": ["L 1"],
                "state": "XA",
                "certificate": "C-1",
            },
            {"item/S", "item/||L1"},
        ),
        ("finding.disposed", {"finding_id": "f00"}, {"finding/f00"}),
        ("list.published", {"list": "makes"}, {"list/makes"}),
    ],
)
def test_a_delivery_is_filed_under_all_it_concerns(
    views: Views, kind: str, data: dict[str, Any], subjects: set[str]
) -> None:
    generation = filed(views, stored(1, fact(kind, data, subject="S")))
    (table,) = History.tables
    assert {row[0] for row in generation.select(table)} == subjects


def test_a_history_is_in_business_order_and_can_be_cut_at_what_was_known(views: Views) -> None:
    generation = filed(
        views,
        stored(1, exit_of(1, time="2030-01-01T10:00:00Z", recordedat="2030-01-05T00:00:00+01:00")),
        stored(2, exit_of(2, time="2030-01-01T10:30:00+01:00", recordedat="2030-01-03T00:00:00Z")),
        stored(3, exit_of(3, time="2030-01-01T10:00:00.000Z", recordedat="2030-01-04T00:00:00Z", corrects="EX-1")),
    )
    assert [(e.id, e.corrects) for e in entries_of(generation, "consignment/UCR-1")] == [
        ("EX-2", None),
        ("EX-3", "EX-1"),
        ("EX-1", None),
    ]
    known = entries_of(generation, "consignment/UCR-1", known_at="2030-01-04T23:00:00Z")
    assert [e.position for e in known] == [2, 3, 1]
    assert [e.position for e in entries_of(generation, "consignment/UCR-1", "2030-01-04T22:59:59Z")] == [2, 3]
    assert entries_of(generation, "consignment/UCR-2") == []


def test_subjects_of_any_length_and_character_can_be_kept(views: Views) -> None:
    reference = "\1" + "Å" * 9_000
    data = {"licence": {"state": "XA", "reference": reference}, "terms": {}}
    generation = filed(views, stored(1, fact("export-licence.issued", data, source="/states/XA/\1")))
    (entry,) = entries_of(generation, f"licence/XA:{reference}")
    assert entry.source == "/states/XA/\1"


_ZONES = st.sampled_from(["Z", "+00:00", "-00:00", "+02:00", "-05:00", "+05:30", "-23:59", "+23:59"])
_YEARS = st.sampled_from(["0000", "0001", "2029", "2030", "9999"])
_TIMES = st.builds(
    "{}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}{}{}".format,
    _YEARS,
    st.sampled_from([1, 12]),
    st.sampled_from([1, 31]),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.sampled_from(["", ".0", ".5", ".50", ".123456789", ".1234567891", ".0001"]),
    _ZONES,
)


@given(one=_TIMES, other=_TIMES)
def test_times_in_utc_are_in_the_order_of_time(one: str, other: str) -> None:
    assert (utc_text(one) < utc_text(other)) is (instant(one) < instant(other))
    assert (utc_text(one) == utc_text(other)) is (instant(one) == instant(other))


def test_traffic_counts_every_delivery_by_state_month_and_kind(views: Views) -> None:
    model = TrafficCounts()
    generation = views.current(model.name, model.tables)
    for first in (1, 4):
        folding = model.open(views.current(model.name, model.tables))
        folding.apply([stored(first + n, exit_of(n, recordedat=f"2030-0{n + 1}-01T00:00:00Z")) for n in range(3)])
        with views.transaction():
            folding.flush()
            generation.move(first + 2)
    assert [(t.month, t.kind, t.deliveries) for t in traffic_of(generation, "XA")] == [
        ("2030-01", "shipment.exited", 2),
        ("2030-02", "shipment.exited", 2),
        ("2030-03", "shipment.exited", 2),
    ]
    assert traffic_of(generation, "XB") == []
