"""The text of a file: UTF-8, not too long, and nothing else."""

from __future__ import annotations

import codecs
from pathlib import Path

from consumers.published.faults import BadList, bad

LONGEST = 64 * 1024 * 1024
_WIDE = (
    *((mark, "utf-32") for mark in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
    *((mark, "utf-16") for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
)
_GLANCE = 400


def content_of(path: Path) -> bytes:
    """The bytes of a file, if they are not far more than any list has; raises OSError and BadList."""
    with path.open("rb") as file:
        found = file.read(LONGEST + 1)
    if len(found) > LONGEST:
        raise bad(path.name, f"it has more than {LONGEST:,} bytes", "name the file of one list")
    return found


def text_of(content: bytes) -> str:
    """The text behind bytes, in UTF-8 or by its mark in UTF-16 or 32; raises BadList with the place of a fault."""
    wide = next((name for mark, name in _WIDE if content.startswith(mark)), None) or _unmarked(content)
    try:
        return content.decode(wide) if wide else content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as why:
        line = content.count(b"\n", 0, why.start) + 1
        named = (wide or "utf-8").upper()
        told = f"byte {why.start + 1} is 0x{content[why.start]:02x}, which is no {named} ({why.reason})"
        raise bad(f"line {line}", told, "fetch the file again, or save it as UTF-8") from why


def table_text(content: bytes) -> str:
    """The text of a table that a spreadsheet wrote: what is no Unicode is read as Windows-1252."""
    try:
        return text_of(content)
    except BadList:
        if b"\0" in content:
            raise
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            pass
        raise


def _unmarked(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its beginning is nothing."""
    glance = content[:_GLANCE]
    even, odd = glance[0::2], glance[1::2]
    if len(glance) > 1 and not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if len(glance) > 1 and not any(even) and all(odd) else None


def trimmed(text: str | None) -> str:
    """A value without outer white space and line breaks, blanks inside one at a time."""
    return " ".join((text or "").split())
