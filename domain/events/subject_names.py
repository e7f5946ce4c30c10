"""The subjects an event is indexed under, for its declaration: those whose dossiers it belongs in (facts.md 5)."""

from __future__ import annotations

from typing import Any

from domain.events.refs import consignment_key, document_key, finding_id
from domain.kernel.canon import bounded, canon, letters_and_digits


def of_declaration(data: Any) -> list[str]:
    """The declaration of a consignment."""
    return [f"declaration/{consignment_key(data.shipment)}"]


def of_movement(data: Any) -> list[str]:
    """A consignment under way, where one is named."""
    return [f"movement/{consignment_key(data.shipment)}"] if data.shipment else []


def of_item(data: Any) -> list[str]:
    """Items lie with others of the same first serial number, lot or case as written: few facts a subject."""
    serials = data.serials
    first = next((x for x in serials.numbers), None) if serials else None
    if first is None and serials and serials.ranges:
        first = serials.ranges[0].first
    named = first or next(iter(data.lots or ()), None) or data.case or ""
    make, model = canon(data.item.make or ""), canon(data.item.model or "")
    return [bounded(f"item/{make}|{model}|{letters_and_digits(named)}")]


def of_loss(data: Any) -> list[str]:
    """The losses under a licence, where one is named."""
    return [f"loss/{document_key(data.licence)}"] if data.licence else []


def of_reexport(data: Any) -> list[str]:
    """A re-export."""
    return [bounded(f"reexport/{data.reexport}")]


def of_consent(data: Any) -> list[str]:
    """What the issuing State agreed to under a licence."""
    return [f"consent/{document_key(data.licence)}"]


def of_stock(data: Any) -> list[str]:
    """The stock of a holder."""
    return [bounded(f"stock/{data.holder}")]


def of_licence(data: Any) -> list[str]:
    """An export licence."""
    return [f"licence/{document_key(data.licence)}"]


def of_authorization(data: Any) -> list[str]:
    """An import authorization."""
    return [f"authorization/{document_key(data.authorization)}"]


def of_application(data: Any) -> list[str]:
    """An application."""
    return [f"application/{document_key(data.application)}"]


def of_document(data: Any) -> list[str]:
    """An end-use document."""
    return [f"document/{data.document}"]


def of_signatories(data: Any) -> list[str]:
    """Who may sign for a State."""
    return [f"signatory/{data.state}"]


def of_notice(data: Any) -> list[str]:
    """A transit notice."""
    return [f"notice/{document_key(data.notice)}"]


def of_paper(data: Any) -> list[str]:
    """A paper that was copied, under what it is about."""
    return [bounded(f"paper/{data.about}")]


def of_proposal(data: Any) -> list[str]:
    """An order that waits for a second person."""
    return [bounded(f"proposal/{data.proposal}")]


def of_party(data: Any) -> list[str]:
    """A register entry."""
    return [f"party/{data.party.register_id}"]


def of_merged(data: Any) -> list[str]:
    """All register entries that become one."""
    return [bounded(f"party/{x}") for x in dict.fromkeys((data.surviving, *data.absorbed))]


def of_list(data: Any) -> list[str]:
    """A reference list."""
    return [f"list/{data.list}"]


def of_finding(data: Any) -> list[str]:
    """A finding, by rule and key."""
    return [finding_subject(finding_id(data.rule, data.key))]


def finding_subject(named: str) -> str:
    """A finding, by its id; what is decided about it lies in the stream of the same name."""
    return f"finding/{named}"
