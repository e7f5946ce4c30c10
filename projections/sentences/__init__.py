"""Sentences, made where they are read: a message's id and figures become words in the language of the reader."""

from __future__ import annotations

from projections.sentences.catalogue import ENGLISH, languages, said
from projections.sentences.events import sentence, told, unsaid, without_grounds
from projections.sentences.goods import goods_said
from projections.sentences.reasons import Figure, Reason, reasons_said

__all__ = [
    "ENGLISH",
    "Figure",
    "Reason",
    "goods_said",
    "languages",
    "reasons_said",
    "said",
    "sentence",
    "told",
    "unsaid",
    "without_grounds",
]
