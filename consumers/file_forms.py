"""What a file is that is plainly no facts: told as a whole, by its name, in place of a reject for each of its lines."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from consumers.file_lines import BrokenOff, FileLine, FileLines

LOOKED_AT = 4_000
"""So many lines, or bytes as below, are looked at before a pipe is called something else; a file is read to its end."""
LOOKED_AT_BYTES = 8 * 1024 * 1024
_ROWS = 20
_JSON = (b"[", b"{")
_AS_A_FACT = frozenset({"specversion", "recordedat", "data"})
_FACTS = "facts are JSON lines, one object a line"


class FileForm(NamedTuple):
    """What a file is, and what would be right."""

    name: str
    mend: str


class NoFacts(Exception):
    """A file is something else than facts; nothing of it was recorded."""

    def __init__(self, form: FileForm) -> None:
        super().__init__(f"this is {form.name}, not facts, and nothing of it was recorded; {form.mend}")
        self.form = form


_UNPACK = f"{_FACTS}, plain or packed by gzip: unpack it and import what is in it"
_DECRYPT = f"{_FACTS}: decrypt it and import what is in it"
_EXPORT = f"{_FACTS}: have them exported so"
_TABLE = (
    f"{_FACTS}: have them exported so; lists of sanctions come in by `counterfoil lists import`, names to be screened"
    " by `counterfoil screen --names`"
)
_EACH = f"{_FACTS}: `jq -c '.[]' FILE | counterfoil import -` writes each on a line of its own"
_ONE = f"{_FACTS}: `jq -c . FILE | counterfoil import -` writes each on a line of its own"

_BY_SIGNATURE: Sequence[tuple[re.Pattern[bytes], FileForm]] = [
    (re.compile(signature, re.DOTALL), FileForm(name, mend))
    for signature, name, mend in (
        (rb"PK\x03\x04.{0,4000}(?:xl/|\[Content_Types\]\.xml)", "an XLSX workbook", _TABLE),
        (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "a zip archive", _UNPACK),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (XLS, DOC)", _TABLE),
        (rb"%PDF-", "a PDF document", _EXPORT),
        (rb"\x89PNG", "an image (PNG)", _EXPORT),
        (rb"\xff\xd8\xff", "an image (JPEG)", _EXPORT),
        (rb"GIF8[79]a", "an image (GIF)", _EXPORT),
        (rb"(?:II\*\x00|MM\x00\*)", "an image (TIFF)", _EXPORT),
        (rb"RIFF.{4}WEBP", "an image (WebP)", _EXPORT),
        (rb"\x1f\x8b", "a gzip packed twice", _UNPACK),
        (rb"BZh[1-9]1AY&SY", "a bzip2 archive", _UNPACK),
        (rb"\xfd7zXZ\x00", "an xz archive", _UNPACK),
        (rb"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
        (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
        (rb"Rar!\x1a\x07", "a RAR archive", _UNPACK),
        (rb".{257}ustar", "a tar archive", _UNPACK),
        (rb"SQLite format 3\x00", "an SQLite database", _EXPORT),
        (rb"PAR1", "a Parquet file", _EXPORT),
        (rb"Salted__", "encrypted by OpenSSL", _DECRYPT),
        (rb"age-encryption\.org/", "encrypted by age", _DECRYPT),
        (rb"-----BEGIN [A-Z ]*MESSAGE-----", "an encrypted message (PGP)", _DECRYPT),
        (rb"(?:\x85[\x01-\x04]\x0c\x03|\x84[\x5e\x8c\xce]\x03|[\x8c\xc3]\x0d\x04)", "encrypted by PGP", _DECRYPT),
        (rb"-----BEGIN (?:PKCS7|CMS)-----", "an encrypted or signed message (CMS)", _DECRYPT),
        (rb"\{\\rtf", "an RTF document", _EXPORT),
    )
]
"""Forms that a file has whatever is in it: an archive may hold facts as they are written."""

_CHIEF = "a {0} file of CHIEF, the customs link of a licensing system (SPIRE, LITE, ICMS)"
_BY_TEXT: Sequence[tuple[re.Pattern[bytes], FileForm]] = [
    (re.compile(beginning, re.IGNORECASE), FileForm(name, mend))
    for beginning, name, mend in (
        (
            rb"1\\fileHeader\\[^\\]*\\[^\\]*\\licenceData\\",
            _CHIEF.format("licenceData"),
            f"{_FACTS}: report each licence of it as export-licence.issued.v1",
        ),
        (
            rb"1\\fileHeader\\[^\\]*\\[^\\]*\\usageData\\",
            _CHIEF.format("usageData"),
            f"{_FACTS}: report each declaration that it counts as shipment.declared.v1",
        ),
        (
            rb"1\\fileHeader\\[^\\]*\\[^\\]*\\licenceReply\\",
            _CHIEF.format("licenceReply"),
            "it acknowledges licences that were sent and tells no fact: keep it with what sent them",
        ),
        (rb"1\\fileHeader\\", _CHIEF.format("header-and-trailer"), _EXPORT),
        (rb"(?:UNA.{6}\s*UN[BG]|UNB)\+", "an EDIFACT interchange", _EXPORT),
        (rb"UNA.{6}\s*(?:UN|$)", "an EDIFACT interchange", _EXPORT),
        (rb"ISA[^A-Za-z0-9\s]", "an X12 interchange", _EXPORT),
        (
            rb"(?:<!DOCTYPE\s+html|<html|<head|<body)",
            "an HTML page, perhaps an error in place of the file",
            f"{_FACTS}: look at it, and fetch the file again",
        ),
        (
            rb"<(?:\?xml|!|[A-Za-z])",
            "an XML document",
            f"{_FACTS}: have them exported so; lists of sanctions come in by `counterfoil lists import`",
        ),
    )
]
_BINARY = FileForm("binary data of an unknown form", _EXPORT)
_ARRAY = FileForm("one JSON array", _EACH)
_OBJECT = FileForm("one JSON object written over several lines", _ONE)
_OBJECTS = FileForm("JSON objects written over several lines", _ONE)
_CSV = FileForm("a CSV table", _TABLE)


def lines_of_facts(lines: FileLines) -> Iterator[FileLine]:
    """The lines of a file; raises NoFacts before the first where it is plainly something else, BrokenOff as they do.

    A file is what its first line is, where that is an object of JSON. Where it is not, and the file has another form,
    one line anywhere that looks like a fact makes it a file of facts; in a pipe, one among those looked at.
    """
    coming = iter(lines)
    first = next(coming, None)
    if first is None:
        return
    if isinstance(_read(first.content), dict):
        yield first
        yield from coming
        return
    looked, rest, broken = _looked_at(first, coming)
    form = form_of_file(looked, whole=not rest and broken is None)
    if form is not None:
        if not rest or lines.piped or form in _CERTAIN or not any(_is_like_a_fact(x.content) for x in coming):
            raise NoFacts(form)
        coming, looked = iter(lines.again()), []
    yield from looked
    if broken is not None:
        raise broken
    yield from coming


def _looked_at(first: FileLine, coming: Iterator[FileLine]) -> tuple[list[FileLine], bool, BrokenOff | None]:
    """The first lines, whether more may come, and what broke them off."""
    looked, size = [first], len(first.content)
    while len(looked) < LOOKED_AT and size < LOOKED_AT_BYTES:
        try:
            line = next(coming, None)
        except BrokenOff as why:
            return looked, False, why
        if line is None:
            return looked, False, None
        looked.append(line)
        size += len(line.content)
    return looked, True, None


def form_of_file(lines: Sequence[FileLine], whole: bool) -> FileForm | None:
    """What lines are, the first of which is no object of JSON; None where they may be facts, or nobody knows.

    `whole` says that there are no others.
    """
    if form := _form_by(_BY_SIGNATURE, lines[0].content):
        return form
    first, text = lines[0].content.lstrip(), b"\n".join([line.content for line in lines])
    as_json = first[:1] in _JSON
    if as_json and whole and (form := _one_value(text)):
        return form
    if any(_is_like_a_fact(line.content) for line in lines):
        return None
    if as_json:
        return _several(text, first, whole)
    if b"\0" in text:
        return _BINARY
    return _form_by(_BY_TEXT, first) or (_CSV if _is_table([line.content for line in lines[:_ROWS]]) else None)


def _form_by(table: Sequence[tuple[re.Pattern[bytes], FileForm]], beginning: bytes) -> FileForm | None:
    return next((form for pattern, form in table if pattern.match(beginning)), None)


def _one_value(text: bytes) -> FileForm | None:
    found = _read(text)
    return _ARRAY if isinstance(found, list) else _OBJECT if isinstance(found, dict) else None


def _several(text: bytes, first: bytes, whole: bool) -> FileForm | None:
    """Objects written over several lines each, or an array that goes on beyond what was looked at."""
    one = first.rstrip().removeprefix(b"[").removesuffix(b",")
    if not whole and (one in (b"", b"{") or isinstance(_read(one), dict)):
        return _ARRAY if first[:1] == b"[" else _OBJECTS
    told = text.decode(errors="replace").lstrip()
    try:
        found, end = json.JSONDecoder().raw_decode(told)
    except (ValueError, RecursionError):
        return None
    return _OBJECTS if isinstance(found, dict) and "\n" in told[:end] else None


def _is_table(rows: Sequence[bytes]) -> bool:
    """Whether lines have columns, and most of them as many as the first."""
    if rows[0][:4].lower() == b"sep=":
        return True
    if len(rows) == 1 or any(row.lstrip()[:1] in _JSON for row in rows):
        return False
    texts = [row.decode("latin-1") for row in rows]
    for delimiter in ",;\t|":
        try:
            widths = [len(row) for row in csv.reader(texts, delimiter=delimiter)]
        except csv.Error:
            continue
        if widths[0] > 1 and 5 * widths.count(widths[0]) >= 4 * len(widths):
            return True
    return False


def _is_like_a_fact(content: bytes) -> bool:
    if content.lstrip()[:1] != b"{":
        return False
    found = _read(content)
    return isinstance(found, dict) and not _AS_A_FACT.isdisjoint(found)


def _read(content: bytes) -> object:
    """What a text of JSON says; nothing where it is none."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


_CERTAIN = {form for _, form in _BY_SIGNATURE}
