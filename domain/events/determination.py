"""What officers determine about an application, each with its ground: law is found by them, never asked for (R-044)."""

from __future__ import annotations

from domain.events.licence import EmbargoExemption, Undertaking
from domain.kernel.event import shape


@shape
class Ground:
    """Why something was determined as it was, and the provision or paper that it rests on."""

    text: str
    reference: str


@shape
class Scope:
    """The form of a licence: SINGLE, MULTIPLE or GENERAL (R-046)."""

    form: str
    ground: Ground


@shape
class Temporary:
    """Goods leave for a purpose that the law names, and are back by a day (R-061)."""

    purpose: str
    return_by: str
    ground: Ground


@shape
class AppliedLaw:
    """The profile of law that a licence is issued under: one that the law has for the State on the day."""

    profile: str
    ground: Ground


@shape
class Requirement:
    """Whether a paper is required; where it is not, as what the law lets it be left out."""

    required: bool
    exempt_as: str | None = None
    ground: Ground


@shape
class GrantedExemption:
    """An exemption under an embargo row, of a type that the row knows, under the reference of whoever granted it."""

    exempt_as: str
    exemption: EmbargoExemption
    ground: Ground


@shape
class Procedure:
    """The procedure of the application: STANDARD, or SIMPLIFIED where the law has it for the purpose (R-015)."""

    procedure: str
    ground: Ground


@shape
class TransitNeed:
    """A State on the route, and what is needed of it: its consent, or nothing by an exemption (R-036 to R-039)."""

    state: str
    need: str
    ground: Ground


@shape
class LineControl:
    """A line that limits the value (V) or nothing (O) instead of the quantity."""

    line: int
    control: str
    ground: Ground


@shape
class Determination:
    """Under which law a licence is to be issued, and what it asks for; `no_transit` says why no State is crossed."""

    scope: Scope
    temporary: Temporary | None = None
    law: AppliedLaw
    import_authorization: Requirement
    delivery_verification: Requirement
    embargo_exemption: GrantedExemption | None = None
    procedure: Procedure
    transit: tuple[TransitNeed, ...]
    no_transit: Ground | None = None
    place_of_issue: str
    conditions: tuple[str, ...] = ()
    undertaking: Undertaking
    controls: tuple[LineControl, ...] = ()


FORMS = ("SINGLE", "MULTIPLE", "GENERAL")
PROCEDURES = STANDARD, SIMPLIFIED = ("STANDARD", "SIMPLIFIED")
CONSENT, BY_CALL, BY_SEA_OR_AIR, BY_PURPOSE, BY_ARRANGEMENT = (
    "CONSENT",
    "EXEMPT_CALL",
    "EXEMPT_SEA_AIR",
    "EXEMPT_TEMPORARY",
    "LANDLOCKED_AGREEMENT",
)
NEEDS = (CONSENT, BY_CALL, BY_SEA_OR_AIR, BY_PURPOSE, BY_ARRANGEMENT)
"""What may be needed of a transit State: consent, or nothing by an exemption (norms 3.4)."""
TEMPORARY_PURPOSE = "TEMPORARY_PURPOSE"
"""As what a paper may be left out where a temporary export is exempt; the rows of the law know others."""
