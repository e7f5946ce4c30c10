"""`counterfoil demo`: a labelled history in a data folder, a story that officers add to it, and pages to read both."""

from __future__ import annotations

import argparse
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import uvicorn

from licensing.commands import findings, importing
from licensing.commands.demo_check import look_round
from licensing.commands.demo_story import await_start, tell_story
from licensing.commands.running import say, until_told
from licensing.commands.serve import PORT, Readers, browser_address, listening, serve, server_of
from licensing.demo.visitor import NotAsExpected
from licensing.http.app import build
from licensing.http.auth.issuer import REFUSED_IN_PRODUCTION
from licensing.settings import BadSetting, Settings
from licensing.wiring import World

NAME = "demo"
HELP = "Load a labelled history, print its findings, tell a story, serve its pages and API."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen; or to look round by itself and leave."""
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    parser.add_argument(
        "--check",
        action="store_true",
        help="in a temporary folder, on a free port: ask pages and API as different officers, tell, and end",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Loads, prints, serves; with --check, asks itself."""
    if settings.production:
        raise BadSetting(REFUSED_IN_PRODUCTION)
    with _folder(arguments.check, settings) as folder:
        own = replace(settings, mode="demo", data=folder, database="", kafka="", jwks="", session_key="")
        with listening("127.0.0.1", 0 if arguments.check else arguments.port) as at:
            _load(own)
            with until_told() as stop, World(own) as world:
                server = server_of(build(world.context), stop)
                readers = Readers(world, stop, server)
                with _unless_it_fails(stop, readers):
                    tell_story(world, browser_address(at), print)
                if arguments.check:
                    _look(server, at, stop, readers)
                else:
                    say(f"\ncounterfoil is at {browser_address(at)}\nEnd it with Ctrl-C. Its data are in {folder}.")
                    serve(server, at, stop, readers)
    return 0


@contextmanager
def _folder(check: bool, settings: Settings) -> Iterator[Path]:
    if not check:
        yield settings.data / "demo"
        return
    with tempfile.TemporaryDirectory(prefix="counterfoil-demo-") as made:
        yield Path(made)


def _load(settings: Settings) -> None:
    """The history into the log, once; the views brought up to date; the findings printed that still stand."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with as_file(files("licensing.demo").joinpath("history.jsonl.gz")) as history:
        given = argparse.Namespace(files=[history], rejects=settings.data / "rejects.jsonl")
        if importing.run(given, settings):
            raise NotAsExpected("the history of the demo was not read to its end; run the demo again")
    still_standing = argparse.ArgumentParser()
    findings.arguments(still_standing)
    findings.run(still_standing.parse_args(["--state", "OPEN", "--state", "CLOSED"]), settings)


@contextmanager
def _unless_it_fails(stop: threading.Event, readers: Readers) -> Iterator[None]:
    """Readers go on after this, and end first where it is left by an error."""
    try:
        yield
    except BaseException:
        stop.set()
        readers.join()
        raise


def _look(server: uvicorn.Server, at: socket.socket, stop: threading.Event, readers: Readers) -> None:
    """Serves in a thread, looks round, and ends; raises NotAsExpected with everything that was off."""
    serving = threading.Thread(target=serve, args=(server, at, stop, readers), name="server")
    serving.start()
    try:
        await_start(server)
        wrong = list(look_round(browser_address(at), print))
    finally:
        server.should_exit = True
        serving.join()
    if wrong:
        raise NotAsExpected("the demo is not as it should be: " + "; ".join(wrong))
