"""Consignments against licences and authorizations: dossiers, balances, consent, proof of receipt."""

from __future__ import annotations

from domain.chapters.chapter import Chapter
from domain.chapters.transfers.authorization_dossiers import authorization_dossier
from domain.chapters.transfers.dossiers import consignment_dossier, licence_dossier
from domain.state.consignments import attribution

CHAPTER = Chapter(
    of_subject={"declaration": (attribution,), "movement": (attribution,)},
    dossiers={
        "consignment": consignment_dossier,
        "licence": licence_dossier.of,
        "authorization": authorization_dossier,
    },
    asked_by_noun={
        "declaration": "consignment",
        "movement": "consignment",
        "licence": "licence",
        "authorization": "authorization",
    },
)
