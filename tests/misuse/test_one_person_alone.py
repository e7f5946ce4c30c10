"""One person alone: what was possible to one officer with several accounts, and what two officers do lawfully."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.errors import DomainError
from licensing.access import Actor, Role
from tests import builders
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.domain.decisions.papers import LETTER
from tests.licensing.ordering_world import EXPORTER, NOW, WHO, OrderingWorld, applied_for, issue_of, terms

KEY, TODAY = "XA:EL-1", NOW[:10]
LICENCE = builders.reference("EL-1", "XA")
JONAS_AS = {
    "jonas": WHO["jonas"],
    "jonas-at-home": Actor("jonas-at-home", "J. Okafor", "XA", Role.APPROVING_OFFICER, person="jonas"),
    "jonas-licensing": Actor("jonas-licensing", "Jonas O.", "XA", Role.LICENSING_OFFICER, person="jonas"),
    "jonas-admin": Actor("jonas-admin", "Jonas the admin", "XA", Role.ADMINISTRATOR, person="jonas"),
}
"""One person with every role that has a part in what enlarges, and two accounts of one of them."""
DORA = Actor("dora", "Dora Finch", "XA", Role.APPLICANT, EXPORTER)
GRETA = Actor("greta", "Greta Solano", "XA", Role.APPROVING_OFFICER, person="greta")
HOLD = {"licence": LICENCE, "effective_on": TODAY, "reason": "Until XB has answered."}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrderingWorld]:
    with OrderingWorld(tmp_path) as world:
        world.licence(KEY, 100)
        for name, actor in (JONAS_AS | {"greta": GRETA, "dora": DORA}).items():
            monkeypatch.setitem(WHO, name, actor)
        yield world


def amended(pieces: int, **changes: Any) -> Fact:
    """EL-1 is to be amended."""
    terms: Fact = {"import_authorization": "IA-EL-1", "import_authorization_required": True}
    data: Fact = builders.amended(pieces, since=TODAY, **(terms | changes))["data"]
    return data


def enlarging(world: OrderingWorld, order: str) -> Fact:
    """An order after which more may leave than before, as it could be given now."""
    if order == "licence issue":
        world.authorization("XB:IA-2", 100)
        return world.application("XA:EL-2", 20, "XB:IA-2")
    if order == "licence reinstate":
        world.desk.recorded("greta", "licence suspend", HOLD)
        return HOLD
    orders: dict[str, Fact] = {
        "licence amend": amended(90),
        "finding waive": builders.waived("R01", builders.key(KEY, 1), "2030-12-31")["data"],
        "authorization copy": builders.authorized(50, "IA-COPY")["data"] | {"paper": LETTER},
    }
    return orders[order]


def proposed(world: OrderingWorld, by: str, order: str, data: Fact) -> dict[str, str]:
    """What is to be confirmed after somebody proposed an order."""
    made = world.desk.order(by, order, data)
    assert made.outcome == "PROPOSED", made
    told: Any = made.entries[-1].data
    return {"proposal": told.proposal}


@pytest.mark.parametrize("proposer", ["jonas", "jonas-licensing"])
@pytest.mark.parametrize(
    "order", ["licence issue", "licence amend", "licence reinstate", "finding waive", "authorization copy"]
)
def test_one_person_alone_enlarges_nothing_by_any_account_and_two_persons_do(
    world: OrderingWorld, order: str, proposer: str
) -> None:
    waiting = proposed(world, proposer, order, enlarging(world, order))
    head = world.desk.log.head()
    for account in JONAS_AS:
        with pytest.raises(DomainError):
            world.desk.order(account, "proposal confirm", waiting)
    assert world.desk.log.head() == head
    assert world.desk.order("greta", "proposal confirm", waiting).outcome == "RECORDED"


def test_who_copied_verified_and_amends_alone_is_refused(world: OrderingWorld) -> None:
    copied = builders.authorized(400_000, "IA-FORGED")["data"] | {"paper": LETTER}
    waiting = proposed(world, "jonas-licensing", "authorization copy", copied)
    world.desk.recorded("greta", "proposal confirm", waiting)
    verified = builders.authorization_verified("CONFIRMED")["data"] | {"authorization": copied["authorization"]}
    world.desk.recorded("jonas-licensing", "authorization verify", verified)
    more = amended(110, import_authorization="IA-FORGED")
    for proposer in ("amara", "greta"):
        waiting = proposed(world, proposer, "licence amend", more)
        with pytest.raises(DomainError, match="FOUR_EYES"):
            world.desk.order("jonas-at-home", "proposal confirm", waiting)
    waiting = proposed(world, "jonas", "licence amend", more)
    assert world.desk.order("greta", "proposal confirm", waiting).outcome == "RECORDED"


def test_an_amendment_changes_no_holder_and_meets_the_preconditions_of_issue(world: OrderingWorld) -> None:
    world.desk.recorded("amara", "party register", builders.registered("XA-P-0009")["data"])
    other = builders.mention("EXPORTER", "XA-P-0009")
    rows: tuple[tuple[str, int, Fact], ...] = (
        ("ANOTHER_HOLDER", 90, {"exporter": other}),
        ("IMPORT_EXCEEDED", 400_000, {}),
        ("TRANSIT_MISSING:XC", 90, {"transit_states": ["XC"]}),
    )
    for against, pieces, changes in rows:
        made = world.desk.order("jonas", "licence amend", amended(pieces, **changes))
        assert (made.outcome, against in [x.code for x in made.reasons]) == ("REFUSED", True)
    waiting = proposed(world, "jonas", "licence amend", amended(90))
    assert world.desk.order("greta", "proposal confirm", waiting).outcome == "RECORDED"


@pytest.mark.parametrize("colleague", [WHO["amara"], GRETA], ids=["licensing and approving", "two approving"])
def test_a_state_of_two_officers_can_do_everything(world: OrderingWorld, colleague: Actor) -> None:
    def do(order: str, data: Fact) -> None:
        made = world.desk.order(colleague.subject, order, data)
        if made.outcome == "PROPOSED":
            told: Any = made.entries[-1].data
            made = world.desk.order("jonas", "proposal confirm", {"proposal": told.proposal})
        assert made.outcome == "RECORDED", (order, made.reasons)

    copied = builders.authorized(100, "IA-2")["data"] | {"paper": LETTER}
    application, told = {"application": applied_for("XA:EL-2")}, terms(20, "XB:IA-2")
    world.desk.recorded("dora", "application submit", application | {"wanted": wanted(told)})
    do("authorization copy", copied)
    verified = builders.authorization_verified("CONFIRMED")["data"]
    do("authorization verify", verified | {"authorization": copied["authorization"]})
    do("application determine", application | {"determination": determination(told)})
    do("application assess", application | {"recommendation": "GRANT", "assessment": "All in order."})
    do("licence issue", issue_of("XA:EL-2"))
    named = builders.reference("EL-2", "XA")
    changed: Fact = {"import_authorization": "IA-2", "import_authorization_required": True}
    do("licence amend", builders.amended(30, since=TODAY, **changed)["data"] | {"licence": named})
    world.desk.recorded("jonas", "licence suspend", HOLD | {"licence": named})
    do("licence reinstate", HOLD | {"licence": named})
    do("finding waive", builders.waived("R01", builders.key("XA:EL-2", 1), "2030-12-31")["data"])
    do("licence surrender", {"licence": named, "effective_on": TODAY, "replaced_by": None})
