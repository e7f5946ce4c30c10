"""The bytes of every event: what was once written stays readable, to the byte."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.events.kinds  # noqa: F401  declares every kind
from consumers.validation import fault, types
from domain.events.goods import Item, Quantity, SerialRange, Serials
from domain.events.item import ItemLost, ReexportDeclared, ReexportedLine
from domain.events.movement import ShipmentExited
from domain.events.refs import ShipmentRef
from domain.kernel import event as events
from domain.kernel.errors import UnreadableEvent
from domain.kernel.event import canonical, decode, envelope, event, kinds, recorded, type_of, written
from tests.declaring import NOTHING_MORE
from tests.given import valid
from tests.reference.histories import histories

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted(GOLDEN.glob("*.json"))


def golden(kind: str) -> bytes:
    """The bytes of an event as they were first written; the file ends in a newline."""
    return (GOLDEN / f"{kind}.v1.json").read_bytes()[:-1]


EXITED = golden("shipment.exited")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_written_is_read_and_written_alike(path: Path) -> None:
    body = path.read_bytes()[:-1]
    fact = json.loads(body)
    assert written(fact) == body
    assert path.stem == fact["type"]
    if fact["type"] == type_of(kinds()[envelope(body).kind]):
        assert recorded(body).to_bytes() == body


@pytest.mark.parametrize("path", [x for x in FILES if x.stem in types()], ids=lambda path: path.stem)
def test_a_golden_file_is_a_fact_of_the_contract(path: Path) -> None:
    assert valid()(json.loads(path.read_bytes()) | {"specversion": "1.0", "datacontenttype": "application/json"})


@settings(max_examples=20, deadline=None)
@given(histories(8))
def test_a_fact_survives_its_written_form(deliveries: list[dict[str, Any]]) -> None:
    for fact in deliveries:
        body = written(fact)
        assert written(json.loads(body)) == body
        once = recorded(body)
        assert recorded(once.to_bytes()) == once
        assert recorded(once.to_bytes()).to_bytes() == once.to_bytes()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(JSON)
def test_canonical_is_json_with_keys_in_code_point_order_and_no_white_space(value: Any) -> None:
    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_what_is_not_part_of_the_record_is_not_written() -> None:
    fact = json.loads(EXITED) | {"specversion": "1.0", "traceparent": "x", "actor": None}
    assert written(fact) == EXITED


def test_what_our_own_officers_write_keeps_who_and_why() -> None:
    fact = json.loads(golden("finding.disposed")) | {"actor": "officer-7", "authority": "XA", "basis": "R-094"}
    assert recorded(written(fact)).to_bytes() == written(fact)
    assert (recorded(written(fact)).actor, recorded(written(fact)).basis) == ("officer-7", "R-094")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not a record"),
        (b"[]", "not a record"),
        (b"\xff\xfe", "not a record"),
        (b"[" * 100_000, "not a record"),
        (EXITED[:-1], "not a record"),
        (EXITED.replace(b'"id"', b'"ID"'), "not a record"),
        (EXITED.replace(b'.exited.v1"', b'.beamed.v1"'), "knows no event of type 'shipment.beamed.v1'"),
        (EXITED.replace(b'.exited.v1"', b'.exited.v2"'), "revision 2 is newer than this program, which reads up to 1"),
        (EXITED.replace(b'.exited.v1"', b'.exited.vx"'), "knows no event of type"),
        (EXITED.replace(b'.exited.v1"', b'.exited"'), "knows no event of type"),
        (EXITED.replace(b'"office"', b'"bureau"'), "missing required field `office`"),
        (EXITED.replace(b'"XAPRT"', b"7"), "shipment.exited.v1: Expected `str`"),
    ],
    ids=lambda x: x if isinstance(x, str) else x[-12:].decode("latin-1"),
)
def test_what_cannot_be_read_says_why(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableEvent, match=why):
        recorded(body)


def test_two_events_cannot_share_a_kind() -> None:
    with pytest.raises(AssertionError, match=r"two events call themselves shipment\.exited"):
        event("shipment.exited", **NOTHING_MORE)(type("Exited", (), {}))


# -- typed data ------------------------------------------------------------------------------------------------------


def bare(value: Any) -> Any:
    """A value with nothing in it that may be absent."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {x.name: None if x.default is None else bare(getattr(value, x.name)) for x in fields(value)}
        return replace(value, **kept)
    return tuple(map(bare, value)) if type(value) is tuple else value


