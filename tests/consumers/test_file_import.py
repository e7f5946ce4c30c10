"""Files of facts: nothing is half applied, and whatever breaks off can be run again."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from consumers import file_import
from consumers.arrival import Delivery, NotedFact, Outcome, Reject
from consumers.file_import import FileImport, RejectsFile, rejects_path
from consumers.file_lines import BrokenOff, FileLines
from consumers.inbound import LONGEST_FACT
from domain.kernel.event import envelope
from domain.record.data_quality import Oddity
from licensing.log import Log, open_log
from tests.consumers.facts import line
from tests.waiting import eventually


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with closing(open_log(tmp_path / "data")) as opened:
        yield opened


def taken(log: Log, path: Path) -> tuple[FileImport, list[NotedFact]]:
    rejects = RejectsFile(rejects_path(path))
    task = FileImport(path, log.record, rejects)
    notes: list[NotedFact] = []
    try:
        for outcome in task.batches():
            notes += outcome.notes
    finally:
        rejects.close()
    return task, notes


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_bytes().splitlines()]


def test_a_file_is_imported_and_its_rejects_are_printed_beside_it(log: Log, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n".join([line(id_="1"), b"  ", b"oops", line(id_="2") + b"\r", line(id_="1"), line(id_="3")]))
    task, _ = taken(log, path)
    assert task.counts[:3] == (3, 1, 1)
    (row,) = lines_of(tmp_path / "x.rejects.jsonl")
    assert row.pop("detail")
    assert row == {"line": 3, "source": None, "id": None, "reason": "NOT_JSON"}
    path.write_bytes(line(id_="1"))
    assert taken(log, path)[0].counts[:3] == (0, 1, 0)
    assert not (tmp_path / "x.rejects.jsonl").exists()


def test_a_displaced_fact_is_printed_with_the_line_at_which_it_came(log: Log, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    first.write_bytes(b"\n" + line(recordedat="2030-01-09T00:00:00Z"))
    with gzip.open(second, "wb") as file:
        file.write(line(subject="other", time="2030-01-03T00:00:00Z"))
    taken(log, first)
    taken(log, second)
    (row,) = lines_of(tmp_path / "b.rejects.jsonl")
    assert (row["line"], row["reason"], row["id"]) == (2, "CONFLICTING_DUPLICATE", "D-1")
    assert row["file"] == str(first.resolve())


def test_lines_too_long_are_counted_and_the_rest_goes_on(log: Log, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    room = LONGEST_FACT - len(line(x=""))
    with path.open("wb") as file:
        file.write(line(id_="1") + b"\n")
        file.write(line(x="y" * (room + 1)) + b"\n")
        file.write(line(id_="2", x="y" * (room - 1))[:LONGEST_FACT] + b"\r\n")
        file.write(b"z" * (40 * 1024 * 1024) + b"\n")
        file.write(line(id_="3"))
    task, _ = taken(log, path)
    assert task.counts[:3] == (3, 0, 2)
    assert [(row["line"], row["reason"]) for row in lines_of(tmp_path / "x.rejects.jsonl")] == [
        (2, "TOO_LONG"),
        (4, "TOO_LONG"),
    ]


@pytest.mark.parametrize("damage", ["cut", "flipped", "tail"])
def test_a_gzip_that_breaks_off_keeps_the_whole_lines_before(log: Log, tmp_path: Path, damage: str) -> None:
    chance = random.Random(1)
    rows = [line(id_=str(number), x=f"{chance.random()}{chance.random()}") for number in range(5_000)]
    packed = gzip.compress(b"\n".join(rows))
    damaged = {
        "cut": packed[: len(packed) * 2 // 3],
        "flipped": packed[: len(packed) // 2] + bytes(99) + packed[len(packed) // 2 + 99 :],
        "tail": packed[:-4] + b"oops",
    }[damage]
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(damaged)
    with pytest.raises(BrokenOff) as broken:
        taken(log, path)
    kept = [envelope(event.body).id for event in log.read(0, 10_000)]
    assert kept == [str(number) for number in range(len(kept))]
    assert 1_000 < len(kept) <= 5_000
    assert broken.value.line == len(kept) + 1 or damage != "cut"
    path.write_bytes(packed)
    assert taken(log, path)[0].counts[:2] == (5_000 - len(kept), len(kept))


def test_what_is_packed_is_told_by_its_content_not_its_name(log: Log, tmp_path: Path) -> None:
    packed, plain = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(line(id_="1") + b"\n") + gzip.compress(line(id_="2")))
    plain.write_bytes(line(id_="3"))
    assert taken(log, packed)[0].counts.accepted == 2
    assert taken(log, plain)[0].counts.accepted == 1


def test_lines_are_numbered_from_one_blank_ones_included(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n\na\r\n \t\nb\n")
    with closing(FileLines(path, 9)) as lines:
        assert [tuple(one) for one in lines] == [(3, b"a", 1), (5, b"b", 1)]
    path.write_bytes(b"123456789\r\n1234567890\n12345678901234")
    with closing(FileLines(path, 9)) as lines:
        assert [(one.number, one.length) for one in lines] == [(1, 9), (2, 10), (3, 14)]


def test_a_leap_of_the_clock_is_noted_unless_the_file_begins_with_it(log: Log, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_bytes(line(id_="1"))
    rows = [
        line(id_="2", recordedat="2035-01-01T00:00:00Z"),
        line(id_="3", recordedat="2040-01-01T00:00:00Z"),
    ]
    second.write_bytes(b"\n".join(rows))
    assert taken(log, first)[1] == []
    noted = taken(log, second)[1]
    assert [(one.id, one.note.oddity, one.origin.line) for one in noted] == [("3", Oddity.RECORDED_FAR_AHEAD, 2)]


def test_after_a_failure_no_later_line_gets_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_import, "BATCH", 1)
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n".join(line(id_=str(number)) for number in range(9)))
    recorded: list[str | None] = []

    def record(arrivals: Sequence[Delivery | Reject]) -> Outcome:
        if arrivals[0].id == "4":
            raise OSError("disk full")
        recorded.append(arrivals[0].id)
        return Outcome(accepted=1)

    with pytest.raises(OSError, match="disk full"):
        list(FileImport(path, record, RejectsFile(tmp_path / "r")).batches())
    assert recorded == ["0", "1", "2", "3"]


def test_asked_to_stop_it_finishes_what_it_has_begun(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_import, "BATCH", 10)
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n".join(line(id_=str(number)) for number in range(100)))
    asked = iter([False, False, True])
    task = FileImport(path, log.record, RejectsFile(tmp_path / "r"), stop=lambda: next(asked))
    assert len(list(task.batches())) == 3
    assert (task.line, task.counts.accepted, len(log.read(0, 100))) == (30, 30, 30)
    assert taken(log, path)[0].counts[:2] == (70, 30)


HISTORY = 16_000


def history(path: Path) -> None:
    """A file with everything that makes an import hard: copies, lowering, displacement, rejects, notes."""
    chance = random.Random(7)
    rows = []
    for number in range(HISTORY):
        day = 1 + number * 27 // HISTORY
        rows.append(line(id_=str(number), recordedat=f"2030-01-{day:02d}T{number % 24:02d}:00:00Z"))
        if number % 7 == 0:
            rows.append(rows[chance.randrange(len(rows))])
        if number % 50 == 0:
            other = str(chance.randrange(number + 1))
            rows.append(line(id_=other, recordedat="2029-12-31T00:00:00Z", subject="again"))
            rows.append(line(id_=other, recordedat="2029-12-01T00:00:00Z", time="2029-12-01T00:00:00Z"))
        if number % 1_000 == 0:
            rows += [b"broken", line(id_=f"c{number}", corrects="nobody")]
    path.write_bytes(b"\n".join(rows))


def state(place: Path) -> Any:
    with closing(open_log(place)) as log:
        return (
            [tuple(event) for event in log.read(0, 1_000_000)],
            [row[1:] for row in log.rejects()],
            [row[1:] for row in log.notes()],
            log.greatest_recordedat(),
        )


def importing(path: Path, place: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "licensing", "import", str(path), "--data", str(place)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, cwd=Path(file_import.__file__).parents[1])


def grown(place: Path, beyond: int, process: subprocess.Popen[bytes]) -> None:
    with closing(open_log(place)) as log:
        eventually(lambda: log.head() > beyond or process.poll() is not None)


def test_an_import_killed_again_and_again_ends_in_the_state_of_an_undisturbed_one(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    history(path)
    undisturbed = importing(path, tmp_path / "undisturbed")
    _, told = undisturbed.communicate()
    assert undisturbed.returncode == 0, told
    place, kills, heads = tmp_path / "killed", 0, [0]
    for beyond in range(0, HISTORY, HISTORY // 6):
        process = importing(path, place)
        grown(place, beyond, process)
        time.sleep(random.Random(beyond).random() / 50)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
        with closing(open_log(place)) as log:
            heads.append(log.head())
    assert kills
    assert heads == sorted(heads)
    last = importing(path, place)
    _, told = last.communicate()
    assert last.returncode == 0, told
    assert state(place) == state(tmp_path / "undisturbed")


def test_interrupted_it_finishes_its_batch_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    history(path)
    process = importing(path, tmp_path / "data")
    grown(tmp_path / "data", 0, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 1, told
    assert b"Run the same command again" in told
    assert b"Traceback" not in told
    again = importing(path, tmp_path / "data")
    again.communicate()
    assert again.returncode == 0
    assert os.listdir(tmp_path / "data") == ["events.db"]


def test_a_pipe_named_for_the_rejects_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    rejects = RejectsFile(pipe)
    rejects.close()
    assert pipe.is_fifo()
