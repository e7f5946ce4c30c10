"""Every kind of event this program knows: importing this module declares them all."""

from domain import (
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
    transit_notice,
)

__all__ = [
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
    "transit_notice",
]
