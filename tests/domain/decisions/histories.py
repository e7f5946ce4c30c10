"""For each thing a history that puts it in each of its states, and for each order one about that thing.

All orders are given on 1 June 2030, about party XA-P-0001, authorization XB:IA-1, notice XA:TN-1 to XC, document
XA:D-1, application XA:AP-1, licence XA:EL-1 and consignment UCR-S1.
"""

from __future__ import annotations

from typing import Any

from domain.decisions.comments import CommentOnFinding
from domain.decisions.dispositions import DisposeOfFinding, DisposeOfFindings, Judged
from domain.decisions.proposals import ConfirmProposal, DeclineProposal
from domain.decisions.setting_aside import RestoreFact, SetFactAside
from domain.findings.disposition import evidence_hash
from tests.builders import (
    Fact,
    amended,
    answered,
    asked,
    authorization_amended,
    authorization_revoked,
    authorization_verified,
    authorized,
    fact,
    key,
    licence,
    published,
    registered,
    reinstated,
    revocation_undone,
    revoked,
    surrendered,
    suspended,
    tick,
    told,
    waived,
    withdrawn,
)
from tests.domain.decisions.given import Order, given, order
from tests.domain.decisions.papers import (
    answer_about,
    applied,
    assessed,
    copied,
    determined,
    gone_through,
    granted,
    in_order,
    issue,
    let_go,
    presented,
    sent_back,
    taken_back,
    turned_down,
)
from tests.movements import (
    ABROAD,
    adjusted,
    arrived,
    cancelled,
    consignment,
    declared,
    entered,
    exited,
    not_exited,
    reported,
    returned,
    tallied,
    verified,
)
from tests.reference.histories import turning

TODAY = "2030-06-01"
NAMED: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}


def _licensed(*more: Fact, **changes: str) -> list[Fact]:
    return [authorized(), authorization_verified("CONFIRMED"), licence(**NAMED, **changes), *more]


OVERDRAWN = [licence(), *(x for ucr, pieces in (("S1", 60), ("S2", 41)) for x in (declared(ucr, pieces), exited(ucr)))]
"""One more was exported than the licence allows: a finding."""


def judged() -> dict[str, str]:
    """That finding, and the evidence that it rests on."""
    (found,) = [x for x in given(*OVERDRAWN).standing() if x.rule == "R01"]
    return {"finding_id": found.finding_id, "evidence_hash": evidence_hash(found.evidence)}


def closing(**changes: Any) -> Order:
    """The order to close it."""
    said = judged() | {"disposition": "EXPLAINED", "reason": "The amended licence was shown."} | changes
    return Order("finding dispose", DisposeOfFinding(**said))


def closing_all(*findings: dict[str, str], reason: str = "The amended licence was shown.") -> Order:
    """The order to close several."""
    several = tuple(Judged(**x) for x in findings)
    said = DisposeOfFindings(findings=several, disposition="EXPLAINED", reason=reason)
    return Order("finding dispose-of-all", said)


def commenting(text: str = "The weighbridge of our port was repaired that week.", **changes: str) -> Order:
    """The order to comment on it."""
    return Order(
        "finding comment", CommentOnFinding(**({"finding_id": judged()["finding_id"], "text": text} | changes))
    )


PROPOSAL = "XA:PR-1"


def _proposed(end: str = "", **more: str) -> list[Fact]:
    """Somebody proposed to reinstate the licence; another confirmed it, or declined."""
    named = {"proposal": PROPOSAL, "order": "licence reinstate", "about": "licence/XA:EL-1"}
    data = reinstated(TODAY)["data"]
    made = fact("order.proposed", "/states/XA/licensing", "2030-05-30", named | {"data": data})
    ended = [fact(f"order.{end}", "/states/XA/licensing", "2030-05-31", named | more)] if end else []
    return [made | {"actor": "officer-1", "person": "officer-1"}, *ended]


def _aside(name: str) -> Fact:
    """A closed day was set aside."""
    day = told(tick("2030-05-02"), name=name)
    return turning("fact.set-aside", day, 1, day)


