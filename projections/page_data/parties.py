"""The sheets of an import authorization and of a party of the register."""

from __future__ import annotations

from domain.chapters.transfers.dossiers import LicenceDossier, authorised, licence_dossier
from domain.kernel.moments import Day, day
from domain.record.quantities import ZERO, Interval
from domain.state.authorizations import Authorization, authorization
from domain.state.licence_references import line_class
from domain.state.parties import entry
from domain.state.reference import unit_of
from projections.findings.concerned import holding
from projections.findings.tables import CONSIGNMENT, LICENCE
from projections.page_data.licences import amount_text, today
from projections.page_data.shapes import At, AuthorizationSheet, AuthorizedLine, PartySheet
from projections.page_data.snapshot import Snapshot
from projections.page_data.timeline import timeline
from projections.store.views import Generation

_AT_MOST = 200


def _status(held: Authorization, on: Day) -> str:
    terms = held.terms(on)
    if held.revocation(on):
        return "revoked"
    if terms.valid_to is not None and on > day(terms.valid_to):
        return "expired"
    return "valid" if on >= day(terms.valid_from) else "not yet valid"


def _naming(snapshot: Snapshot, key: str) -> list[LicenceDossier]:
    dossiers = (licence_dossier.of(snapshot, x) for x in snapshot.indexed("naming", key))
    return [x for x in dossiers if x is not None and key in x.held.authorizations()]


def _by_class(snapshot: Snapshot, dossiers: list[LicenceDossier], on: Day) -> dict[str, tuple[Interval, Interval]]:
    """What is licensed and what has left, by control class."""
    sums: dict[str, tuple[Interval, Interval]] = {}
    for dossier in dossiers:
        for line in dossier.held.terms(on).lines:
            item_class = line_class(snapshot, line) or "NONE"
            licensed, left = sums.get(item_class, (ZERO, ZERO))
            drawn = dossier.draws(line.line) if line.line in dossier.line_numbers else []
            for draw in drawn:
                left = left.plus(draw.net) if draw.attribution.exit else left
            sums[item_class] = (licensed.plus(authorised(snapshot, line)), left)
    return sums


def authorization_sheet(snapshot: Snapshot, key: str, at: At) -> AuthorizationSheet | None:
    """The sheet of an import authorization; None where none was issued by then."""
    held = authorization.of(snapshot, key)
    if held is None:
        return None
    on = today(snapshot, key[:2], at)
    dossiers = _naming(snapshot, key)
    sums = _by_class(snapshot, dossiers, on)
    lines = []
    for item_class in dict.fromkeys(x.item_class for x in held.terms(on).lines):
        licensed, left = sums.get(item_class, (ZERO, ZERO))
        allowed = held.authorized(item_class, on)
        lines.append(
            AuthorizedLine(
                item_class, unit_of(item_class), amount_text(allowed), amount_text(licensed), amount_text(left)
            )
        )
    return AuthorizationSheet(
        key=key,
        status=_status(held, on),
        terms=held.terms(on),
        lines=tuple(lines),
        licences=tuple(x.key for x in dossiers),
        timeline=timeline(snapshot, at, f"authorization/{key}"),
    )


def _concerning(findings: Generation, register_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    where, name = holding("parties", register_id)
    licences = findings.select(LICENCE, where, (name,), "key", _AT_MOST)
    consignments = findings.select(CONSIGNMENT, where, (name,), "key", _AT_MOST)
    return tuple(x[0] for x in licences), tuple(x[0] for x in consignments)


def party_sheet(snapshot: Snapshot, findings: Generation, key: str, at: At) -> PartySheet | None:
    """The sheet of a register entry; None where there was none by then."""
    facts = [f for f in snapshot.facts(f"party/{key}") if f.kind != "party.merged"]
    if not facts:
        return None
    survivor = entry.of(snapshot, key).register_id
    licences, consignments = _concerning(findings, key)
    return PartySheet(
        key=key,
        status="registered" if survivor == key else f"merged into {survivor}",
        party=facts[-1].data.party,
        licences=licences,
        consignments=consignments,
        timeline=timeline(snapshot, at, f"party/{key}"),
    )
