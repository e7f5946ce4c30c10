"""Who may do what: every role against every act, States and own data, and who disposes of what."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, cast

import pytest
from fastapi import APIRouter, FastAPI

from domain.decisions import COMMANDS
from domain.record.sources import closing_role
from licensing import access, mandate
from licensing.access import (
    ACCESS_POLICY,
    ACTS_BESIDE_ORDERS,
    DISPOSE,
    READ_AT,
    READ_CASES,
    READ_SERVICE,
    Act,
    Actor,
    Concerned,
    Denied,
    Role,
    matrix,
    may,
    reads_entry,
    require,
    scope,
    sees,
    told_of,
)
from licensing.http import app, pages
from licensing.http.asking import allowed
from licensing.http.pages.looking import menu
from licensing.http.permissions import OPEN, Undeclared, permission_of, permits, refuse_undeclared, routes_of

OFFICERS = {Role.LICENSING_OFFICER, Role.APPROVING_OFFICER}
CASES = OFFICERS | {Role.CUSTOMS, Role.AUDITOR, Role.APPLICANT}


def actor(role: Role, state: str = "XA", register_id: str | None = None) -> Actor:
    return Actor("amara", "Amara", state, role, register_id)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        (READ_CASES, CASES),
        (READ_AT, OFFICERS | {Role.AUDITOR}),
        (DISPOSE, OFFICERS),
        (READ_SERVICE, {Role.ADMINISTRATOR}),
    ],
    ids=lambda value: value.id if isinstance(value, Act) else "",
)
def test_a_role_may_exactly_what_is_listed(role: Role, act: Act, allowed: set[Role]) -> None:
    assert may(actor(role), act) is (role in allowed)
    if role not in allowed:
        with pytest.raises(Denied) as denied:
            require(actor(role), act)
        assert denied.value.rule in {rule.id for rule in ACCESS_POLICY}
        assert denied.value.mend


def test_an_authority_sees_its_own_and_what_is_addressed_to_it() -> None:
    thing = Concerned(" XA XB XC ", "")
    assert all(sees(actor(Role.CUSTOMS, state), thing) for state in ("XA", "XB", "XC"))
    assert not sees(actor(Role.CUSTOMS, "XD"), thing)
    assert not sees(actor(Role.AUDITOR, "X"), thing)


def test_an_applicant_sees_only_what_names_its_register_id() -> None:
    thing = Concerned(" XA ", " XA-P-000001 XB-P-000002 ")
    assert sees(actor(Role.APPLICANT, register_id="XA-P-000001"), thing)
    assert not sees(actor(Role.APPLICANT, register_id="XA-P-00000"), thing)
    assert not sees(actor(Role.APPLICANT), thing)


def test_an_administrator_sees_no_case() -> None:
    assert not sees(actor(Role.ADMINISTRATOR), Concerned(" XA ", " XA-P-000001 "))


def test_an_applicant_is_told_of_its_obligations_and_not_of_suspicions() -> None:
    applicant = actor(Role.APPLICANT, register_id="XA-P-000001")
    assert told_of(applicant, "R17")
    assert not told_of(applicant, "R01")
    assert told_of(actor(Role.CUSTOMS), "R01")
    assert not reads_entry(applicant, "finding.disposed")
    assert reads_entry(applicant, "shipment.declared")


def test_a_disposition_comes_from_the_office_that_the_rules_let_speak() -> None:
    assert closing_role("R01") == "licensing"
    assert closing_role("R07") == "import-authority"


def test_the_matrix_is_printed_from_the_same_table() -> None:
    head, *rows = matrix()
    assert head == ("act", *(role.title for role in Role), "refusal names")
    assert len(rows) == len(ACTS_BESIDE_ORDERS)
    for act, row in zip(ACTS_BESIDE_ORDERS, rows, strict=True):
        assert row[1:-1] == tuple("yes" if role in act.roles else "no" for role in Role)


@pytest.mark.parametrize("role", Role)
def test_everybody_is_told_what_they_see(role: Role) -> None:
    assert scope(actor(role, register_id="XA-P-000001"))


# -- what is given to nobody is nobody's -------------------------------------------------------------------------------


def forgotten(orders: set[str]) -> set[str]:
    """The orders that the table of the policy gives to nobody."""
    return orders - set(mandate.GIVEN)


def test_every_order_is_given_to_somebody_by_name() -> None:
    assert forgotten(set(COMMANDS)) == set(), "say in licensing/mandate.py who may give these"
    assert set(mandate.GIVEN) <= set(COMMANDS)
    assert all(roles for roles, _ in mandate.GIVEN.values())
    assert forgotten({*COMMANDS, "consignment beam"}) == {"consignment beam"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("like", ["consignment exit", "party register"])
def test_an_order_that_was_given_to_nobody_is_nobodys(role: Role, like: str) -> None:
    new = COMMANDS[like]._replace(verb="beam")
    with pytest.raises(Denied, match="A-19"):
        require(actor(role), mandate.act_of(new))


MAY_READ = allowed(READ_CASES)


class Newcomer(Enum):
    """A role that no table knows yet."""

    CLERK = "clerk"

    @property
    def title(self) -> str:
        return self.value


def test_a_role_that_no_table_knows_may_nothing_and_sees_nothing() -> None:
    clerk = actor(cast(Role, Newcomer.CLERK), register_id="XA-P-000001")
    assert [act.id for act in (*ACTS_BESIDE_ORDERS, *mandate.ACTS.values()) if may(clerk, act)] == []
    assert not sees(clerk, Concerned(" XA ", " XA-P-000001 "))
    assert not told_of(clerk, "R17")
    assert not reads_entry(clerk, "shipment.exited")
    assert scope(clerk) == "nothing"
    assert menu(clerk) == ()


@pytest.mark.parametrize("role", Role)
def test_every_role_is_in_the_tables_by_name(role: Role) -> None:
    assert role in access._SCOPES, "say in licensing/access.py what the role sees"
    assert any(role in act.roles for act in (*ACTS_BESIDE_ORDERS, *mandate.ACTS.values())), "say what the role may do"


def served() -> FastAPI:
    return app._framed()


def test_every_route_declares_who_may_use_it_or_is_open_with_a_reason() -> None:
    undeclared = {
        (method, route.path)
        for route in routes_of(served().routes)
        for method in route.methods or ()
        if not permission_of(route)
    }
    assert undeclared == set(OPEN)
    assert all(OPEN.values())


def test_every_permission_of_a_route_is_an_act_of_the_policy() -> None:
    known = {act.id for act in (*ACTS_BESIDE_ORDERS, *mandate.ACTS.values())}
    assert {act.id for route in routes_of(served().routes) for act in permission_of(route)} <= known


def test_a_route_that_declares_nothing_is_not_served() -> None:
    router = APIRouter()

    @router.get("/everything")
    def everything() -> str:
        return "told to all"

    with pytest.raises(Undeclared, match="GET /everything"):
        refuse_undeclared([*served().routes, *router.routes])
    router.routes.clear()

    @router.get("/everything")
    @permits(READ_SERVICE)
    def some() -> str:
        return "told to some"

    @router.get("/other")
    def other(_: Annotated[Actor, MAY_READ]) -> str:
        return "told to others"

    refuse_undeclared([*served().routes, *router.routes])


def test_the_pages_are_among_the_routes_that_are_looked_at() -> None:
    assert {route.path for route in routes_of(pages.router.routes)} <= {r.path for r in routes_of(served().routes)}
