"""A paper of another State that came by letter: what it is called, and how it came (R-036, R-044, R-084, R-089)."""

from __future__ import annotations

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_what_it_is_about
from domain.events.subject_names import of_paper
from domain.kernel.event import event, shape
from domain.kernel.event_parts import ITS_SUBJECTS


@shape
class CopiedPaper:
    """A paper in hand: its number, the date on it, and the channel by which it came."""

    number: str
    dated_on: str
    channel: str


@event(
    "paper.copied",
    stream=by_what_it_is_about,
    subjects=(of_paper,),
    told_by=ANYBODY,
    quantities=(),
    said="paper.copied",
    search=(),
    history=(ITS_SUBJECTS,),
)
class PaperCopied:
    """What another State says of a thing was copied from its paper; the entry beside this one is that State's word."""

    about: str
    state: str
    paper: CopiedPaper
