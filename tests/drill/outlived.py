"""The whole service at work over servers of its own, and what must be so half a minute after one of them came back."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any
from urllib.error import HTTPError, URLError

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from consumers.arrival import RejectReason
from consumers.kafka import open_events_topic
from licensing.log import open_log
from projections.catalogue import read_models
from projections.store.opening import open_views
from tests.drill import settled
from tests.drill.authority import Authority
from tests.drill.expected import Fact, name_of
from tests.drill.processes import Process
from tests.drill.stage import Stage

RECOVERS_WITHIN = 30.0
"""Seconds after the return of a server in which all must be as if it had never been away; nobody does anything."""
_SENT_AGAIN_WITHIN = 60.0
"""So many seconds are the sender's own, who sends again what a broker lost."""
_ROLES = (("serve", "--port", "0"), ("publish",), ("read",), ("consume",))


class AtWork:
    """Every role of one world, each in a process of its own, while another authority sends facts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._roles: list[Process] = [stage.start(*words) for words in _ROLES]
        self._address = self._roles[0].hears(r"serving (http://\S+)/")
        self._roles[-1].until(self._inbound_is_there)
        self.authority = Authority(stage.brokers, stage.inbound_topic)
        self.sent: list[Fact] = []

    def begins_to_send(self, facts: Sequence[Fact]) -> None:
        """The other authority sends, while all else goes on."""
        self.sent += facts
        self.authority.sends(facts)

    def records_some(self) -> None:
        """Waits until what is sent now has begun to be recorded."""
        self.stage.has_grown(self._roles[-1], by=50)

    def stays_alive(self, seconds: float) -> None:
        """So long a server is away; no role may end for that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert all(role.alive for role in self._roles), self._told()
            threading.Event().wait(0.1)

    def sends_again(self, unsent: Sequence[Fact]) -> int:
        """The broker lost what it had: all is sent again from the offset to which it is on record; how many were lost.

        Nobody sends before the topic is there again, which the service sees to. Returns when all is sent.
        """
        consume = self._roles[-1]
        since = time.monotonic()
        consume.until(self._inbound_is_there)
        assert time.monotonic() < since + RECOVERS_WITHIN
        taken = self.authority.forget()
        with closing(open_log(self.stage.place)) as log:
            consume.until(lambda: bool(self._read_to()))
            again = [one.fact for one in taken if one.offset >= self._read_to()[-1]]
            lost = [one.fact for one in taken if log.position_of(*name_of(one.fact)) is None]
        assert not [fact for fact in lost if fact not in again]
        self.authority.sends([*again, *unsent])
        self.authority.join(_SENT_AGAIN_WITHIN)
        return len(lost)

    def _read_to(self) -> list[int]:
        """Up to which offsets a topic was on record when it was found to be another, as the service told it."""
        with closing(open_log(self.stage.place)) as log:
            lost = [x.reject.origin for x in log.rejects() if x.reject.reason is RejectReason.RECORDS_LOST]
        return [origin.offset or 0 for origin in lost]

    def recovers(self, since: float, within: float = RECOVERS_WITHIN) -> float:
        """Waits until everything is as it must be; the seconds that took."""
        while lacking := self._lacking():
            assert time.monotonic() < since + within, f"after {within:.0f} seconds: {lacking}; {self._told()}"
            assert all(role.alive for role in self._roles), self._told()
            threading.Event().wait(0.1)
        return time.monotonic() - since

    def _lacking(self) -> str:
        """What is not yet as it must be; nothing when everything is."""
        if self.authority.at_work:
            return "not everything is sent"
        if (status := self._readiness()) != 200:
            return f"/readyz says {status}"
        if not self._inbound_is_there():
            return "there is no inbound topic"
        with closing(open_log(self.stage.place)) as log, closing(open_views(self.stage.place)) as views:
            head = log.head()
            if lacking := sum(log.position_of(*name_of(fact)) is None for fact in self.sent):
                return f"{lacking} of {len(self.sent)} facts are not on record"
            behind = {x.name: at for x in read_models() if (at := views.position(x.name)) != head}
            if behind:
                return f"the head of the log is {head}, and {behind}"
        with closing(open_events_topic(self.stage.brokers, self.stage.topic)) as topic:
            last = topic.last().position
        return "" if last == head else f"the topic ends with {last}, and the log with {head}"

    def _readiness(self) -> int:
        """What /readyz answers; 0 when nothing."""
        try:
            with urllib.request.urlopen(f"{self._address}/readyz", timeout=5) as reply:  # noqa: S310 - our own service
                return int(reply.status)
        except HTTPError as why:
            with why:
                return why.code
        except (URLError, OSError):
            return 0

    def _inbound_is_there(self) -> bool:
        """Whether others can send."""
        try:
            with closing(KafkaAdminClient(bootstrap_servers=self.stage.brokers)) as admin:
                found: list[dict[str, Any]] = admin.describe_topics([self.stage.inbound_topic])
        except KafkaError:
            return False
        return [topic["error_code"] for topic in found] == [0]

    def is_as_undisturbed(self) -> None:
        """Log, topic and views are those of a world in which nothing was ever away."""
        self.stage.deliveries = self.sent
        self.stage.log_is_sound()
        self.stage.topic_is_sound()
        with closing(open_log(self.stage.place)) as log, closing(open_views(self.stage.place)) as views:
            calm = settled.undisturbed(self.stage.folder / "calm", settled.everything(log))
            assert settled.digests(views) == calm

    def end(self, within: float) -> None:
        """Tells every role at once to end, whatever it does or waits for, which it does in so many seconds."""
        for role in self._roles:
            role.tell_to_end()
        until = time.monotonic() + within
        for role in self._roles:
            role.ends(within=until - time.monotonic())

    def stop(self) -> None:
        """Ends every role in order."""
        for role in self._roles:
            role.stop()

    def _told(self) -> str:
        return "\n".join(role.told() for role in self._roles)


@contextmanager
def at_work(stage: Stage) -> Iterator[AtWork]:
    """Every role; whatever still runs at the end is ended."""
    try:
        yield AtWork(stage)
    finally:
        stage.clear_away()
