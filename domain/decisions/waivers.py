"""To waive a rule for one key for a while (R-097)."""

from __future__ import annotations

from domain.decisions import part
from domain.decisions.command import Command, Decision, Ordered, by_two, passes
from domain.decisions.states import always, mistaken
from domain.events.finding import WaiverGranted
from domain.kernel.moments import date_text, day
from domain.preconditions.grounds import Grounds


def waive(grounds: Grounds, order: WaiverGranted, ordered: Ordered) -> Decision:
    """A waiver has a reason, an end that is still to come, and is granted by the State in the key (rules 1.8.6)."""
    if not order.reason.strip():
        raise mistaken("REASON_MISSING", "R-097", "Say why the rule need not speak here.")
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
        part=part.waives,
        second=by_two,
    ),
)
