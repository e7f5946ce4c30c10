"""Orders that take two persons: proposed by one, judged at once, decided anew when another confirms (R-020)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.decisions import COMMANDS
from domain.decisions.command import WrongState
from domain.kernel.errors import NotAllowed, NotFound, Stale
from domain.kernel.event import recorded
from licensing.access import Actor, Denied, Role
from licensing.log import AnotherUnderThatKey
from licensing.orders.acknowledgement import Acknowledgement
from tests import builders
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.domain.decisions.papers import answer_about, presented
from tests.licensing.ordering_world import NOW, WHO, OrderingWorld, applied_for, terms

KEY = "XA:EL-1"
LICENCE = {"state": "XA", "reference": "EL-1"}
TODAY = NOW[:10]
AGAIN = {"licence": LICENCE, "effective_on": TODAY, "reason": "XB has answered."}
OTHERS = {
    "jonas-at-home": Actor("jonas-at-home", "J. Okafor", "XA", Role.APPROVING_OFFICER, person="jonas"),
    "greta": Actor("greta", "Greta Solano", "XA", Role.APPROVING_OFFICER, person="greta"),
    "nobody": Actor("nobody", "Account 17", "XA", Role.APPROVING_OFFICER),
    "nobody-applies": Actor("nobody-applies", "Account 18", "XA", Role.LICENSING_OFFICER),
}
IMPORT = builders.reference("IA-2", "XB")
ASSESSED = {"recommendation": "GRANT", "assessment": "All in order."}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrderingWorld]:
    for name, actor in OTHERS.items():
        monkeypatch.setitem(WHO, name, actor)
    with OrderingWorld(tmp_path) as world:
        world.licence(KEY, 100)
        world.desk.recorded("jonas", "licence suspend", AGAIN)
        yield world


def proposed(world: OrderingWorld, by: str = "jonas", **more: str) -> str:
    """The name under which the reinstatement waits that somebody proposes."""
    made = world.desk.order(by, "licence reinstate", AGAIN, **more)
    assert made.outcome == "PROPOSED"
    return proposal_in(made)


def proposal_in(made: Acknowledgement) -> str:
    (entry,) = made.entries
    assert entry.stream == f"licence/{KEY}"
    return str(getattr(entry.data, "proposal"))  # noqa: B009


def confirm(world: OrderingWorld, by: str, proposal: str, **more: object) -> Acknowledgement:
    return world.desk.order(by, "proposal confirm", {"proposal": proposal}, **more)  # type: ignore[arg-type]


def test_what_one_proposes_counts_for_nothing_until_another_confirms_it(world: OrderingWorld) -> None:
    proposal = proposed(world)
    assert world.licence_sheet(KEY).status == "suspended"
    made = confirm(world, "greta", proposal)
    assert (made.outcome, [x.type for x in made.entries]) == (
        "RECORDED",
        ["export-licence.reinstated.v1", "order.confirmed.v1"],
    )
    assert world.licence_sheet(KEY).status == "valid"
    kept = [recorded(x.body) for x in world.desk.log.at([x.position for x in made.entries])]
    assert {(x.actor, x.person, x.proposer) for x in kept} == {("greta", "greta", "jonas")}


@pytest.mark.parametrize("account", ["jonas", "jonas-at-home"])
def test_whoever_proposed_does_not_confirm_under_any_account(world: OrderingWorld, account: str) -> None:
    proposal = proposed(world)
    with pytest.raises(WrongState, match=r"FOUR_EYES \(R-020\)"):
        confirm(world, account, proposal)
    assert confirm(world, "greta", proposal).outcome == "RECORDED"


def test_an_account_of_nobody_neither_proposes_nor_confirms(world: OrderingWorld) -> None:
    with pytest.raises(NotAllowed, match="NO_PERSON") as why:
        proposed(world, "nobody")
    assert "`person`" in why.value.mend
    proposal = proposed(world)
    with pytest.raises(NotAllowed, match="NO_PERSON"):
        confirm(world, "nobody", proposal)


def preparing(world: OrderingWorld) -> Iterator[tuple[str, Fact]]:
    """What officers prepare of a licence, step by step."""
    world.authorization("XB:IA-2", 100)
    told, case = terms(10, "XB:IA-2"), {"application": applied_for("XA:EL-2")}
    yield "application submit", case | {"wanted": wanted(told)}
    yield "application determine", case | {"determination": determination(told)}
    yield "authorization verify", builders.authorization_verified("CONFIRMED")["data"] | {"authorization": IMPORT}
    yield "application assess", case | ASSESSED
    world.desk.recorded("amara", "document present", presented()["data"])
    yield "document verify", answer_about("AUTHENTIC")["data"]


def test_an_account_of_nobody_prepares_nothing_and_a_person_does(world: OrderingWorld) -> None:
    tried = set()
    for order, data in preparing(world):
        with pytest.raises(NotAllowed, match="NO_PERSON") as why:
            world.desk.order("nobody-applies", order, data)
        assert "`person`" in why.value.mend
        assert world.desk.recorded("amara", order, data).outcome == "RECORDED"
        tried.add(order)
    assert tried == {name for name, command in COMMANDS.items() if command.prepares}


def test_what_an_account_of_nobody_does_not_see_is_not_there(world: OrderingWorld) -> None:
    with pytest.raises(NotFound):
        world.desk.order("nobody-applies", "application assess", {**ASSESSED, "application": applied_for("XB:EL-1")})


def test_a_proposal_is_confirmed_once_or_declined(world: OrderingWorld) -> None:
    first, second = proposed(world), proposed(world, "amara")
    world.desk.recorded("amara", "proposal decline", {"proposal": second, "reason": "Not yet."})
    with pytest.raises(WrongState, match="declined"):
        confirm(world, "greta", second)
    confirm(world, "greta", first)
    with pytest.raises(WrongState, match="confirmed"):
        confirm(world, "greta", first)


def test_who_may_not_confirm_is_told_so_and_another_state_hears_of_nothing(world: OrderingWorld) -> None:
    proposal = proposed(world)
    with pytest.raises(Denied, match="A-20"):
        confirm(world, "amara", proposal)
    for stranger in ("bruno", "sam"):
        with pytest.raises(NotFound):
            confirm(world, stranger, proposal)
        with pytest.raises(NotFound):
            world.desk.order(stranger, "proposal decline", {"proposal": proposal, "reason": "No."})
    with pytest.raises(NotFound):
        confirm(world, "greta", "XA:PR-none")


def test_a_proposal_is_judged_at_once_and_again_when_it_is_confirmed(world: OrderingWorld) -> None:
    proposal = proposed(world)
    world.desk.recorded("jonas", "licence revoke", AGAIN)
    with pytest.raises(WrongState, match="revoked"):
        confirm(world, "greta", proposal)
    with pytest.raises(WrongState, match="revoked"):
        proposed(world)


def test_the_version_of_the_thing_and_the_key_count_as_for_every_order(world: OrderingWorld) -> None:
    proposal = proposed(world, key="propose-0001")
    assert proposed(world, key="propose-0001") == proposal
    seen = world.desk.log.version(f"licence/{KEY}")
    with pytest.raises(Stale):
        confirm(world, "greta", proposal, seen=seen - 1)
    made = confirm(world, "greta", proposal, seen=seen, key="confirm-0001")
    assert confirm(world, "greta", proposal, seen=seen, key="confirm-0001") == made
    with pytest.raises(AnotherUnderThatKey):
        confirm(world, "greta", "XA:PR-another", key="confirm-0001")
