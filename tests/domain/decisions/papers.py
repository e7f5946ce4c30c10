"""Applications, end-use documents and releases; and the case in which nothing stands in the way of a licence."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.decisions import COMMANDS
from domain.decisions.applications import IssueLicence
from domain.decisions.border import ReleaseForExport
from domain.events.refs import DocumentRef
from tests.applications import determination, wanted
from tests.builders import (
    PISTOL,
    Fact,
    amount,
    authorization_verified,
    authorized,
    fact,
    mention,
    reference,
    terms,
)
from tests.domain.decisions.given import Order
from tests.movements import CUSTOMS, consignment, item

LICENSING, EXPORTER = "/states/XA/licensing", "/states/XA/exporter"
APPLICANT, DETERMINER, ASSESSOR, APPROVER = "applicant-1", "determiner-1", "assessor-1", "approver-1"
ISSUE_DAY = "2030-01-10"


# -- an application ----------------------------------------------------------------------------------------------------


def _terms(lines: object, changes: dict[str, Any]) -> Fact:
    """Terms against import authorization IA-1."""
    usual: Fact = {"import_authorization": "IA-1", "import_authorization_required": True}
    receipt = {"delivery_verification_required": changes.get("profile") == "EU25"}
    return terms(lines, **(usual | receipt | changes))


def applied(lines: object = 100, *, on: str = "2029-12-10", by: str = APPLICANT, **changes: Any) -> Fact:
    """Firm XA-P-0001 applies for a licence on such terms, AP-1, against import authorization IA-1."""
    data = {"application": reference("AP-1", "XA"), "wanted": wanted(_terms(lines, changes))}
    return fact("licence-application.submitted", EXPORTER, on, data, revision=2) | {"actor": by}


def determined(
    lines: object = 100, *, on: str = "2029-12-12", by: str = DETERMINER, told: Fact | None = None, **changes: Any
) -> Fact:
    """AP-1 is determined to lead to such terms; `told` is what is determined otherwise."""
    return _step("determined", on, by, determination=determination(_terms(lines, changes), **(told or {})))


def asked_for(lines: object = 100, **changes: Any) -> tuple[Fact, Fact]:
    """AP-1 is applied for and determined."""
    return applied(lines, **changes), determined(lines, **changes)


def _step(what: str, on: str, by: str, source: str = LICENSING, **more: Any) -> Fact:
    data = {"application": reference("AP-1", "XA")} | more
    return fact(f"licence-application.{what}", source, on, data) | {"actor": by}


def assessed(
    recommendation: str = "GRANT",
    *,
    on: str = "2029-12-20",
    by: str = ASSESSOR,
    acknowledged: tuple[str, ...] = (),
    conditions: tuple[str, ...] = (),
) -> Fact:
    """A licensing officer has looked into AP-1."""
    seen: dict[str, Any] = {
        "assessment": "Looked into.",
        "acknowledged": list(acknowledged),
        "conditions": list(conditions),
    }
    return _step("assessed", on, by, recommendation=recommendation, **seen)


def sent_back(*, on: str = "2029-12-21") -> Fact:
    """AP-1 is to be assessed again."""
    return _step("returned", on, APPROVER, reason="Look again.")


def taken_back(*, on: str = "2029-12-22", by: str = APPLICANT) -> Fact:
    """The exporter withdraws AP-1."""
    return _step("withdrawn", on, by, EXPORTER)


def turned_down(*grounds: str, on: str = "2029-12-22", by: str = APPROVER) -> Fact:
    """AP-1 is refused."""
    return _step("refused", on, by, grounds=list(grounds or ("C7",)), reason="Risk of diversion.")


def granted(*, on: str = "2029-12-22") -> Fact:
    """AP-1 is granted as EL-1."""
    return _step("granted", on, APPROVER, licence=reference("EL-1", "XA"), preconditions=[])


def issue(number: str = "EL-1", *, on: str = ISSUE_DAY, by: str = APPROVER) -> Order:
    """The licence for AP-1 is to be issued."""
    named = msgspec.convert(reference(number, "XA"), DocumentRef)
    said = IssueLicence(application=DocumentRef(state="XA", reference="AP-1"), licence=named, issued_on=on)
    return Order("licence issue", said, "XA", on, by)


def in_order(
    lines: object = 100,
    *more: Fact,
    value: object = 100,
    acknowledged: tuple[str, ...] = (),
    conditions: tuple[str, ...] = (),
    **changes: Any,
) -> list[Fact]:
    """IA-1 is verified, AP-1 applied for, determined and assessed: nothing stands in the way of EL-1."""
    return [
        authorized(value),
        authorization_verified("CONFIRMED"),
        *asked_for(lines, **changes),
        assessed(acknowledged=acknowledged, conditions=conditions),
        *more,
    ]


# -- end-use documents -------------------------------------------------------------------------------------------------


def presented(number: str = "XA:D-1", needs_verification: bool = True) -> Fact:
    """A user statement of the final recipient is presented with AP-1."""
    data = {
        "document": number,
        "document_type": "EUC",
        "application": "AP-1",
        "number": "EUC-1",
        "issuer_state": "XB",
        "issued_on": "2029-11-20",
        "signatory": {"name": "A. Norden"},
        "end_user": mention("END_USER", "XB-P-0002"),
        "goods": [{"item": PISTOL, "quantity": amount(100)}],
        "shingles": [],
        "verification_required": needs_verification,
    }
    return fact("end-use-document.presented", LICENSING, "2029-12-11", data)


def answer_about(result: str, number: str = "XA:D-1", on: str = "2029-12-15") -> Fact:
    """XB says whether the document is genuine."""
    data = {"document": number, "result": result, "answered_by": "XB", "channel": "DIPLOMATIC"}
    return fact("end-use-document.verified", LICENSING, on, data)


# -- release for export ------------------------------------------------------------------------------------------------


def let_go(ucr: str = "S1", lines: object = None, *, on: str = "2030-03-04", despite: str | None = None) -> Order:
    """Customs of XA are to let a declared consignment go, or so many pistols of it."""
    items = lines if isinstance(lines, list) else [] if lines is None else [item(1, lines)]
    data = {"shipment": consignment(ucr), "declaration": f"D-{ucr}", "office": "XAPRT", "lines": items}
    return Order("consignment release-for-export", msgspec.convert(data, ReleaseForExport), "XA", on, despite=despite)


def gone_through(ucr: str = "S1", on: str = "2030-03-04") -> Fact:
    """Customs of XA have let a consignment go."""
    data = {"shipment": consignment(ucr), "declaration": f"D-{ucr}", "office": "XAPRT"}
    return fact("shipment.released-for-export", CUSTOMS, on, data)


# -- papers that came by letter ----------------------------------------------------------------------------------------

LETTER: Fact = {"number": "Z 4417/29", "dated_on": "2029-12-18", "channel": "DIPLOMATIC"}
COPIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "transit-notice.answered": ("notice copy-answer", ("basis",)),
    "end-use-document.verified": ("document copy-answer", ("answered_by", "channel")),
    "shipment.delivery-verified": ("consignment copy-receipt", ()),
    "import-authorization.issued": ("authorization copy", ()),
}


def copied(told: Fact, *, state: str = "XA", **paper: Any) -> Order:
    """What such a fact of another State says is to be copied from its letter."""
    name, left_out = COPIES[told["type"].rpartition(".v")[0]]
    data = {x: value for x, value in told["data"].items() if x not in left_out} | {"paper": LETTER | paper}
    return Order(name, msgspec.convert(data, COMMANDS[name].order), state, told["time"])
