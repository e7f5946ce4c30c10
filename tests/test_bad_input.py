"""Bad input among good: everything good is taken, everything bad is told with its reason, nothing is half applied."""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from kafka import KafkaProducer

from consumers.foreign import take_in
from consumers.inbound import LONGEST_FACT, Inbound
from consumers.kafka_inbound import InboundTopic
from consumers.kafka_topics import make_topic
from licensing.__main__ import main
from licensing.log import open_log
from tests.conftest import KafkaForTest

EXAMPLES = Path(__file__).parent / "contract" / "examples"
GOOD = (EXAMPLES / "golden-1-exhausted.jsonl").read_bytes().splitlines()
FIRST: dict[str, Any] = json.loads(GOOD[0])


def written(**changes: Any) -> bytes:
    """A good line with something else in it, under a name of its own."""
    return json.dumps(FIRST | {"id": "BAD"} | changes, ensure_ascii=False).encode()


def as_long_as(length: int) -> bytes:
    """A good line, filled up by an attribute of the envelope that nobody reads."""
    empty = written(filler="")
    return written(filler="x" * (length - len(empty)))


BAD: list[tuple[str, bytes]] = [
    ("NOT_JSON", b"no JSON at all"),
    ("NOT_JSON", b'{"id": NaN}'),
    ("NOT_JSON", b"[1, Infinity]"),
    ("NOT_JSON", GOOD[0][:-1]),
    ("NOT_JSON", GOOD[0] + GOOD[0]),
    ("NOT_JSON", b"\xef\xbb\xbf" + GOOD[0]),
    ("NOT_JSON", written(subject="Küste").decode().encode("latin-1")),
    ("NOT_JSON", GOOD[0].decode().encode("utf-16-be")),
    ("NOT_JSON", GOOD[0].replace(b"{", b'{"id": "BAD",', 1)),
    ("SCHEMA", b"17"),
    ("SCHEMA", b"{}"),
    ("SCHEMA", b"[]"),
    ("SCHEMA", written(type="weather.changed.v1")),
    ("SCHEMA", written(data=FIRST["data"] | {"more": 1})),
    ("SCHEMA", written(time="2030-13-45T00:00:00Z")),
    ("SCHEMA", written(time="2030-02-30T00:00:00Z")),
    ("SCHEMA", written(time="2030-01-01T24:00:00Z")),
    ("SCHEMA", written(time="2030-01-01T23:59:60Z")),
    ("SCHEMA", written(recordedat="2030-01-01T00:00:00+25:00")),
    ("SCHEMA", written(source="/states/XA/astrologer")),
    ("TOO_LONG", as_long_as(LONGEST_FACT + 1)),
    ("CONFLICTING_DUPLICATE", written(id=FIRST["id"], time="2031-01-01T00:00:00Z", recordedat="2031-01-02T00:00:00Z")),
]
REASONS = [reason for reason, _ in BAD]


