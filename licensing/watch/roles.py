"""Which commands are roles: they run until they are told to stop, each under a process that watches it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from licensing.settings import Settings, offer, settings
from licensing.watch.beats import WATCHED, begin

ROLES = ("serve", "publish", "read", "consume", "clock")
_HELP = {"-h", "--help"}


def watched(words: Sequence[str], environment: Mapping[str, str]) -> int | None:
    """Runs a role under a process that watches it, and returns its exit code; None where this process is to run it."""
    if WATCHED in environment:
        _be_watched(os.environ.pop(WATCHED))
        return None
    if not words or words[0] not in ROLES or _HELP & set(words):
        return None
    from licensing.logs import log_handler, logging_to
    from licensing.watch.parent import Parent

    found = _settings(words, environment)
    if found is None:
        return None
    with logging_to(log_handler(words[0], found.log_form), found.log_level):
        return Parent(words[0], _calls(words, found), found).keep_running()


def _settings(words: Sequence[str], environment: Mapping[str, str]) -> Settings | None:
    """The settings in force; None where the call cannot be read, which the command itself tells best."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    offer(parser, words[0])
    try:
        told, _ = parser.parse_known_args(words[1:])
    except argparse.ArgumentError:
        return None
    return settings({name.removeprefix("setting_"): value for name, value in vars(told).items()}, environment)


def _calls(words: Sequence[str], settings: Settings) -> list[list[str]]:
    """The call of each process: the findings are shared by workers, each in a process of its own."""
    alone = settings.workers == 1 or any(word.partition("=")[0] == "--worker" for word in words)
    if words[0] != "read" or alone:
        return [list(words)]
    return [[*words, "--worker", str(worker)] for worker in range(settings.workers)]


def _be_watched(told: str) -> None:
    path, _, life = told.rpartition(":")
    begin(Path(path))
    threading.Thread(target=_end_with, args=(int(life),), name="watched", daemon=True).start()


def _end_with(life: int) -> None:
    """Ends this process in order when the one that watches it is gone: nobody would watch it any more."""
    while os.read(life, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHANED)
    sys.stderr.flush()
    os._exit(1)


ORPHANED = 25.0
"""Seconds in which a process ends whose watcher is gone."""
