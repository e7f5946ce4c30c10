"""What runs in the process that is to die: the command line of the program, in small batches, with a point armed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer

import licensing.commands.serve  # noqa: F401  loaded once, before the processes part
from consumers import file_import, foreign, kafka, loop, project, publisher
from licensing.__main__ import main
from licensing.commands import commands
from tests.drill.killing import Kill, arm

commands()


def run(words: Sequence[str], environment: Mapping[str, str], kill: Kill | None, at_once: int, said: Path) -> None:
    """Runs one command to its end, or to its death."""
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.environ.update(environment)
    _batches_of(at_once)
    loop.LOOP_WAIT = publisher.PUBLISHER_WAIT = foreign.FOREIGN_WAIT = 0.1
    kafka.consumer_of = _quickly_missed(kafka.consumer_of)
    if kill is not None:
        arm(kill)
    sys.exit(main(words))


def _batches_of(count: int) -> None:
    """Small batches, so that a small history passes every point often."""
    file_import.BATCH = publisher.PUBLISHED_AT_ONCE = foreign.FOREIGN_AT_ONCE = project.REBUILT_AT_ONCE = count
    loop.keep.__defaults__ = (count, *(loop.keep.__defaults__ or ())[1:])


def _quickly_missed(consumer: Any) -> Any:
    """A member of a group whose death the broker notices soon: else its successor waits for that."""

    def made(servers: str, **more: Any) -> KafkaConsumer:
        if "group_id" in more:
            more |= {"group_instance_id": "drill", "session_timeout_ms": 6_000}
        return consumer(servers, **more)

    return made
