"""Orders that record how goods move: recorded whatever the ledger says, for the goods have moved (R-081 to R-087)."""

from __future__ import annotations

from typing import Any

from domain.decisions import part
from domain.decisions.command import Command, Decide, PartNeeded, as_ordered
from domain.decisions.departures import leave, not_exited
from domain.decisions.receipts import certify
from domain.decisions.states import CONSIGNMENT_STATES, NEVER_DECLARED, consignment_state
from domain.events.arrival import (
    ShipmentArrived,
    ShipmentDeliveryVerified,
    ShipmentDiscrepancyReported,
    ShipmentReleased,
    ShipmentReturned,
    ShipmentTallyClosed,
)
from domain.events.movement import ShipmentExited, ShipmentNotExited, ShipmentTransitEntered, ShipmentTransitExited

ANY = frozenset(CONSIGNMENT_STATES)
SOMETHING_ON_RECORD = ANY - {"not on record"}
DECLARED_ONCE = ANY - frozenset(NEVER_DECLARED)
COME_IN = frozenset({*NEVER_DECLARED, "arrived", "received", "cancelled", "redeclared"})


def _moves(
    verb: str,
    title: str,
    order: type[Any],
    requirement: str,
    states: frozenset[str] = ANY,
    decide: Decide = as_ordered,
) -> Command:
    """What any office records that it saw, of any consignment.

    Goods come to places where nobody was told of them: whoever saw them records it, and is told nothing by the answer.
    """
    return Command(
        *("consignment", verb, title, order, decide, consignment_state, states, "customs", requirement),
        records_data=True,
        part=part.at_its_own_office,
        sees=part.sees_the_consignment,
    )


def _for(whose: PartNeeded, command: Command) -> Command:
    """What a State with a part in the consignment records alone."""
    return command._replace(part=whose, sees=None)


COMMANDS = (
    _for(
        part.exporting,
        _moves("exit", "confirm that goods have left", ShipmentExited, "R-081", DECLARED_ONCE, leave),
    ),
    _for(
        part.exporting,
        _moves(
            *("not-exited", "record that goods did not leave, against what is on record", ShipmentNotExited, "R-071"),
            states=frozenset({"departed"}),
            decide=not_exited,
        ),
    ),
    _moves("enter-transit", "record that goods enter a State of transit", ShipmentTransitEntered, "R-042"),
    _moves("leave-transit", "record that goods leave a State of transit", ShipmentTransitExited, "R-042"),
    _moves("arrive", "record goods that have arrived", ShipmentArrived, "R-034"),
    _moves("close-tally", "record that unloading is finished", ShipmentTallyClosed, "R-087", COME_IN),
    _moves("release", "release goods at import", ShipmentReleased, "R-030", COME_IN),
    _for(
        part.importing,
        _moves(
            *("verify-delivery", "certify the receipt of goods", ShipmentDeliveryVerified, "R-084"),
            states=SOMETHING_ON_RECORD,
            decide=certify,
        ),
    ),
    _moves("report-discrepancy", "report a discrepancy", ShipmentDiscrepancyReported, "R-087"),
    _moves("return", "record goods that come back", ShipmentReturned, "R-061"),
)
