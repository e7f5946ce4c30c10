"""A file that is plainly no facts is told as a whole, by its name; a file of facts with bad lines never is."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consumers import file_forms
from consumers.file_forms import NoFacts
from consumers.file_import import FileImport, RejectsFile
from consumers.file_lines import BrokenOff
from licensing.log import Log, open_log
from tests.consumers.facts import fact, line

GOOD = [line(id_=f"D-{number}") for number in range(5)]
FACTS = b"\n".join(GOOD)
CHIEF = "1\\fileHeader\\SPIRE\\CHIEF\\{}\\203001010000\\7\\N\n2\\licence\\30001\\insert\\X\\SIE\\E\n3\\fileTrailer\\1\n"


def zipped(name: str, stored: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, FACTS)
    return made.getvalue()


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("facts.jsonl")
        member.size = len(FACTS)
        archive.addfile(member, io.BytesIO(FACTS))
    return made.getvalue()


def pretty(*facts: bytes) -> bytes:
    return b"\n".join(json.dumps(json.loads(x), indent=2).encode() for x in facts)


OTHERS: dict[str, tuple[bytes, str]] = {
    "licenceData": (CHIEF.format("licenceData").encode(), "a licenceData file of CHIEF"),
    "usageData": (CHIEF.format("usageData").encode(), "shipment.declared.v1"),
    "licenceReply": (CHIEF.format("licenceReply").encode(), "a licenceReply file of CHIEF"),
    "XML": (b'<?xml version="1.0"?>\n<LIST>\n<NAME>A</NAME>\n</LIST>\n', "an XML document"),
    "XML without its declaration, in one line": (b"<facts><fact/></facts>", "an XML document"),
    "HTML": (b"\n  <!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>", "an HTML page"),
    "HTML that begins at once": (b"<HTML><body>404</body></HTML>", "an HTML page"),
    "CSV": (b"id,source,type\n1,/states/XA/clock,day.closed.v1\n2,/states/XA/clock,day.closed.v1\n", "a CSV table"),
    "CSV with semicolons and quotes": (b'name;born\n"A;B";1962\nC;1970\n', "a CSV table"),
    "CSV of a spreadsheet": (b"sep=;\nname\n", "a CSV table"),
    "CSV in UTF-16 with tabs": ("name\tborn\nÅsa\t1962\n".encode("utf-16"), "a CSV table"),
    "XLSX": (zipped("xl/workbook.xml"), "an XLSX workbook"),
    "zip": (zipped("facts.jsonl"), "a zip archive"),
    "zip with the facts in it as they are": (zipped("facts.jsonl", stored=True), "a zip archive"),
    "tar with the facts in it as they are": (tarred(), "a tar archive"),
    "gzip packed twice": (gzip.compress(gzip.compress(FACTS)), "packed twice"),
    "tar packed by gzip": (gzip.compress(tarred()), "a tar archive"),
    "XML packed by gzip": (gzip.compress(b"<?xml version='1.0'?><a/>"), "an XML document"),
    "EDIFACT": (b"UNB+UNOA:2+SENDER+RECEIVER+300101:1200+1'UNH+1+CUSDEC:D:96B:UN'", "an EDIFACT interchange"),
    "EDIFACT with its signs": (b"UNA:+.? '\r\nUNB+UNOA:2+A+B'\r\n", "an EDIFACT interchange"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image (PNG)"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "an image (JPEG)"),
    "PGP": (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", "an encrypted message (PGP)"),
    "OpenSSL": (b"Salted__\x01\x02\x03\x04" + bytes(range(64)), "encrypted by OpenSSL"),
    "binary": (b"\x01\x02\0\0\n\x03\0\xfe\n", "binary data"),
    "an array in one line": (b"[" + b",".join(GOOD) + b"]", "one JSON array"),
    "an array, a fact a line": (b"[\n" + b",\n".join(GOOD) + b"\n]\n", "one JSON array"),
    "an array that begins with its first fact": (b"[" + b",\n".join(GOOD) + b"]", "one JSON array"),
    "an array of one": (b"[\n" + GOOD[0] + b"\n]", "one JSON array"),
    "an array, pretty": (json.dumps([fact(), fact("D-2")], indent=1).encode(), "one JSON array"),
    "an object, pretty": (pretty(GOOD[0]), "one JSON object written over several lines"),
    "objects, pretty": (pretty(*GOOD), "JSON objects written over several lines"),
}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with closing(open_log(tmp_path / "data")) as opened:
        yield opened


def counts(log: Log, path: Path) -> tuple[int, int]:
    """How many were accepted and rejected."""
    rejects = RejectsFile(path.with_name("rejects"))
    task = FileImport(path, log.record, rejects)
    try:
        for _ in task.batches():
            pass
    finally:
        rejects.close()
    return task.counts.accepted, task.counts.rejected


def imported(log: Log, folder: Path, content: bytes) -> tuple[int, int]:
    path = folder / "x.jsonl"
    path.write_bytes(content)
    return counts(log, path)


@pytest.mark.parametrize(("content", "told"), OTHERS.values(), ids=OTHERS)
def test_what_is_plainly_no_facts_is_told_by_its_name(log: Log, tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(NoFacts) as refused:
        imported(log, tmp_path, content)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (log.head(), log.rejects()) == (0, [])


IN_ONE_PIECE = {"zip with the facts in it as they are", "tar with the facts in it as they are", "an array of one"}
BEFORE = {
    name: content
    for name, (content, _) in OTHERS.items()
    if content.isascii()
    and name not in {*IN_ONE_PIECE, "PDF", "PGP", "OpenSSL", "binary"}
    and not name.startswith("tar")
}


@pytest.mark.parametrize("content", BEFORE.values(), ids=BEFORE)
def test_one_fact_after_it_makes_it_a_file_of_facts_with_bad_lines(log: Log, tmp_path: Path, content: bytes) -> None:
    bad = sum(1 for row in content.split(b"\n") if row.strip())
    accepted, rejected = imported(log, tmp_path, content + b"\n" + line(id_="LAST"))
    assert accepted >= 1
    assert accepted + rejected == bad + 1
    assert log.position_of("/states/XA/clock", "LAST")


@pytest.mark.parametrize(
    "content",
    [
        b"oops\n" + FACTS,
        FACTS + b"\n<?xml version='1.0'?>\n<a/>",
        b'{"foo": 1}\n' * 9,
        b"{'id': 1}\n" * 9,
        GOOD[0][:-9] + b"\n" + GOOD[1][:-9],
        b"[" + GOOD[0] + b"\n" + FACTS,
        b"nothing that one could accept",
        b"a sentence\nand, another, one\n",
        b"",
        b" \n\n",
    ],
)
def test_a_file_of_facts_or_of_nobody_knows_what_goes_line_by_line(log: Log, tmp_path: Path, content: bytes) -> None:
    lines = [row for row in content.split(b"\n") if row.strip()]
    assert imported(log, tmp_path, content) == (
        sum(row in GOOD for row in lines),
        sum(row not in GOOD for row in lines),
    )


@pytest.mark.parametrize("bad", [3, 4, 5, 40])
def test_a_fact_after_any_number_of_other_lines_is_found_in_a_file(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: int
) -> None:
    monkeypatch.setattr(file_forms, "LOOKED_AT", 4)
    assert imported(log, tmp_path, b"a,b\n" * bad + GOOD[0]) == (1, bad)
    with pytest.raises(NoFacts):
        imported(log, tmp_path, b"a,b\n" * (bad + 1))


@pytest.mark.parametrize(("bad", "taken"), [(3, True), (4, False)])
def test_a_pipe_is_called_something_else_by_its_first_lines(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: int, taken: bool
) -> None:
    monkeypatch.setattr(file_forms, "LOOKED_AT", 4)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a,b\n" * bad + GOOD[0],))
    writer.start()
    try:
        if taken:
            assert counts(log, pipe) == (1, bad)
        else:
            with pytest.raises(NoFacts, match="a CSV table"):
                counts(log, pipe)
    finally:
        writer.join()


def test_an_array_longer_than_what_is_looked_at_is_told(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_forms, "LOOKED_AT", 3)
    for opening in (b"[\n", b"["):
        pipe = tmp_path / f"pipe{len(opening)}"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(opening + b",\n".join(GOOD) + b"]",))
        writer.start()
        with pytest.raises(NoFacts, match="one JSON array"):
            counts(log, pipe)
        writer.join()


UTF = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("encoding", UTF)
def test_facts_in_another_form_of_unicode_are_read(log: Log, tmp_path: Path, encoding: str, packed: bool) -> None:
    rows = [json.dumps(fact(f"D-{n}", subject="Пост № 7 ☃ \U0001f600 ઊ"), ensure_ascii=False) for n in range(9)]
    content = "\r\n".join(rows).encode(encoding)
    assert imported(log, tmp_path, gzip.compress(content) if packed else content) == (9, 0)
    assert all("☃ \U0001f600 ઊ".encode() in event.body for event in log.read(0, 99))


def test_half_a_character_costs_its_own_line_alone(log: Log, tmp_path: Path) -> None:
    rows = [line(id_="1").decode(), line(id_="2", subject="\ud800").decode().replace("\\ud800", "\ud800")]
    content = "\n".join([*rows, line(id_="3").decode(), ""]).encode("utf-16", "surrogatepass")
    assert imported(log, tmp_path, content) == (2, 1)
    assert imported(log, tmp_path, content + line(id_="4").decode().encode("utf-16-le") + b"x") == (0, 2)
    assert all("UTF-8" in row.reject.detail for row in log.rejects())


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08\0", b"\x1f\x8b\x09\0" + bytes(99), gzip.compress(FACTS)[:30]])
def test_a_gzip_that_cannot_be_unpacked_is_told_with_what_to_do(log: Log, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BrokenOff, match=r"breaks off at line 1 .* get it whole"):
        imported(log, tmp_path, content)
    assert (log.head(), log.rejects()) == (0, [])
