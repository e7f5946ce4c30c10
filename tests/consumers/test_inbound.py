"""What comes in is examined: every bad line has its reason, oddities are noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from consumers.arrival import Delivery, Origin, Reject, RejectReason
from consumers.inbound import LONGEST_FACT, Inbound, examine, source_allowed
from consumers.validation import schema
from domain.record.data_quality import Oddity
from licensing.log import Log, open_log
from tests.consumers.facts import destroyed, fact, line, of_type, waiver

ORIGIN = Origin(file="f.jsonl", line=1)


BAD: list[tuple[str, bytes, RejectReason, str]] = [
    ("not json", b"hello", RejectReason.NOT_JSON, "malformed"),
    ("two values", b"{} {}", RejectReason.NOT_JSON, "trailing"),
    ("cut off", line()[:-3], RejectReason.NOT_JSON, "truncated"),
    ("single quotes", b"{'id': 1}", RejectReason.NOT_JSON, "malformed"),
    ("trailing comma", b'{"id": 1,}', RejectReason.NOT_JSON, "trailing comma"),
    ("nan", b'{"id": NaN}', RejectReason.NOT_JSON, "malformed"),
    ("infinity", b"-Infinity", RejectReason.NOT_JSON, "malformed"),
    ("byte order mark", b"\xef\xbb\xbf" + line(), RejectReason.NOT_JSON, "byte order mark"),
    (
        "latin 1",
        json.dumps(fact(subject="é"), ensure_ascii=False).encode("latin-1"),
        RejectReason.NOT_JSON,
        "UTF-8",
    ),
    ("utf 16", line().decode().encode("utf-16"), RejectReason.NOT_JSON, "UTF-8"),
    ("encoded surrogate", line().replace(b"XA", b"\xed\xa0\x80"), RejectReason.NOT_JSON, "UTF-8"),
    ("lone surrogate", line().replace(b"D-1", b"\\ud800"), RejectReason.NOT_JSON, "surrogate"),
    ("lone low surrogate", line().replace(b"D-1", b"\\uDC00x"), RejectReason.NOT_JSON, "surrogate"),
    ("raw control character", line().replace(b"D-1", b"\x01"), RejectReason.NOT_JSON, "malformed"),
    ("nested too deeply", b"[" * 100_000 + b"]" * 100_000, RejectReason.NOT_JSON, "nested"),
    (
        "a member twice",
        line().replace(b"{", b'{"id": 7,', 1),
        RejectReason.NOT_JSON,
        "/id: this member is there more than",
    ),
    (
        "a member twice, deep inside",
        line().replace(b'"authority":', b'"date": "2030-01-02", "authority":'),
        RejectReason.NOT_JSON,
        '/data/date: this member is there more than once, as "2030-01-02" at character 235 and as "2030-01-01"',
    ),
    (
        "a member twice with the same value",
        line().replace(b'"date"', b'"authority": "XA", "date"'),
        RejectReason.NOT_JSON,
        "/data/authority",
    ),
    (
        "a member twice, once escaped, with a colon to make up for it",
        line(subject="a:b").replace(b'"date"', b'"\\u0061uthority": "XA", "date"').replace(b"a:b", b"a\\u003Ab"),
        RejectReason.NOT_JSON,
        "/data/authority",
    ),
    (
        "a member twice, in what nobody reads",
        line(x={"a~/": [{"b": 1}]}).replace(b'"b": 1', b'"b": 1, "b": {}'),
        RejectReason.NOT_JSON,
        "/x/a~0~1/0/b",
    ),
    (
        "a member twice with an endless name",
        line(**{"x": 1}).replace(b'"x": 1', b'"' + b"y" * 9_999 + b'": 1, "' + b"y" * 9_999 + b'": 2'),
        RejectReason.NOT_JSON,
        "more than once",
    ),
    ("null", b"null", RejectReason.SCHEMA, "object"),
    ("array", b"[]", RejectReason.SCHEMA, "object"),
    ("text", b'"x"', RejectReason.SCHEMA, "object"),
    ("empty object", b"{}", RejectReason.SCHEMA, "required"),
    ("no id", line(id=None), RejectReason.SCHEMA, "/id"),
    ("empty id", line(id_=""), RejectReason.SCHEMA, "/id"),
    ("id too long", line(id_="x" * 81), RejectReason.SCHEMA, "/id"),
    ("unknown type", line(type="day.close.v1"), RejectReason.SCHEMA, "nearest is 'day.closed.v1'"),
    ("type of another kind", line(type=7), RejectReason.SCHEMA, "/type"),
    ("source", line(source="/states/XA/friends"), RejectReason.SCHEMA, "/source"),
    ("source with line end", line(source="/states/XA/clock\n"), RejectReason.SCHEMA, "/source"),
    ("month 13", line(time="2030-13-01T00:00:00Z"), RejectReason.SCHEMA, "/time"),
    ("30 February", line(recordedat="2030-02-30T00:00:00Z"), RejectReason.SCHEMA, "/recordedat"),
    ("29 February 2030", line(time="2030-02-29T00:00:00Z"), RejectReason.SCHEMA, "/time"),
    ("hour 24", line(time="2030-01-01T24:00:00Z"), RejectReason.SCHEMA, "/time"),
    ("second 60", line(time="2030-01-01T23:59:60Z"), RejectReason.SCHEMA, "/time"),
    (
        "second 60 escaped",
        line(time="2030-01-01T23:59:60Z").replace(b":60", b"\\u003a60"),
        RejectReason.SCHEMA,
        "/time",
    ),
    ("second 60 abroad", line(recordedat="2030-01-02T00:59:60.5+01:00"), RejectReason.SCHEMA, "/recordedat"),
    ("offset 25", line(time="2030-01-01T00:00:00+25:00"), RejectReason.SCHEMA, "/time"),
    ("no offset", line(time="2030-01-01T00:00:00"), RejectReason.SCHEMA, "/time"),
    ("blank instead of T", line(time="2030-01-01 00:00:00Z"), RejectReason.SCHEMA, "/time"),
    ("date", line(data={"authority": "XA", "date": "2030-02-30"}), RejectReason.SCHEMA, "/data/date"),
    (
        "unknown property in data",
        line(data={"authority": "XA", "date": "2030-01-01", "x": 1}),
        RejectReason.SCHEMA,
        "/data",
    ),
    ("data missing", line(data=None), RejectReason.SCHEMA, "/data"),
    ("capital in attribute", line(Foo=1), RejectReason.SCHEMA, "Foo"),
    ("attribute too long", line(**{"x" * 21: 1}), RejectReason.SCHEMA, "xxx"),
    ("corrects null", line(corrects=None), RejectReason.SCHEMA, "/corrects"),
    ("other precision", line(timeprecision="hour"), RejectReason.SCHEMA, "/timeprecision"),
]


@pytest.mark.parametrize(("content", "reason", "told"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_no_fact_is_rejected_with_its_reason(content: bytes, reason: RejectReason, told: str) -> None:
    found = examine(content, ORIGIN)
    assert isinstance(found, Reject)
    assert found.reason is reason
    assert told in found.detail
    assert len(found.detail) < 1_000
    assert found.raw == content


GOOD: list[tuple[str, bytes]] = [
    ("extension attributes", line(traceparent="00-1", a1=1.5, huge=2**70)),
    ("an absurd number outside", line().replace(b"{", b'{"x": 1e999999999,', 1)),
    ("a date with many digits", line(time="2030-01-01T00:00:00.1234567890123+14:00")),
    ("year nought", line(time="0000-02-29T00:00:00Z")),
    ("colons escaped", line(subject="a:b").replace(b"a:b", b"a\\u003ab")),
    ("one name in two objects", line(data={"authority": "XA", "date": "2030-01-01"}, date={"date": 1})),
    ("nul", line(id_="\0", subject="\0")),
    ("a pair of surrogates", line().replace(b"D-1", b"\\ud83d\\ude00")),
    (":60 in a text", line(subject="ratio 1:60Z")),
    ("white space around", b" \t" + line() + b" \r"),
]


@pytest.mark.parametrize("content", [row[1] for row in GOOD], ids=[row[0] for row in GOOD])
def test_what_satisfies_the_schema_is_accepted(content: bytes) -> None:
    found = examine(content, ORIGIN)
    assert isinstance(found, Delivery)
    assert set(json.loads(found.body)) <= set(schema()["properties"])


def _integer(text: str) -> bytes:
    as_json = json.dumps(of_type("export-licence.issued.v1", whole=True))
    return as_json.replace('"line": 1', f'"line": {text}', 1).encode()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.0", 1),
        ("10e-1", 1),
        ("1.5E1", 15),
        (str(2**70), 2**70),
        ("1e20", 10**20),
        ("12345678901234567890.0", 12345678901234567890),
    ],
)
def test_an_integral_number_is_an_integer_however_written(text: str, number: int) -> None:
    found = examine(_integer(text), ORIGIN)
    assert isinstance(found, Delivery)
    assert found.fact["data"]["terms"]["lines"][0]["line"] == number
    assert b"e" not in json.dumps(found.fact["data"]["terms"]["lines"][0]["line"]).encode()


@pytest.mark.parametrize(
    "text",
    ["1.5", "0", "-1", "1e-999999999", "1.00000000000000000000000000001", "1e999999999", "9" * 6_000, "true"],
)
def test_what_is_no_integer_or_beyond_all_measure_is_refused(text: str) -> None:
    found = examine(_integer(text), ORIGIN)
    assert isinstance(found, Reject)
    assert found.reason is RejectReason.SCHEMA


def test_names_are_told_where_they_can_be_read() -> None:
    one, other, third = (examine(content, ORIGIN) for content in (line(type="x"), line(id=7), b"{"))
    assert isinstance(one, Reject)
    assert isinstance(other, Reject)
    assert isinstance(third, Reject)
    assert (one.source, one.id) == ("/states/XA/clock", "D-1")
    assert (other.source, other.id) == ("/states/XA/clock", None)
    assert (third.source, third.id) == (None, None)


def test_the_limit_is_sixteen_mebibytes_without_the_line_end() -> None:
    room = LONGEST_FACT - len(line(x=""))
    assert isinstance(examine(line(x="y" * room), ORIGIN), Delivery)
    longer = examine(line(x="y" * (room + 1)), ORIGIN)
    assert isinstance(longer, Reject)
    assert (longer.reason, longer.raw) == (RejectReason.TOO_LONG, None)


NOTED: list[tuple[dict[str, Any], list[Oddity]]] = [
    (fact(), []),
    (fact(corrects="D-1"), [Oddity.CORRECTS_ITSELF]),
    (destroyed("2", "C62"), []),
    (destroyed("2.5", "C62"), [Oddity.FRACTIONAL_COUNT]),
    (destroyed("2.0", "C62"), []),
    (destroyed("2.5", "PR"), []),
    (destroyed("2.5", "KGM"), []),
    (destroyed("2", "BX"), [Oddity.UNKNOWN_UNIT]),
    (destroyed("2", "BX", pack_size="50"), []),
    (destroyed("2.5", "BX", pack_size="50"), []),
    (destroyed("2.5", "BX", pack_size="5"), [Oddity.FRACTIONAL_COUNT]),
    (destroyed("2", None), [Oddity.UNKNOWN_UNIT]),
    (destroyed(None, "C62"), []),
    (of_type("export-licence.revoked.v1"), []),
    (of_type("export-licence.revoked.v1") | {"source": "/states/XB/licensing"}, [Oddity.SOURCE_MAY_NOT_SAY]),
    (of_type("export-licence.revoked.v1") | {"source": "/states/XA/exporter"}, [Oddity.SOURCE_MAY_NOT_SAY]),
    (of_type("export-licence.revoked.v1") | {"source": "/states/XA/licensing/a"}, []),
    (of_type("shipment.seal-replaced.v1"), [Oddity.SOURCE_MAY_NOT_SAY]),
    (waiver(None, "/states/XC/licensing"), []),
    (waiver("XA:EL-1", "/states/XA/licensing"), []),
    (waiver("XA:EL-1", "/states/XB/licensing"), [Oddity.SOURCE_MAY_NOT_SAY]),
    (waiver("XA:EL-1", "/states/XA/customs"), [Oddity.SOURCE_MAY_NOT_SAY]),
    (waiver("XA:IA-1", "/states/XA/licensing", rule="R07"), [Oddity.SOURCE_MAY_NOT_SAY]),
    (waiver("XA:IA-1", "/states/XA/import-authority", rule="R07"), []),
]


@pytest.mark.parametrize(("odd", "expected"), NOTED)
def test_oddities_are_accepted_and_noted(odd: dict[str, Any], expected: list[Oddity]) -> None:
    found = examine(json.dumps(odd).encode(), ORIGIN)
    assert isinstance(found, Delivery), found
    assert [note.oddity for note in found.notes] == expected


@pytest.mark.parametrize(
    ("source", "patterns", "expected"),
    [
        ("/states/XA/customs/xaprt", ["*"], True),
        ("/states/XA/customs/xaprt", ["/states/XA"], True),
        ("/states/XA/customs/xaprt", ["/states/XA/"], True),
        ("/states/XA/customs/xaprt", ["/states/X"], False),
        ("/states/XA/customs/xaprt", ["/states/XB", "/states/*/customs*"], True),
        ("/states/XA/customs/xaprt", [], False),
    ],
)
def test_a_setting_names_who_may_speak_on_the_topic(source: str, patterns: list[str], expected: bool) -> None:
    assert source_allowed(source, patterns) is expected


def test_a_topic_and_a_file_take_the_same_way(log: Log) -> None:
    inbound = Inbound(log.record, ["/states/XA"])
    spoken = [
        (line(), Origin(topic="t", partition=0, offset=1)),
        (line(source="/states/XB/clock"), Origin(topic="t", partition=0, offset=2)),
        (b"x", Origin(topic="t", partition=0, offset=3)),
        (line(), Origin(topic="t", partition=0, offset=4)),
    ]
    outcome = inbound.record_batch(spoken)
    assert outcome.counts[:3] == (1, 1, 2)
    assert [(row.reject.reason, row.reject.told()["offset"]) for row in log.rejects()] == [
        (RejectReason.SOURCE_NOT_ALLOWED, 2),
        (RejectReason.NOT_JSON, 3),
    ]
    assert inbound.record_batch(spoken).counts[:3] == (0, 2, 2)
    assert len(log.rejects()) == 2


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with closing(open_log(tmp_path / "data")) as opened:
        yield opened
