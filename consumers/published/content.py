"""The text of a file: UTF-8, not too long, and nothing else."""

from __future__ import annotations

import codecs
from pathlib import Path

from consumers.published.faults import bad

LONGEST = 64 * 1024 * 1024
_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def content_of(path: Path) -> bytes:
    """The bytes of a file, if they are not far more than any list has; raises OSError and BadList."""
    with path.open("rb") as file:
        found = file.read(LONGEST + 1)
    if len(found) > LONGEST:
        raise bad(path.name, f"it has more than {LONGEST:,} bytes", "name the file of one list")
    return found


def text_of(content: bytes) -> str:
    """The text behind bytes; raises BadList with the place of the first byte that is no UTF-8."""
    if content.startswith(_MARKS) or b"\0" in content[:64]:
        raise bad("byte 1", "this is UTF-16 or UTF-32", "save the file as UTF-8")
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as why:
        line = content.count(b"\n", 0, why.start) + 1
        told = f"byte {why.start + 1} is 0x{content[why.start]:02x}, which is no UTF-8 ({why.reason})"
        raise bad(f"line {line}", told, "fetch the file again, or save it as UTF-8") from why


def trimmed(text: str | None) -> str:
    """A value without outer white space and line breaks, blanks inside one at a time."""
    return " ".join((text or "").split())
