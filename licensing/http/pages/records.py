"""What pages of papers without a register of their own have in common."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from starlette.responses import RedirectResponse

from domain.kernel.errors import NotFound
from domain.record.fact import Fact
from domain.record.records import Records
from licensing.access import Role
from licensing.http.pages.looking import Looking, page, page_address
from licensing.http.queries import Register
from projections.page_data.shapes import Entry
from projections.sentences import sentence

_IN_FORCE = "in force"


def back_to(look: Looking) -> str:
    """The case that a page was opened from, where the looker may see it."""
    key = look.request.query_params.get("application", "")
    known = bool(key) and look.reading.sees(Register.APPLICATION, key, look.actor)
    return page_address("applications", key) if known else ""


def asked_with(look: Looking) -> str:
    """The query with which a page was opened, for the form on it; not what was done before."""
    kept = {name: told for name, told in look.request.query_params.items() if name not in ("after", "done")}
    return f"?{urlencode(kept)}" if kept else ""


def entries_shown(look: Looking, records: Records, subject: str) -> list[Entry]:
    """The facts about a subject and the papers they were copied from, as a history orders and the looker reads them."""
    found = sorted((*records.facts(subject), *records.facts(f"paper/{subject}")), key=lambda fact: fact.order)
    entries = (_entry(fact, look.reading.language) for fact in found)
    return [*look.reading.entries_told(entries, subject.partition("/")[2], look.actor)]


def _entry(fact: Fact, language: str) -> Entry:
    told = sentence(fact.kind, fact.data, language)
    return Entry(0, fact.kind, fact.timetext, fact.recordedat, fact.source, fact.id, told, _IN_FORCE)


def looked_up(look: Looking, where: str, number: str, told: dict[str, Any], template: str = "lookup.html") -> Response:
    """Opens the paper of a number, of the looker's State where it names none; without a number, asks for one."""
    if look.actor.role is Role.APPLICANT:
        raise NotFound
    typed = number.strip().upper()
    if typed:
        key = typed if typed[2:3] == ":" else f"{look.actor.state}:{typed}"
        return RedirectResponse(page_address(where, key), 303)
    return page(look, template, told | {"where": f"/{where}"})
