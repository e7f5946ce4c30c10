"""Lines of facts from a file or a pipe, plain or gzip, however long, whole lines only."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import select
import stat
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"
_PAUSE = 0.2
_INPUTS = ("-", "/dev/stdin")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_MARK = 4
_FIRST = (b"{", b" ", b"\t", b"\r", b"\n")
"""What a file of facts may begin with."""
_NO_CHARACTER = b"\xff"
"""Ends a text that breaks off within a character, so that its last line is seen to be no UTF-8."""


class FileLine(NamedTuple):
    """A line without its end; of one that is too long only the beginning is kept, and its whole length."""

    number: int
    content: bytes
    length: int


class BrokenOff(Exception):
    """A gzip that ends too early or is damaged: what came before the line is read, nothing after."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            f"it breaks off at line {line} ({why}); the whole lines before it were read;"
            " get it whole and run the same command again"
        )
        self.line = line


def is_standard_input(path: Path) -> bool:
    """Whether a name stands for what this process is given to read."""
    return str(path) in _INPUTS


def is_piped(path: Path) -> bool:
    """Whether a name is of no file that lies somewhere: a pipe, a device, a FIFO, standard input."""
    return is_standard_input(path) or not path.is_file() or str(path).startswith(("/dev/", "/proc/"))


class _Input(io.RawIOBase):
    """A file or a pipe, read forwards only; asked to stop, a pipe is at its end, also while it is silent."""

    def __init__(self, path: Path, stop: Callable[[], bool]) -> None:
        number = 0 if is_standard_input(path) else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._file = io.FileIO(number, closefd=number != 0)
        found = os.fstat(number)
        self.waits = not stat.S_ISREG(found.st_mode)
        self.size = 0 if self.waits else found.st_size
        self.done = 0
        self._stop = stop

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._read(buffer)
        if count and not self.done:
            # A pipe may hand over one byte at a time, and the first ones together say what it is.
            while count < len(_GZIP) and (more := self._read(buffer[count:])):
                count += more
        self.done += count
        return count

    def _read(self, buffer: memoryview) -> int:
        while self.waits and not self._stop() and not select.select([self._file], [], [], _PAUSE)[0]:
            pass
        return 0 if self.stopped else self._file.readinto(buffer) or 0

    @property
    def stopped(self) -> bool:
        """Whether the end is one that was asked for, perhaps in the middle of a line."""
        return self.waits and self._stop()

    def close(self) -> None:
        self._file.close()
        super().close()


class FileLines:
    """Iterates over the lines that are not blank; `done` is how much has been read, `size` 0 where nobody knows.

    A byte order mark is no part of the text, and what is in UTF-16 or UTF-32 is read as the same in UTF-8.
    """

    def __init__(self, path: Path, longest: int, stop: Callable[[], bool] = lambda: False) -> None:
        self._path, self._longest = path, longest
        self._input = _Input(path, stop)
        self._buffered = io.BufferedReader(self._input, _CHUNK)
        self.size = self._input.size
        self._number = 1

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self._input.done

    @property
    def piped(self) -> bool:
        """Whether it can be read once only."""
        return self._input.waits or is_standard_input(self._path)

    def again(self) -> FileLines:
        """The same from the beginning; for what is not piped."""
        return FileLines(self._path, self._longest)

    def close(self) -> None:
        """Lets go of the file."""
        self._buffered.close()

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
        if held and not held.isspace() and not self._input.stopped:
            yield self._line(bytes(held), dropped)

    def _line(self, content: bytes, dropped: int) -> FileLine:
        content = content.removesuffix(b"\r") if not dropped else content
        return FileLine(self._number, content, len(content) + dropped)

    def _chunks(self) -> Iterator[bytes]:
        try:
            yield from _in_utf8(_unpacked(self._buffered))
        except (EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError) as why:
            if not self._input.stopped:
                raise BrokenOff(self._number, str(why)) from why


def _unpacked(file: io.BufferedReader[_Input]) -> Iterator[bytes]:
    opened: IO[bytes] = file
    if file.peek(len(_GZIP)).startswith(_GZIP):
        opened = gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[assignment]
    while chunk := opened.read1(_CHUNK):  # type: ignore[attr-defined]
        yield chunk


def _in_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The text of chunks in UTF-8, without its mark; what stands for no character is in no UTF-8 either."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _LONGEST_MARK:
            break
    encoding, mark = _encoding(head)
    if encoding == "utf-8":
        yield head[mark:]
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    yield decoder.decode(head[mark:]).encode("utf-8", "surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        yield _NO_CHARACTER


def _encoding(head: bytes) -> tuple[str, int]:
    """The encoding of a text by its first bytes, and how long its mark is."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if head[:1] in _FIRST and head[1:2] == b"\0" and head[3:4] == b"\0":
        return "utf-16-le", 0
    if head[:1] == b"\0" and head[1:2] in _FIRST and head[2:3] == b"\0":
        return "utf-16-be", 0
    return "utf-8", 0
