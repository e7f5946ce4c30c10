"""Who may do what: role, State and own data; every denial names the rule it rests on (R-016, R-020)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from domain.kernel.errors import DomainError


class Role(Enum):
    """What a person is to the authority; one role a session."""

    LICENSING_OFFICER = "licensing-officer"
    APPROVING_OFFICER = "approving-officer"
    CUSTOMS = "customs"
    AUDITOR = "auditor"
    APPLICANT = "applicant"
    ADMINISTRATOR = "administrator"

    @property
    def title(self) -> str:
        """The role in words."""
        return self.value.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who signed in: for which State, in which role, an applicant also under which register id.

    `person` is the same whatever role or account somebody uses; None where the issuer of tokens does not say it.
    """

    subject: str
    name: str
    state: str
    role: Role
    register_id: str | None = None
    person: str | None = None


class Denied(DomainError):
    """The role may not do this, or not for this State; told openly, since it reveals nothing of a case."""

    def __init__(self, rule: str, detail: str, mend: str) -> None:
        self.rule, self.mend = rule, mend
        super().__init__(f"{detail} ({rule})")


class Concerned(NamedTuple):
    """Whom a thing concerns: States, and register ids of parties, as text with blanks around every word."""

    states: str
    parties: str


class Clause(NamedTuple):
    """One sentence of the policy."""

    id: str
    says: str


OFFICERS = frozenset({Role.LICENSING_OFFICER, Role.APPROVING_OFFICER})
AUTHORITIES = OFFICERS | {Role.CUSTOMS, Role.AUDITOR}

OWN_STATE = Clause(
    "A-01",
    "An authority sees what its State issued and what is addressed to it: for export, import or transit.",
)
OWN_DATA = Clause("A-02", "An applicant sees only what names its own register id.")
NOT_TOLD = Clause(
    "A-03", "Of findings an applicant sees only obligations it can meet itself, never a suspicion about it."
)
NO_CASES = Clause("A-04", "An administrator runs the service and sees no case.")
DISPOSES = Clause("A-05", "Only a licensing or approving officer disposes of a finding.")
DISPOSING_STATE = Clause(
    "A-06",
    "A finding is closed by the State of the document in its key, to which its paper was presented, or that issued the "
    "licence or accepted the declaration that it rests on; whoever else sees it may comment.",
)
TWO_CLOCKS = Clause(
    "A-07", "The record as it was known at another moment is opened to officers and auditors of the State."
)
SERVICE = Clause("A-08", "Figures of the service are for administrators.")
ANOTHER_LAW = Clause(
    "A-17", "What another law would find is asked by officers and auditors, about what their State may see."
)
SCREENS = Clause(
    "A-18", "Names are held against the list of sanctions by authorities; an administrator sees the lists."
)
WAITING_ORDERS = Clause(
    "A-23",
    "What waits for a second person is seen by officers and auditors of its State, a list by its administrators.",
)
ACCESS_LOG = Clause(
    "A-25",
    "The access log is read by auditors: what officers of their State asked for, and who was turned away unknown.",
)
ACCESS_POLICY = (
    OWN_STATE,
    OWN_DATA,
    NOT_TOLD,
    NO_CASES,
    DISPOSES,
    DISPOSING_STATE,
    TWO_CLOCKS,
    SERVICE,
    ANOTHER_LAW,
    SCREENS,
    WAITING_ORDERS,
    ACCESS_LOG,
)

OBLIGATIONS = ("R17", "R18", "R27")
"""Proof of receipt, exit and return: what a licence holder can still do."""


class Act(NamedTuple):
    """Something one can do here, who may, the rule a refusal names, and what somebody refused can do."""

    id: str
    title: str
    roles: frozenset[Role]
    rule: Clause
    mend: str


READ_CASES = Act(
    "read-cases",
    "read licences, consignments, authorizations and parties",
    AUTHORITIES | {Role.APPLICANT},
    NO_CASES,
    "Sign in as an officer of the authority concerned.",
)
READ_FINDINGS = READ_CASES._replace(id="read-findings", title="read findings and why they stand")
READ_NOTES = READ_CASES._replace(id="read-notes", title="read notes on what facts and orders say oddly")
READ_AT = Act(
    "read-history",
    "read a history as it was known at another moment",
    OFFICERS | {Role.AUDITOR},
    TWO_CLOCKS,
    "Ask an officer or an auditor of your State.",
)
DISPOSE = Act(
    "dispose",
    "dispose of a finding",
    OFFICERS,
    DISPOSES,
    "Ask a licensing or approving officer of the State that closes such findings.",
)
READ_SERVICE = Act(
    "read-service",
    "read figures of the service",
    frozenset({Role.ADMINISTRATOR}),
    SERVICE,
    "Sign in as an administrator.",
)
WHAT_IF = Act(
    "what-if",
    "ask what another law would find",
    OFFICERS | {Role.AUDITOR},
    ANOTHER_LAW,
    "Ask an officer or an auditor of your State.",
)
READ_LISTS = Act(
    "read-lists",
    "see which reference lists are in force",
    AUTHORITIES | {Role.ADMINISTRATOR},
    SCREENS,
    "Ask an officer or an administrator.",
)
SCREEN = Act(
    "screen",
    "hold names against the list of sanctions",
    AUTHORITIES,
    SCREENS,
    "Ask an officer of your State.",
)
READ_PROPOSALS = Act(
    "read-proposals",
    "see which orders wait for a second person",
    OFFICERS | {Role.AUDITOR, Role.ADMINISTRATOR},
    WAITING_ORDERS,
    "Ask an officer of the State.",
)
READ_VERDICT = Act(
    "read-verdict",
    "read the verdict at the border",
    AUTHORITIES,
    NO_CASES,
    "Ask an officer of your State.",
)
READ_ACCESSES = Act(
    "read-accesses",
    "read the access log",
    frozenset({Role.AUDITOR}),
    ACCESS_LOG,
    "Ask an auditor of your State.",
)
ACTS_BESIDE_ORDERS = (
    READ_CASES,
    READ_FINDINGS,
    READ_NOTES,
    READ_VERDICT,
    READ_AT,
    DISPOSE,
    WHAT_IF,
    READ_LISTS,
    SCREEN,
    READ_PROPOSALS,
    READ_SERVICE,
    READ_ACCESSES,
)


