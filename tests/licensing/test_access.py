"""Who may do what: every role against every act, States and own data, and who disposes of what."""

from __future__ import annotations

import pytest

from licensing.access import (
    ACTS,
    DISPOSE,
    POLICY,
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
    may_dispose,
    office,
    reads_entry,
    require,
    require_disposal,
    scope,
    sees,
    told_of,
)

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
        assert denied.value.rule in {rule.id for rule in POLICY}
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


@pytest.mark.parametrize(
    ("role", "state", "licence", "allowed"),
    [
        (Role.LICENSING_OFFICER, "XA", "XA:EL-1", True),
        (Role.APPROVING_OFFICER, "XA", "XA:EL-1", True),
        (Role.LICENSING_OFFICER, "XB", "XA:EL-1", False),
        (Role.LICENSING_OFFICER, "XB", "XB:IA-1", True),
        (Role.LICENSING_OFFICER, "XB", None, True),
        (Role.CUSTOMS, "XA", "XA:EL-1", False),
        (Role.AUDITOR, "XA", "XA:EL-1", False),
    ],
)
def test_the_state_in_the_key_disposes(role: Role, state: str, licence: str | None, allowed: bool) -> None:
    assert may_dispose(actor(role, state), licence) is allowed
    if not allowed:
        with pytest.raises(Denied, match=r"A-0[56]"):
            require_disposal(actor(role, state), licence)


def test_a_disposition_comes_from_the_office_that_the_rules_let_speak() -> None:
    assert office("R01") == "licensing"
    assert office("R07") == "import-authority"


def test_the_matrix_is_printed_from_the_same_table() -> None:
    head, *rows = matrix()
    assert head == ("act", *(role.title for role in Role), "refusal names")
    assert len(rows) == len(ACTS)
    for act, row in zip(ACTS, rows, strict=True):
        assert row[1:-1] == tuple("yes" if role in act.roles else "no" for role in Role)


@pytest.mark.parametrize("role", Role)
def test_everybody_is_told_what_they_see(role: Role) -> None:
    assert scope(actor(role, register_id="XA-P-000001"))
