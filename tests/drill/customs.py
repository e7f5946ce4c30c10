"""Officers of customs who give orders over HTTP while the service keeps dying, until each has its answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from licensing.http.auth.issuer import DemoIssuer, issuer_key
from tests.drill.expected import Fact
from tests.drill.processes import PATIENCE, Process
from tests.licensing.ordering_world import declaration
from tests.movements import consignment, item

LICENCE = "XA:EL-1"
PIECES, MOST = 40, 6
PAUSE = 0.02
CREATED, AWAY = 201, 503


class Letter(NamedTuple):
    """An order as it is sent, and sent again: in the same words under the same key."""

    path: str
    body: bytes
    key: str


class Answered(NamedTuple):
    """A letter and the answer to it."""

    letter: Letter
    answer: bytes

    @property
    def acknowledgement(self) -> Fact:
        """The answer, opened."""
        found: Fact = msgspec.json.decode(self.answer)
        return found


class Officer:
    """Declares, corrects and cancels consignments of his own on one licence; `acknowledged` is what was answered."""

    def __init__(self, number: int, ports: Sequence[int], token: str) -> None:
        self._number, self._ports = number, ports
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._choice = Random(number)
        self._letters = self._consignments = 0
        self._live: list[str] = []
        self.acknowledged: list[Answered] = []

    def works(self, stop: threading.Event) -> None:
        """Gives one order after the other until told to stop, and waits for the answer to the last."""
        while not stop.is_set():
            self._gives_an_order()

    def asks_again(self) -> list[bytes]:
        """What is answered to all that he has been answered before."""
        return [self._answer(letter) for letter, _ in self.acknowledged]

    def _gives_an_order(self) -> None:
        chosen = self._choice.random()
        if self._live and chosen < 0.2:
            self._cancels(self._live.pop(self._choice.randrange(len(self._live))))
        elif self._live and chosen < 0.4:
            self._adjusts(self._choice.choice(self._live))
        else:
            self._declares()

    def _declares(self) -> None:
        self._consignments += 1
        ucr = f"{self._number}-{self._consignments}"
        if self._gets("declare", declaration(ucr, self._pieces(), LICENCE))["outcome"] == "RECORDED":
            self._live.append(ucr)

    def _adjusts(self, ucr: str) -> None:
        self._gets("adjust", self._named(ucr) | {"lines": [item(1, self._pieces())]})

    def _cancels(self, ucr: str) -> None:
        assert self._gets("cancel", self._named(ucr))["outcome"] == "RECORDED"

    def _named(self, ucr: str) -> Fact:
        return {"shipment": consignment(ucr), "declaration": f"D-{ucr}"}

    def _pieces(self) -> int:
        return self._choice.randint(1, MOST)

    def _gets(self, verb: str, data: Fact) -> Fact:
        self._letters += 1
        body = msgspec.json.encode({"data": data})
        letter = Letter(f"/api/v1/consignments/{verb}", body, f"officer-{self._number}-{self._letters:05d}")
        self.acknowledged.append(Answered(letter, self._answer(letter)))
        return self.acknowledged[-1].acknowledgement

    def _answer(self, letter: Letter) -> bytes:
        end, port = time.monotonic() + PATIENCE, self._choice.choice(self._ports)
        while time.monotonic() < end:
            try:
                return self._asks(port, letter)
            except (OSError, HTTPException):
                time.sleep(PAUSE)
                port = self._choice.choice(self._ports)
        raise AssertionError(f"no answer to {letter}")

    def _asks(self, port: int, letter: Letter) -> bytes:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("POST", letter.path, letter.body, self._headers | {"Idempotency-Key": letter.key})
            reply = connection.getresponse()
            answer = reply.read()
        finally:
            connection.close()
        if reply.status == AWAY:
            raise HTTPException(answer)
        assert reply.status == CREATED, answer
        return answer


class CustomsOffice:
    """Several officers who work side by side."""

    def __init__(self, keys: Path, ports: Sequence[int], officers: int = 4) -> None:
        issuer = DemoIssuer(issuer_key(keys))
        token = issuer.token(issuer.officers["noor"])
        self.officers = [Officer(number, ports, token) for number in range(officers)]

    @property
    def answered(self) -> int:
        """How many orders have been answered."""
        return sum(len(officer.acknowledged) for officer in self.officers)

    def wait_for(self, more: int, service: Process) -> None:
        """Waits until a service has answered so many more orders."""
        least = self.answered + more
        service.until(lambda: self.answered >= least)

    @property
    def acknowledged(self) -> list[Answered]:
        """All that was answered."""
        return [one for officer in self.officers for one in officer.acknowledged]

    def asks_again(self) -> list[bytes]:
        """What is answered to all that was answered before."""
        return [answer for officer in self.officers for answer in officer.asks_again()]

    @contextmanager
    def at_work(self) -> Iterator[Callable[[], None]]:
        """A time in which they work; called, it tells them to come to the end, and waits for that."""
        stop = threading.Event()
        with ThreadPoolExecutor(len(self.officers)) as threads:
            working = [threads.submit(officer.works, stop) for officer in self.officers]

            def come_to_the_end() -> None:
                stop.set()
                for one in working:
                    one.result(2 * PATIENCE)

            try:
                yield come_to_the_end
            finally:
                stop.set()