def told(data: Any) -> Any:
    """The data of an event of ours as they are written."""
    return json.loads(replace(recorded(EXITED), data=data).to_bytes())["data"]


@pytest.mark.parametrize("type_", sorted(types()))
def test_typed_data_are_written_as_the_contract_wants_them_with_and_without_what_may_be_absent(type_: str) -> None:
    full = recorded(golden(type_.rpartition(".v")[0]))
    for sample in (full, replace(full, data=bare(full.data))):
        body = sample.to_bytes()
        fact = json.loads(body) | {"specversion": "1.0", "datacontenttype": "application/json"}
        assert fault(fact, body) is None
        assert recorded(body) == sample


def test_what_may_be_absent_is_left_out_at_every_depth_and_what_may_not_stays_null() -> None:
    line = ReexportedLine(
        item=Item(category=None, make="Norden"),
        quantity=Quantity(value="060.00", unit=None),
        serials=Serials(numbers=("007",), ranges=(SerialRange(first="A1", last="A9"),)),
    )
    full = recorded(golden("reexport.declared")).data
    assert isinstance(full, ReexportDeclared)
    assert told(replace(full, lines=(line,)))["lines"] == [
        {
            "item": {"category": None, "make": "Norden"},
            "quantity": {"unit": None, "value": "060.00"},
            "serials": {"numbers": ["007"], "ranges": [{"from": "A1", "to": "A9"}]},
        }
    ]
    assert told(ItemLost(item=Item(category="PART"), serials=None, state="XA", kind="LOST")) == {
        "item": {"category": "PART"},
        "kind": "LOST",
        "serials": None,
        "state": "XA",
    }
    exited = ShipmentExited(shipment=ShipmentRef(ucr="U-1"), office="XAPRT")
    assert told(exited) == {"office": "XAPRT", "shipment": {"ucr": "U-1"}}


def test_data_given_as_a_mapping_are_written_as_given() -> None:
    assert told({"mode": None, "lines": [{"unit": None}]}) == {"mode": None, "lines": [{"unit": None}]}


# -- an event that was changed twice ----------------------------------------------------------------------------------


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> type[Any]:
    """An event whose third revision is today's; only this test knows it."""
    monkeypatch.setattr(events, "_KINDS", dict(kinds()))

    @event("test.moved", revision=3, **NOTHING_MORE)
    class Moved:
        """Something moved; once it said `from` and `to` in one text, then without saying how."""

        origin: str
        goal: str
        mode: str

        @staticmethod
        def from_revision_1(content: dict[str, Any]) -> dict[str, Any]:
            origin, _, goal = content["way"].partition(">")
            return {"origin": origin, "goal": goal}

        @staticmethod
        def from_revision_2(content: dict[str, Any]) -> dict[str, Any]:
            return content | {"mode": "ROAD"}

    return Moved


@pytest.mark.parametrize(
    ("revision", "data"),
    [
        (1, b'{"way":"XA>XB"}'),
        (2, b'{"origin":"XA","goal":"XB"}'),
        (3, b'{"origin":"XA","goal":"XB","mode":"ROAD"}'),
    ],
)
def test_older_revisions_are_upgraded_step_by_step(changed: type[Any], revision: int, data: bytes) -> None:
    assert decode(f"test.moved.v{revision}", data) == changed(origin="XA", goal="XB", mode="ROAD")


@pytest.mark.parametrize(
    ("type_", "data", "why"),
    [
        ("test.moved.v4", b"{}", "revision 4 is newer"),
        ("test.moved.v1", b'{"way":', "test.moved.v1"),
        ("test.moved.v2", b'{"origin":7,"goal":"XB"}', "test.moved.v2"),
    ],
)
def test_an_upgrade_that_does_not_come_off_says_so(changed: type[Any], type_: str, data: bytes, why: str) -> None:
    with pytest.raises(UnreadableEvent, match=why):
        decode(type_, data)
