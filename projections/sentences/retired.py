"""Sentences that nothing says any more: what was recorded before holds their ids, and is read (decision record 20)."""

from __future__ import annotations

RETIRED = (
    "r02.exhausted",
    "r04.left",
    "r05.cites-none",
    "r05.cites-none-on-record",
    "r12.left-late",
    "r12.not-seen-to-leave",
    "r12.stopped",
    "r13.another",
    "r13.broken",
    "r13.missing",
    "r13.twice",
    "r14.reported-lost",
    "r14.short-landing",
    "r16.unit",
    "r19.consignee",
    "r19.final-recipient",
    "r22.not-registered",
    "r26.lots",
    "r26.other-lots",
    "r26.serials",
    "r28.by-model",
    "r28.exported",
    "r28.found",
    "r28.re-exported",
    "r28.seized",
    "r29.parts-kit",
    "r30.goods-lost",
    "r30.goods-lost-in-case",
    "r30.stock-gap",
)
"""Their ids; their words stay in the catalogues."""
