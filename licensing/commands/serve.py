"""`counterfoil serve`: the API and the pages; embedded, the readers too, in one process."""

from __future__ import annotations

import argparse
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from consumers.loop import settle_memory
from consumers.patience import patiently
from consumers.project import keep_read_models
from consumers.waiting import keep_delivering
from domain.kernel.errors import DomainError
from licensing.commands.running import ALL_AWAY, until_told
from licensing.http.app import build
from licensing.http.bounded import bound
from licensing.http.by_tls import serve_by_tls
from licensing.modes import must_act_in_a_mode, must_listen_here
from licensing.settings import WALL, BadSetting, Settings
from licensing.watch.beats import beating
from licensing.watch.figures import telling
from licensing.watch.told import ToldToEnd
from licensing.wiring import World
from projections.catalogue import read_models
from projections.store.opening import open_views
from projections.store.turning import turned

NAME = "serve"
HELP = "Serve the API and the pages until told to stop; over a data folder, keep the views up to date too."
PORT = 8000
_LOG = logging.getLogger(__name__)
EMBEDDED, APART = "embedded", "apart"


class PortTaken(DomainError):
    """Another program listens where this one should."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="default: this machine only")
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    parser.add_argument(
        "--readers",
        choices=(EMBEDDED, APART),
        help=f"who keeps the views: this process, or `counterfoil read` beside it; default: {EMBEDDED} over a data "
        f"folder without topics, else {APART}",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serves in the foreground."""
    must_act_in_a_mode(settings)
    must_listen_here(settings, arguments.host)
    readers_here = _readers_here(arguments.readers, settings)
    with until_told() as stop, World(settings) as world, listening(arguments.host, arguments.port) as at:
        app = build(world.context)
        server = server_of(app, stop)
        by_tls = serve_by_tls(server.config, settings)
        bound(server.config, settings)
        reader = Readers(world, stop, server) if readers_here else None
        settle_memory()
        keeper = Keeper(world, stop) if world.log.clock == WALL else None
        told = f"serving {browser_address(at, by_tls)}" + ("" if reader else "; readers run apart: counterfoil read")
        _LOG.info(told, extra={"position": world.log.head(), "workers": settings.workers})
        with telling(app.state.metrics, settings):
            serve(server, at, stop, reader)
        if keeper is not None:
            keeper.join()
    return 0


def _readers_here(wanted: str | None, settings: Settings) -> bool:
    if wanted == EMBEDDED and not embedded(settings):
        raise BadSetting("--readers embedded goes over a data folder without topics alone; start `counterfoil read`")
    return embedded(settings) and wanted != APART


def embedded(settings: Settings) -> bool:
    """Whether everything runs in one process over a data folder."""
    return not settings.database and not settings.kafka


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; raises PortTaken with what to do about it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, port))
            made.listen(2048)
        except OSError as why:
            raise PortTaken(
                f"cannot listen on {host} port {port} ({why.strerror}); stop the program that does, "
                f"or choose another: --port {port + 1 if port else PORT}"
            ) from why
        yield made


def browser_address(at: socket.socket, by_tls: bool = False) -> str:
    """What to type into a browser."""
    host, port = at.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"{'https' if by_tls else 'http'}://{shown}:{port}/"


class Server(uvicorn.Server):
    """A server that ends when it is told to stop, also while it is still starting.

    uvicorn hears a signal only once it runs; one that comes before is heard by us, and must not be lost.
    """

    def __init__(self, config: uvicorn.Config, told: ToldToEnd) -> None:
        self._ends, self._told = False, told
        super().__init__(config)

    @property
    def should_exit(self) -> bool:
        """Whether it is to end; looked at when it has started, and all the time afterwards."""
        return self._ends or self._told.is_set()

    @should_exit.setter
    def should_exit(self, ends: bool) -> None:
        self._ends = ends

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The process is told to end: who is not answered by the time it does asks the next one again."""
        self._told.hears()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """The loop of requests has turned."""
        turned()
        return await super().on_tick(counter)


def server_of(app: FastAPI, stop: ToldToEnd | None = None) -> uvicorn.Server:
    """The server, which says only what goes wrong, in the form in which all of us log."""
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, server_header=False, lifespan="on"
    )
    return Server(config, stop or ToldToEnd())


class Readers:
    """The read models, kept by a thread of this process; what stops it stops the server."""

    def __init__(self, world: World, stop: threading.Event, server: uvicorn.Server) -> None:
        self._world, self._stop, self._server = world, stop, server
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._read, name="readers", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        place, log = self._world.settings.place, self._world.log
        try:
            models = read_models(self._world.settings.workers)
            with beating("reading"):
                keep_read_models(lambda: open_views(place), lambda: log, models, self._stop, away=ALL_AWAY)
        except BaseException as why:
            told = {"failure": type(why).__name__}
            _LOG.error("the readers stopped", exc_info=not isinstance(why, DomainError), extra=told)
            self._failed = why
            self._server.should_exit = True

    def join(self) -> None:
        """Waits for the batch at work; raises what stopped it before."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed


class Keeper:
    """Delivers facts of the future when their time has come, in a thread of this process."""

    def __init__(self, world: World, stop: threading.Event) -> None:
        self._thread = threading.Thread(target=self._keep, args=(world, stop), name="waiting", daemon=True)
        self._thread.start()

    def _keep(self, world: World, stop: threading.Event) -> None:
        try:
            with beating("delivering"):
                patiently(lambda well: keep_delivering(world.waiting, stop, well), stop, ALL_AWAY)
        except Exception:
            _LOG.exception("what waits for its time is delivered no more")

    def join(self) -> None:
        """Waits for the delivery at work."""
        self._thread.join()


def serve(server: uvicorn.Server, at: socket.socket, stop: threading.Event, readers: Readers | None = None) -> None:
    """Serves until told to stop, then lets the readers finish."""
    try:
        with beating("answering"):
            server.run(sockets=[at])
    finally:
        stop.set()
    if readers is not None:
        readers.join()
