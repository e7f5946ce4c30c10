"""Which role of which State may give which order; every denial names its rule (R-016, R-020)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.decisions import COMMANDS
from domain.decisions.command import Command
from domain.events.finding import FindingDisposed, WaiverGranted
from domain.record.sources import ENTERED_HERE, closing_role
from licensing.access import AUTHORITIES, DISPOSE, DISPOSES, OFFICERS, Act, Actor, Clause, Role

APPROVES = Clause("A-09", "Documents are issued, changed and ended by an approving officer.")
PREPARES = Clause("A-10", "Licensing officers receive, verify and assess; approving officers may as well.")
APPLIES = Clause("A-11", "An exporter applies in its own name, or a licensing officer enters its application.")
AT_THE_BORDER = Clause("A-12", "What happens to goods at a border is recorded by customs.")
RECEIPT = Clause("A-13", "The receipt of goods is certified by customs or the licensing authority where they arrived.")
LISTS = Clause("A-14", "Reference lists are published by an administrator.")
OWN_ORDERS = Clause(
    "A-15",
    "Orders are given by whose State or register id has, by the record, the part in a thing that the order needs; to "
    "everybody else it is not there.",
)
COMMENTS = Clause(
    "A-24", "Whoever's State sees a finding comments on it: licensing and approving officers, customs, auditors."
)
NOT_GIVEN = Clause("A-19", "An order that the policy gives to nobody is nobody's.")
FOUR_EYES = Clause("A-16", "Who applied for a licence, determined or assessed it does not decide on it (R-020).")
CONFIRMS = Clause(
    "A-20",
    "What enlarges is proposed by one person and confirmed by another, who prepared nothing of it (R-020): an "
    "approving officer of the State, of a list an administrator.",
)
PROPOSES = Clause(
    "A-22", "What takes two persons is proposed by a licensing or approving officer, a list by an administrator."
)
ENDS_PROPOSALS = Clause("A-21", "A proposal is declined or taken back by the State whose officer made it.")
POLICY = (
    *(APPROVES, PREPARES, APPLIES, AT_THE_BORDER, RECEIPT, LISTS, OWN_ORDERS, FOUR_EYES),
    *(CONFIRMS, ENDS_PROPOSALS, PROPOSES, COMMENTS, NOT_GIVEN),
)

_APPROVING = frozenset({Role.APPROVING_OFFICER})
_LICENSING = OFFICERS
_EXPORTER = frozenset({Role.APPLICANT, Role.LICENSING_OFFICER})
_CUSTOMS = frozenset({Role.CUSTOMS})
_ASK = {
    APPROVES: "Have an approving officer of the State decide.",
    PREPARES: "Have a licensing officer of the State record it.",
    APPLIES: "Have the exporter apply, or a licensing officer enter the application.",
    AT_THE_BORDER: "Have customs of the State record it.",
    RECEIPT: "Have customs or a licensing officer of the State of import certify it.",
    LISTS: "Have an administrator publish it.",
    DISPOSES: DISPOSE.mend,
    PROPOSES: "Have a licensing or approving officer of the State propose it.",
    CONFIRMS: "Have an approving officer of the State confirm it, of a list an administrator.",
    ENDS_PROPOSALS: "Have an officer of the State decline it.",
    COMMENTS: "Have an officer, customs or an auditor of a State that sees it comment.",
    NOT_GIVEN: "Have the policy of access say to whom it is given.",
}
_BY_APPROVING = (_APPROVING, APPROVES)
_BY_LICENSING = (_LICENSING, PREPARES)
_TO_PROPOSE = (_LICENSING, PROPOSES)
_BY_EXPORTER = (_EXPORTER, APPLIES)
_BY_CUSTOMS = (_CUSTOMS, AT_THE_BORDER)
GIVEN: Mapping[str, tuple[frozenset[Role], Clause]] = {
    "party register": _BY_LICENSING,
    "party amend": _BY_LICENSING,
    "authorization issue": _TO_PROPOSE,
    "authorization amend": _TO_PROPOSE,
    "authorization revoke": _BY_APPROVING,
    "authorization copy": _BY_LICENSING,
    "authorization verify": _BY_LICENSING,
    "notice send": _BY_LICENSING,
    "notice answer": _BY_LICENSING,
    "notice copy-answer": _BY_LICENSING,
    "notice withdraw": _BY_LICENSING,
    "document present": _BY_LICENSING,
    "document verify": _BY_LICENSING,
    "document copy-answer": _BY_LICENSING,
    "list publish": (frozenset({Role.ADMINISTRATOR}), LISTS),
    "application submit": _BY_EXPORTER,
    "application determine": _BY_LICENSING,
    "application assess": _BY_LICENSING,
    "application return": _BY_APPROVING,
    "application withdraw": _BY_EXPORTER,
    "application refuse": _BY_APPROVING,
    "licence issue": _TO_PROPOSE,
    "licence amend": _TO_PROPOSE,
    "licence suspend": _BY_APPROVING,
    "licence reinstate": _TO_PROPOSE,
    "licence revoke": _BY_APPROVING,
    "licence undo-revocation": _TO_PROPOSE,
    "licence surrender": _BY_LICENSING,
    "consignment declare": _BY_CUSTOMS,
    "consignment adjust": _BY_CUSTOMS,
    "consignment cancel": _BY_CUSTOMS,
    "consignment release-for-export": _BY_CUSTOMS,
    "consignment exit": _BY_CUSTOMS,
    "consignment not-exited": _BY_CUSTOMS,
    "consignment enter-transit": _BY_CUSTOMS,
    "consignment leave-transit": _BY_CUSTOMS,
    "consignment arrive": _BY_CUSTOMS,
    "consignment close-tally": _BY_CUSTOMS,
    "consignment release": _BY_CUSTOMS,
    "consignment verify-delivery": (_CUSTOMS | _LICENSING, RECEIPT),
    "consignment copy-receipt": _BY_LICENSING,
    "consignment report-discrepancy": _BY_CUSTOMS,
    "consignment return": _BY_CUSTOMS,
    "finding dispose": (_LICENSING, DISPOSES),
    "finding dispose-of-all": (_LICENSING, DISPOSES),
    "finding comment": (AUTHORITIES, COMMENTS),
    "fact set-aside": _TO_PROPOSE,
    "fact restore": _TO_PROPOSE,
    "finding waive": _TO_PROPOSE,
    "proposal confirm": (_APPROVING | {Role.ADMINISTRATOR}, CONFIRMS),
    "proposal decline": (_LICENSING | {Role.ADMINISTRATOR}, ENDS_PROPOSALS),
}
"""To whom each order is given, and by which rule; what is not in this table is nobody's."""
_NOBODY: tuple[frozenset[Role], Clause] = (frozenset(), NOT_GIVEN)


