"""Parties, vessels and signatories as messages name them (R19, R20, R22)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.parties.sameness import naming_joins
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
    facts_join={"party.registered": naming_joins, "party.amended": naming_joins},
    of_subject={
        "party": (screened_party,),
        "declaration": (screened_declaration, screened_consignment),
        "movement": (screened_consignment,),
        "licence": (screened_licence,),
        "authorization": (screened_authorization,),
        "document": (screened_document,),
        "reexport": (screened_reexport,),
    },
    homes={"listed": listed_dossier},
    home_of={FOUND: "listed"},
)
