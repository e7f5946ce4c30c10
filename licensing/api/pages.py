"""The pages: what an officer reads, and the one form of a decision."""

from __future__ import annotations

from fastapi import APIRouter

from licensing.api import pages_cases, pages_findings, pages_open
from licensing.api.looking import problem_page, wants_page

router = APIRouter()
for part in (pages_open, pages_findings, pages_cases):
    router.include_router(part.router)

__all__ = ["problem_page", "router", "wants_page"]
