"""The pages: what an officer reads, and the forms of every order."""

from __future__ import annotations

from fastapi import APIRouter

from licensing.http.pages import accesses as pages_accesses
from licensing.http.pages import applications as pages_applications
from licensing.http.pages import border as pages_border
from licensing.http.pages import cases as pages_cases
from licensing.http.pages import disposing as pages_disposing
from licensing.http.pages import documents as pages_documents
from licensing.http.pages import findings as pages_findings
from licensing.http.pages import noted as pages_noted
from licensing.http.pages import notices as pages_notices
from licensing.http.pages import open as pages_open
from licensing.http.pages import papers as pages_papers
from licensing.http.pages import proposals as pages_proposals
from licensing.http.pages import referrals as pages_referrals
from licensing.http.pages import what_if as pages_what_if
from licensing.http.pages.looking import problem_page, wants_page

router = APIRouter()
for part in (
    pages_open,
    pages_disposing,
    pages_what_if,
    pages_findings,
    pages_noted,
    pages_accesses,
    pages_applications,
    pages_papers,
    pages_notices,
    pages_documents,
    pages_border,
    pages_proposals,
    pages_referrals,
    pages_cases,
):
    router.include_router(part.router)

__all__ = ["problem_page", "router", "wants_page"]
