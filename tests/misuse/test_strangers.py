"""Strangers who send too much, too often or nonsense: they are refused soon, and nobody else waits for them."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests.licensing.ordering_world import PATIENCE

STRANGER, PROXY = "127.0.0.2", "127.0.0.3"
MOST_GROWN = 64 * 1024 * 1024
SOON = 5.0
"""Seconds for an answer of a loaded machine; unbounded, the attacks took up to twenty and more."""
ORDER = "/api/v1/licences/suspend"
PREVIEW = "/api/v1/findings/disposition-preview"


class Serving(NamedTuple):
    """A service in a process of its own."""

    port: int
    process: psutil.Process

    def connection(self, source: str = "127.0.0.1") -> HTTPConnection:
        """A connection from one of this machine's addresses."""
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0))

    def ask(
        self, path: str, source: str = "127.0.0.1", method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[int, Mapping[str, str]]:
        """Status and headers of an answer."""
        connection = self.connection(source)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            reply = connection.getresponse()
            reply.read()
            return reply.status, dict(reply.headers)
        finally:
            connection.close()

    def token(self) -> str:
        """A token of an officer of the demo who may suspend."""
        connection = self.connection()
        connection.request("POST", "/token", "officer=jonas", {"Content-Type": "application/x-www-form-urlencoded"})
        with connection.getresponse() as reply:
            token = str(json.load(reply)["access_token"])
        connection.close()
        return token

    @contextmanager
    def goes_on(self) -> Iterator[None]:
        """What is done here takes little memory, and keeps nobody waiting."""
        before = self.process.memory_info().rss
        yield
        alive = HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        alive.request("GET", "/livez")
        with alive.getresponse() as reply:
            assert reply.status == 200
        alive.close()
        assert self.process.memory_info().rss - before < MOST_GROWN


@contextmanager
def served(data: Path, **settings: str) -> Iterator[Serving]:
    """The service over a folder, with settings of its own."""
    words = [sys.executable, "-m", "licensing", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, text=True, env=os.environ | {"COUNTERFOIL_MODE": "demo"} | settings
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said := process.stderr.readline())
        assert found is not None, said
        try:
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            yield Serving(int(found[1]), max(family, key=lambda one: one.memory_info().rss))
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with served(tmp_path_factory.mktemp("strangers"), COUNTERFOIL_MOST_CONNECTIONS_FROM_ONE="100") as made:
        yield made


def answer(peer: socket.socket) -> tuple[int, bytes]:
    reply = HTTPResponse(peer)
    reply.begin()
    return reply.status, reply.read()


def pour(peer: socket.socket, piece: bytes, most: int) -> int:
    """Sends again and again until the other side has enough; how many bytes that were."""
    sent = 0
    try:
        while sent < most:
            peer.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


def test_a_header_without_end_is_cut_off(service: Serving) -> None:
    with service.goes_on(), socket.create_connection(("127.0.0.1", service.port), PATIENCE) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
        assert pour(peer, b"x" * 65_536, 128 << 20) < 32 << 20


def test_headers_without_end_are_cut_off(service: Serving) -> None:
    with service.goes_on(), socket.create_connection(("127.0.0.1", service.port), PATIENCE) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert pour(peer, b"X-Short: x\r\n" * 5_000, 128 << 20) < 32 << 20


@pytest.mark.parametrize(("length", "status"), [(60_000, 200), (70_000, 431)])
def test_headers_of_64_kilobytes_are_read_and_more_are_not(service: Serving, length: int, status: int) -> None:
    with socket.create_connection(("127.0.0.1", service.port), PATIENCE) as peer:
        peer.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * length + b"\r\n\r\n")
        assert answer(peer)[0] == status


@pytest.mark.parametrize("path", [ORDER, PREVIEW, "/api/v1/what-if", "/api/v1/screening"])
def test_who_sends_no_token_is_told_before_his_body_is_read(service: Serving, path: str) -> None:
    with service.goes_on(), socket.create_connection(("127.0.0.1", service.port), PATIENCE) as peer:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 300000000\r\n\r\n"
        peer.sendall(head.encode())
        assert answer(peer)[0] == 401


@pytest.mark.parametrize("path", ["/token", "/sign-in", "/findings/x/dispose", PREVIEW, ORDER])
def test_a_body_in_pieces_without_end_is_not_kept(service: Serving, path: str) -> None:
    kind = "application/x-www-form-urlencoded" if not path.startswith("/api") else "application/json"
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n"
    head += f"Authorization: Bearer {service.token()}\r\n\r\n"
    with service.goes_on(), socket.create_connection(("127.0.0.1", service.port), PATIENCE) as peer:
        peer.sendall(head.encode())
        pour(peer, b"10000\r\n" + b"a" * 65_536 + b"\r\n", 100 << 20)
        # Some are told before anything is read that they may not, or that the order names no version.
        assert 400 <= answer(peer)[0] < 500


@pytest.mark.parametrize("depth", [3_000, 20_000])
def test_a_token_nested_deep_is_refused_and_no_fault_of_ours(service: Serving, depth: int) -> None:
    nested = base64.urlsafe_b64encode(b'{"alg":"ES256","x":' + b"[" * depth + b"]" * depth + b"}").decode().rstrip("=")
    for token in (f"{nested}.e30.AA", f"eyJhbGciOiJFUzI1NiJ9.{nested}.AA", "..", "a.b.c", "[" * depth):
        if len(token) < 60_000:
            assert service.ask("/api/v1/findings", Authorization=f"Bearer {token}")[0] == 401


def test_many_who_say_nothing_lock_nobody_out(service: Serving) -> None:
    with ExitStack() as held:
        for _ in range(300):
            peer = socket.create_connection(("127.0.0.1", service.port), PATIENCE, (STRANGER, 0))
            held.enter_context(peer)
        with service.goes_on():
            assert service.ask("/api")[0] == 200
        assert answer(peer)[0] == 503


def test_an_address_has_its_share_and_who_signed_in_behind_it_his_own(tmp_path: Path) -> None:
    with served(tmp_path, COUNTERFOIL_MOST_OF_STRANGERS="20") as service:
        token = service.token()
        statuses = [service.ask("/api", STRANGER)[0] for _ in range(25)]
        assert statuses == [200] * 20 + [429] * 5
        status, headers = service.ask("/api", STRANGER)
        assert (status, 0 < int(headers["retry-after"]) <= 60) == (429, True)
        assert service.ask("/api/v1/findings", STRANGER, Authorization=f"Bearer {token}")[0] == 200
        assert service.ask("/api")[0] == 200
        # Nobody believes who says that he stands before others.
        assert service.ask("/api", STRANGER, X_Forwarded_For="127.0.0.9")[0] == 429


def test_a_trusted_proxy_is_believed_where_a_request_comes_from(tmp_path: Path) -> None:
    with served(tmp_path, COUNTERFOIL_MOST_OF_STRANGERS="5", COUNTERFOIL_TRUSTED_PROXIES=PROXY) as service:
        for number in range(3):
            told = f"10.0.0.{number}"
            assert [service.ask("/api", PROXY, X_Forwarded_For=told)[0] for _ in range(6)] == [200] * 5 + [429]


def test_one_account_has_its_share(tmp_path: Path) -> None:
    with served(tmp_path, COUNTERFOIL_MOST_OF_ONE="5") as service:
        token = service.token()
        asked = [service.ask("/api/v1/findings", Authorization=f"Bearer {token}")[0] for _ in range(6)]
        assert asked == [200] * 5 + [429]
        assert service.ask("/api")[0] == 200
