"""Items by serial number, and where each is (R25, R28, R30)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.items.custody import items_dossier
from domain.chapters.items.itemised import returned_entries, spread_consignment, spread_item, spread_reexport
from domain.chapters.items.losses import loss_dossier, lot_dossier
from domain.chapters.items.stock import end_user_entries, stock_dossier

CHAPTER = Chapter(
    entries_of_facts={
        "shipment.returned": returned_entries,
        "export-licence.issued": end_user_entries,
        "export-licence.amended": end_user_entries,
    },
    of_subject={
        "declaration": (spread_consignment,),
        "reexport": (spread_reexport,),
        "item": (spread_item,),
    },
    dossiers={"items": items_dossier, "lots": lot_dossier, "losses": loss_dossier, "stock": stock_dossier},
    asked_by_index={"items": "items", "lots": "lots"},
    asked_by_noun={"loss": "losses", "stock": "stock"},
)
