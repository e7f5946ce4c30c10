"""Parties that belong together, and what reaches them (R23, R24, R29)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.parties.clusters import cluster_dossier
from domain.chapters.parties.exempt_exports import placed
from domain.chapters.parties.kits import received
from domain.chapters.parties.mentions import identifier_entries
from domain.chapters.parties.recipients import issued_in, recipient_dossier, recipient_of
from domain.chapters.parties.relations import register_entries

CHAPTER = Chapter(
    entries_of_facts={
        "party.registered": lambda data: [*register_entries(data), *identifier_entries(data)],
        "party.amended": lambda data: [*register_entries(data), *identifier_entries(data)],
    },
    of_subject={
        "licence": (recipient_of, issued_in),
        "declaration": (placed, received),
        "movement": (received,),
    },
    dossiers={"cluster": cluster_dossier, "recipient": recipient_dossier},
    asked_by_index={"dealing": "cluster", "receiving": "cluster", "recipient": "recipient"},
)
