"""`python -m benchmarks.nothing DATA`: the framework's own limit, served as ours is: a route that checks the bearer."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from fastapi import FastAPI, Request, Response

from licensing.commands.running import say
from licensing.commands.serve import browser_address, listening, serve, server_of
from licensing.http.auth.issuer import DemoIssuer, issuer_key
from licensing.tokens import Keys, Tokens


def app(tokens: Tokens) -> FastAPI:
    """An application with one route."""
    made = FastAPI(openapi_url=None)

    @made.post("/api/v1/consignments/declare")
    async def nothing(request: Request) -> Response:
        tokens.actor(request.headers["authorization"].partition(" ")[2])
        return Response(status_code=201)

    return made


def main(data: str) -> None:
    """Serves until told to stop."""
    issuer = DemoIssuer(issuer_key(Path(data) / "keys"))
    with listening("127.0.0.1", 0) as at:
        server = server_of(app(Tokens(Keys(issuer.jwks), issuer.issuing)))
        say(f"serving {browser_address(at)}")
        serve(server, at, threading.Event())


if __name__ == "__main__":
    main(sys.argv[1])
