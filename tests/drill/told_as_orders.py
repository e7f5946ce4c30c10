"""A history told again as orders: would customs have been refused what nobody ever found fault with?

Every consignment that is told of is declared, and let go when it left, as an order at its fact's time, over the record
as it stood just before. `python -m tests.drill.told_as_orders FACTS [LABELS]` tells a whole history from files.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from domain.chapters.transfers.ledger import ledger_of
from domain.decisions import COMMANDS
from domain.decisions.border import ReleaseForExport
from domain.decisions.command import Ordered, decide
from domain.events.declaration import ShipmentDeclared
from domain.events.refs import ShipmentRef, consignment_key
from domain.events.refusal import RefusalReason
from domain.kernel.errors import NotAllowed
from domain.preconditions.grounds import Grounds, OpenFinding
from domain.state.consignments import consignment, control_day, resolved_lines
from projections.findings.model import FindingsWorker
from tests.builders import Fact
from tests.given import Engine, ViewsInMemory, delivered, valid

DECLARED, EXITED = "shipment.declared.v1", "shipment.exited.v1"
PAPERS = ("export-licence.", "import-authorization.", "transit-notice.", "end-use-document.", "party.", "signatory.")


MENDS = ("shipment.adjusted", "shipment.cancelled", "shipment.declared")


class Refused(NamedTuple):
    """An order that was refused, and why."""

    order: str
    consignment: str
    at: str
    reasons: tuple[RefusalReason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its reasons."""
        return tuple(x.code for x in self.reasons)


class Outcome(NamedTuple):
    """What became of a history told as orders: how many passed, what was refused, and what was left out and why."""

    passed: Counter[str]
    refused: list[Refused]
    left_out: Counter[str]


def told_as_orders(facts: Sequence[Fact], faulted: Collection[str]) -> Outcome:
    """Tells the consignments that nobody found fault with as orders; `faulted` are the keys of the others."""
    outcome = Outcome(Counter(), [], Counter())
    ordered = sorted(enumerate(facts), key=lambda x: (x[1]["recordedat"], x[0]))
    late = _late_papers([x for _, x in ordered])
    with closing(ViewsInMemory()) as views:
        worker = Engine(views).asking
        for place, fact in ordered:
            if fact["type"] in (DECLARED, EXITED):
                key = consignment_key(msgspec.convert(fact["data"]["shipment"], ShipmentRef))
                why = _left_out(worker, fact, key, faulted)
                if why:
                    outcome.left_out[why] += fact["type"] == DECLARED
                else:
                    _tell(worker, fact, key, late, frozenset(faulted), outcome)
            worker.apply(delivered([fact], place))
    return outcome


def _left_out(worker: FindingsWorker, fact: Fact, key: str, faulted: Collection[str]) -> str:
    if key in faulted:
        return "a label names it"
    if fact.get("corrects"):
        return "it corrects what was told before"
    found = consignment.of(worker.tracker, key)
    if fact["type"] == DECLARED:
        return "it is declared again" if found is not None else ""
    return "" if found is not None and found.live and found.exit is None else "it left before it was declared"


def _tell(
    worker: FindingsWorker, fact: Fact, key: str, late: dict[str, str], faulted: frozenset[str], outcome: Outcome
) -> None:
    name, order = _order(worker, fact, key)
    state = order.export_state if isinstance(order, ShipmentDeclared) else fact["source"].split("/")[2]
    given = Ordered("officer", state, fact["time"], fact["recordedat"], fact.get("timeprecision") is not None)
    try:
        reasons = decide(COMMANDS[name], _grounds(worker), order, given).reasons
    except NotAllowed as why:
        outcome.left_out[f"not to be ordered so: {why.code}"] += 1
        return
    if not reasons:
        outcome.passed[name] += 1
    elif not faulted.isdisjoint(_papers(worker, fact, key)):
        outcome.left_out["a label names its licence, its authorization or a party"] += 1
    elif any(late.get(x, "") > fact["recordedat"] for x in _papers(worker, fact, key)):
        outcome.left_out["what mends it was recorded later"] += 1
    else:
        outcome.refused.append(Refused(name, key, fact["recordedat"], tuple(reasons)))


