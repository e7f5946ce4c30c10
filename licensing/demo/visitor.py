"""Somebody who asks a server from outside: pages as a browser would, the API as scripts would, as one officer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import msgspec

from domain.kernel.errors import DomainError

SECONDS = 20


class NotAsExpected(DomainError):
    """The demo does not show what it should."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, opened."""
        return msgspec.json.decode(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Visitor:
    """Somebody who asks one server, by pages or by API, as one officer."""

    def __init__(self, base: str, officer: str) -> None:
        self._base, self.officer = base.rstrip("/"), officer
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def sign_in(self) -> None:
        """By the form for pages, by a token for the API."""
        form = {"form_token": field(self.page("/sign-in").text, "form_token"), "officer": self.officer}
        self._ask("/sign-in", urlencode(form).encode(), {"Accept": "text/html"})

    def page(self, path: str) -> Reply:
        """A page, as a browser gets it."""
        return self._ask(path, None, {"Accept": "text/html"})

    def api(self, path: str, body: Any = None, **headers: str) -> Reply:
        """An answer of the API; a token is asked for when the first one is needed."""
        sent = None if body is None else msgspec.json.encode(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {"Content-Type": "application/json"} if sent else {}
        return self._ask(f"/api/v1{path}", sent, {"Authorization": f"Bearer {self.token()}", **kind, **named})

    def token(self) -> str:
        """The token of this officer."""
        if not self._token:
            told = self._ask("/token", urlencode({"officer": self.officer}).encode(), {}).json
            self._token = str(told["access_token"])
        return self._token

    def _ask(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        request = Request(self._base + path, body, dict(headers))  # noqa: S310 - the server just started
        try:
            with self._opener.open(request, timeout=SECONDS) as found:
                return Reply(found.status, dict(found.headers.items()), found.read())
        except HTTPError as why:
            with why:
                return Reply(why.code, dict(why.headers.items()), why.read())


def field(html: str, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found[1] if found else ""
