"""The import authorization of the State of destination: issued, amended, verified, revoked (FP 10(2)(a), R-021)."""

from __future__ import annotations

from domain.events.goods import Quantity
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef
from domain.events.speakers import ANYBODY, AUTHORIZATION_ISSUER
from domain.events.stream_names import by_authorization
from domain.events.subject_names import of_authorization
from domain.kernel.event import event, shape


@shape
class AuthorizationLine:
    """Quantity authorized for one control class."""

    item_class: str
    quantity: Quantity


@shape
class AuthorizationTerms:
    """Everything an import authorization permits."""

    type: str
    issued_on: str
    valid_from: str
    valid_to: str | None
    import_state: str
    importer: PartyMention
    recipient: PartyMention
    lines: tuple[AuthorizationLine, ...]
    transit_states: tuple[str, ...] = ()


@event(
    "import-authorization.issued",
    stream=by_authorization,
    subjects=(of_authorization,),
    told_by=AUTHORIZATION_ISSUER,
    quantities=("terms.lines.quantity",),
    said="import-authorization.issued",
    search=("authorization", "terms.importer", "terms.recipient"),
    history=(),
)
class ImportAuthorizationIssued:
    """An importing State authorizes an import."""

    authorization: DocumentRef
    terms: AuthorizationTerms


@event(
    "import-authorization.amended",
    stream=by_authorization,
    subjects=(of_authorization,),
    told_by=AUTHORIZATION_ISSUER,
    quantities=("terms.lines.quantity",),
    said="import-authorization.amended",
    search=("authorization", "terms.importer", "terms.recipient"),
    history=(),
)
class ImportAuthorizationAmended:
    """An import authorization is changed; terms are repeated in full."""

    authorization: DocumentRef
    terms: AuthorizationTerms
    effective_on: str
    retroactive: bool


@event(
    "import-authorization.verified",
    stream=by_authorization,
    subjects=(of_authorization,),
    told_by=ANYBODY,
    quantities=(),
    said="import-authorization.verified",
    search=(),
    history=(),
)
class ImportAuthorizationVerified:
    """The exporting State asked about an import authorization and records the answer."""

    authorization: DocumentRef
    result: str
    method: str


@event(
    "import-authorization.revoked",
    stream=by_authorization,
    subjects=(of_authorization,),
    told_by=AUTHORIZATION_ISSUER,
    quantities=(),
    said="import-authorization.revoked",
    search=(),
    history=(),
)
class ImportAuthorizationRevoked:
    """An import authorization ends early."""

    authorization: DocumentRef
    effective_on: str
    reason: str | None = None
