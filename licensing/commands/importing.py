"""`counterfoil import FILE…`: takes facts from files into the log, each once, whatever the order."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from consumers.arrival import Counts, Outcome
from consumers.file_forms import NoFacts
from consumers.file_import import FileImport, RejectsFile, name_of, rejects_path
from consumers.file_lines import BrokenOff, is_piped, is_standard_input
from domain.record.data_quality import Oddity
from licensing.commands import FROM_INPUT
from licensing.commands.progress import Advance
from licensing.settings import WALL, Settings
from licensing.wiring import World

NAME = "import"
HELP = "Take facts from .jsonl or .jsonl.gz files, or from a pipe, into the log; running it again does no harm."


class Interruption:
    """Remembers that the user wants to stop, so that the batch at work is finished first."""

    def __init__(self) -> None:
        self.wanted = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The first Ctrl-C is remembered, the second breaks off at once."""
        try:
            before = signal.signal(signal.SIGINT, self._remember)
        except ValueError:  # not the main thread: whoever runs us handles signals
            yield
            return
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _remember(self, *_: object) -> None:
        if self.wanted:
            raise KeyboardInterrupt
        self.wanted = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and where the print of the rejects goes."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".jsonl, .jsonl.gz or a pipe; - for stdin")
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="PATH",
        help="where to print what is not accepted, - for stdout; default: FILE.rejects.jsonl beside each file,"
        " for a pipe in the folder of --data",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Imports one file after the other; 1 when one could not be read to its end, 2 when one is no file of facts."""
    files: Sequence[Path] = arguments.files
    named = RejectsFile(_printed_at(arguments.rejects), several=len(files) > 1) if arguments.rejects else None
    interruption = Interruption()
    total, code = Counts(), 0
    # Facts are trees without cycles: looking for cycles among millions of them only costs time.
    gc.disable()
    try:
        with World(settings) as world, interruption.watched():
            _deliver(world)
            for file in files:
                counts, ended = _import(world, file, named, interruption)
                total, code = total.plus(counts), max(code, ended)
                if interruption.wanted:
                    break
    finally:
        gc.enable()
    if named:
        _finish(named)
    if len(files) > 1:
        print(f"all files: {_told(total)}", file=sys.stderr)
    return max(code, int(interruption.wanted))


def _printed_at(rejects: Path) -> Path:
    return Path("/dev/stdout") if str(rejects) == FROM_INPUT else rejects


def _import(world: World, file: Path, named: RejectsFile | None, stop: Interruption) -> tuple[Counts, int]:
    """What became of one file, and the exit code that follows from it."""
    told = name_of(file) if is_standard_input(file) else str(file)
    rejects = named or RejectsFile(rejects_path(file, world.settings.data), makes_folder=is_piped(file))
    try:
        task = FileImport(file, world.log.record, rejects, lambda: stop.wanted, world.receiving)
    except OSError as why:
        print(f"counterfoil: {told} cannot be read: {why.strerror}", file=sys.stderr)
        return Counts(), 1
    code = 0
    with Advance(file.name if told == str(file) else told, task.size, "facts") as advance:
        try:
            for outcome in task.batches():
                _warn(outcome, advance)
                advance.to(task.done, task.counts.seen)
        except NoFacts as why:
            advance.say(f"counterfoil: {told}: {why}")
            return Counts(), 2
        except BrokenOff as why:
            advance.say(f"counterfoil: {told}: {why}")
            code = 1
        if stop.wanted:
            advance.say(_stopped(task, told))
    print(f"{told}: {_told(task.counts)}", file=sys.stderr)
    if not named:
        _finish(rejects)
    return task.counts, code


def _deliver(world: World) -> None:
    """What waited for its time and is due by now."""
    if world.log.clock != WALL:
        return
    counts = world.waiting().deliver()
    if counts.seen:
        print(f"kept until their time, delivered anew: {_told(counts)}", file=sys.stderr)


def _warn(outcome: Outcome, advance: Advance) -> None:
    for noted in outcome.notes:
        if noted.note.oddity is Oddity.RECORDED_FAR_AHEAD:
            advance.say(f"warning: {noted.source}#{noted.id} ({noted.origin}): {noted.note.detail}")


def _stopped(task: FileImport, told: str) -> str:
    again = (
        "Run the same command again, over the same facts from their beginning,"
        if task.piped
        else ("Run the same command again")
    )
    return (
        f"stopped after line {task.line} of {told}; all up to it is recorded."
        f" {again} to go on: what is on record is only counted as repeated"
    )


def _finish(rejects: RejectsFile) -> None:
    rejects.close()
    if rejects.failure:
        print(
            f"warning: {rejects.path} cannot be written ({rejects.failure.strerror});"
            " the rejects are on record all the same, see `counterfoil rejects`",
            file=sys.stderr,
        )
    elif rejects.count:
        print(f"what was rejected is printed in {rejects.path}", file=sys.stderr)


def _told(counts: Counts) -> str:
    told = f"accepted {counts.accepted}, repeated {counts.repeated}, rejected {counts.rejected}"
    if counts.displaced:
        told += f" ({counts.displaced} of them accepted before, displaced by an earlier recording)"
    return f"{told}, notes {counts.noted}"
