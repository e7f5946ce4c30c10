"""Reference data that rules read, by list and by date of effect (R-098, R-099)."""

from __future__ import annotations

from typing import Any

from domain.events.party import Identifier
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_field
from domain.events.subject_names import of_list
from domain.kernel.event import event, shape


@shape
class AuthorityRow:
    """One State's calendar and practice."""

    state: str
    utc_offset: str
    weekend: tuple[int, ...]
    holidays: tuple[str, ...]
    validity_test: str
    broker_registration_required: bool


@shape
class SanctionsRow:
    """A listed person, entity or vessel."""

    entry: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    date_of_birth: str | None
    nationality: str | None
    state: str | None
    identifiers: tuple[Identifier, ...]
    listed_on: str
    delisted_on: str | None


@shape
class EmbargoRow:
    """An embargo row."""

    row: str
    state: str
    since: str
    until: str | None
    classes: tuple[str, ...]
    actors: str
    exemption_types: tuple[str, ...]


@shape
class ThresholdRow:
    """A threshold below which a procedure needs no licence."""

    threshold: str
    procedure: str
    state: str
    metric: str
    amount: str
    currency: str | None


@shape
class ProcedureRow:
    """An exempt procedure without a threshold."""

    procedure: str
    state: str
    reference_required: bool


@shape
class LandlockedRow:
    """An arrangement in favour of a landlocked State."""

    landlocked_state: str
    transit_state: str
    since: str
    until: str | None


@shape
class CalibreRow:
    """A calibre, its other names, and the mass of one round."""

    calibre: str
    aliases: tuple[str, ...]
    round_mass_g: str | None


@shape
class MakeRow:
    """A manufacturer and its other names."""

    make: str
    aliases: tuple[str, ...]


@shape
class ModelRow:
    """A model, its other names, and the mass of one piece."""

    make: str
    model: str
    aliases: tuple[str, ...]
    piece_mass_g: str | None


@shape
class HsRow:
    """The control class of a six-digit code in one edition."""

    hs6: str
    edition: str
    item_class: str
    rulings: tuple[str, ...]


@shape
class PlaceRow:
    """A place and its twin codes."""

    locode: str
    aliases: tuple[str, ...]


@shape
class LegalFormRow:
    """A legal form and its class."""

    form: str
    form_class: str


@shape
class ControlledTermRow:
    """Words that show controlled goods in a description."""

    term: str


@event(
    "list.published",
    stream=by_field("list", "list"),
    subjects=(of_list,),
    told_by=ANYBODY,
    quantities=(),
    said="list.published",
    search=(),
    history=(),
)
class ListPublished:
    """Reference data the rules need; a publication replaces every earlier one of the same list from
    effective_on.
    """

    list: str
    version: str
    effective_on: str
    rows: tuple[dict[str, Any], ...]


ROWS: dict[str, type[Any]] = {
    "authorities": AuthorityRow,
    "sanctions": SanctionsRow,
    "embargoes": EmbargoRow,
    "thresholds": ThresholdRow,
    "procedures": ProcedureRow,
    "landlocked": LandlockedRow,
    "calibres": CalibreRow,
    "makes": MakeRow,
    "models": ModelRow,
    "hs": HsRow,
    "places": PlaceRow,
    "legal_forms": LegalFormRow,
    "controlled_terms": ControlledTermRow,
}

IDENTITY: dict[str, tuple[str, ...]] = {
    "authorities": ("state",),
    "sanctions": ("entry",),
    "embargoes": ("row",),
    "thresholds": ("threshold",),
    "procedures": ("state", "procedure"),
    "landlocked": ("landlocked_state", "transit_state", "from"),
    "calibres": ("calibre",),
    "makes": ("make",),
    "models": ("make", "model"),
    "hs": ("hs6", "edition", "item_class"),
    "places": ("locode",),
    "legal_forms": ("form",),
    "controlled_terms": ("term",),
}
"""By list: the fields that name a row; no two rows have them alike."""

_RENAMED = {"from": "since", "to": "until"}
_NUMBERS = "identifiers"


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    found = {_RENAMED.get(name, name): value for name, value in row.items()}
    if _NUMBERS in found:
        found[_NUMBERS] = tuple(Identifier(**x) for x in found[_NUMBERS])
    return found


def rows_of(published: ListPublished) -> tuple[Any, ...]:
    """The rows of a publication as the row type of its list."""
    row = ROWS[published.list]
    return tuple(row(**_fields(x)) for x in published.rows)
