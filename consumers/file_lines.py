"""Lines of a file of facts, plain or gzip, however long, whole lines only."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"


class FileLine(NamedTuple):
    """A line without its end; of one that is too long only the beginning is kept, and its whole length."""

    number: int
    content: bytes
    length: int


class BrokenOff(Exception):
    """A gzip that ends too early or is damaged: what came before the line is read, nothing after."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"it breaks off at line {line} ({why}); the whole lines before it were read")
        self.line = line


class FileLines:
    """Iterates over the lines of a file that are not blank; `done` is how much of the file has been read."""

    def __init__(self, path: Path, longest: int) -> None:
        self._file = path.open("rb")
        self.size = path.stat().st_size
        self._longest = longest
        self._number = 1

    @property
    def done(self) -> int:
        """Bytes of the file read so far."""
        return self.size if self._file.closed else self._file.tell()

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def __iter__(self) -> Iterator[FileLine]:
        # One byte more than the longest line and its carriage return tells that it is too long.
        room = self._longest + 2
        held, dropped = bytearray(), 0
        for chunk in self._chunks():
            first, *rest = chunk.split(b"\n")
            dropped += max(0, len(held) + len(first) - room)
            held += first[: room - len(held)]
            for content in rest:
                if held and not held.isspace():
                    yield self._line(bytes(held), dropped)
                self._number += 1
                held, dropped = bytearray(content), 0
        if held and not held.isspace():
            yield self._line(bytes(held), dropped)

    def _line(self, content: bytes, dropped: int) -> FileLine:
        content = content.removesuffix(b"\r") if not dropped else content
        return FileLine(self._number, content, len(content) + dropped)

    def _chunks(self) -> Iterator[bytes]:
        opened = _opened(self._file)
        while True:
            try:
                chunk = opened.read1(_CHUNK)  # type: ignore[attr-defined]
            except (EOFError, zlib.error, gzip.BadGzipFile) as why:
                raise BrokenOff(self._number, str(why)) from why
            if not chunk:
                return
            yield chunk


def _opened(file: IO[bytes]) -> IO[bytes]:
    magic = file.read(2)
    file.seek(0)
    return gzip.GzipFile(fileobj=file, mode="rb") if magic == _GZIP else file  # type: ignore[return-value]
