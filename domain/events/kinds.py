"""Every kind of event this program knows: importing this module declares them all."""

from domain import (
    application,
    authorization,
    clock,
    declaration,
    end_use_document,
    finding,
    item,
    licence,
    lists,
    movement,
    party,
    receipt,
    refusal,
    transit_notice,
    verdict,
)

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
