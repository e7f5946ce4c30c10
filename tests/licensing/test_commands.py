"""The command line: results on standard output, everything else on standard error, three exit codes."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import licensing
from licensing.__main__ import main
from licensing.commands import MODULES
from tests.consumers.facts import line


class Said(NamedTuple):
    code: int
    out: str
    err: str


class Caller:
    """Calls commands over one data folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str], data: Path) -> None:
        self._capsys, self.data = capsys, data

    def __call__(self, *words: str | Path) -> Said:
        code = main([str(word) for word in words])
        return Said(code, *self._capsys.readouterr())


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    for name in [name for name in os.environ if name.startswith("COUNTERFOIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COUNTERFOIL_DATA", str(tmp_path / "data"))
    return Caller(capsys, tmp_path / "data")


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in text.splitlines()]


def test_an_import_prints_its_counts_on_standard_error_alone(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"\n".join([line(id_="1"), line(id_="1"), b"?", line(id_="2", corrects="none")]))
    said = call("import", file)
    assert (said.code, said.out) == (0, "")
    assert "accepted 2, repeated 1, rejected 1, notes 1" in said.err
    assert str(tmp_path / "x.rejects.jsonl") in said.err
    again = call("import", file)
    assert (again.code, again.out) == (0, "")
    assert "accepted 0, repeated 3, rejected 1, notes 0" in again.err


def test_several_files_share_a_rejects_file_that_is_named(call: Caller, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_bytes(line(id_=name) + b"\nx")
    said = call("import", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--rejects", tmp_path / "all.jsonl")
    assert said.code == 0
    assert "all files: accepted 2" in said.err
    printed = rows((tmp_path / "all.jsonl").read_text())
    assert [(row["line"], Path(row["file"]).name) for row in printed] == [(2, "a.jsonl"), (2, "b.jsonl")]
    assert not list(tmp_path.glob("*.rejects.jsonl"))


def test_a_file_that_breaks_off_is_a_failure_and_the_next_is_still_read(call: Caller, tmp_path: Path) -> None:
    broken, whole = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"
    broken.write_bytes(gzip.compress(line(id_="1") + b"\n" + os.urandom(9_999))[:-99])
    whole.write_bytes(line(id_="2"))
    said = call("import", broken, whole)
    assert said.code == 1
    assert "breaks off at line" in said.err
    assert f"{whole}: accepted 1" in said.err
    assert "Traceback" not in said.err


def test_a_file_that_is_not_there_is_told_in_a_sentence(call: Caller, tmp_path: Path) -> None:
    said = call("import", tmp_path / "none.jsonl")
    assert (said.code, said.out) == (1, "")
    assert "cannot be read: No such file" in said.err


def test_rejects_that_cannot_be_printed_are_on_record_all_the_same(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"?")
    said = call("import", file, "--rejects", tmp_path / "no" / "such" / "folder.jsonl")
    assert said.code == 0
    assert "cannot be written (No such file or directory); the rejects are on record" in said.err
    assert len(rows(call("rejects", "--format", "jsonl").out)) == 1


def test_rejects_are_listed_and_tried_again(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    other = line(id_="1", recordedat="2030-01-09T00:00:00Z", time="2030-01-08T00:00:00Z")
    file.write_bytes(b"\n".join([line(id_="1"), line(id_="\\u0007", type="x"), other]))
    call("import", file)
    first, second = rows(call("rejects", "--format", "jsonl").out)
    assert (first["reason"], first["line"], first["id"]) == ("SCHEMA", 2, "\\u0007")
    assert (second["reason"], second["line"]) == ("CONFLICTING_DUPLICATE", 3)
    table = call("rejects").out
    assert "SCHEMA" in table
    assert "\x1b" not in table
    tried = call("rejects", "--retry")
    assert (tried.code, tried.out) == (0, "")
    assert "tried again 1: accepted 0, repeated 0, still rejected 1" in tried.err
    assert len(rows(call("rejects", "--format", "jsonl").out)) == 2
    missing = call("rejects", "--retry", "99")
    assert missing.code == 1
    assert "no reject 99" in missing.err


def test_notes_are_listed(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(line(id_="1", corrects="1"))
    assert call("notes").out == ""
    call("import", file)
    (note,) = rows(call("notes", "--format", "jsonl").out)
    assert (note["note"], note["source"], note["id"], note["where"]) == (
        "CORRECTS_ITSELF",
        "/states/XA/clock",
        "1",
        "/corrects",
    )
    assert "CORRECTS_ITSELF" in call("notes").out


def test_a_leap_of_the_clock_is_warned_about(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(line(id_="1") + b"\n" + line(id_="2", recordedat="2040-01-01T00:00:00Z"))
    said = call("import", file)
    assert said.code == 0
    assert "warning: /states/XA/clock#2" in said.err
    assert "line 2" in said.err


def test_settings_are_shown_with_their_source_and_no_secret(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_DATABASE", "postgresql://u:hidden@h/db")
    said = call("settings", "--workers", "3")
    shown = {row.split("\t")[0]: row.split("\t")[1:3] for row in said.out.splitlines()}
    assert shown["workers"] == ["3", "option --workers"]
    assert shown["database"] == ["postgresql://u:***@h/db", "environment COUNTERFOIL_DATABASE"]
    assert "hidden" not in said.out + said.err


def test_a_mistake_in_the_call_is_code_2(call: Caller, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("settings", "--workers", "none").code == 2
    for words in ([], ["nonsense"], ["import"]):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_failure_is_told_in_one_sentence_and_at_length_only_on_demand(
    call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    said = call("rejects")
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    monkeypatch.setenv("COUNTERFOIL_DEBUG", "1")
    with pytest.raises(OSError, match="File exists"):
        main(["rejects"])


def test_a_reader_that_has_enough_is_no_failure(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"?\n" * 9_000)
    call("import", file)
    command = f"{sys.executable} -m licensing rejects --format jsonl | head -1"
    root = Path(licensing.__file__).parents[1]
    done = subprocess.run(  # noqa: S602
        f"set -o pipefail; {command}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        cwd=root,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_commands_that_serve_nothing_do_not_load_the_web() -> None:
    names = sorted(set(MODULES.values()) - {"demo", "serve"})
    code = "import sys; from importlib import import_module\n"
    code += f"for name in {names}: import_module('licensing.commands.' + name)\n"
    code += "print([x for x in ('fastapi', 'starlette', 'uvicorn') if x in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_call_of_the_help_loads_nothing_to_log_with() -> None:
    code = "import sys, atexit; from licensing.__main__ import main\n"
    code += "atexit.register(lambda: print([x for x in ('logging', 'structlog') if x in sys.modules]))\n"
    code += "main(['findings', '--help'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
