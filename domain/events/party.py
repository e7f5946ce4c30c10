"""Operators, brokers and end users: as the register holds them and as messages name them (R-010, norms 3.1)."""

from __future__ import annotations

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_field, by_register_entry
from domain.events.subject_names import of_merged, of_party
from domain.kernel.event import event, shape


@shape
class Identifier:
    """One hard identifier of a party."""

    scheme: str
    value: str


@shape
class Address:
    """A postal address."""

    street: str | None = None
    suite: str | None = None
    locality: str | None = None
    region: str | None = None
    postcode: str | None = None
    state: str | None = None


@shape
class Registration:
    """A permission held by a party, with its period."""

    kind: str
    reference: str
    platforms: tuple[str, ...]
    valid_from: str
    valid_to: str | None


@shape
class SparePartsNeed:
    """A documented need for spare parts."""

    platform: str
    component_class: str | None
    quantity: str


@shape
class Party:
    """A party as the register holds it."""

    register_id: str
    name: str
    name_local: str | None = None
    former_names: tuple[str, ...] = ()
    legal_form: str | None = None
    kind: str
    state: str
    identifiers: tuple[Identifier, ...]
    address: Address | None = None
    phone: str | None = None
    email: str | None = None
    officers: tuple[str, ...] = ()
    owned_by: tuple[str, ...] = ()
    incorporated_on: str | None = None
    date_of_birth: str | None = None
    nationality: str | None = None
    registrations: tuple[Registration, ...] = ()
    mail_drop: bool | None = None
    sworn_officers: int | None = None
    public_end_user: bool | None = None
    spare_parts_need: tuple[SparePartsNeed, ...] = ()


@shape
class PartyMention:
    """A party as one message names it; not yet resolved to the register."""

    role: str
    register_id: str | None = None
    name: str
    name_local: str | None = None
    state: str | None = None
    kind: str | None = None
    identifiers: tuple[Identifier, ...]
    address: Address | None = None
    date_of_birth: str | None = None
    nationality: str | None = None


@event(
    "party.registered",
    stream=by_register_entry,
    subjects=(of_party,),
    told_by=ANYBODY,
    quantities=(),
    said="party.registered",
    search=("party",),
    history=(),
)
class PartyRegistered:
    """A party enters the register."""

    party: Party


@event(
    "party.amended",
    stream=by_register_entry,
    subjects=(of_party,),
    told_by=ANYBODY,
    quantities=(),
    said="party.amended",
    search=("party",),
    history=(),
)
class PartyAmended:
    """A register entry is replaced in full."""

    party: Party
    effective_on: str


@event(
    "party.merged",
    stream=by_field("party", "surviving"),
    subjects=(of_merged,),
    told_by=ANYBODY,
    quantities=(),
    said="party.merged",
    search=(),
    history=("absorbed",),
)
class PartyMerged:
    """Parties become one: a merger, or a duplicate resolved."""

    surviving: str
    absorbed: tuple[str, ...]
    effective_on: str
