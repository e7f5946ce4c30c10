"""An officer who closes findings over HTTP while the service keeps dying under his hands."""

from __future__ import annotations

from http.client import HTTPException
from typing import Any

from domain.findings.disposition import evidence_hash
from licensing.demo.visitor import Visitor
from tests.drill.expected import Fact, Name
from tests.drill.killing import Kill
from tests.drill.processes import Process
from tests.drill.stage import Stage

REASON = "Looked at on the spot."
BY_TWO = 4
"""A finding of this severity takes two persons."""


class Officer:
    """Decides on open findings of his State; `acknowledged` is what the service has answered for."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.acknowledged: list[Name] = []
        self._orders = 0

    def closes_one(self, *deaths: Kill) -> None:
        """Closes an open finding; asks again, in the same words, each time the service died before it answered."""
        order: dict[str, str] = {}
        for kill in deaths:
            process, visitor = self._service(kill)
            order = order or self._chosen(visitor)
            assert self._asks(visitor, order) is None
            process.dies()
            self._stage.count(kill.point)
        process, visitor = self._service(None)
        reply = self._asks(visitor, order or self._chosen(visitor))
        assert reply is not None
        self.acknowledged.append((reply["source"], reply["id"]))
        process.stop()

    def _service(self, kill: Kill | None) -> tuple[Process, Visitor]:
        process = self._stage.start("serve", "--port", "0", kill=kill)
        visitor = Visitor(process.hears(r"serving (http://\S+/)"), "amara")
        visitor.sign_in()
        return process, visitor

    def _chosen(self, visitor: Visitor) -> dict[str, str]:
        found = visitor.api("/findings?state=OPEN&limit=200").json["findings"]
        mine = [f for f in found if f["severity"] < BY_TWO and (f["key"]["licence"] or "XA:").startswith("XA:")]
        finding = visitor.api(f"/findings/{mine[0]['finding_id']}")
        assert finding.json["evidence_hash"] == evidence_hash(finding.json["evidence"])
        self._orders += 1
        return {
            "finding_id": mine[0]["finding_id"],
            "etag": finding.headers["etag"],
            "key": f"order-no-{self._orders:04d}",
        }

    def _asks(self, visitor: Visitor, order: dict[str, str]) -> Fact | None:
        body = {"disposition": "EXPLAINED", "reason": REASON}
        path = f"/findings/{order['finding_id']}/disposition"
        try:
            reply: Any = visitor.api(path, body, If_Match=order["etag"], Idempotency_Key=order["key"])
        except (OSError, HTTPException):
            return None
        assert reply.status == 201, reply.text
        answer: Fact = reply.json
        return answer
