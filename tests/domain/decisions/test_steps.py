"""Which order is allowed in which state and where it leads: every state of every thing against every order.

The table is written from norms 4.1 to 4.5. What the norms call SUBMITTED and UNDER_REVIEW is `submitted` here,
AWAITING_APPROVAL `assessed`, ISSUED `not yet valid`, ACTIVE and EXHAUSTED `valid`, REVOKED and ANNULLED `revoked`.
"""

from __future__ import annotations

from functools import cache

import pytest

from domain.decisions import COMMANDS, states
from domain.decisions.command import WrongState
from domain.decisions.proposals import PROPOSAL_STATES
from licensing.access import Actor, Denied, Role, require
from licensing.mandate import ACTS
from tests.domain.decisions.given import NOT_THERE, Given, given, recorded
from tests.domain.decisions.histories import HISTORIES, ORDERS, about

ON_THE_WAY = ("declared", "released for export", "departed", "arrived", "received")
ELSEWHERE = ("seen, not declared", "cancelled", "redeclared")
STAYS_AWAY = {x: x for x in ELSEWHERE}
STAYS_AWAY_DECLARED = {x: x for x in ELSEWHERE if x != "seen, not declared"}
SEEN_FIRST = {"not on record": "seen, not declared", **STAYS_AWAY}
STAYS = {x: x for x in ON_THE_WAY}
LEAVES = {**STAYS, "declared": "departed", "released for export": "departed"}

NORMS: dict[str, dict[str, str]] = {
    # registered once, then kept up to date
    "party register": {"not on record": "registered"},
    "party amend": {"registered": "registered"},
    # 4.1, import side: issue, modify, revoke; what is on record can always be asked about
    "authorization issue": {"not on record": "issued"},
    "authorization copy": {"not on record": "issued"},
    "authorization amend": {"issued": "issued"},
    "authorization revoke": {"issued": "revoked"},
    "authorization verify": {"issued": "issued", "revoked": "revoked"},
    # 4.2; a transit State may object at any time
    "notice send": {"not on record": "sent"},
    "notice answer": {"sent": "objected", "consented": "objected"},
    "notice copy-answer": {"sent": "objected"},
    "notice withdraw": {"consented": "withdrawn"},
    # 4.4: received, authenticated or rejected; a breach may come out later
    "document present": {"not on record": "presented"},
    "document verify": {"presented": "repudiated", "authentic": "repudiated"},
    "document copy-answer": {"presented": "repudiated", "authentic": "repudiated"},
    "list publish": {"any": "any"},
    "finding waive": {"any": "any"},
    "fact set-aside": {"any": "any"},
    "fact restore": {"any": "any"},
    "finding dispose": {"any": "any"},
    "finding dispose-of-all": {"any": "any"},
    "finding comment": {"any": "any"},
    # one proposes, another confirms, once
    "proposal confirm": {"waiting": "confirmed"},
    "proposal decline": {"waiting": "declined"},
    # 4.1 rows 1 to 14
    "application submit": {"not on record": "submitted"},
    # determined as often as need be, until it is decided
    "application determine": {"submitted": "submitted", "assessed": "assessed"},
    "application assess": {"submitted": "assessed"},
    "application return": {"assessed": "submitted"},
    "application withdraw": {"submitted": "withdrawn", "assessed": "withdrawn"},
    "application refuse": {"assessed": "refused"},
    "licence issue": {"assessed": "granted"},
    # 4.1 rows 16 to 24; the sample amendment runs from January
    "licence amend": {"valid": "valid"},
    "licence suspend": {"valid": "suspended"},
    "licence reinstate": {"suspended": "valid"},
    "licence revoke": {"not yet valid": "revoked", "valid": "revoked", "suspended": "revoked"},
    "licence surrender": {"valid": "surrendered"},
    # a mistaken decision is undone by one of its own (issue 10, R-058)
    "licence undo-revocation": {"revoked": "valid"},
    # 4.5, and R-071 for what comes after the release
    "consignment declare": {
        "not on record": "declared",
        "seen, not declared": "arrived",
        "cancelled": "declared",
    },
    "consignment adjust": STAYS,
    "consignment cancel": {"declared": "cancelled", "released for export": "cancelled"},
    "consignment release-for-export": {"declared": "released for export"},
    # what happened to goods has happened, in whatever state the papers are
    # 4.6 NOT_EXITED: against an exit that is on record
    "consignment not-exited": {"departed": "departed"},
    "consignment exit": {"cancelled": "cancelled", "redeclared": "redeclared", **LEAVES},
    "consignment enter-transit": {**SEEN_FIRST, **LEAVES},
    "consignment leave-transit": {**SEEN_FIRST, **LEAVES},
    "consignment arrive": {**SEEN_FIRST, **dict.fromkeys(ON_THE_WAY, "arrived"), "received": "received"},
    "consignment close-tally": {**SEEN_FIRST, "arrived": "arrived", "received": "received"},
    "consignment release": {**SEEN_FIRST, "arrived": "arrived", "received": "received"},
    "consignment verify-delivery": {**STAYS_AWAY, **dict.fromkeys(ON_THE_WAY, "received")},
    "consignment copy-receipt": {**STAYS_AWAY_DECLARED, **dict.fromkeys(ON_THE_WAY, "received")},
    "consignment report-discrepancy": {**SEEN_FIRST, **STAYS},
    "consignment return": {**SEEN_FIRST, **STAYS},
}
BEYOND: dict[str, dict[str, str]] = {
    # a State may think better of its objection, and a repudiated document may turn out genuine
    "notice answer": {"objected": "objected", "withdrawn": "objected"},
    "document verify": {"repudiated": "repudiated"},
    "document copy-answer": {"repudiated": "repudiated"},
    # a paper that comes when its State has spoken itself is refused with that reason
    "notice copy-answer": {"objected": "objected", "consented": "consented", "withdrawn": "withdrawn"},
    # what comes up between assessment and decision is assessed without a round trip
    "application assess": {"assessed": "assessed"},
    # the norms let only ACTIVE licences be changed; one that is issued and not yet valid need not wait for its day
    "licence amend": {"not yet valid": "valid"},
    "licence suspend": {"not yet valid": "suspended"},
    "licence surrender": {"not yet valid": "surrendered"},
    # what is on record as gone is invalidated once a record says that it did not leave, or came back
    "consignment cancel": {"departed": "departed", "arrived": "arrived", "received": "received"},
}
"""What this house allows beyond the norms, each with its reason."""
REFUSED = {
    **{("consignment cancel", state): ["STILL_AWAY"] for state in ("departed", "arrived", "received")},
    **{("notice copy-answer", state): ["SAID_ITSELF"] for state in ("objected", "consented", "withdrawn")},
    ("consignment copy-receipt", "received"): ["SAID_ITSELF"],
}
"""Where the sample order is a lawful step that is refused as things stand."""
NOT_THERE_IN = {
    f"consignment {x}": states.NEVER_DECLARED
    for x in ("adjust", "cancel", "release-for-export", "exit", "not-exited", "copy-receipt")
}
"""In which states a thing is not there for anybody; elsewhere where it is not on record."""
STEPS = {name: NORMS[name] | BEYOND.get(name, {}) for name in NORMS}
EVERY = [(name, state) for name in STEPS for state in HISTORIES[about(name)]]
LISTED = {
    "party": states.PARTY_STATES,
    "authorization": states.AUTHORIZATION_STATES,
    "notice": states.NOTICE_STATES,
    "document": states.DOCUMENT_STATES,
    "application": states.APPLICATION_STATES,
    "licence": states.LICENCE_STATES,
    "consignment": states.CONSIGNMENT_STATES,
    "proposal": PROPOSAL_STATES,
}


