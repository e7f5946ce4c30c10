"""A relay to PostgreSQL that loses the connection at a word, before or after the server hears it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_LATER = 0.3


class Cutter:
    """Listens on a port of its own; `cut_after` lets the word through and swallows every answer to it."""

    def __init__(self, server: Mapping[str, Any]) -> None:
        self._server = server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._word: bytes | None = None
        self._let_through = False
        self.cuts = 0
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def cut_after(self, word: bytes) -> None:
        """Loses the connection once, after the server has heard the word and before its answer arrives."""
        self._word, self._let_through = word, True

    def cut_before(self, word: bytes) -> None:
        """Loses the connection once, before the server hears the word."""
        self._word, self._let_through = word, False

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = self._connected()
            silent = threading.Event()
            for one, other, relay in ((client, server, self._there), (server, client, self._back)):
                threading.Thread(target=relay, args=(one, other, silent), daemon=True).start()

    def _connected(self) -> socket.socket:
        host, port = str(self._server.get("host", "127.0.0.1")), self._server.get("port", "5432")
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        made = socket.socket(socket.AF_UNIX)
        made.connect(str(Path(host) / f".s.PGSQL.{port}"))
        return made

    def _there(self, client: socket.socket, server: socket.socket, silent: threading.Event) -> None:
        while data := _received(client):
            if self._word and self._word in data:
                self._word = None
                self.cuts += 1
                if self._let_through:
                    silent.set()
                    server.sendall(data)
                    time.sleep(_LATER)
                break
            server.sendall(data)
        _hang_up(client, server)

    def _back(self, server: socket.socket, client: socket.socket, silent: threading.Event) -> None:
        while data := _received(server):
            if silent.is_set():
                continue
            try:
                client.sendall(data)
            except OSError:
                break
        _hang_up(client, server)


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(65_536)
    except OSError:
        return b""


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