HISTORIES: dict[str, dict[str, list[Fact]]] = {
    "party": {"not on record": [], "registered": [registered("XA-P-0009")]},
    "authorization": {
        "not on record": [],
        "issued": [authorized(), licence(**NAMED)],
        "revoked": [authorized(), licence(**NAMED), authorization_revoked("2030-01-01")],
    },
    "notice": {
        "not on record": [],
        "sent": [asked()],
        "consented": [asked(), answered("NO_OBJECTION")],
        "objected": [asked(), answered("OBJECTION")],
        "withdrawn": [asked(), answered("NO_OBJECTION"), withdrawn("2030-03-01")],
    },
    "document": {
        "not on record": [],
        "presented": [presented()],
        "authentic": [presented(), answer_about("AUTHENTIC")],
        "repudiated": [presented(), answer_about("AUTHENTIC"), answer_about("REPUDIATED", on="2029-12-16")],
    },
    "application": {
        "not on record": [],
        "submitted": in_order()[:3],
        "assessed": in_order(),
        "withdrawn": in_order(100, taken_back()),
        "refused": in_order(100, turned_down()),
        "granted": in_order(100, granted()),
    },
    "licence": {
        "not on record": [],
        "not yet valid": _licensed(valid_from="2030-06-02"),
        "valid": _licensed(valid_from="2030-06-01", valid_to="2030-06-01"),
        "suspended": _licensed(suspended(TODAY)),
        "revoked": _licensed(revoked(TODAY)),
        "surrendered": _licensed(surrendered(TODAY)),
        "expired": _licensed(valid_to="2030-05-31"),
    },
    "consignment": {
        "not on record": [licence()],
        "seen, not declared": [licence(), exited(), arrived("S1", 60)],
        "declared": [licence(), declared()],
        "released for export": [licence(), declared(), gone_through()],
        "departed": [licence(), declared(), gone_through(), exited()],
        "arrived": [licence(), declared(), exited(), arrived("S1", 60)],
        "received": [licence(), declared(), exited(), arrived("S1", 60), verified("S1", 60)],
        "cancelled": [licence(), declared(), cancelled("S1")],
        "redeclared": [licence(), declared(), declared("S2", replaces="S1", on="2030-03-04")],
    },
    "list": {"any": []},
    "proposal": {
        "not on record": [],
        "waiting": _proposed(),
        "confirmed": _proposed("confirmed"),
        "declined": _proposed("declined", reason="The buyer has cancelled."),
    },
    "fact": {"any": [told(tick("2030-05-01"), name="D-1"), told(tick("2030-05-02"), name="D-2"), _aside("D-2")]},
    "finding": {"any": OVERDRAWN},
}


def _party(kind: str, **more: str) -> Fact:
    entry = registered("XA-P-0009")["data"]
    return fact(kind, "/states/XA/register", TODAY, entry | more)


def _left_transit() -> Fact:
    seen = entered("S1", on=TODAY)
    return seen | {"type": "shipment.transit-exited.v1"}


def _released_at_import() -> Fact:
    data = {"shipment": consignment("S1"), "entry_reference": "IM-1", "state": "XB", "locode": "XBPRT"}
    return fact("shipment.released", ABROAD, TODAY, data)


def _orders() -> dict[str, Order]:
    told_today = [
        _party("party.registered"),
        _party("party.amended", effective_on=TODAY),
        authorized(on=TODAY),
        authorization_amended(100, TODAY),
        authorization_revoked(TODAY),
        authorization_verified("CONFIRMED", TODAY),
        asked(on=TODAY),
        answered("OBJECTION", TODAY),
        withdrawn(TODAY),
        told(presented(), recorded=TODAY),
        answer_about("REPUDIATED", on=TODAY),
        published("embargoes", on=TODAY),
        applied(on=TODAY),
        determined(on=TODAY),
        assessed(on=TODAY),
        sent_back(on=TODAY),
        taken_back(on=TODAY),
        turned_down(on=TODAY),
        amended(100, since=TODAY, **NAMED),
        suspended(TODAY),
        reinstated(TODAY),
        revoked(TODAY),
        revocation_undone(TODAY),
        surrendered(TODAY),
        declared(on=TODAY),
        adjusted("S1", 50, TODAY),
        cancelled("S1", TODAY),
        exited(on=TODAY),
        not_exited(on=TODAY),
        entered("S1", on=TODAY),
        _left_transit(),
        arrived("S1", 60, "IM-2", on=TODAY),
        tallied("S1", on=TODAY),
        _released_at_import(),
        verified("S1", 60, on=TODAY),
        reported("S1", "1", on=TODAY),
        returned("S1", 60, on=TODAY),
        waived("R01", key("XA:EL-1", 1), "2030-12-31", at=TODAY),
    ]
    made = [order(x) for x in told_today]
    made.append(order(authorized(on=TODAY), name="authorization copy", state="XA"))
    made += [copied(answered("OBJECTION", TODAY)), copied(answer_about("REPUDIATED")), copied(verified("S1", 60))]
    made += [closing(), closing_all(judged()), commenting()]
    made += [issue(on=TODAY), let_go(on=TODAY)]
    clock = "/states/XA/clock"
    made.append(Order("fact set-aside", SetFactAside(source=clock, id="D-1", ground="A clock was wrong.")))
    made.append(Order("fact restore", RestoreFact(source=clock, id="D-2", ground="It was right.")))
    made.append(Order("proposal confirm", ConfirmProposal(proposal=PROPOSAL), by="officer-2"))
    made.append(Order("proposal decline", DeclineProposal(proposal=PROPOSAL, reason="Not now."), by="officer-2"))
    return {x.name: x._replace(time=TODAY) for x in made}


ORDERS = _orders()


def about(command: str) -> str:
    """The thing whose states decide whether an order is allowed."""
    return "application" if command == "licence issue" else command.partition(" ")[0]
