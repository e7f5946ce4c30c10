"""An event as it is declared where only the event itself matters."""

from __future__ import annotations

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_item
from domain.kernel.event_parts import Parts

NOTHING_MORE: Parts = {
    "stream": by_item,
    "subjects": (),
    "told_by": ANYBODY,
    "quantities": (),
    "said": "a sentence",
    "search": (),
    "history": (),
}
"""Every part, and nothing in those that may hold nothing."""
