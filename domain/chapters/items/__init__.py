"""Items by serial number, and where each is (R25, R28, R30)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.items.custody import items_dossier
from domain.chapters.items.itemised import returned_joins, spread_consignment, spread_item, spread_reexport
from domain.chapters.items.losses import loss_dossier, lot_dossier
from domain.chapters.items.stock import end_user_joins, stock_dossier

CHAPTER = Chapter(
    facts_join={
        "shipment.returned": returned_joins,
        "export-licence.issued": end_user_joins,
        "export-licence.amended": end_user_joins,
    },
    of_subject={
        "declaration": (spread_consignment,),
        "reexport": (spread_reexport,),
        "item": (spread_item,),
    },
    homes={"items": items_dossier, "lots": lot_dossier, "losses": loss_dossier, "stock": stock_dossier},
    home_of={"items": "items", "lots": "lots"},
    asked_at={"loss": "losses", "stock": "stock"},
)
