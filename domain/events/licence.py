"""The export licence: its terms, line by line, and what became of it (FP 10(1), 10(3), R-044 to R-065)."""

from __future__ import annotations

from domain.events.goods import Item, Money, Quantity
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef
from domain.events.speakers import LICENCE_AMENDER, LICENCE_ISSUER
from domain.events.stream_names import by_licence
from domain.events.subject_names import of_licence
from domain.kernel.event import event, shape


@shape
class LicenceLine:
    """One line of an export licence."""

    line: int
    control: str
    item: Item
    quantity: Quantity | None
    value: Money | None = None


@shape
class EmbargoExemption:
    """An exemption granted under an embargo row."""

    row: str
    reference: str
    effective_on: str


@shape
class Undertaking:
    """The recipient's re-export undertaking."""

    no_reexport: bool
    term_months: int | None


@shape
class LicenceTerms:
    """Everything an export licence permits; an amendment repeats it in full."""

    profile: str
    kind: str
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
    import_authorization_required: bool
    delivery_verification_required: bool
    end_use_documents: tuple[str, ...]
    transit_states: tuple[str, ...]
    lines: tuple[LicenceLine, ...]
    undertaking: Undertaking
    embargo_exemption: EmbargoExemption | None = None
    contract_reference: str | None = None


@event(
    "export-licence.issued",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_ISSUER,
    quantities=("terms.lines.quantity",),
    said="export-licence.issued",
    search=("licence", "terms.exporter", "terms.consignee", "terms.end_user", "terms.brokers"),
    history=("terms.import_authorization", "terms.end_use_documents"),
)
class ExportLicenceIssued:
    """An export licence is issued."""

    licence: DocumentRef
    application: str | None
    issued_on: str
    terms: LicenceTerms


@event(
    "export-licence.amended",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_AMENDER,
    quantities=("terms.lines.quantity",),
    said="export-licence.amended",
    search=("licence", "terms.exporter", "terms.consignee", "terms.end_user", "terms.brokers"),
    history=("terms.import_authorization", "terms.end_use_documents"),
)
class ExportLicenceAmended:
    """An export licence is changed; terms are repeated in full."""

    licence: DocumentRef
    terms: LicenceTerms
    effective_on: str
    retroactive: bool
    amended_by: str


@event(
    "export-licence.suspended",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_ISSUER,
    quantities=(),
    said="export-licence.suspended",
    search=(),
    history=(),
)
class ExportLicenceSuspended:
    """An export licence is suspended."""

    licence: DocumentRef
    effective_on: str
    reason: str | None = None


@event(
    "export-licence.reinstated",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_ISSUER,
    quantities=(),
    said="export-licence.reinstated",
    search=(),
    history=(),
)
class ExportLicenceReinstated:
    """A suspended export licence has effect again."""

    licence: DocumentRef
    effective_on: str
    reason: str | None = None


@event(
    "export-licence.revoked",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_ISSUER,
    quantities=(),
    said="export-licence.revoked",
    search=(),
    history=(),
)
class ExportLicenceRevoked:
    """An export licence is revoked."""

    licence: DocumentRef
    effective_on: str
    reason: str | None = None


@event(
    "export-licence.revocation-undone",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_ISSUER,
    quantities=(),
    said="export-licence.revocation-undone",
    search=(),
    history=(),
)
class ExportLicenceRevocationUndone:
    """A revocation that was a mistake ends: from `effective_on` on the licence has effect again, not before (R-058)."""

    licence: DocumentRef
    effective_on: str
    reason: str


@event(
    "export-licence.surrendered",
    stream=by_licence,
    subjects=(of_licence,),
    told_by=LICENCE_ISSUER,
    quantities=(),
    said="export-licence.surrendered",
    search=(),
    history=("replaced_by",),
)
class ExportLicenceSurrendered:
    """The holder gives a licence back, often for a replacement."""

    licence: DocumentRef
    effective_on: str
    replaced_by: DocumentRef | None