@cache
def standing(noun: str, state: str) -> Given:
    """The records in which a thing is in a state; never added to."""
    return given(*HISTORIES[noun][state])


def state_of(name: str, records: Given) -> str:
    """How the thing stands that an order is about."""
    told = ORDERS[name]
    if name.partition(" ")[0] in ("list", "finding", "fact"):
        return "any"
    asking = "application submit" if name == "licence issue" else name
    return COMMANDS[asking].state_of(records.records, told.said, ORDERS[name].ordered)


def test_every_order_is_in_the_table_and_every_state_has_a_history() -> None:
    assert set(STEPS) == set(COMMANDS) == set(ORDERS)
    assert {noun: tuple(histories) for noun, histories in HISTORIES.items() if noun in LISTED} == LISTED


@pytest.mark.parametrize(("noun", "state"), [(n, s) for n in LISTED for s in HISTORIES[n]])
def test_a_history_leads_to_its_state(noun: str, state: str) -> None:
    name = next(x for x in STEPS if about(x) == noun)
    assert state_of(name, standing(noun, state)) == state


@pytest.mark.parametrize("name", STEPS)
def test_an_order_says_of_itself_when_it_is_allowed_as_the_norms_do(name: str) -> None:
    assert COMMANDS[name].allowed == set(STEPS[name])


@pytest.mark.parametrize(("name", "state"), EVERY, ids=lambda x: x)
def test_an_order_leads_from_each_state_to_the_next_or_is_a_wrong_step(name: str, state: str) -> None:
    records, told = given(*HISTORIES[about(name)][state]), ORDERS[name]
    if state not in STEPS[name]:
        if state in NOT_THERE_IN.get(name, (states.ABSENT,)):
            assert records.when(told).not_allowed == NOT_THERE
            return
        with pytest.raises(WrongState) as wrong:
            records.decides(told)
        assert (wrong.value.code, wrong.value.requirement) == ("NOT_IN_THIS_STATE", told.command.requirement)
        assert wrong.value.figures["state"] == state
        return
    decision = records.decides(told)
    assert [x.code for x in decision.reasons] == REFUSED.get((name, state), [])
    assert bool(recorded(told, decision)) is not bool(decision.reasons)
    assert state_of(name, records.after(told)) == STEPS[name][state]


