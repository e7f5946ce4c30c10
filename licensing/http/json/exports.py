"""Whole lists of findings as files to take along."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response

from domain.findings.lifecycle import KeptFinding
from licensing.access import Actor
from licensing.http.json.answers import POSITION_HEADER
from licensing.http.json.rulebook import TITLES
from licensing.http.language import headers_in
from licensing.http.problems import refused
from licensing.http.queries import Reading
from licensing.reports.exporting import as_csv, as_json
from licensing.reports.finding_filter import FindingFilter
from projections.findings.kept_findings import finding_of_row
from projections.findings.tables import FINDING

_MOST = 50_000
Format = Literal["csv", "json"]


def format_of(request: Request, told: Format | None) -> Format | None:
    """Whether a file is asked for: by `format`, or by Accept where that names CSV before anything else."""
    accept = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip().lower()
    return told or ("csv" if accept == "text/csv" else None)


def fitting(reading: Reading, wanted: FindingFilter, actor: Actor) -> list[KeptFinding]:
    """Every finding that fits, most severe first; raises a 422 where they are too many for one file."""
    rows = reading.rows(FINDING, wanted, actor, _MOST + 1)
    if len(rows) > _MOST:
        raise refused(422, "TOO_MANY", f"More than {_MOST} findings fit.", "Narrow the filter, say to one month.")
    return [finding_of_row(row) for row in rows]


def exported(reading: Reading, wanted: FindingFilter, actor: Actor, format_: Format) -> Response:
    """The findings that fit as a file."""
    found = fitting(reading, wanted, actor)
    body = as_csv(found, TITLES, reading.language).encode() if format_ == "csv" else as_json(found, reading.language)
    kind = "text/csv; charset=utf-8; header=present" if format_ == "csv" else "application/json"
    headers = {
        POSITION_HEADER: str(reading.position),
        "Content-Disposition": f'attachment; filename="findings-{reading.position}.{format_}"',
        "Cache-Control": "private, no-store",
        **headers_in(reading.language, "Accept", "Authorization"),
    }
    return Response(body, 200, headers, kind)
