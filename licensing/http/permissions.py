"""Every route declares what somebody must be allowed to do; one that declares nothing is not served at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from licensing.access import Act

OPEN: Mapping[tuple[str, str], str] = {
    ("GET", "/livez"): "that the process lives tells nothing of a case",
    ("GET", "/readyz"): "nor does where log and views stand",
    ("GET", "/version"): "what runs here is told nowhere but by digests",
    ("GET", "/metrics"): "figures of the demo; in production it asks for an administrator itself",
    ("GET", "/.well-known/jwks.json"): "public keys",
    ("POST", "/token"): "tokens of the demo's officers; there is none in production",
    ("GET", "/sign-in"): "nobody is signed in yet",
    ("POST", "/sign-in"): "nobody is signed in yet",
    ("POST", "/sign-out"): "whoever is signed in may end that",
    ("GET", "/rules"): "the published rules",
    ("GET", "/access"): "the published policy",
    ("GET", "/api"): "the published contract",
    ("GET", "/problems/{name}"): "what an error means",
}
"""The routes that ask for no permission, each with why."""

F = TypeVar("F", bound=Callable[..., Any])


class Undeclared(Exception):
    """A route declares no permission: it says nothing of who may use it, so nobody may."""


def permits(*acts: Act) -> Callable[[F], F]:
    """Declares what somebody must be allowed to do, one of these, for a route or for what a route depends on."""

    def declared(function: F) -> F:
        function.permits = acts  # type: ignore[attr-defined]
        return function

    return declared


def permission_of(route: APIRoute) -> tuple[Act, ...]:
    """What a route or anything it depends on declares; nothing where none does."""
    found = _declared(route.endpoint)
    return found or tuple(act for call in _calls(route.dependant) for act in _declared(call))


def refuse_undeclared(routes: Iterable[Any]) -> None:
    """Raises Undeclared that names the routes which neither declare a permission nor are open to all."""
    strange = sorted(
        f"{method} {route.path}"
        for route in routes_of(routes)
        for method in route.methods or ()
        if not permission_of(route) and (method, route.path) not in OPEN
    )
    if strange:
        raise Undeclared(f"{', '.join(strange)}: say who may, with `permits` or a dependency that asks for an act")


def routes_of(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """The routes there are, those of routers that are included among them."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from routes_of(router.routes)


def _declared(call: Any) -> tuple[Act, ...]:
    found: tuple[Act, ...] = getattr(call, "permits", ())
    return found


def _calls(dependant: Dependant) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)
