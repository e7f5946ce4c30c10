"""Every kind of event this program knows: importing this module declares them all."""

from domain.events import (
    application,
    arrival,
    authorization,
    balance,
    day,
    declaration,
    end_use_document,
    finding,
    item,
    licence,
    lists,
    movement,
    party,
    proposal,
    refusal,
    transit_notice,
)

__all__ = [
    "application",
    "arrival",
    "authorization",
    "balance",
    "day",
    "declaration",
    "end_use_document",
    "finding",
    "item",
    "licence",
    "lists",
    "movement",
    "party",
    "proposal",
    "refusal",
    "transit_notice",
]
