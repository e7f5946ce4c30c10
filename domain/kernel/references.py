"""References of licences and papers as the contract writes them, for those that are printed otherwise (rules 5.1)."""

from __future__ import annotations

import re

from domain.kernel.canon import canon, latin, plain_text

_BETWEEN = re.compile(r"[^A-Z0-9]+")
_WRITTEN = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}")


def reference_as_written(printed: str) -> str | None:
    """A reference in capitals, digits and hyphens; None for a text of which no such reference has the same `canon`.

    Slashes, spaces, dots and small letters of what another State prints become hyphens and capitals.
    """
    written = _BETWEEN.sub("-", latin(printed)).strip("-")
    return written if _WRITTEN.fullmatch(written) and canon(written) == canon(printed) else None


def key_as_written(printed: str) -> str:
    """STATE:REFERENCE with the reference as the contract writes it; any other key as it is."""
    state, colon, reference = printed.partition(":")
    written = reference_as_written(reference) if colon else None
    return printed if written is None else f"{plain_text(state).strip()}:{written}"
