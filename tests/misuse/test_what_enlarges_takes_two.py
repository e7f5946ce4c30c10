"""One person alone, generated: every order that takes two persons, by one in every role and account, and by two.

Which orders these are is read off the table of orders, not off a list here: one without a row below fails by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from domain.decisions import COMMANDS
from domain.findings.disposition import evidence_hash
from domain.kernel.errors import DomainError
from domain.kernel.event import envelope
from licensing.access import Actor, Role
from licensing.mandate import ACTS
from tests import builders, movements
from tests.applications import determination, requirement
from tests.builders import Fact
from tests.domain.decisions.given import given
from tests.domain.decisions.papers import COPIES, LETTER, answer_about, presented
from tests.licensing.deliveries import fact as a_day
from tests.licensing.ordering_world import EXPORTER, NOW, WHO, OrderingWorld, declaration, terms

KEY, TODAY = "XA:EL-1", NOW[:10]
LICENCE = builders.reference("EL-1", "XA")
HELD = {"licence": LICENCE, "effective_on": TODAY, "reason": "Until XB has answered."}
DAY = {"source": "/states/XA/clock", "id": "DAY-1"}
NEEDED: Fact = {"import_authorization": "IA-EL-1", "import_authorization_required": True}
ENVELOPE = ("id", "source", "type", "subject", "time", "recordedat", "data")
ENLARGING = sorted(name for name, command in COMMANDS.items() if command.second is not None)


def accounts(state: str) -> dict[str, Actor]:
    """One person of a State in every role that there is, and a second account of the one that decides."""
    made = [
        Actor(f"solo-{role.value}", f"Solo the {role.title}", state, role, person="solo")
        if role is not Role.APPLICANT
        else Actor(f"solo-{role.value}", "Solo himself", state, role, EXPORTER, person="solo")
        for role in Role
    ]
    at_home = Actor("solo-at-home", "S. Solo", state, Role.APPROVING_OFFICER, person="solo")
    return {actor.subject: actor for actor in (*made, at_home)}


# -- what each of them would enlarge -----------------------------------------------------------------------------------


def _list(_: OrderingWorld) -> Fact:
    data: Fact = builders.published("embargoes", on=TODAY)["data"]
    return data


def _authorized(_: OrderingWorld) -> Fact:
    data: Fact = builders.authorized(400_000, "IA-2")["data"]
    return data


def _by_letter(told: Fact, **changes: object) -> Fact:
    """What a letter of another State says."""
    _, left_out = COPIES[told["type"].rpartition(".v")[0]]
    return {name: value for name, value in told["data"].items() if name not in left_out} | changes | {"paper": LETTER}


def _authorization_copied(_: OrderingWorld) -> Fact:
    return _by_letter(builders.authorized(400_000, "IA-2"))


def _transit_answered(world: OrderingWorld) -> Fact:
    number = {"notice": builders.reference("TN-1", "XA")}
    world.desk.recorded("amara", "notice send", builders.asked("XC", licence=LICENCE)["data"] | number)
    return _by_letter(builders.answered("NO_OBJECTION", since=TODAY), transit_state="XC", **number)


def _authentic(world: OrderingWorld) -> Fact:
    world.desk.recorded("amara", "document present", presented()["data"])
    return _by_letter(answer_about("AUTHENTIC"))


def _received(world: OrderingWorld) -> Fact:
    world.desk.recorded("noor", "consignment declare", declaration("S1", 10, KEY))
    world.desk.recorded("noor", "consignment exit", movements.exited("S1", on=TODAY)["data"])
    return _by_letter(movements.verified("S1", 10, on=TODAY))


def _authorization_amended(_: OrderingWorld) -> Fact:
    data: Fact = builders.authorization_amended(400_000, TODAY)["data"]
    return data | {"authorization": builders.reference("IA-EL-1", "XB")}


def _exempted(world: OrderingWorld) -> Fact:
    world.authorization("XB:IA-2", 100)
    named = world.applied("XA:EL-2", 20, "XB:IA-2")
    left_out = {"delivery_verification": requirement(False, "ON_REQUEST")}
    return named | {"determination": determination(terms(20, "XB:IA-2")) | left_out}


def _issued(world: OrderingWorld) -> Fact:
    world.authorization("XB:IA-2", 100)
    return world.application("XA:EL-2", 20, "XB:IA-2")


def _amended(_: OrderingWorld) -> Fact:
    data: Fact = builders.amended(90, since=TODAY, **NEEDED)["data"]
    return data


def _suspended(world: OrderingWorld) -> Fact:
    world.desk.recorded("jonas", "licence suspend", HELD)
    return HELD


def _revoked(world: OrderingWorld) -> Fact:
    world.desk.recorded("jonas", "licence revoke", HELD)
    return HELD


def _waived(_: OrderingWorld) -> Fact:
    data: Fact = builders.waived("R01", builders.key(KEY, 1), "2030-12-31")["data"]
    return data


def _over_drawn(world: OrderingWorld) -> Fact:
    """More was declared than the licence allows: a finding of severity 4 is open, and shown."""
    world.desk.order("noor", "consignment declare", declaration("S1", 110, KEY), despite="It sails tonight.")
    world.desk.recorded("noor", "consignment exit", movements.exited("S1", on=TODAY)["data"])
    entries = [json.loads(x.body) for x in world.desk.log.read(0, 1_000)]
    usual = {"specversion": "1.0", "datacontenttype": "application/json"}
    facts = [usual | {name: entry[name] for name in ENVELOPE} for entry in entries]
    found = next(x for x in given(*facts).standing() if x.rule == "R01")
    world.has_read()
    judged = {"finding_id": found.finding_id, "evidence_hash": evidence_hash(found.evidence)}
    return judged | {"disposition": "EXPLAINED", "reason": "The amended licence was shown."}


def _over_drawn_among_others(world: OrderingWorld) -> Fact:
    told = _over_drawn(world)
    judged = {name: told.pop(name) for name in ("finding_id", "evidence_hash")}
    return {"findings": [judged], **told}


def _a_day(world: OrderingWorld) -> Fact:
    world.desk.log.record([delivery_of(a_day("DAY-1", recordedat=NOW), Origin())])
    return {**DAY, "ground": "The clock of the sender was wrong."}


def _day_set_aside(world: OrderingWorld) -> Fact:
    world.desk.recorded("jonas", "fact set-aside", _a_day(world))
    return {**DAY, "ground": "It was right."}


ROWS: dict[str, tuple[str, Callable[[OrderingWorld], Fact]]] = {
    "list publish": ("XA", _list),
    "authorization issue": ("XB", _authorized),
    "authorization amend": ("XB", _authorization_amended),
    "authorization copy": ("XA", _authorization_copied),
    "notice copy-answer": ("XA", _transit_answered),
    "document copy-answer": ("XA", _authentic),
    "consignment copy-receipt": ("XA", _received),
    "application determine": ("XA", _exempted),
    "licence issue": ("XA", _issued),
    "licence amend": ("XA", _amended),
    "licence reinstate": ("XA", _suspended),
    "licence undo-revocation": ("XA", _revoked),
    "finding waive": ("XA", _waived),
    "finding dispose": ("XA", _over_drawn),
    "finding dispose-of-all": ("XA", _over_drawn_among_others),
    "fact set-aside": ("XA", _a_day),
    "fact restore": ("XA", _day_set_aside),
}
"""Of which State's matter it is, and how it comes that the order could be given now."""


