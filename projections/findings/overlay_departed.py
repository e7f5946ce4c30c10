"""What left under import authorizations, added up and kept until something moves."""

from __future__ import annotations

from collections.abc import Mapping

from domain.chapters.transfers.authorization_dossiers import authorization_dossier
from domain.events.streams import consignment_key
from domain.kernel.moments import HOUR, Instant
from domain.record.quantities import Exact
from domain.record.records import Records
from domain.state.consignments import DECLARED
from projections.findings.indexing import Arrival, Index

_QUARTER = HOUR // 4
"""So long sums are kept at most: an amendment may take effect at any local midnight."""


class Departed:
    """The sums of what left by authorization and control class; a declaration of goods not yet seen changes none."""

    def __init__(self) -> None:
        self._moves = 0
        self._known: dict[str, tuple[tuple[int, Instant], dict[str, Exact]]] = {}

    def hear(self, arrival: Arrival, index: Index) -> None:
        """Something was delivered."""
        if not _only_declares(arrival, index):
            self.forget()

    def forget(self) -> None:
        """Anything may have moved."""
        self._moves += 1

    def of(self, records: Records, authorization: str) -> Mapping[str, Exact]:
        """What left under an authorization, by control class."""
        at = (self._moves, records.now // _QUARTER)
        known = self._known.get(authorization)
        if known is None or known[0] != at:
            known = self._known[authorization] = (at, _sums(records, authorization))
        return known[1]


def _sums(records: Records, authorization: str) -> dict[str, Exact]:
    dossier, sums = authorization_dossier(records, authorization), dict[str, Exact]()
    for left in dossier.departures if dossier else ():
        for item_class, amount in left.amounts:
            sums[item_class] = sums.get(item_class, 0) + amount.lo
    return sums


def _only_declares(arrival: Arrival, index: Index) -> bool:
    """Whether a delivery declares goods that nobody has seen move, or says nothing that anything rests on."""
    if arrival.fact is None:
        return True
    data = arrival.fact.data
    if arrival.old is not None or arrival.fact.kind != DECLARED or data.replaces is not None:
        return False
    return not index.facts(f"movement/{consignment_key(data.shipment)}")
