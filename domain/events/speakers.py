"""Whose word counts, for the declaration of an event (rules 1.4.1); what others say is kept without effect."""

from __future__ import annotations

from domain.kernel.event_parts import Speaker

ANYBODY = Speaker()
CUSTOMS = Speaker("customs")
AUTHORIZATION_ISSUER = Speaker("import-authority", document="authorization")
LICENCE_ISSUER = Speaker("licensing", document="licence")
LICENCE_AMENDER = Speaker("licensing", document="licence", provided=("amended_by", "ISSUING_AUTHORITY"))
