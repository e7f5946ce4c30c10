"""What is asked about a paper that came by letter, in each form by which one is copied."""

from __future__ import annotations

from licensing.http.pages.forms import Field, options

CAME_BY = options(
    DIPLOMATIC="diplomatic channel",
    CONTACT_POINT="its contact point",
    REGISTER="its register",
    APPLICANT="the applicant: not copied, ask the authority",
    EXPORTER="the exporter: not copied, ask the authority",
)
BY_TWO = "Another person confirms it. As soon as the State speaks for itself, its own word counts instead."


def paper_fields() -> tuple[Field, ...]:
    """Number, date and channel of the paper."""
    return (
        Field("paper/number", "Number of the letter", starts=True),
        Field("paper/dated_on", "Date on it", "date"),
        Field("paper/channel", "It came by", "select", options=CAME_BY),
    )
