"""Parties, vessels and signatories as messages name them (R19, R20, R22)."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.parties.sameness import form_class, form_classes, known_party, naming_joins
from domain.chapters.screening.named_parties import brokers, registers_brokers
from domain.chapters.screening.sanctions import index, listed_identifiers, listed_name, listed_vessel, sanctioned
from domain.chapters.screening.screened_parties import FOUND, SOURCES, found_joins, listed_dossier

CHAPTER = Chapter(
    derivations={
        "form_classes": (2, form_classes),
        "form_class": (3, form_class),
        "known_party": (5, known_party),
        "registers_brokers": (2, registers_brokers),
        "brokers": (3, brokers),
        "sanctions": (2, index),
        "sanctioned": (2, sanctioned),
        "listed_name": (3, listed_name),
        "listed_vessel": (3, listed_vessel),
        "listed_identifiers": (3, listed_identifiers),
        **SOURCES,
    },
    joins={kind: found_joins(kind) for kind in SOURCES},
    facts_join={"party.registered": naming_joins, "party.amended": naming_joins},
    of_subject={
        "party": ("screened_party",),
        "declaration": ("screened_declaration", "screened_consignment"),
        "movement": ("screened_consignment",),
        "licence": ("screened_licence",),
        "authorization": ("screened_authorization",),
        "document": ("screened_document",),
        "reexport": ("screened_reexport",),
    },
    homes={"listed": listed_dossier},
    home_of={FOUND: "listed"},
)
