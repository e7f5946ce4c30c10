"""What an exporter asks for, in facts alone: who sends what to whom, why, when and by which route (norms 3.2)."""

from __future__ import annotations

from domain.events.declaration import Leg
from domain.events.goods import Item, Money, Quantity, Serials
from domain.events.licence import EmbargoExemption, Undertaking
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef
from domain.kernel.event import shape


@shape
class SerialsOfLine:
    """The serial numbers of one line, where the exporter knows them already."""

    line: int
    serials: Serials


@shape
class WantedLine:
    """Goods that are to be licensed as one line."""

    line: int
    item: Item
    quantity: Quantity | None
    value: Money | None = None


@shape
class Wanted:
    """What an exporter asks for; nothing in it says what the law requires.

    `shipments` is ONE or SEVERAL; `return_by` the day by which the goods come back, where they do; `route` every stop
    between the State of export and that of import, empty where the goods cross from one into the other.
    """

    shipments: str
    purpose: str | None = None
    valid_from: str
    valid_to: str
    return_by: str | None = None
    export_state: str
    import_state: str
    exporter: PartyMention
    consignee: PartyMention
    end_user: PartyMention
    brokers: tuple[PartyMention, ...]
    import_authorization: DocumentRef | None
    end_use_documents: tuple[str, ...]
    route: tuple[Leg, ...]
    lines: tuple[WantedLine, ...]
    contract_reference: str | None = None


@shape
class ClaimedLaw:
    """What applications said about the law before officers determined it: kept to be read, and counts for nothing."""

    profile: str
    kind: str
    import_authorization_required: bool
    delivery_verification_required: bool
    transit_states: tuple[str, ...]
    undertaking: Undertaking
    embargo_exemption: EmbargoExemption | None = None
    open_lines: tuple[int, ...] = ()


ONE_SHIPMENT, SEVERAL_SHIPMENTS = "ONE", "SEVERAL"
CLAIMS = (
    "profile",
    "kind",
    "import_authorization_required",
    "delivery_verification_required",
    "transit_states",
    "undertaking",
    "embargo_exemption",
)
"""The members of the terms of an old application that speak of law."""
