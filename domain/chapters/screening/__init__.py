"""Parties, vessels and signatories as messages name them (R19, R20, R22)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.parties.sameness import naming_entries
from domain.chapters.screening.screened_parties import (
    FOUND,
    listed_dossier,
    screened_authorization,
    screened_consignment,
    screened_declaration,
    screened_document,
    screened_licence,
    screened_party,
    screened_reexport,
)

CHAPTER = Chapter(
    entries_of_facts={"party.registered": naming_entries, "party.amended": naming_entries},
    of_subject={
        "party": (screened_party,),
        "declaration": (screened_declaration, screened_consignment),
        "movement": (screened_consignment,),
        "licence": (screened_licence,),
        "authorization": (screened_authorization,),
        "document": (screened_document,),
        "reexport": (screened_reexport,),
    },
    dossiers={"listed": listed_dossier},
    asked_by_index={FOUND: "listed"},
)
