"""To waive a rule for one key for a while (R-097)."""

from __future__ import annotations

from domain.decisions.command import Command, Decision, Ordered, passes
from domain.decisions.states import always, mistaken
from domain.events.finding import WaiverGranted
from domain.kernel.moments import date_text, day
from domain.preconditions.grounds import Grounds
from domain.record.sources import closing_state


def waive(grounds: Grounds, order: WaiverGranted, ordered: Ordered) -> Decision:
    """A waiver has a reason, an end that is still to come, and is granted by the State in the key (rules 1.8.6)."""
    if not order.reason.strip():
        raise mistaken("REASON_MISSING", "R-097", "Say why the rule need not speak here.")
    owner = closing_state(order.key.licence)
    if owner is not None and owner != ordered.state:
        mend = f"Write to the authority of {owner}."
        raise mistaken("ANOTHER_STATE", "R-097", mend, licence=order.key.licence)
    today = ordered.today(grounds.records, ordered.state)
    if day(order.valid_until) < today:
        mend = "Name a last day that is still to come."
        raise mistaken("WAIVER_OVER", "R-097", mend, valid_until=order.valid_until, today=date_text(today))
    return passes(order)


COMMANDS = (
    Command(
        "finding",
        "waive",
        "waive a rule for one key for a while",
        WaiverGranted,
        waive,
        always,
        frozenset({"any"}),
        "licensing",
        "R-097",
    ),
)