def act_of(command: Command) -> Act:
    """What an order is to the policy of access."""
    roles, rule = GIVEN.get(command.name, _NOBODY)
    return Act(command.name, command.title, roles, rule, _ASK[rule])


ACTS: dict[str, Act] = {name: act_of(command) for name, command in COMMANDS.items()}
"""What each order is to the policy of access."""
COMMENT = ACTS["finding comment"]


def sees_proposal(actor: Actor, order: str, state: str) -> bool:
    """Whether a proposal of a State exists for an actor: its officers and auditors, of a list its administrators."""
    roles = frozenset({Role.ADMINISTRATOR}) if COMMANDS[order].noun == "list" else OFFICERS | {Role.AUDITOR}
    return actor.state == state and actor.role in roles


def speaks_as(command: Command, order: Any, actor: Actor) -> str:
    """The role in the source of what is recorded (contract: Sources)."""
    if command.noun == "application" and actor.role is not Role.APPLICANT:
        return "licensing"
    if command.name == "finding comment" and actor.role is Role.CUSTOMS:
        return "customs"
    if command.name == "finding waive":
        return closing_role(order.rule)
    if command.name == "consignment verify-delivery" and actor.role is not Role.CUSTOMS:
        return "import-authority"
    return command.speaks_as


def closing_source(event: object, by: Actor) -> str | None:
    """In whose name an officer closes a finding or waives a rule for it; None for any other event."""
    if isinstance(event, FindingDisposed | WaiverGranted):
        return f"/states/{by.state}/{closing_role(event.rule)}{ENTERED_HERE}"
    return None


def order_matrix() -> Iterator[tuple[str, ...]]:
    """Who may give which order, as rows of text without a head."""
    for act in ACTS.values():
        yield (act.title, *("yes" if role in act.roles else "no" for role in Role), act.rule.id)
