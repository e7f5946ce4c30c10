"""Tells the demo's story over HTTP: each order by its officer, once, and printed with where it is seen."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn

from domain.decisions import COMMANDS
from licensing.access import Actor
from licensing.commands.serve import browser_address, listening, server_of
from licensing.demo.story import STORY, Episode, StoryStep
from licensing.demo.visitor import NotAsExpected, Reply, Visitor
from licensing.http.app import build
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.http.json.ordering import order_address as address_of
from licensing.http.pages.words import day_in_words
from licensing.orders.acknowledgement import PROPOSED, REFUSED
from licensing.wiring import World

_Tell = Callable[[str], None]
STARTING, _PAUSE = 120.0, 0.02
_CREATED, NOT_THERE_YET = 201, 503
_WHO = {officer.subject: officer for officer in DEMO_OFFICERS}
_MARGIN = " " * 13


class StoryClock:
    """The clock of a context in which the story is told; it shows what the story says."""

    def __init__(self) -> None:
        self.at = STORY[0].steps[0].at

    def now(self) -> str:
        """The moment of the step that is told."""
        return self.at


def tell_story(world: World, shown: str, tell: _Tell, story: Sequence[Episode] = STORY) -> None:
    """Gives all orders of a story to a context of its own, by its own clock; told before, they change nothing.

    Somebody must keep the views meanwhile. `shown` is the address under which the reader will find the pages.
    """
    clock, before = StoryClock(), world.log.head()
    with (
        world.at(clock.now) as told,
        listening("127.0.0.1", 0) as at,
        answering(server_of(build(told.context)), at) as base,
    ):
        telling = _Telling({name: Visitor(base, name) for name in _WHO}, clock, shown.rstrip("/"), tell)
        for chapter in story:
            telling.chapter(chapter)
    if world.log.head() == before:
        tell("\nAll of it had been told before; nothing was entered again.")


class _Telling:
    """The story on its way: who orders, how many steps were told, which version of each application was answered."""

    def __init__(self, visitors: Mapping[str, Visitor], clock: StoryClock, shown: str, tell: _Tell) -> None:
        self._visitors, self._clock, self._shown, self._tell = visitors, clock, shown, tell
        self._number = self._position = 0
        self._seen: dict[str, str] = {}

    def chapter(self, chapter: Episode) -> None:
        """All its steps, and what the rules find in the end."""
        self._tell(f"\n{chapter.title}")
        for step in chapter.steps:
            self._say(step, self._ordered(step))
        if chapter.ucr:
            self._end(self._found(chapter.ucr))

    def _end(self, found: Sequence[Any]) -> None:
        """What the rules find, and where that is read."""
        self._tell(f"{_MARGIN}Findings that are open now: {len(found) or 'none'}.")
        for finding in found:
            self._tell(f"{_MARGIN}{finding['rule']}: {finding['message']}")
            self._tell(f"{_MARGIN}{self._shown}/findings/{finding['finding_id']}")

    def _ordered(self, step: StoryStep) -> Any:
        """The acknowledgement of a step; its request has a key, so that it counts once."""
        self._number += 1
        self._clock.at = step.at
        about = str(step.data.get("application", ""))
        headers = {"Idempotency_Key": f"demo-story-{self._number:02d}"}
        if about in self._seen:
            headers["If_Match"] = self._seen[about]
        reply = self._given(step.officer, step.order, step.data, headers)
        if reply.status == _CREATED and reply.json["outcome"] == PROPOSED and step.confirmed_by:
            named = {"proposal": reply.json["entries"][-1]["data"]["proposal"]}
            second = {"If_Match": reply.headers["etag"], "Idempotency_Key": f"{headers['Idempotency_Key']}-confirmed"}
            reply = self._given(step.confirmed_by, "proposal confirm", named, second)
        if reply.status != _CREATED:
            told = f"{reply.json.get('detail')} {reply.json.get('mend', '')}".strip()
            raise NotAsExpected(f"the story stops at `{step.order}` of {step.at[:10]}, answered {reply.status}: {told}")
        if about:
            self._seen[about] = reply.headers["etag"]
        self._position = reply.json["position"]
        return reply.json

    def _given(self, officer: str, order: str, data: Mapping[str, Any], headers: Mapping[str, str]) -> Reply:
        """The answer to one order."""
        path, visitor = address_of(COMMANDS[order]), self._visitors[officer]
        return _patiently(lambda: visitor.api(path, {"data": data}, **headers))

    def _found(self, ucr: str) -> Sequence[Any]:
        """What is open about a consignment, once the views know all that was ordered."""
        path = f"/findings?state=OPEN&consignment={ucr}&after={self._position}"
        found: Sequence[Any] = _patiently(lambda: self._visitors["amara"].api(path)).json["findings"]
        return found

    def _say(self, step: StoryStep, acknowledgement: Any) -> None:
        self._tell(f"{day_in_words(step.at):>11}  {_introduced(_WHO[step.officer])}: {COMMANDS[step.order].title}.")
        if step.confirmed_by and acknowledgement["outcome"] != REFUSED:
            self._tell(f"{_MARGIN}Confirmed by {_introduced(_WHO[step.confirmed_by])}.")
        for line in (*_outcome(acknowledgement), f"{self._shown}{step.page}"):
            self._tell(f"{_MARGIN}{line}")


@contextmanager
def answering(server: uvicorn.Server, at: socket.socket) -> Iterator[str]:
    """A server at work in a thread; yields its address."""
    serving = threading.Thread(target=server.run, kwargs={"sockets": [at]}, name="server")
    base = browser_address(at)
    serving.start()
    try:
        await_start(server)
        yield base
    finally:
        server.should_exit = True
        serving.join()


def await_start(server: uvicorn.Server) -> None:
    """Waits until it answers."""
    until = time.monotonic() + STARTING
    while not server.started:
        if time.monotonic() > until:
            raise NotAsExpected(f"the server did not start within {STARTING:.0f} seconds")
        time.sleep(_PAUSE)


def _patiently(ask: Callable[[], Reply]) -> Reply:
    """The answer, asked for again as long as the views are not there yet."""
    until = time.monotonic() + STARTING
    while (reply := ask()).status == NOT_THERE_YET and time.monotonic() < until:
        time.sleep(_PAUSE)
    return reply


def _introduced(officer: Actor) -> str:
    return f"{officer.name}, {officer.role.title} of {officer.state}"


def _outcome(acknowledgement: Any) -> Iterator[str]:
    """What became of an order, in sentences; all reasons of a refusal."""
    if acknowledgement["outcome"] != REFUSED:
        yield from (entry["sentence"] for entry in acknowledgement["entries"])
        return
    yield "Refused, and this is what stands in the way:"
    yield from (f"- {reason['says']} {reason['mend']}" for reason in acknowledgement["reasons"])