def may(actor: Actor, act: Act) -> bool:
    """Whether the role alone allows it."""
    return actor.role in act.roles


def require(actor: Actor, act: Act) -> None:
    """Raises Denied when the role alone forbids it."""
    if not may(actor, act):
        raise Denied(act.rule.id, f"The role {actor.role.title} may not {act.title}.", act.mend)


def _names(words: str, word: str | None) -> bool:
    return bool(word) and f" {word} " in words


def sees(actor: Actor, thing: Concerned) -> bool:
    """Whether the thing exists for this actor: its State is concerned, or it names the applicant (R-016)."""
    if actor.role is Role.APPLICANT:
        return _names(thing.parties, actor.register_id)
    return actor.role in AUTHORITIES and _names(thing.states, actor.state)


def told_of(actor: Actor, rule: str) -> bool:
    """Whether findings of this rule are shown to the actor at all."""
    return actor.role in AUTHORITIES or (actor.role is Role.APPLICANT and rule in OBLIGATIONS)


_CONCLUDED = frozenset({"finding", "waiver", "order", "licence-application.assessed", "licence-application.returned"})


def reads_entry(actor: Actor, kind: str) -> bool:
    """Whether an entry of a history is shown: what officers concluded is not for the applicant."""
    concluded = kind.partition(".")[0] in _CONCLUDED or kind in _CONCLUDED
    return actor.role in AUTHORITIES or (actor.role is Role.APPLICANT and not concluded)


_GROUNDS = frozenset(
    {
        "finding.disposed",
        "finding.referred",
        "licence.reservation-refused",
        "licence-application.assessed",
        "licence-application.determined",
        "licence-application.granted",
        "licence-application.refused",
        "licence-application.returned",
        "order.confirmed",
        "order.declined",
        "order.proposed",
        "order.refused",
        "waiver.granted",
    }
)
"""What carries the grounds of a decision: figures and names of other things than the one it is told under."""
_OWN_ORDER = re.compile(r"/states/([A-Z]{2})/.+/counterfoil")


def keeps_grounds(actor: Actor, kind: str, source: str, key: str) -> str | None:
    """The State that keeps the grounds of an entry to itself; None where the actor reads them (R-016).

    They are read in the State that decided and in that whose document it is; an applicant is told by the declaration
    why a reservation is refused, not by the history. Facts from outside say what they say.
    """
    made = _OWN_ORDER.fullmatch(source)
    if made is None or kind not in _GROUNDS:
        return None
    if actor.role is Role.APPLICANT:
        return made[1] if kind == "licence.reservation-refused" else None
    return None if actor.state in (made[1], key.partition(":")[0]) else made[1]


def matrix() -> Iterator[tuple[str, ...]]:
    """The permission matrix as rows of text, head first."""
    yield ("act", *(role.title for role in Role), "refusal names")
    for act in ACTS_BESIDE_ORDERS:
        yield (act.title, *("yes" if role in act.roles else "no" for role in Role), act.rule.id)


def scope(actor: Actor) -> str:
    """In a sentence, what the actor sees."""
    told = _SCOPES.get(actor.role)
    return told(actor) if told else "nothing"


_SCOPES: dict[Role, Callable[[Actor], str]] = {
    Role.LICENSING_OFFICER: lambda a: f"cases of {a.state} and those addressed to it",
    Role.APPROVING_OFFICER: lambda a: f"cases of {a.state} and those addressed to it",
    Role.CUSTOMS: lambda a: f"cases of {a.state} and those addressed to it",
    Role.AUDITOR: lambda a: f"everything of {a.state}, as known at any moment",
    Role.APPLICANT: lambda a: f"what names {a.register_id or 'its register id'}",
    Role.ADMINISTRATOR: lambda a: "the service, no cases",
}
