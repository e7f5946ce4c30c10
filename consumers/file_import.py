"""Facts from a file: read, examined, recorded in batches; safe to break off and to run again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from consumers.arrival import Counts, Delivery, Origin, Outcome, Record, Reject
from consumers.file_forms import lines_of_facts
from consumers.file_lines import BrokenOff, FileLine, FileLines, is_piped, is_standard_input
from consumers.inbound import LONGEST_FACT, examine, too_long
from consumers.receiving import TAKES_ANYTHING, Receiving

BATCH = 4_000
BATCH_BYTES = 8 * 1024 * 1024


class RejectsFile:
    """The print of the rejects of an import; when it is complete it takes the place of an earlier one.

    What is no file, a pipe or a device, is written to and stays what it is.
    """

    def __init__(self, path: Path, several: bool = False, makes_folder: bool = False) -> None:
        self.path, self._several, self._makes_folder = path, several, makes_folder
        self._in_place = path.exists() and is_piped(path)
        self._partial = path if self._in_place else path.with_name(path.name + ".partial")
        self._file: Any = None
        self.count = 0
        self.failure: OSError | None = None

    def write(self, rejects: Sequence[Reject], file: str) -> None:
        """One line for each; of one that came from another file, or on a topic, that too is told."""
        for reject in rejects:
            told = reject.told()
            if reject.origin.file and (self._several or reject.origin.file != file):
                told["file"] = reject.origin.file
            self._put(msgspec.json.encode(told) + b"\n")

    def close(self) -> None:
        """Puts the print in its place; when nothing was rejected there is no file."""
        try:
            if self._file is not None:
                self._file.close()
                if not self._in_place:
                    os.replace(self._partial, self.path)
            elif not self.failure and not self._in_place:
                self.path.unlink(missing_ok=True)
        except OSError as why:
            self.failure = self.failure or why

    def _put(self, row: bytes) -> None:
        self.count += 1
        if self.failure:
            return
        try:
            if self._makes_folder:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self._file or self._partial.open("wb")
            self._file.write(row)
        except OSError as why:
            # The rows are safe in the store; only their print is missing.
            self.failure = why


def rejects_path(file: Path, folder: Path | None = None) -> Path:
    """`FILE.rejects.jsonl` beside `FILE.jsonl` or `FILE.jsonl.gz`; of what is piped, in the folder."""
    name = file.name.removesuffix(".gz").removesuffix(".jsonl")
    if folder is None or not is_piped(file):
        return file.with_name(name + ".rejects.jsonl")
    if is_standard_input(file):
        name = "standard-input"
    return folder / f"{'pipe' if name.isdigit() else name}.rejects.jsonl"


def name_of(path: Path) -> str:
    """What a file is called where its facts came from; a pipe has no other name in another process."""
    if is_standard_input(path):
        return "standard input"
    return os.fsencode(path.absolute() if is_piped(path) else path.resolve()).decode(errors="replace")


class FileImport:
    """One file on its way into the log; `line` is the last that is recorded for good."""

    def __init__(
        self,
        path: Path,
        record: Record,
        rejects: RejectsFile,
        stop: Callable[[], bool] = lambda: False,
        receiving: Receiving = TAKES_ANYTHING,
    ) -> None:
        self.path, self._record, self._rejects, self._stop = path, record, rejects, stop
        self._receiving = receiving
        self._name = name_of(path)
        self._lines = FileLines(path, LONGEST_FACT, stop)
        self._leads = True
        self.counts = Counts()
        self.line = 0

    @property
    def size(self) -> int:
        """Bytes of the file; 0 where nobody knows."""
        return self._lines.size

    @property
    def piped(self) -> bool:
        """Whether the file is a pipe, or whatever else can be read once only."""
        return self._lines.piped

    @property
    def done(self) -> int:
        """Bytes of the file read so far."""
        return self._lines.done

    def batches(self) -> Iterator[Outcome]:
        """Imports the file batch by batch; what has been yielded is on record, and stays so whatever comes.

        Raises BrokenOff after the last whole line before the break, and NoFacts before anything is recorded. Asked to
        stop, it ends after the batch at work.
        """
        try:
            for batch in _batches(lines_of_facts(self._lines)):
                outcome = self._record([self._arrival(line) for line in batch])
                self._rejects.write(outcome.rejects, self._name)
                self.counts = self.counts.plus(outcome.counts)
                self.line = batch[-1].number
                yield outcome
                if self._stop():
                    return
        finally:
            self._lines.close()

    def _arrival(self, line: FileLine) -> Delivery | Reject:
        origin = Origin(file=self._name, line=line.number)
        if line.length > LONGEST_FACT:
            return too_long(line.length, origin)
        arrival = examine(line.content, origin, self._leads, self._receiving)
        self._leads = self._leads and isinstance(arrival, Reject)
        return arrival


def _batches(lines: Iterable[FileLine]) -> Iterator[list[FileLine]]:
    batch: list[FileLine] = []
    size = 0
    try:
        for line in lines:
            batch.append(line)
            size += len(line.content)
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
    except BrokenOff:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
