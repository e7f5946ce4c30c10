"""Parties that belong together, and what reaches them (R23, R24, R29)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.parties.clusters import cluster_dossier
from domain.chapters.parties.exempt_exports import dealings, placed, placed_joins, share
from domain.chapters.parties.kits import parts, received, received_joins
from domain.chapters.parties.mentions import identifier_joins
from domain.chapters.parties.recipients import (
    delivered,
    issued_in,
    issued_joins,
    recipient_dossier,
    recipient_joins,
    recipient_of,
    sizes,
)
from domain.chapters.parties.relations import cluster, entered, register_joins, relations
from domain.chapters.transfers.proof_of_receipt import receipt_overdue

CHAPTER = Chapter(
    derivations={
        "entered": (4, entered),
        "relations": (5, relations),
        "cluster": (6, cluster),
        "dealings": (12, dealings),
        "placed": (13, placed),
        "share": (14, share),
        "parts": (12, parts),
        "received": (13, received),
        "recipient_of": (12, recipient_of),
        "issued_in": (12, issued_in),
        "sizes": (13, sizes),
        "delivered": (14, delivered),
        "receipt_overdue": (12, receipt_overdue),
    },
    joins={
        "placed": placed_joins,
        "received": received_joins,
        "recipient_of": recipient_joins,
        "issued_in": issued_joins,
    },
    facts_join={
        "party.registered": lambda data: [*register_joins(data), *identifier_joins(data)],
        "party.amended": lambda data: [*register_joins(data), *identifier_joins(data)],
    },
    of_subject={
        "licence": ("recipient_of", "issued_in"),
        "declaration": ("placed", "received"),
        "movement": ("received",),
    },
    homes={"cluster": cluster_dossier, "recipient": recipient_dossier},
    home_of={"dealing": "cluster", "receiving": "cluster", "recipient": "recipient"},
)
