"""Moments as people type them: a day, or an instant with or without its offset."""

from __future__ import annotations

from datetime import UTC, datetime

from licensing.http.problems import refused

MomentText = str | None


def moment(text: str | None) -> str | None:
    """An RFC 3339 instant; a day alone means its last second, no offset means UTC; else a 422."""
    if not text:
        return None
    typed = text.strip().replace(" ", "T")
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as why:
        mend = "Write 2030-05-03, 2030-05-03T12:00 or 2030-05-03T12:00:00+02:00 (a plus in an address is %2B)."
        raise refused(422, "MOMENT", f"{text!r} is not a moment.", mend) from why
    if len(typed) == len("2030-05-03"):
        found = found.replace(hour=23, minute=59, second=59)
    return _written(found if found.tzinfo else found.replace(tzinfo=UTC))


def _written(found: datetime) -> str:
    return found.isoformat().replace("+00:00", "Z")
