"""What a connection may take of the service before anybody knows who is there: bytes, time, and its share of all.

The parser of requests keeps an endless header in memory and looks at it again with each piece; nothing before the
application bounds what a stranger sends, so each connection is bounded here.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from licensing.settings import Settings

HEAD_BYTES = 64 * 1024
"""Of the line and the headers of a request, and of what a body costs beside its content."""
HEAD_SECONDS = 10.0
BODY_SECONDS, BODY_LEAST = 30.0, 30 * 1024
"""A body whose sender brings less than this in that time is waited for no longer."""
_FRAMES = 8
"""A sender may put each byte of a body into a piece of its own."""
_TEXTS = {
    408: ("Request Timeout", "TOO_SLOW", "The request did not come in time.", "Send it again, at once and whole."),
    431: (
        "Request Header Fields Too Large",
        "HEADERS_TOO_LARGE",
        f"A request has headers of at most {HEAD_BYTES} bytes.",
        "Leave out cookies and headers of others.",
    ),
    503: (
        "Service Unavailable",
        "TOO_MANY_CONNECTIONS",
        "There are too many connections, of all or of your address.",
        "Close those that you do not use, and try again in a moment.",
    ),
}


class Bounds(NamedTuple):
    """How many connections there are at once, of all and of one address, and which addresses are proxies."""

    connections: int
    of_one: int
    proxies: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]

    def trusts(self, address: str) -> bool:
        """Whether an address is that of a trusted proxy, behind which many people may be."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.proxies)


class BoundedProtocol(HttpToolsProtocol):
    """One connection, which is closed when it takes more than its share."""

    bounds: Bounds
    _timer: asyncio.TimerHandle | None
    _beside: int
    """Bytes of the request that are not content of its body."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a connection in, unless there are too many."""
        self._beside, self._content, self._brought = 0, 0, 0
        self._in_head, self._refused = True, False
        self._timer = None
        super().connection_made(transport)
        if self._too_many():
            self._refuse(503)
        else:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Lets go of the connection."""
        self._unset_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes in what came, as long as it is not too much."""
        if self._refused:
            return
        if self._in_head and self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)
        self._beside += len(data)
        super().data_received(data)
        self._must_not_be_too_much()

    def on_message_begin(self) -> None:
        """A request begins; what is left of the former one does not count for it."""
        self._beside = self._content = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """All headers are there."""
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            self._refuse(431)
        if self._refused:
            return
        self._in_head, self._beside, self._brought = False, 0, 0
        self._unset_timer()
        self._timer = self.loop.call_later(BODY_SECONDS, self._look_at_body)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body came."""
        self._beside = max(0, self._beside - len(body))
        self._content += len(body)
        self._brought += len(body)
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._unset_timer()
        self._in_head = True
        if not self._refused:
            super().on_message_complete()

    def _must_not_be_too_much(self) -> None:
        if not self._refused and self._beside > HEAD_BYTES + _FRAMES * self._content:
            self._refuse(431)

    def _too_many(self) -> bool:
        if len(self.connections) > self.bounds.connections:
            return True
        address = self.client[0] if self.client else ""
        if not address or self.bounds.trusts(address):
            return False
        clients = [getattr(other, "client", None) for other in self.connections]
        return sum(1 for client in clients if client and client[0] == address) > self.bounds.of_one

    def _head_is_late(self) -> None:
        self._timer = None
        # Who has been answered and asks nothing more is closed by the server's own limit.
        if self._in_head and not self.transport.is_closing():
            self._refuse(408)

    def _look_at_body(self) -> None:
        self._timer = None
        if self._in_head or self.transport.is_closing():
            return
        if self._brought < BODY_LEAST and not self.flow.read_paused:
            self._refuse(408)
            return
        self._brought = 0
        self._timer = self.loop.call_later(BODY_SECONDS, self._look_at_body)

    def _unset_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        """Says why, where no answer is on its way, and closes."""
        self._refused = True
        self._unset_timer()
        cycle: Any = self.cycle
        if (cycle is None or cycle.response_complete) and not self.transport.is_closing():
            self.transport.write(_answer(status))
        self.transport.close()


def _answer(status: int) -> bytes:
    phrase, code, detail, mend = _TEXTS[status]
    body = msgspec.json.encode({"status": status, "code": code, "title": phrase, "detail": detail, "mend": mend})
    head = (
        f"HTTP/1.1 {status} {phrase}\r\ncontent-type: application/problem+json\r\ncontent-length: {len(body)}\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


def bound(config: uvicorn.Config, settings: Settings) -> None:
    """Has a server bound its connections, and believe only trusted proxies where a request comes from."""
    bounds = Bounds(
        settings.most_connections,
        settings.most_from_one,
        tuple(ipaddress.ip_network(one) for one in settings.trusted_proxies),
    )
    made: dict[str, Any] = {"bounds": bounds}
    config.http = type("BoundedProtocol", (BoundedProtocol,), made)
    config.proxy_headers = bool(settings.trusted_proxies)
    config.forwarded_allow_ips = ",".join(settings.trusted_proxies)
