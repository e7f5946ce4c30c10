"""Examples of papers of other States that are copied, made of those in which these States speak for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PAPER = {"number": "Z 4417/29", "dated_on": "2029-12-18", "channel": "DIPLOMATIC"}
_COPIED: dict[str, tuple[str, tuple[str, ...]]] = {
    "authorization copy": ("authorization issue", ()),
    "notice copy-answer": ("notice answer", ("basis",)),
    "document copy-answer": ("document verify", ("answered_by", "channel")),
    "consignment copy-receipt": ("consignment verify-delivery", ()),
}
"""The order by which a State says so itself, and what the copy of it leaves to the record."""


def copies_of(own: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The orders that copy a paper, from those of who writes one."""
    return {
        name: {x: told for x, told in own[said].items() if x not in left_out} | {"paper": PAPER}
        for name, (said, left_out) in _COPIED.items()
    }


def copied_fact(name: str, own: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """What a copy becomes: the word of whose paper it is."""
    said, _ = _COPIED[name]
    return {x: data.get(x, told) for x, told in own[said].items()}
