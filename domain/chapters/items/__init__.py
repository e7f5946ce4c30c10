"""Items by serial number, and where each is (R25, R28, R30)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.items.custody import items_dossier, passage, seen_elsewhere, shared_items
from domain.chapters.items.identities import kind
from domain.chapters.items.itemised import (
    crossing_joins,
    crossings,
    itemised,
    itemised_joins,
    reexported,
    reexported_joins,
    report_joins,
    reports,
    returned_joins,
    spread,
)
from domain.chapters.items.losses import loss_dossier, lot_dossier
from domain.chapters.items.reexports import licensed_models, onward
from domain.chapters.items.stock import end_user_joins, receipts, stock_dossier

CHAPTER = Chapter(
    derivations={
        "kind": (3, kind),
        "licensed_models": (5, licensed_models),
        "itemised": (8, itemised),
        "reexport": (8, reexported),
        "item": (8, reports),
        "passage": (8, passage),
        "receipts": (8, receipts),
        "crossings": (9, crossings),
        "shared": (11, shared_items),
        "seen_elsewhere": (12, seen_elsewhere),
        "onward": (13, onward),
        "spread_consignment": (10, spread("consignment")),
        "spread_reexport": (10, spread("reexport")),
        "spread_item": (10, spread("item")),
    },
    joins={
        "itemised": itemised_joins,
        "reexport": reexported_joins,
        "item": report_joins,
        "crossings": crossing_joins,
    },
    facts_join={
        "shipment.returned": returned_joins,
        "export-licence.issued": end_user_joins,
        "export-licence.amended": end_user_joins,
    },
    of_subject={
        "declaration": ("spread_consignment",),
        "reexport": ("spread_reexport",),
        "item": ("spread_item",),
    },
    homes={"items": items_dossier, "lots": lot_dossier, "losses": loss_dossier, "stock": stock_dossier},
    home_of={"items": "items", "lots": "lots"},
    asked_at={"loss": "losses", "stock": "stock"},
)
