"""The process over a role: it ends what stands still and starts it again, and passes on how it ended.

Whoever ends by itself is not started again here: a mistake in the call stays one, and what restarts a container or a
unit knows its own back-off. Started again is what was ended for standing still, and what died by a signal; where that
fails, since a server is away, it is tried again.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from licensing.settings import Settings
from licensing.watch.beats import WATCHED, beats_in
from licensing.watch.run_folder import Watching, run_folder, watching
from licensing.watch.told import until_told

_LOOK = 0.2
_MOST_AT_ONCE = 1.0
"""Seconds that one look may add to how long somebody stands still: who watches may have stood still himself."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_LAST_WORDS = 3.0
"""Seconds in which whoever stands still may end by himself after all."""
_FAILURE = 1
_LOG = logging.getLogger(__name__)


class Child:
    """One process that is watched."""

    def __init__(self, name: str, words: Sequence[str], beat: Path, settings: Settings) -> None:
        self.name, self._words, self._beat, self._settings = name, list(words), beat, settings
        self._process: subprocess.Popen[bytes] | None = None
        self._pause, self._begins_at = _FIRST_PAUSE, 0.0
        self._lived, self._again_and_again = 0.0, False
        self._seen: dict[str, float] = {}
        self._silence: dict[str, float] = {}
        self._life = -1

    def start(self) -> None:
        """Starts it, with nothing known of an earlier one."""
        self._beat.unlink(missing_ok=True)
        self._lived, self._seen, self._silence = 0.0, {}, {}
        life, self._life = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "licensing", *self._words],
                env={**os.environ, WATCHED: f"{self._beat.resolve()}:{life}"},
                stdin=subprocess.DEVNULL,
                pass_fds=(life,),
                process_group=0,  # a key on the terminal goes to the one that watches, which passes it on once
            )
        finally:
            os.close(life)

    def look(self, passed: float) -> int | None:
        """Looks at it after so many seconds; its exit code when it ended by itself."""
        if self._process is None:
            if time.monotonic() >= self._begins_at:
                self.start()
            return None
        code = self._process.poll()
        if code is None:
            why = self._stands_still(passed)
            if why:
                self._end_it(why)
            return None
        if code >= 0 and not self._failed_to_go_on(code):
            return code
        told = {"signal": signal.Signals(-code).name} if code < 0 else {"exit_code": code}
        _LOG.error("%s died", self.name, extra=told)
        self._again()
        return None

    def _failed_to_go_on(self, code: int) -> bool:
        """Whether one that was started again failed soon: what it needs was there before, and may be again."""
        return code == _FAILURE and self._again_and_again and self._lived <= self._settings.beat_limit

    def _stands_still(self, passed: float) -> str | None:
        beats = dict(beats_in(self._beat))
        if not beats and not self._seen:
            self._lived += passed
            return "its loop did not begin to turn" if self._lived > self._settings.start_limit else None
        self._silence = {
            loop: self._silence.get(loop, 0.0) + passed if self._seen.get(loop) == at else 0.0
            for loop, at in beats.items()
        }
        self._seen = beats
        still = [loop for loop, seconds in self._silence.items() if seconds > self._settings.beat_limit]
        self._pause = _FIRST_PAUSE if self._went_well(passed) else self._pause
        return f"its loop of {', '.join(still)} stands still" if still else None

    def _went_well(self, passed: float) -> bool:
        """Whether it has turned for so long that what was before does not matter."""
        self._lived += passed
        return self._lived > self._settings.beat_limit + _LONGEST_PAUSE

    def _end_it(self, why: str) -> None:
        _LOG.error("%s is ended: %s", self.name, why, extra={"limit": self._settings.beat_limit})
        self.tell(signal.SIGTERM)
        self.ends_within(min(_LAST_WORDS, self._settings.grace))
        self._again()

    def _again(self) -> None:
        self._process, self._again_and_again = None, True
        os.close(self._life)
        self._begins_at = time.monotonic() + self._pause
        _LOG.warning("%s is started again", self.name, extra={"in_seconds": self._pause})
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def tell(self, number: signal.Signals) -> None:
        """Passes a signal on."""
        if self._process is not None:
            self._process.send_signal(number)

    def ends_within(self, seconds: float) -> int:
        """Waits for its end, and kills it when that takes longer; its exit code."""
        if self._process is None:
            return 0
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            _LOG.error("%s is killed: it did not end when it was told to", self.name, extra={"seconds": seconds})
            self._process.kill()
            return self._process.wait()


class Parent:
    """Watches the processes of one role."""

    def __init__(self, role: str, calls: Sequence[Sequence[str]], settings: Settings) -> None:
        self._role, self._calls, self._settings = role, calls, settings

    def keep_running(self) -> int:
        """Runs them until they end or this process is told to; how they ended."""
        with ExitStack() as closing:
            here = closing.enter_context(watching(run_folder(self._settings), self._role, len(self._calls)))
            stop = closing.enter_context(until_told(within=None))
            children = self._children(here)
            for child in children:
                child.start()
            ended: list[int] = []
            last = time.monotonic()
            while not ended and not stop.wait(_LOOK):
                here.turned()
                passed, last = min(time.monotonic() - last, _MOST_AT_ONCE), time.monotonic()
                ended = [code for child in children if (code := child.look(passed)) is not None]
            codes = self._end_all(children)
        return max(ended) if ended else max(_as_told(code) for code in codes)

    def _children(self, here: Watching) -> list[Child]:
        names = [self._role] if len(self._calls) == 1 else [f"{self._role} {n}" for n in range(len(self._calls))]
        return [
            Child(name, words, beat, self._settings)
            for name, words, beat in zip(names, self._calls, here.watched, strict=True)
        ]

    def _end_all(self, children: Sequence[Child]) -> list[int]:
        until = time.monotonic() + self._settings.grace
        for child in children:
            child.tell(signal.SIGTERM)
        return [child.ends_within(max(0.0, until - time.monotonic())) for child in children]


def _as_told(code: int) -> int:
    """The exit code of one that was told to end: whoever was not awake enough to hear it has ended as well."""
    if code >= 0:
        return code
    return 0 if code == -signal.SIGTERM else 128 - code