class Said(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls a command over one data folder, or over the one that is named."""
    for name in [name for name in os.environ if name.startswith("COUNTERFOIL_")]:
        monkeypatch.delenv(name)

    def called(*words: str | Path, data: str = "data") -> Said:
        code = main([*map(str, words), "--data", str(tmp_path / data)])
        return Said(code, *capsys.readouterr())

    return called


def findings_of(call: Call, data: str = "data") -> str:
    """What is found."""
    said = call("findings", "--format", "jsonl", data=data)
    assert said.code == 0
    return said.out


def rejects_of(call: Call) -> list[dict[str, Any]]:
    """What is on record as rejected."""
    return [json.loads(row) for row in call("rejects", "--format", "jsonl").out.splitlines()]


@pytest.fixture
def undisturbed(call: Call) -> str:
    """The findings of the good lines alone."""
    assert call("import", EXAMPLES / "golden-1-exhausted.jsonl", data="calm").code == 0
    return findings_of(call, "calm")


def kept(printed: str) -> list[dict[str, Any]]:
    """What is found, whenever it was."""
    names = ("rule", "key", "state", "severity", "quantity")
    return [{name: row[name] for name in names} for row in map(json.loads, printed.splitlines())]


def mixed() -> list[bytes]:
    """Good and bad lines, the bad ones behind the first good one and before the others."""
    return [GOOD[0], *(line for _, line in BAD), *GOOD[1:]]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_bad_lines_go_to_the_rejects_file_and_change_nothing(
    call: Call, undisturbed: str, tmp_path: Path, packed: bool
) -> None:
    file = tmp_path / ("facts.jsonl.gz" if packed else "facts.jsonl")
    content = b"\n".join(mixed())
    file.write_bytes(gzip.compress(content, 1) if packed else content)
    said = call("import", file)
    assert (said.code, said.out) == (0, "")
    assert f"accepted {len(GOOD)}, repeated 0, rejected {len(BAD)}" in said.err
    printed = [json.loads(row) for row in (tmp_path / "facts.rejects.jsonl").read_text().splitlines()]
    assert [row["reason"] for row in printed] == REASONS
    assert [row["line"] for row in printed] == list(range(2, 2 + len(BAD)))
    assert {tuple(row) for row in printed} == {("line", "source", "id", "reason", "detail")}
    assert all(row["detail"] for row in printed)
    assert {row["id"] for row in printed if row["reason"] == "SCHEMA"} == {None, "BAD"}
    assert [row["reason"] for row in rejects_of(call)] == REASONS
    assert findings_of(call) == undisturbed


def test_the_same_file_again_changes_nothing_either(call: Call, undisturbed: str, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"\n".join(mixed()))
    call("import", file)
    said = call("import", file)
    assert said.code == 0
    assert f"accepted 0, repeated {len(GOOD)}, rejected {len(BAD)}" in said.err
    assert [row["reason"] for row in rejects_of(call)] == REASONS
    assert findings_of(call) == undisturbed


def test_exactly_the_greatest_length_is_taken(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_bytes(as_long_as(LONGEST_FACT) + b"\n" + as_long_as(LONGEST_FACT + 1) + b"\r\n")
    assert "accepted 1, repeated 0, rejected 1" in call("import", file).err


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["as recorded", "the earlier comes late"])
def test_of_conflicting_copies_the_one_recorded_first_stands(
    call: Call, undisturbed: str, tmp_path: Path, order: Sequence[int]
) -> None:
    place = next(number for number, line in enumerate(GOOD) if b"shipment.declared" in line)
    true = json.loads(GOOD[place])
    later = true | {"recordedat": "2030-12-01T00:00:00Z", "time": "2030-11-30T00:00:00Z"}
    both = [GOOD[place], json.dumps(later).encode()]
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"\n".join([*GOOD[:place], *(both[number] for number in order), *GOOD[place + 1 :]]))
    said = call("import", file)
    assert said.code == 0
    assert "rejected 1" in said.err
    (reject,) = rejects_of(call)
    assert (reject["reason"], reject["id"]) == ("CONFLICTING_DUPLICATE", true["id"])
    assert reject["line"] == place + 1 + order.index(1)
    # Between the two copies something else may have been found, which is CLEARED now.
    found, wanted = kept(findings_of(call)), kept(undisturbed)
    assert [x for x in found if x["state"] != "CLEARED" or x in wanted] == wanted


def test_a_gzip_that_breaks_off_is_told_and_the_rest_can_follow(call: Call, undisturbed: str, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.jsonl.gz", tmp_path / "broken.jsonl.gz"
    padding = [written(id=f"PAD-{number}", filler=os.urandom(400).hex()) for number in range(50)]
    content = gzip.compress(b"\n".join([*padding, *GOOD]))
    whole.write_bytes(content)
    broken.write_bytes(content[: len(content) // 2])
    said = call("import", broken)
    assert (said.code, said.out) == (1, "")
    told = said.err.partition("breaks off at line ")[2]
    taken = int(told.split()[0]) - 1
    assert f"accepted {taken}, repeated 0, rejected 0" in said.err
    assert "Traceback" not in said.err
    said = call("import", whole)
    assert said.code == 0
    assert f"accepted {len(padding) + len(GOOD) - taken}, repeated {taken}, rejected 0" in said.err


def test_a_file_in_an_encoding_that_nobody_can_tell_is_rejected_line_by_line(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"\n".join(written(subject="Küste").decode().encode("latin-1") for _ in GOOD))
    said = call("import", file)
    assert said.code == 0
    assert "accepted 0, repeated 0" in said.err
    assert {row["reason"] for row in rejects_of(call)} == {"NOT_JSON"}
    assert findings_of(call) == ""


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_from_the_topic_the_same_lines_are_rejected_with_their_offsets(
    call: Call, undisturbed: str, tmp_path: Path, kafka: KafkaForTest
) -> None:
    topic, stop = kafka.topic("inbound"), threading.Event()
    make_topic(kafka.bootstrap, topic)
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap, max_request_size=2 * LONGEST_FACT)) as producer:
        for line in mixed():
            producer.send(topic, line, partition=0)
        producer.flush()
    with closing(open_log(tmp_path / "data")) as log, closing(InboundTopic(kafka.bootstrap, topic, topic)) as inlet:
        inbound = Inbound(log.record)

        def record(arrived: Any) -> Any:
            outcome = inbound.record_batch(arrived)
            if arrived[-1][1].offset == len(mixed()) - 1:
                stop.set()
            return outcome

        counts = take_in(inlet, record, stop)
    assert (counts.accepted, counts.rejected) == (len(GOOD), len(BAD))
    rows = rejects_of(call)
    assert [(row["reason"], row["partition"], row["offset"]) for row in rows] == [
        (reason, 0, offset) for offset, reason in enumerate(REASONS, 1)
    ]
    assert findings_of(call) == undisturbed


@pytest.mark.parametrize("store", ["folder", "postgres"])
def test_where_nothing_was_ever_accepted_there_is_nothing_to_find(
    call: Call, store: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    place = () if store == "folder" else ("--database", str(request.getfixturevalue("postgres")))
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"nothing that one could accept")
    assert call("import", file, *place).code == 0
    assert call("findings", "--format", "jsonl", *place) == (0, "", "")
    said = call("explain", "0", *place)
    assert (said.code, said.out) == (1, "")
    assert "there is no finding 0" in said.err
