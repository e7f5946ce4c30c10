"""In which language an answer is said: the one that the asker prefers of those there are, else English (RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import Request

from projections.sentences import ENGLISH, languages

_ANY = "*"
_LONGEST = 1_000
"""So much of a header is read; nobody prefers that many languages."""


def language_of(request: Request) -> str:
    """The language of an answer."""
    return preferred(request.headers.get("accept-language"), languages())


def preferred(header: str | None, offered: Sequence[str]) -> str:
    """What is offered and most wanted, `de` for whoever wants `de-CH`; of equals the one named first."""
    wanted = sorted(_wanted((header or "")[:_LONGEST]), key=lambda x: -x[1])
    for name, weight in wanted:
        if weight > 0:
            found = offered[0] if name == _ANY else next((x for x in offered if _fits(x, name)), None)
            if found is not None:
                return found
    return ENGLISH


def _wanted(header: str) -> Iterator[tuple[str, float]]:
    """Each language of the header with its weight; what cannot be read is as if it were not there."""
    for part in header.split(","):
        name, _, weight = part.partition(";")
        try:
            yield name.strip().lower(), float(weight.strip().lower().removeprefix("q=") or 1)
        except ValueError:
            continue


def _fits(offered: str, wanted: str) -> bool:
    return wanted == offered.lower() or wanted.startswith(f"{offered.lower()}-")


def headers_in(language: str, *vary: str) -> dict[str, str]:
    """What an answer with sentences says of its language, and by which headers of the request it differs."""
    return {"Content-Language": language, "Vary": ", ".join((*vary, "Accept-Language"))}