def _order(worker: FindingsWorker, fact: Fact, key: str) -> tuple[str, Any]:
    if fact["type"] == DECLARED:
        return "consignment declare", msgspec.convert(fact["data"], ShipmentDeclared)
    found = consignment.of(worker.tracker, key)
    assert found is not None
    data = found.declared.data
    go = ReleaseForExport(shipment=data.shipment, declaration=data.declaration, office=data.office)
    return "consignment release-for-export", go


def _grounds(worker: FindingsWorker) -> Grounds:
    def about(subjects: Collection[str]) -> Sequence[OpenFinding]:
        found = (x for subject in subjects for x in worker.findings_of(f"ask-{subject}").values())
        return [
            OpenFinding(x.finding_id, x.rule, x.key, x.severity, x.evidence, x.message)
            for x in found
            if x.state == "OPEN"
        ]

    records = worker.tracker
    return Grounds(records, lambda key: ledger_of(records, key), lambda _: (), open_about=about)


# -- papers that come later --------------------------------------------------------------------------------------------


def _late_papers(facts: Iterable[Fact]) -> dict[str, str]:
    """By document, party and consignment: when the last of what mends it was recorded.

    Of papers those count that had taken effect before they were recorded; mergers of parties and what puts a
    declaration right do always.
    """
    last: dict[str, str] = {}
    for fact in facts:
        if fact["type"].startswith("party.merged"):
            last |= dict.fromkeys((fact["data"]["surviving"], *fact["data"]["absorbed"]), fact["recordedat"])
        if fact["type"].startswith(MENDS):
            shipment = fact["data"].get("replaces") or fact["data"]["shipment"]
            last[consignment_key(msgspec.convert(shipment, ShipmentRef))] = fact["recordedat"]
        if fact["type"].startswith(PAPERS) and fact["recordedat"][:16] > fact["time"][:16]:
            for name in _named(fact["data"]):
                last[name] = fact["recordedat"]
    return last


def _named(data: Any) -> Iterator[str]:
    """Every document and party that something names, at any depth."""
    if isinstance(data, dict):
        if {"state", "reference"} <= data.keys() and isinstance(data["reference"], str):
            yield f"{data['state']}:{data['reference']}"
        for name in ("register_id", "document"):
            if isinstance(data.get(name), str):
                yield data[name]
        for value in data.values():
            yield from _named(value)
    elif isinstance(data, list):
        for value in data:
            yield from _named(value)


def _papers(worker: FindingsWorker, fact: Fact, key: str) -> set[str]:
    """The licences that a consignment cites, and what their terms name."""
    found = consignment.of(worker.tracker, key)
    declared = found.declared.data if found else msgspec.convert(fact["data"], ShipmentDeclared)
    drawn = resolved_lines(worker.tracker, declared, declared.lines, control_day(declared, None))[1]
    cited = {x.licence for x in drawn} | {f"{declared.export_state}:{x.licence_reference}" for x in declared.lines}
    named = {*cited, *_named(msgspec.to_builtins(declared)), key}
    for licence in cited:
        for held in worker.tracker.facts(f"licence/{licence}"):
            named |= {*_named(msgspec.to_builtins(held.data))}
    return named


# -- from files --------------------------------------------------------------------------------------------------------


def _lines(path: Path) -> list[Any]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return [json.loads(line) for line in lines]


def facts_of(path: Path) -> list[Fact]:
    """The facts of a history that satisfy the contract."""
    return [x for x in _lines(path) if valid()(x)]


def labelled(path: Path) -> set[str]:
    """The consignments, licences, authorizations and parties that labels name."""
    keys = [x["key"] for x in _lines(path)]
    named = {key[name] for key in keys for name in ("shipment", "licence") if key.get(name)}
    return named | {x for key in keys if key.get("subject") for x in key["subject"].replace("~", "|").split("|")}


def main() -> None:
    """Tells what was refused, and how many passed and were left out."""
    facts, labels = Path(sys.argv[1]), [Path(x) for x in sys.argv[2:]]
    found = told_as_orders(facts_of(facts), labelled(labels[0]) if labels else ())
    for x in found.refused:
        print(x.order, x.consignment, x.at, *x.codes)
    print(dict(found.passed), "refused", len(found.refused), dict(found.left_out))


if __name__ == "__main__":
    main()
