"""Findings as files: CSV as RFC 4180 has it, with nothing that a spreadsheet would execute, and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

import msgspec

from domain.findings.disposition import evidence_hash
from domain.findings.lifecycle import KeptFinding
from projections.findings.printing import as_contract, cleared_by
from projections.sentences import ENGLISH

COLUMNS = (
    *("finding_id", "rule", "title", "licence", "line", "shipment", "subject", "state", "severity", "opened_at"),
    *("updated_at", "cleared_at", "quantity", "message", "evidence", "evidence_hash"),
    "cleared_by",
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def defused(text: str) -> str:
    """A cell that a spreadsheet shows and never computes: what begins like a formula has an apostrophe before it."""
    begun = text.lstrip(" \u00a0\ufeff")
    return f"'{text}" if begun.startswith(_BEGINS_A_FORMULA) else text


def as_csv(findings: Iterable[KeptFinding], titles: Mapping[str, str], language: str = ENGLISH) -> str:
    """Findings as lines of quoted cells under a head, each line ended by CR LF."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for found in findings:
        writer.writerow([defused(cell) for cell in _cells(found, titles, language)])
    return written.getvalue()


def as_json(findings: Iterable[KeptFinding], language: str = ENGLISH) -> bytes:
    """Findings as one JSON document, each as the contract has it, with the hash of its evidence and what cleared it."""
    told = [
        as_contract(x, language) | {"evidence_hash": evidence_hash(x.evidence), "cleared_by": cleared_by(x)}
        for x in findings
    ]
    return msgspec.json.encode({"findings": told})


def _cells(found: KeptFinding, titles: Mapping[str, str], language: str) -> list[str]:
    told = as_contract(found, language)
    more = {
        **told["key"],
        "title": titles.get(found.rule, ""),
        "evidence": " ".join(found.evidence),
        "evidence_hash": evidence_hash(found.evidence),
        "cleared_by": cleared_by(found),
    }
    values = (more.get(name, told.get(name)) for name in COLUMNS)
    return ["" if value is None else str(value) for value in values]
