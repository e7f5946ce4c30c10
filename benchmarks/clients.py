"""Clients of the service in one thread of a process of its own, each on a connection that stays open.

Requests lie ready as bytes and answers are only looked at, so that the clients take little of the machine.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from typing import Any

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_PATIENCE = 60.0

Found = dict[str, Any]


def posted(requests: Sequence[Sequence[bytes]], port: int, expected: bytes) -> Found:
    """Every client sends its requests one after the other, whatever the others do.

    Tells the seconds all took, those of each request, and those that the clients worked themselves. Raises
    RuntimeError for an answer that is not 201 or lacks what is expected.
    """
    taken: list[float] = []
    with selectors.DefaultSelector() as selector:
        clients = [_Client(port, iter(own), expected) for own in requests]
        worked, start = time.process_time(), time.perf_counter()
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        while selector.get_map():
            ready = selector.select(_PATIENCE)
            if not ready:
                raise RuntimeError("no answer")
            for key, _ in ready:
                if key.data.received(taken) and not key.data.send():
                    selector.unregister(key.fileobj)
        seconds = time.perf_counter() - start
        worked = time.process_time() - worked
    for client in clients:
        client.socket.close()
    return {"seconds": seconds, "taken": taken, "worked": worked}


class _Client:
    """One connection: a request, then its answer, then the next."""

    def __init__(self, port: int, requests: Iterator[bytes], expected: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests, self._expected = requests, expected
        self._sent, self._got = 0.0, b""

    def send(self) -> bool:
        """Sends the next request; False when there is none."""
        request = next(self._requests, None)
        if request is None:
            return False
        self._sent, self._got = time.perf_counter(), b""
        self.socket.sendall(request)
        return True

    def received(self, taken: list[float]) -> bool:
        """Takes what came; True when that was the whole answer, and a good one."""
        part = self.socket.recv(1 << 16)
        if not part:
            raise RuntimeError(f"the connection was closed after {self._got!r}")
        self._got += part
        head, blank, body = self._got.partition(b"\r\n\r\n")
        found = _LENGTH.search(head) if blank else None
        if found is None or len(body) < int(found[1]):
            return False
        taken.append(time.perf_counter() - self._sent)
        if not head.startswith(b"HTTP/1.1 201 ") or self._expected not in body:
            raise RuntimeError(f"not as expected: {self._got[:2_000]!r}")
        return True


def request(path: str, token: str, body: bytes, key: str) -> bytes:
    """The bytes of one POST."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