@pytest.mark.parametrize(
    ("noun", "state"),
    [
        *[("application", x) for x in ("withdrawn", "refused", "granted")],
        *[("licence", x) for x in ("surrendered", "expired")],
    ],
)
def test_nothing_follows_on_an_end(noun: str, state: str) -> None:
    assert [name for name in STEPS if about(name) == noun and state in COMMANDS[name].allowed] == []


def test_a_revocation_is_undone_by_an_order_of_its_own_and_by_nothing_else() -> None:
    followed = [name for name in STEPS if about(name) == "licence" and "revoked" in COMMANDS[name].allowed]
    assert followed == ["licence undo-revocation"]


# -- who may -----------------------------------------------------------------------------------------------------------

LO, LA, CUS, APP, ADM, AUD = (
    *(Role.LICENSING_OFFICER, Role.APPROVING_OFFICER, Role.CUSTOMS),
    *(Role.APPLICANT, Role.ADMINISTRATOR, Role.AUDITOR),
)
MANDATES: dict[str, tuple[set[Role], str]] = {
    **dict.fromkeys(("application return", "application refuse", "authorization revoke"), ({LA}, "A-09")),
    **dict.fromkeys(("licence suspend", "licence revoke"), ({LA}, "A-09")),
    **dict.fromkeys(("authorization issue", "authorization amend", "finding waive"), ({LO, LA}, "A-22")),
    **{f"licence {x}": ({LO, LA}, "A-22") for x in ("issue", "amend", "reinstate", "undo-revocation")},
    **dict.fromkeys(("fact set-aside", "fact restore"), ({LO, LA}, "A-22")),
    **dict.fromkeys(
        ("party register", "party amend", "authorization copy", "authorization verify"), ({LO, LA}, "A-10")
    ),
    **dict.fromkeys(("notice send", "notice answer", "notice copy-answer", "notice withdraw"), ({LO, LA}, "A-10")),
    **dict.fromkeys(
        ("document present", "document verify", "application determine", "application assess"), ({LO, LA}, "A-10")
    ),
    **dict.fromkeys(("document copy-answer", "consignment copy-receipt", "licence surrender"), ({LO, LA}, "A-10")),
    **dict.fromkeys(("application submit", "application withdraw"), ({APP, LO}, "A-11")),
    **{f"consignment {x}": ({CUS}, "A-12") for x in ("declare", "adjust", "cancel", "release-for-export", "exit")},
    **{f"consignment {x}": ({CUS}, "A-12") for x in ("enter-transit", "leave-transit", "arrive", "close-tally")},
    "consignment not-exited": ({CUS}, "A-12"),
    **{f"consignment {x}": ({CUS}, "A-12") for x in ("release", "report-discrepancy", "return")},
    "consignment verify-delivery": ({CUS, LO, LA}, "A-13"),
    "list publish": ({ADM}, "A-14"),
    **dict.fromkeys(("finding dispose", "finding dispose-of-all"), ({LO, LA}, "A-05")),
    "finding comment": ({LO, LA, CUS, AUD}, "A-24"),
    "proposal confirm": ({LA, ADM}, "A-20"),
    "proposal decline": ({LO, LA, ADM}, "A-21"),
}
BY_ANYBODY = {
    *("list publish", "authorization copy"),
    *(f"consignment {x}" for x in ("enter-transit", "leave-transit", "arrive", "close-tally", "release")),
    *("consignment report-discrepancy", "consignment return"),
}
"""Lists concern no case; a copy tells nothing of the original; what an office saw it records of any consignment."""


def officer(role: Role, state: str) -> Actor:
    return Actor("amara", "Amara", state, role, "XA-P-0001" if role is Role.APPLICANT else None)


@pytest.mark.parametrize("role", Role, ids=lambda x: x.title)
@pytest.mark.parametrize("name", STEPS)
def test_a_role_gives_an_order_exactly_where_it_is_listed(name: str, role: Role) -> None:
    roles, rule = MANDATES[name]
    if role in roles:
        require(officer(role, "XA"), ACTS[name])
        return
    with pytest.raises(Denied) as denied:
        require(officer(role, "XA"), ACTS[name])
    assert denied.value.rule == rule
    assert denied.value.mend


@pytest.mark.parametrize("name", STEPS)
def test_to_a_state_without_a_part_in_a_thing_it_is_not_there_in_any_state(name: str) -> None:
    for state in HISTORIES[about(name)]:
        records, told = standing(about(name), state), ORDERS[name]
        if name not in BY_ANYBODY:
            assert records.when(told, state="XD").not_allowed == NOT_THERE, state
