"""Addresses without parameters are found at once; the framework else compares with one route after the other, twice."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send


class Addresses(BaseRoute):
    """Stands before the routes of an application and leads straight to one of them, or to none."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        plain = [x for x in routes if isinstance(x, APIRoute) and "{" not in x.path]
        self._routes = {(method, x.path): x for x in reversed(plain) for method in x.methods or ()}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request means one of the routes exactly; whatever else is left to the others."""
        route = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        return (Match.NONE, {}) if route is None else route.matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request to its route."""
        await scope["route"].handle(scope, receive, send)
