"""To comment on a finding: whoever's State sees it says what he knows of it, and closes nothing (R-016)."""

from __future__ import annotations

from domain.decisions import part
from domain.decisions.command import Command, Decision, Ordered, passes
from domain.decisions.states import always
from domain.events.finding import FindingCommented
from domain.events.subject_names import finding_subject
from domain.findings.disposition import LONGEST_REASON
from domain.kernel.errors import NotAllowed, NotFound
from domain.kernel.event import shape
from domain.preconditions.grounds import Grounds


@shape
class CommentOnFinding:
    """The order: this is said of a finding."""

    finding_id: str
    text: str


def _comment(grounds: Grounds, order: CommentOnFinding, ordered: Ordered) -> Decision:
    """What is said, whatever state the finding is in; raises NotFound, or NotAllowed where it says nothing."""
    found = grounds.finding(order.finding_id)
    if found is None:
        raise NotFound
    text = order.text.strip()
    if not text:
        raise NotAllowed("COMMENT_MISSING", "R-016", "Say in a sentence what you know of the finding.")
    if len(text) > LONGEST_REASON:
        mend = f"Keep it within {LONGEST_REASON} characters and refer to the file for the rest."
        raise NotAllowed("COMMENT_TOO_LONG", "R-016", mend, characters=len(text))
    return passes(
        FindingCommented(finding_id=found.finding_id, rule=found.rule, key=found.key, text=text, role=ordered.role)
    )


COMMANDS = (
    Command(
        "finding",
        "comment",
        "comment on a finding",
        CommentOnFinding,
        _comment,
        always,
        frozenset({"any"}),
        "licensing",
        "R-016",
        FindingCommented,
        lambda order: finding_subject(order.finding_id),
        part=part.comments,
    ),
)
