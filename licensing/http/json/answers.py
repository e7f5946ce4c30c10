"""How an answer is written: its position, an ETag on single things, a Link to the next page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from fastapi import Response

from domain.kernel.errors import NotFound
from licensing.http.asking import Asking
from licensing.http.cursor import Page
from licensing.http.language import headers_in
from licensing.http.queries import Count, Registered
from licensing.reports.finding_filter import Finding
from projections.page_data.shapes import (
    ApplicationSheet,
    AuthorizationSheet,
    ConsignmentSheet,
    LicenceSheet,
    PartySheet,
)
from projections.sentences import ENGLISH, languages

POSITION_HEADER = "Log-Position"
RENEWED = "Views-Renewed"
"""Names the views whose rows were made under another law or by another program; absent where there are none."""


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Some findings, and the cursor of the next page."""

    findings: tuple[Finding, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings there are, together and by rule, severity and state."""

    total: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some lines of a register, and the cursor of the next page."""

    entries: tuple[Registered, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Disposed:
    """A disposition on record: the fact that says it, and the position from which views know it."""

    finding_id: str
    disposition: str
    evidence_hash: str
    source: str
    id: str
    recordedat: str
    position: int


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the service stands."""

    head: int
    position: int
    clock: str | None


def etag(body: bytes) -> str:
    """A strong tag: equal for equal content."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


_STREAMS: tuple[tuple[type[Any], str], ...] = (
    (LicenceSheet, "licence"),
    (ConsignmentSheet, "consignment"),
    (AuthorizationSheet, "authorization"),
    (PartySheet, "party"),
    (ApplicationSheet, "application"),
)


def _tag(asking: Asking, thing: Any, body: bytes) -> str:
    """The tag of a thing; of what orders are given about it begins with the version of its stream (R-117)."""
    noun = next((noun for kind, noun in _STREAMS if isinstance(thing, kind)), None)
    if noun is None:
        return etag(body)
    version = asking.context.log.version(f"{noun}/{thing.key}", at=asking.reading.position)
    return f'"v{version}.{etag(body)[1:-1]}"'


def tag_of(finding: Finding, language: str = ENGLISH) -> str:
    """The tag of a finding as it is said in English, which moves with everything printed of it, its evidence above all.

    Said in another language the tag names that at its end: whoever judges judges the same, in whatever language.
    """
    tag = etag(msgspec.json.encode(finding))
    return tag if language == ENGLISH else f'{tag[:-1]}-{language}"'


def names_finding(given: str | None, finding: Finding) -> bool:
    """Whether a list of tags holds one of a finding, as said in English, in whatever language it was read."""
    return any(tag_matches(given, tag_of(finding, language)) for language in languages())


def one(asking: Asking, thing: Any, tag: str | None = None) -> Response:
    """A single thing: 404 when there is none, 304 when the asker has it already."""
    if thing is None:
        raise NotFound
    body = msgspec.json.encode(thing)
    tag = tag or _tag(asking, thing, body)
    headers = _headers(asking) | {"ETag": tag}
    if tag_matches(asking.request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def tag_matches(given: str | None, tag: str) -> bool:
    """Whether a list of tags, as If-None-Match carries it, holds this one."""
    told = [part.strip().removeprefix("W/") for part in (given or "").split(",")]
    return tag in told or "*" in told


def some(asking: Asking, thing: Any, page: Page[Any] | None = None) -> Response:
    """A list, or figures."""
    headers = _headers(asking)
    if page is not None and page.after is not None:
        following = asking.request.url.include_query_params(cursor=page.after)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Response(msgspec.json.encode(thing), headers=headers, media_type="application/json")


def _headers(asking: Asking) -> dict[str, str]:
    renewed = asking.reading.renewed
    return {
        POSITION_HEADER: str(asking.reading.position),
        **({RENEWED: ", ".join(renewed)} if renewed else {}),
        "Cache-Control": "private, no-cache",
        **headers_in(asking.reading.language, "Authorization"),
    }
