"""Orders that take two persons: proposed by one, confirmed by another who prepared nothing of it (R-020)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.decisions.command import Command, Decision, Ordered, WrongState, decide, passes
from domain.decisions.states import ABSENT, mistaken
from domain.events.proposal import OrderConfirmed, OrderDeclined
from domain.kernel.errors import NotFound
from domain.kernel.event import shape
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.sources import state_of

WAITING, CONFIRMED, DECLINED = "waiting", "confirmed", "declined"
PROPOSAL_STATES = (ABSENT, WAITING, CONFIRMED, DECLINED)
_BECOMES = {"order.proposed": WAITING, "order.confirmed": CONFIRMED, "order.declined": DECLINED}


@shape
class ConfirmProposal:
    """The order: what was proposed under this name is to be done."""

    proposal: str


@shape
class DeclineProposal:
    """The order: what was proposed under this name is not to be done, and why."""

    proposal: str
    reason: str


def proposal_facts(records: Records, proposal: str) -> list[Fact]:
    """What is on record about a proposal, in the order it was recorded in."""
    return sorted(records.facts(f"proposal/{proposal}"), key=lambda f: (f.recorded, f.id))


def proposal_state_in(told: Iterable[Fact]) -> str:
    """How far a proposal has come by what is on record about it, in order."""
    return [ABSENT, *(_BECOMES[f.kind] for f in told)][-1]


def proposed(records: Records, proposal: str) -> Fact:
    """The proposal of a name; raises NotFound."""
    found = next((f for f in proposal_facts(records, proposal) if f.kind == "order.proposed"), None)
    if found is None:
        raise NotFound
    return found


def must_be_a_person(ordered: Ordered) -> None:
    """Raises NotAllowed where nobody knows who is behind the account: four eyes are those of two persons (R-020)."""
    if not ordered.person:
        mend = "Have the issuer of your tokens name who you are, the same for all your accounts, in the claim `person`."
        raise mistaken("NO_PERSON", "R-020", mend, account=ordered.by)


def preparing_must_be_a_person(command: Command, ordered: Ordered) -> None:
    """Raises NotAllowed where an officer whom nobody knows prepares what he might then confirm by another account."""
    if command.prepares and ordered.register_id is None:
        must_be_a_person(ordered)


def same_person(fact: Fact, ordered: Ordered) -> bool:
    """Whether an entry is the work of who gives an order; older entries know the account alone."""
    if fact.proposer or fact.person:
        return ordered.person is not None and fact.prepared_by == ordered.person
    return fact.actor is not None and fact.actor in (ordered.by, ordered.person)


def must_be_another(facts: Iterable[Fact], ordered: Ordered) -> None:
    """Raises WrongState where one of these entries is the work of who gives the order (R-020)."""
    for fact in facts:
        if same_person(fact, ordered):
            did = fact.kind.rpartition(".")[2]
            mend = "Have another person decide, who prepared nothing of it."
            raise WrongState("FOUR_EYES", "R-020", mend, officer=ordered.by, did=did)


def decided_anew(grounds: Grounds, command: Command, order: Any, ordered: Ordered, proposal: Fact) -> Decision:
    """The decision on a proposal that another person confirms: decided anew, at the head of the record.

    Raises WrongState where the person proposed it or prepared what it names, and whatever the order itself raises.
    """
    must_be_another((proposal,), ordered)
    if command.prepared is not None:
        must_be_another(command.prepared(grounds.records, order), ordered)
    return decide(command, grounds, order, ordered._replace(proposed_by=proposal.prepared_by))


def proposal_state(records: Records, order: Any, _: Ordered) -> str:
    """How far the proposal of an order has come."""
    return proposal_state_in(proposal_facts(records, order.proposal))


def _confirm(grounds: Grounds, order: ConfirmProposal, ordered: Ordered) -> Decision:
    must_be_a_person(ordered)
    told = proposed(grounds.records, order.proposal).data
    return passes(OrderConfirmed(proposal=order.proposal, order=told.order, about=told.about))


def _decline(grounds: Grounds, order: DeclineProposal, _: Ordered) -> Decision:
    if not order.reason.strip():
        raise mistaken("REASON_MISSING", "R-020", "Say in a sentence why it is not to be done.")
    told = proposed(grounds.records, order.proposal).data
    return passes(OrderDeclined(proposal=order.proposal, order=told.order, about=told.about, reason=order.reason))


def _of_the_proposing_state(grounds: Grounds, order: ConfirmProposal | DeclineProposal, ordered: Ordered) -> bool:
    """The State whose officer made the proposal that is on record."""
    told = proposal_facts(grounds.records, order.proposal)
    return any(state_of(f.source) == ordered.state for f in told if f.kind == "order.proposed")


def _subject(order: ConfirmProposal | DeclineProposal) -> str:
    return f"proposal/{order.proposal}"


_WAITING = frozenset({WAITING})
COMMANDS = (
    Command(
        "proposal",
        "confirm",
        "confirm what another person has proposed",
        ConfirmProposal,
        _confirm,
        proposal_state,
        _WAITING,
        "licensing",
        "R-020",
        OrderConfirmed,
        _subject,
        part=_of_the_proposing_state,
    ),
    Command(
        "proposal",
        "decline",
        "decline what was proposed",
        DeclineProposal,
        _decline,
        proposal_state,
        _WAITING,
        "licensing",
        "R-020",
        OrderDeclined,
        _subject,
        part=_of_the_proposing_state,
    ),
)
