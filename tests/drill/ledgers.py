"""What the log means for licences, folded event by event in memory, without looking at the program's own ledger.

Every verdict on record must have seen the figures that the fold has at its place, nothing may be drawn beyond a
licence, nothing licensed beyond an authorization. Only what was ordered here is looked at, in pieces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.drill.expected import Fact, Told

Line = tuple[str, int]
"""A licence and its line."""


class Balance(NamedTuple):
    """What a licence line allows, and what is free of it."""

    allowed: int
    free: int


def key_of(reference: Fact) -> str:
    """A document as it is written in keys."""
    return f"{reference['state']}:{reference['reference']}"


class Ledgers:
    """Licence lines and authorizations after some events; raises AssertionError where one was overdrawn."""

    def __init__(self) -> None:
        self.allowed: Counter[Line] = Counter()
        self.authorized: Counter[str] = Counter()
        self.licensed: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self._drawn: dict[str, Counter[Line]] = {}
        self._state: dict[str, str] = {}

    def free(self, line: Line, but: str = "") -> int:
        """What is left of a line, but for what one consignment draws."""
        return self.allowed[line] - sum(drawn[line] for ucr, drawn in self._drawn.items() if ucr != but)

    def balances(self) -> dict[Line, Balance]:
        """Every line."""
        return {line: Balance(allowed, self.free(line)) for line, allowed in self.allowed.items()}

    def take(self, fact: Fact) -> None:
        """The next event."""
        name = fact["type"].partition(".v")[0].replace(".", "_").replace("-", "_")
        step = getattr(self, f"_{name}", None)
        if step is not None:
            step(fact["data"])

    def _import_authorization_issued(self, data: Fact) -> None:
        self.authorized[key_of(data["authorization"])] = sum(map(_pieces, data["terms"]["lines"]))

    def _export_licence_issued(self, data: Fact) -> None:
        lines = {(key_of(data["licence"]), x["line"]): _pieces(x) for x in data["terms"]["lines"]}
        assert not lines.keys() & self.allowed.keys(), "a licence is issued twice"
        self.allowed.update(lines)
        named = data["terms"]["import_authorization"]
        self.licensed[key_of(named)] += sum(lines.values())
        assert self.licensed[key_of(named)] <= self.authorized[key_of(named)]

    def _shipment_declared(self, data: Fact) -> None:
        ucr = data["shipment"]["ucr"]
        assert ucr not in self._drawn, "a consignment is declared twice"
        self._state[ucr] = data["export_state"]
        self._draw(ucr, data)

    def _shipment_adjusted(self, data: Fact) -> None:
        self._draw(data["shipment"]["ucr"], data)

    def _shipment_cancelled(self, data: Fact) -> None:
        self._drawn[data["shipment"]["ucr"]] = Counter()

    def _draw(self, ucr: str, data: Fact) -> None:
        drawn: Counter[Line] = Counter()
        for x in data["lines"]:
            drawn[f"{self._state[ucr]}:{x['licence_reference']}", x["licence_line"]] += _pieces(x)
        self._drawn[ucr] = drawn
        for line in drawn:
            assert self.free(line) >= 0, f"{line} is overdrawn by {-self.free(line)}"

    def _licence_quantity_reserved(self, data: Fact) -> None:
        self.verdicts["reserved"] += 1
        for told, free in self._told(data):
            assert int(told["asked"]) <= free

    def _licence_reservation_refused(self, data: Fact) -> None:
        self.verdicts["refused"] += 1
        assert any(int(told["asked"]) > free for told, free in self._told(data))

    def _told(self, data: Fact) -> Iterator[tuple[Fact, int]]:
        # A verdict follows its own declaration in the log: what that draws was not there yet when it was judged.
        for told in data["lines"]:
            line = (key_of(data["licence"]), told["line"])
            free = self.free(line, but=data["shipment"]["ucr"])
            assert (int(told["authorised"]), int(told["free"])) == (self.allowed[line], free)
            yield told, free


def _pieces(line: Fact) -> int:
    assert line["quantity"]["unit"] == "C62"
    return int(line["quantity"]["value"])


def ledgers_of(events: Iterable[Told]) -> Ledgers:
    """The ledgers that the orders in a log mean; facts from outside may say what they like."""
    made = Ledgers()
    for _, _, fact in events:
        if "actor" in fact:
            made.take(fact)
    return made
