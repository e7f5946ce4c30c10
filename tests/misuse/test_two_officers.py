"""A State of two officers completes every order that it may give, papers of transit and end use included.

Every State of the transfer has two: one of licensing and one who approves, or two who approve. One of them prepares and
proposes everything, the other decides; beside them stand customs, the exporter and a pair of administrators.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import pytest

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from domain.decisions import COMMANDS
from licensing.access import Role
from licensing.http.json.order_examples import BODIES
from licensing.mandate import GIVEN
from licensing.orders.acknowledgement import PROPOSED
from licensing.orders.deciding import order_placed
from licensing.orders.form import read_order
from tests import builders
from tests.builders import Fact
from tests.licensing.deliveries import fact as a_day
from tests.licensing.order_office import ARRIVED, ENDS, ISSUED, PATIENCE, STAFF, OrderOffice, Step
from tests.licensing.test_orders_api import another

PREPARES = {"XA": "amara", "XB": "tomas", "XC": "yusra"}
DECIDES = {"XA": "jonas", "XB": "bruno", "XC": "emeka"}
TWO = {*PREPARES.values(), *DECIDES.values()}
OFFICERS = (Role.LICENSING_OFFICER, Role.APPROVING_OFFICER)
PAIRS = {"licensing and approving": Role.LICENSING_OFFICER, "two approving": Role.APPROVING_OFFICER}
Gone = dict[str, str]
"""What came of each order."""


class TwoOfEach:
    """An office in which each State has two officers, and what came of each order given in it."""

    def __init__(self, folder: Path, prepares: Role) -> None:
        kept = [x for x in STAFF if x.role not in OFFICERS or x.subject in TWO]
        self._staff = {x.subject: replace(x, role=prepares) if x.subject in PREPARES.values() else x for x in kept}
        self.office = OrderOffice(folder, staff=tuple(self._staff.values()))
        self.gone: Gone = {}

    def go(self, *steps: Step) -> None:
        """Each step by who it is told of; what takes two persons is proposed by one and confirmed by the other."""
        for step in steps:
            self.office.now = step.now
            if step.order.startswith("finding dispose"):
                self._close(step)
                continue
            state = self._staff[step.officer].state
            enlarges = COMMANDS[step.order].second is not None and step.officer in TWO
            made = self.office.order(PREPARES[state] if enlarges else step.officer, step.order, step.body)
            told = made.json()
            if told.get("outcome") == PROPOSED:
                made = self.office.confirmed(DECIDES[state] if enlarges else "dora", made)
                told = made.json()
                self.gone["proposal confirm"] = told["outcome"]
            assert (made.status_code, told.get("outcome")) == (201, "RECORDED"), (step, told)
            self.gone[step.order] = told["outcome"]

    def _close(self, step: Step) -> None:
        """A finding has an address of its own; it is closed as the page does it, and confirmed where that takes two."""
        self.office.has_read()
        form = read_order(COMMANDS[step.order], msgspec.json.encode(step.body))
        writer = self.office.office.writer
        made = writer.place(order_placed(form, self._staff[step.officer])).result(PATIENCE)
        if made.outcome == PROPOSED:
            self.office.has_read()
            confirm = msgspec.json.encode({"data": {"proposal": getattr(made.entries[-1].data, "proposal")}})  # noqa: B009
            form = read_order(COMMANDS["proposal confirm"], confirm)
            made = writer.place(order_placed(form, self._staff[DECIDES["XA"]])).result(PATIENCE)
        self.gone[step.order] = made.outcome

    def open_to_export(self, rule: str) -> list[Fact]:
        """What a rule finds and the State of export sees, each with what it is judged on."""
        self.office.has_read()
        told = self.office.get(PREPARES["XA"], "findings?state=OPEN").json()["findings"]
        return [{name: x[name] for name in ("finding_id", "evidence_hash")} for x in told if x["rule"] == rule]

    def __enter__(self) -> Self:
        self.office.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.office.__exit__(kind, error, trace)


# -- what is done, each beginning in an empty office ------------------------------------------------------------------


def _transfer(two: TwoOfEach) -> None:
    """One transfer from its first list to its return; then what comes up about it is closed, and a fact set aside."""
    two.go(*ARRIVED)
    late, over = _declared("UCXA300000002", 5), _declared("UCXA300000003", 500) | {"despite": "It sails tonight."}
    two.go(Step("noor", "consignment declare", "2030-05-22T10:00:00Z", late))
    two.office.now = "2030-05-22T11:00:00Z"
    assert two.office.order("noor", "consignment declare", over).json()["outcome"] == "RECORDED_DESPITE_REFUSAL"
    left = {"data": BODIES["consignment exit"]["data"] | {"shipment": over["data"]["shipment"]}}
    two.go(Step("noor", "consignment exit", "2030-05-22T12:00:00Z", left))
    told = {"authority": "XA", "date": "2030-12-20"}
    day = a_day("DAY-2999-12-31", time="2030-12-20T23:59:59Z", recordedat="2030-12-21T00:00:00Z", data=told)
    two.office.log.record([delivery_of(day, Origin())])
    (graver,), lighter = two.open_to_export("R01"), two.open_to_export("R18")
    closed = {"disposition": "EXPLAINED", "reason": "The amended licence was shown."}
    later = "2030-12-22T10:00:00Z"
    two.go(
        Step("amara", "finding comment", later, {"data": {"finding_id": graver["finding_id"], "text": "It sailed."}}),
        Step("amara", "finding dispose", later, {"data": graver | closed}),
        Step("amara", "finding dispose-of-all", later, {"data": {"findings": lighter} | closed}),
        Step("jonas", "fact set-aside", later),
        Step("jonas", "fact restore", later),
    )


def _ends(two: TwoOfEach) -> None:
    """A licence is revoked, that is undone; it is given back, and the papers behind it are withdrawn."""
    _, revoked = ENDS["licence revoke"]
    _, undone = ENDS["licence undo-revocation"]
    two.go(*ISSUED, revoked, undone)
    for name in ("licence surrender", "notice withdraw", "authorization revoke"):
        two.go(ENDS[name][1]._replace(now="2030-08-20T10:00:00Z"))


def _refused(two: TwoOfEach) -> None:
    """An application is refused after a letter was copied; what was proposed in between is declined."""
    before, refused = ENDS["application refuse"]
    letter = BODIES["authorization copy"]["data"] | {"authorization": builders.reference("IA-2030-000078", "XB")}
    two.go(ENDS["authorization copy"][1]._replace(body={"data": letter}), *before)
    two.office.now = refused.now
    waits = two.office.order("amara", "licence issue").json()["entries"][-1]["data"]["proposal"]
    declined = {"data": {"proposal": waits, "reason": "The buyer has cancelled."}}
    two.go(Step("jonas", "proposal decline", refused.now, declined), refused)


def _withdrawn(two: TwoOfEach) -> None:
    """An application is withdrawn by its exporter."""
    before, last = ENDS["application withdraw"]
    two.go(*before, last)


INSTEAD = {
    "notice answer": "notice copy-answer",
    "document verify": "document copy-answer",
    "consignment verify-delivery": "consignment copy-receipt",
}


def _copied(two: TwoOfEach) -> None:
    """The same transfer, where transit and importing State answer by letter."""
    for step in ARRIVED:
        copy = INSTEAD.get(step.order)
        two.go(Step("amara", copy, step.now) if copy else step)


def _declared(ucr: str, pieces: int) -> Fact:
    body = another(ucr, pieces)
    body["data"]["control_date"] = "2030-05-22"
    return body


STORIES: tuple[Callable[[TwoOfEach], None], ...] = (_transfer, _ends, _refused, _withdrawn, _copied)
BY_OFFICERS = [name for name, (roles, _) in GIVEN.items() if roles & {*OFFICERS, Role.ADMINISTRATOR}]


@pytest.fixture(scope="module", params=list(PAIRS))
def gone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """What came of every order in an office of two such officers."""
    found: Gone = {}
    for story in STORIES:
        with TwoOfEach(tmp_path_factory.mktemp(story.__name__), PAIRS[request.param]) as two:
            story(two)
            found |= two.gone
    return found


@pytest.mark.parametrize("order", BY_OFFICERS)
def test_two_officers_complete_it(gone: Gone, order: str) -> None:
    assert gone.get(order) == "RECORDED"
