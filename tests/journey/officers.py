"""Officers who give orders over HTTP and look at what came of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote

from domain.decisions import COMMANDS
from licensing.demo.visitor import Reply, Visitor
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.http.json.ordering import order_address
from tests.licensing.pairs import pair_of
from tests.waiting import LONGEST

PATIENCE = LONGEST
Json = dict[str, Any]
_WHO = {officer.subject: officer for officer in DEMO_OFFICERS}


class Api(Protocol):
    """Whoever can ask the API as one officer."""

    def api(self, path: str, body: Any = None, **headers: str) -> Reply:
        """An answer of the API."""
        ...


class Officers:
    """Officers at one service; orders are numbered, so that the same story has the same ids everywhere."""

    def __init__(self, visitor: Callable[[str], Api]) -> None:
        self._make = visitor
        self._visitors: dict[str, Api] = {}
        self._orders = 0
        self.position = 0

    def _visitor(self, officer: str) -> Api:
        if officer not in self._visitors:
            self._visitors[officer] = self._make(officer)
        return self._visitors[officer]

    def order(self, officer: str, name: str, data: Json, seen: str = "", **beside: Any) -> Json:
        """The acknowledgement of an order; `seen` is the ETag it was judged by, the rest stands beside its data."""
        self._orders += 1
        headers = {"Idempotency_Key": f"order-no-{self._orders:04d}"} | ({"If_Match": seen} if seen else {})
        path, body = order_address(COMMANDS[name]), {"data": data} | beside
        reply = self._when_there(lambda: self._visitor(officer).api(path, body, **headers))
        assert reply.status == 201, f"{name}: {reply.text}"
        acknowledgement: Json = reply.json
        self.position = acknowledgement["position"]
        assert reply.headers["log-position"] == str(self.position)
        return acknowledgement | {"etag": reply.headers.get("etag", "")}

    def recorded(self, officer: str, name: str, data: Json, seen: str = "", **beside: Any) -> Json:
        """The acknowledgement of an order that nothing stands in the way of, confirmed where it takes two."""
        acknowledgement = self.order_by_two(officer, name, data, seen, **beside)
        assert acknowledgement["outcome"] == "RECORDED", acknowledgement["reasons"]
        return acknowledgement

    def order_by_two(self, officer: str, name: str, data: Json, seen: str = "", **beside: Any) -> Json:
        """The acknowledgement of an order, confirmed by a second officer where it takes two."""
        pair = pair_of(_WHO[officer], name, _WHO.values())
        acknowledgement = self.order(pair[0].subject if pair else officer, name, data, seen, **beside)
        if acknowledgement["outcome"] == "PROPOSED" and pair:
            named = {"proposal": acknowledgement["entries"][-1]["data"]["proposal"]}
            acknowledgement = self.order(pair[1].subject, "proposal confirm", named, acknowledgement["etag"])
        return acknowledgement

    def sheet(self, officer: str, register: str, key: str) -> Json:
        """The sheet of a thing as an officer sees it, once the views know everything that was ordered."""
        path = f"/{register}/{quote(key, safe='/:')}?after={self.position}"
        reply = self._when_there(lambda: self._visitor(officer).api(path))
        assert reply.status == 200, f"{path}: {reply.text}"
        found: Json = reply.json
        return found

    def findings(self, officer: str) -> set[tuple[str, str | None]]:
        """The open findings an officer sees: rule and quantity."""
        path = f"/findings?state=OPEN&after={self.position}"
        reply = self._when_there(lambda: self._visitor(officer).api(path))
        return {(found["rule"], found["quantity"]) for found in reply.json["findings"]}

    def _when_there(self, ask: Callable[[], Reply]) -> Reply:
        """The answer when the views have come so far; until then it is 503, come again."""
        until = time.monotonic() + PATIENCE
        while (reply := ask()).status == 503:
            assert time.monotonic() < until, reply.text
        return reply


def at(base: str) -> Officers:
    """Officers at a service with an address."""
    return Officers(lambda officer: Visitor(base, officer))
