"""An order kept as a proposal, and read again when another person confirms it."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.decisions import COMMANDS
from domain.decisions.proposals import ConfirmProposal, DeclineProposal, proposal_facts, proposed
from domain.decisions.setting_aside import SetFactAside
from domain.events.proposal import OrderProposed
from domain.kernel.errors import NotFound
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.sources import state_of
from licensing.access import Actor
from licensing.mandate import sees_proposal
from licensing.orders.form import Form


def proposal_of(form: Form, by: Actor, about: str, base: str) -> OrderProposed:
    """An order as it is proposed; what it says is kept as it was written, where it is entered so, too."""
    as_written = form.command.led_to is None
    return OrderProposed(
        proposal=f"{by.state}:PR-{base}",
        order=form.command.name,
        about=about,
        data=form.written if as_written else msgspec.to_builtins(form.data),
        time=form.time,
        day_only=form.day_only,
        corrects=form.corrects,
        despite=form.despite,
    )


def visible_proposal(named: str, by: Actor, grounds: Grounds) -> Fact:
    """The proposal of a name; raises NotFound where there is none, or none that the actor may see."""
    found = proposed(grounds.records, named)
    if not sees_proposal(by, found.data.order, state_of(found.source)):
        raise NotFound
    return found


def fact_to_set_aside(order: Any, records: Records) -> tuple[str, str] | None:
    """Source and id of the fact that an order sets aside, or a proposal that it confirms or declines."""
    if isinstance(order, SetFactAside):
        return order.source, order.id
    if isinstance(order, ConfirmProposal | DeclineProposal):
        for told in proposal_facts(records, order.proposal):
            if told.kind == "order.proposed" and told.data.order == "fact set-aside":
                return told.data.data["source"], told.data.data["id"]
    return None


def form_of(proposal: Fact) -> Form:
    """The order that was proposed."""
    told = proposal.data
    command = COMMANDS[told.order]
    order: Any = command.order
    return Form(
        command=command,
        data=msgspec.convert(told.data, order),
        written=told.data,
        time=told.time,
        day_only=told.day_only,
        corrects=told.corrects,
        despite=told.despite,
    )
