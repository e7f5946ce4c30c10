"""The registers: one row for each licence, consignment, authorization and party, from the facts in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from domain.chapters.transfers.dossiers import LicenceDossier, licence_dossier
from domain.decisions.proposals import proposal_facts, proposal_state_in
from domain.decisions.states import application_facts, application_state_in
from domain.events.streams import document_key, document_ref
from domain.kernel.moments import date_text
from domain.record.quantities import plain
from domain.record.records import Records
from domain.record.sources import state_of
from domain.state.authorizations import authorization
from domain.state.concern import licences_naming, named_in_authorization, named_in_terms
from domain.state.consignments import consignment, status_of
from domain.state.licences import Licence, licence
from domain.state.parties import entry
from projections.findings.concerned import concern_of_consignment, listed
from projections.findings.tables import REGISTERS
from projections.store.table import Row
from projections.store.views import Generation

_SHEET = msgspec.json.Encoder(order="sorted")


def licence_status(held: Licence) -> str:
    """How a licence stands by what its authority says, whatever the date."""
    if any(period.revokes and period.last is None for period in held.barred):
        return "revoked"
    if held.surrendered:
        return "surrendered"
    return "suspended" if any(period.last is None for period in held.barred) else "issued"


def _lines(dossier: LicenceDossier) -> list[dict[str, Any]]:
    rows = []
    for number in dossier.line_numbers:
        drawn = dossier.draws(number)
        rows.append(
            {
                "line": number,
                "drawn": plain(sum((d.net.lo for d in drawn), start=0)),
                "consignments": len(drawn),
            }
        )
    return rows


def _licence(records: Records, key: str) -> Row | None:
    dossier = licence_dossier.of(records, key)
    if dossier is None:
        return None
    held = dossier.held
    terms = held.amended[-1].terms if held.amended else held.issued.data.terms
    states, parties = named_in_terms(terms)
    sheet = {
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "import_state": terms.import_state,
        "exporter": terms.exporter.name,
        "end_user": terms.end_user.name,
        "lines": _lines(dossier),
    }
    title = f"{terms.exporter.name} → {terms.end_user.name}"
    concern = (listed([held.state, *states]), listed(parties))
    return (key, *concern, title, licence_status(held), _SHEET.encode(sheet))


def _consignment(records: Records, key: str) -> Row | None:
    found = consignment.of(records, key)
    if found is None:
        return None
    held = licence.of(records, found.licence) if found.licence else None
    concern = concern_of_consignment(found, held.terms(found.goods.control_day) if held else None)
    data = found.declared.data
    sheet = {
        "licences": sorted({x.licence for x in found.goods.drawn}),
        "control_date": date_text(found.goods.control_day),
        "export_state": data.export_state,
        "destination_state": data.destination_state,
    }
    title = f"{data.export_state} → {data.destination_state}, {date_text(found.goods.control_day)}"
    return (key, *concern, title, status_of(found), _SHEET.encode(sheet))


def _authorization(records: Records, key: str) -> Row | None:
    held = authorization.of(records, key)
    if held is None:
        return None
    terms = held.amended[-1].terms if held.amended else held.issued.data.terms
    states, parties = named_in_authorization(records, held)
    concern, naming = (listed(states), listed(parties)), licences_naming(records, key)
    sheet = {"valid_from": terms.valid_from, "valid_to": terms.valid_to, "licences": naming}
    status = "revoked" if held.revoked else "issued"
    return (key, *concern, terms.recipient.name, status, _SHEET.encode(sheet))


def _party(records: Records, register_id: str) -> Row | None:
    facts = [f for f in records.facts(f"party/{register_id}") if f.kind != "party.merged"]
    if not facts:
        return None
    party = facts[-1].data.party
    survivor = entry.of(records, register_id).register_id
    sheet = {"kind": party.kind, "state": party.state, "survivor": survivor}
    concern = (listed([party.state]), listed([register_id, survivor]))
    return (
        register_id,
        *concern,
        party.name,
        "merged" if survivor != register_id else "registered",
        _SHEET.encode(sheet),
    )


def _application(records: Records, key: str) -> Row | None:
    facts = application_facts(records, document_ref(key))
    submitted = next((f for f in reversed(facts) if f.kind == "licence-application.submitted"), None)
    if submitted is None:
        return None
    wanted = submitted.data.wanted
    granted = next((f for f in facts if f.kind == "licence-application.granted"), None)
    sheet = {
        "exporter": wanted.exporter.name,
        "end_user": wanted.end_user.name,
        "import_state": wanted.import_state,
        "submitted": submitted.timetext,
        "recorded": submitted.recordedat,
        "licence": document_key(granted.data.licence) if granted else None,
    }
    title = f"{wanted.exporter.name} → {wanted.end_user.name}"
    # An application is a matter of the State applied to and of the exporter; others see the licence.
    concern = (listed([key[:2]]), listed([wanted.exporter.register_id]))
    return (key, *concern, title, application_state_in(facts), _SHEET.encode(sheet))


def _proposal(records: Records, key: str) -> Row | None:
    facts = proposal_facts(records, key)
    made = next((f for f in facts if f.kind == "order.proposed"), None)
    if made is None:
        return None
    told, last = made.data, facts[-1]
    sheet = {
        "order": told.order,
        "about": told.about,
        "data": told.data,
        "time": told.time,
        "corrects": told.corrects,
        "despite": told.despite,
        "proposed_by": made.actor,
        "person": made.person,
        "proposed_at": made.recordedat,
        "settled_by": last.actor if last is not made else None,
        "settled_at": last.recordedat if last is not made else None,
    }
    return (
        key,
        listed([state_of(made.source)]),
        listed([]),
        told.order,
        proposal_state_in(facts),
        _SHEET.encode(sheet),
    )


_MADE: dict[str, Callable[[Records, str], Row | None]] = {
    "licence": _licence,
    "consignment": _consignment,
    "authorization": _authorization,
    "party": _party,
    "application": _application,
    "proposal": _proposal,
}


class Registers:
    """Makes the rows of what was asked about, once for each batch."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._marked: dict[str, set[str]] = {noun: set() for noun in _MADE}

    def mark(self, noun: str, key: str) -> None:
        """A row is to be made again."""
        self._marked[noun].add(key)

    def flush(self, records: Records) -> None:
        """Writes the rows that were marked; what is no longer on record has none."""
        for noun, keys in self._marked.items():
            made = {key: _MADE[noun](records, key) for key in sorted(keys)}
            self._generation.upsert(REGISTERS[noun], [row for row in made.values() if row is not None])
            self._generation.delete(REGISTERS[noun], [(key,) for key, row in made.items() if row is None])
            keys.clear()
