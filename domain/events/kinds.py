"""Every kind of event this program knows: importing this module declares them all."""

from domain.events import (
    application,
    authorization,
    declaration,
    end_use_document,
    finding,
    item,
    licence,
    lists,
    movement,
    party,
    refusal,
    transit_notice,
)
from domain.events import arrival as receipt
from domain.events import balance as verdict
from domain.events import day as clock

__all__ = [
    "application",
    "authorization",
    "clock",
    "declaration",
    "end_use_document",
    "finding",
    "item",
    "licence",
    "lists",
    "movement",
    "party",
    "receipt",
    "refusal",
    "transit_notice",
    "verdict",
]