def test_every_order_that_takes_two_persons_is_tried_here() -> None:
    assert set(ENLARGING) == ROWS.keys()


# -- one person, and two -----------------------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[OrderingWorld]:
    with OrderingWorld(tmp_path) as made:
        made.licence(KEY, 100)
        yield made


def told(world: OrderingWorld, since: int) -> list[str]:
    """The kinds of the entries since then."""
    return [envelope(x.body).type for x in world.desk.log.read(since, 1_000)]


def proposed_by(world: OrderingWorld, account: str, order: str, data: Fact) -> str | None:
    """The name under which it waits; None where the account may not even propose it."""
    try:
        made = world.desk.order(account, order, data)
    except DomainError:
        return None
    assert made.outcome == "PROPOSED", (account, made.reasons)
    return str(getattr(made.entries[-1].data, "proposal"))  # noqa: B009


@pytest.mark.parametrize("order", ENLARGING)
def test_one_person_in_every_role_and_account_enlarges_nothing_and_two_persons_do(
    world: OrderingWorld, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, before = ROWS[order]
    solo = accounts(state)
    second = replace(next(x for x in solo.values() if x.role is confirming(order)), subject="second", person="second")
    for actor in (*solo.values(), second):
        monkeypatch.setitem(WHO, actor.subject, actor)
    data, head = before(world), world.desk.log.head()
    waiting = {account: proposed_by(world, account, order, data) for account in solo}
    assert {solo[x].role for x, proposal in waiting.items() if proposal} == set(ACTS[order].roles)
    for proposal in filter(None, waiting.values()):
        for account in solo:
            with pytest.raises(DomainError):
                world.desk.order(account, "proposal confirm", {"proposal": proposal})
    assert set(told(world, head)) == {"order.proposed.v1"}
    first = next(filter(None, waiting.values()))
    made = world.desk.order("second", "proposal confirm", {"proposal": first})
    assert made.outcome == "RECORDED", made.reasons
    assert [x.type for x in made.entries][-1:] == ["order.confirmed.v1"]


def confirming(order: str) -> Role:
    """Who confirms it."""
    return Role.ADMINISTRATOR if COMMANDS[order].noun == "list" else Role.APPROVING_OFFICER
