"""The pages: what an officer reads, and the forms of every order."""

from __future__ import annotations

from fastapi import APIRouter

from licensing.api import (
    pages_applications,
    pages_border,
    pages_cases,
    pages_disposing,
    pages_documents,
    pages_findings,
    pages_notices,
    pages_open,
    pages_papers,
    pages_what_if,
)
from licensing.api.looking import problem_page, wants_page

router = APIRouter()
for part in (
    pages_open,
    pages_disposing,
    pages_what_if,
    pages_findings,
    pages_applications,
    pages_papers,
    pages_notices,
    pages_documents,
    pages_border,
    pages_cases,
):
    router.include_router(part.router)

__all__ = ["problem_page", "router", "wants_page"]
