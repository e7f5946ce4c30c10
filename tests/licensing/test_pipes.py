"""Facts from a pipe: standard input, a FIFO, a process substitution; plain or gzip, broken off and gone on with."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from consumers import file_import
from licensing.log import open_log
from tests.consumers.facts import line
from tests.waiting import eventually

FACTS = b"\n".join([line(id_="1"), b"oops", line(id_="2")])
ROOT = Path(file_import.__file__).parents[1]
COMMAND = [sys.executable, "-m", "licensing", "import"]


def started(folder: Path, *words: str, **how: int | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *words, "--data", str(folder / "data")],
        stdin=how.get("stdin", subprocess.PIPE),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("word", ["-", "/dev/stdin"])
def test_standard_input_is_read_and_what_is_rejected_is_printed_in_the_data_folder(
    tmp_path: Path, word: str, packed: bool
) -> None:
    out, err = started(tmp_path, word).communicate(gzip.compress(FACTS) if packed else FACTS)
    printed = tmp_path / "data" / "standard-input.rejects.jsonl"
    assert err.decode().splitlines() == [
        "standard input: accepted 2, repeated 0, rejected 1, notes 0",
        f"what was rejected is printed in {printed}",
    ]
    assert out == b""
    (row,) = map(json.loads, printed.read_bytes().splitlines())
    assert (row["line"], row["reason"]) == (2, "NOT_JSON")
    with closing(open_log(tmp_path / "data")) as log:
        assert [str(row.reject.origin) for row in log.rejects()] == ["standard input line 2"]


def test_a_file_may_stand_in_for_the_pipe(tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_bytes(FACTS)
    with (tmp_path / "facts.jsonl").open("rb") as file:
        _, err = started(tmp_path, "-", "--rejects", str(tmp_path / "r"), stdin=file.fileno()).communicate()
    assert b"accepted 2, repeated 0, rejected 1" in err
    assert (tmp_path / "r").exists()
    assert sorted(os.listdir(tmp_path / "data")) == ["events.db"]


def test_rejects_may_go_to_standard_output(tmp_path: Path) -> None:
    out, _ = started(tmp_path, "-", "--rejects", "-").communicate(FACTS)
    assert json.loads(out)["line"] == 2


@pytest.mark.parametrize("packed", ["", "| gzip"])
def test_a_process_substitution_is_read(tmp_path: Path, packed: str) -> None:
    (tmp_path / "facts.jsonl").write_bytes(FACTS)
    words = " ".join([*COMMAND, f"<(cat {tmp_path}/facts.jsonl {packed})", "--data", f"{tmp_path}/data"])
    done = subprocess.run(["bash", "-c", words], capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, b"accepted 2, repeated 0, rejected 1" in done.stderr) == (0, True), done.stderr
    assert (tmp_path / "data" / "pipe.rejects.jsonl").exists()


def test_a_gzip_that_comes_byte_by_byte_through_a_fifo_is_known_as_one(tmp_path: Path) -> None:
    fifo = tmp_path / "facts.jsonl"
    os.mkfifo(fifo)
    process = started(tmp_path, str(fifo))
    with fifo.open("wb", buffering=0) as pipe:
        for byte in gzip.compress(FACTS):
            pipe.write(bytes([byte]))
    _, err = process.communicate()
    assert b"accepted 2, repeated 0, rejected 1" in err
    assert (tmp_path / "data" / "facts.rejects.jsonl").exists()
    assert fifo.is_fifo()


def test_interrupted_while_the_pipe_is_silent_it_keeps_the_whole_lines_and_says_how_to_go_on(tmp_path: Path) -> None:
    process = started(tmp_path, "-")
    assert process.stdin is not None
    process.stdin.write(line(id_="1") + b"\n" + line(id_="2") + b"\n" + line(id_="3")[:-9])
    process.stdin.flush()
    eventually(lambda: _taken_out_of(process))
    process.send_signal(signal.SIGINT)
    process.wait(60)
    told = process.communicate()[1].decode()
    assert process.returncode == 1, told
    assert "stopped after line 2 of standard input; all up to it is recorded" in told
    assert "over the same facts from their beginning" in told
    assert "accepted 2, repeated 0, rejected 0" in told
    _, again = started(tmp_path, "-").communicate(b"\n".join(line(id_=str(number)) for number in (1, 2, 3)))
    assert b"accepted 1, repeated 2, rejected 0" in again


def _taken_out_of(process: subprocess.Popen[bytes]) -> bool:
    """Whether somebody has read what was written to the pipe."""
    import fcntl
    import termios

    assert process.stdin is not None
    waiting = fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, b"\0\0\0\0")
    return not int.from_bytes(waiting, sys.byteorder)


@pytest.mark.parametrize(("content", "code"), [(b"<?xml version='1.0'?>\n<a/>\n", 2), (b"", 0)])
def test_what_comes_by_a_pipe_and_is_no_facts_is_a_mistake_in_the_call(
    tmp_path: Path, content: bytes, code: int
) -> None:
    process = started(tmp_path, "-")
    _, err = process.communicate(content)
    assert process.returncode == code
    assert (err.startswith(b"counterfoil: standard input: this is an XML document")) == (code == 2)
    assert len(err.splitlines()) == 1


def test_of_several_files_the_others_are_imported(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(FACTS)
    (tmp_path / "b.xml").write_bytes(b"<a/>")
    (tmp_path / "c.jsonl").write_bytes(line(id_="3"))
    process = started(tmp_path, *(str(tmp_path / name) for name in ("a.jsonl", "b.xml", "c.jsonl")))
    _, err = process.communicate()
    assert process.returncode == 2
    assert b"all files: accepted 3, repeated 0, rejected 1" in err
    assert not (tmp_path / "b.xml.rejects.jsonl").exists()
