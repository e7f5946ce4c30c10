"""Which findings an order would open: the rules are asked as if it were recorded, settled, and the goods gone.

The rules that are asked are those of the catalogue, by the questions that they put to the record; what they rest on
beside is the record as it stands. Those that are not asked are named here, each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from domain.chapters.documents.document_dossiers import document_dossier
from domain.chapters.documents.end_use_documents import AUTHENTIC, as_presented
from domain.chapters.items.custody import buckets_of, items_dossier
from domain.chapters.items.itemised import itemised
from domain.chapters.parties.clusters import cluster_dossier
from domain.chapters.parties.kits import received
from domain.chapters.screening.screened_parties import (
    FoundOnList,
    ListedDossier,
    screened_declaration,
    screened_licence,
    screened_party,
)
from domain.chapters.transfers.authorization_dossiers import authorization_dossier
from domain.chapters.transfers.dossiers import ConsignmentDossier, LicenceDossier
from domain.chapters.transfers.predicates import unauthorized_on
from domain.engine.supposition import Supposition, supposed_fact
from domain.events.declaration import ShipmentDeclared
from domain.events.movement import ShipmentExited, ShipmentTransitEntered
from domain.events.refs import document_key
from domain.findings.lifecycle import closed_by
from domain.findings.rule import Rule, Severity, Suspicion
from domain.kernel.moments import DAY_LENGTH, Day, Instant, date_text, day
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.quantities import Exact
from domain.record.records import Records
from domain.rules.r03_outside_validity import outside_validity
from domain.rules.r04_revoked_or_suspended import revoked_or_suspended
from domain.rules.r05_no_valid_reference import no_valid_reference
from domain.rules.r06_import_authorization import import_authorization, suspected
from domain.rules.r07_import_authorization_overuse import import_authorization_overuse
from domain.rules.r09_document_not_authenticated import not_authenticated
from domain.rules.r10_transit_consent import transit_consent
from domain.rules.r11_route_deviation import route_deviation
from domain.rules.r16_item_substitution import item_substitution
from domain.rules.r19_consignee_mismatch import consignee_mismatch
from domain.rules.r20_listed_party import listed_party
from domain.rules.r21_embargoed_destination import embargoed_consignment, embargoed_licence
from domain.rules.r22_broker import hidden_broker
from domain.rules.r25_serial_conflict import serial_conflict
from domain.rules.r29_parts_kit import parts_kit
from domain.state.authorizations import authorization
from domain.state.consignments import DrawnLine, consignment
from domain.state.licence_references import line_class
from domain.state.licences import Licence, current_terms, licence

GRAVE = Severity.HOLD
"""From this severity on what would open refuses an order (R-072, R-096)."""

_FIRST: Day = day("0000-01-01")

OF_CONSIGNMENT = (no_valid_reference, route_deviation, item_substitution, consignee_mismatch, embargoed_consignment)
OF_LICENCE_BY_CONSIGNMENT = (outside_validity, revoked_or_suspended, transit_consent, hidden_broker)

RULES_ASKED: Mapping[str, tuple[str, ...]] = {
    "licence issue": ("R20", "R21", "R22"),
    "consignment declare": (
        "R03", "R04", "R05", "R06", "R07", "R09", "R10", "R11", "R16", "R19", "R20", "R21", "R22", "R25", "R29",
    ),
}  # fmt: skip
"""The rules asked for an order; to adjust and to release for export are asked what a declaration is."""

NOT_ASKED: Mapping[str, str] = {
    "R01": "the ledger refuses what it would suspect, on the same sums",
    "R02": "the ledger refuses what it would suspect, on the same sums",
    "R08": "it compares what is presented; no order of these presents a document",
    "R12": "it waits for goods that stay in a State of transit",
    "R13": "it waits for seals that are read",
    "R14": "it waits for an arrival or its absence",
    "R15": "it waits for an arrival",
    "R17": "it waits for a proof of receipt or its absence",
    "R18": "it waits for an exit that does not come, and is of severity 3 at most",
    "R23": "it is of severity 3",
    "R24": "it is of severity 3",
    "R26": "it waits for items that are found again",
    "R27": "it waits for goods that do not come back",
    "R28": "it waits for a re-export",
    "R30": "it waits for a loss, a seizure or a count of stock",
}
"""The rules that no order of these can be asked about beforehand, and why."""


class WouldOpen(NamedTuple):
    """A finding that would open: of which rule, and what it would suspect."""

    rule: Rule
    raised: Suspicion


class _Asking(NamedTuple):
    """Who asks: the records as they stand, and as they are supposed to become."""

    records: Records
    supposed: Supposition

    def grave(self, rule: Rule, found: Iterable[Suspicion], always: bool = False) -> Iterator[WouldOpen]:
        """What holds, is grave, rests on what is supposed (or `always`), and is neither waived nor disposed of."""
        for raised in found:
            if raised.candidate or raised.severity < GRAVE:
                continue
            evidence = raised.evidence
            if not always and self.supposed.supposed.isdisjoint(evidence):
                continue
            if closed_by(self.records, rule.id, raised.key, evidence) is None:
                yield WouldOpen(rule, raised)


# -- what is supposed --------------------------------------------------------------------------------------------------


def departure(declared: ShipmentDeclared, customs: str, on: Day, recordedat: str) -> list[Fact]:
    """The goods leave on a day, and are seen in every State of transit of the declared route."""
    time, day_only = date_text(on) + "T12:00:00Z", True
    shipment = declared.shipment
    left: Any = ShipmentExited(shipment=shipment, office=declared.office, mode=declared.mode)
    facts = [supposed_fact(left, customs, 10, time, recordedat, day_only)]
    for place, leg in enumerate(declared.route, 11):
        if leg.activity in ("TRANSIT", "TRANSSHIPMENT"):
            seen: Any = ShipmentTransitEntered(shipment=shipment, state=leg.state, locode=leg.locode, mode=leg.mode)
            facts.append(supposed_fact(seen, f"/states/{leg.state}/customs", place, time, recordedat, day_only))
    return facts


# -- what would open ---------------------------------------------------------------------------------------------------


def settling(records: Records, state: str, control: Day) -> Instant:
    """How long it takes until what is declared now has settled (rules 1.5.4)."""
    return records.law(control, state).settle_decl * DAY_LENGTH


def about_consignment(records: Records, supposed: Supposition, key: str, overuse: bool = True) -> Iterator[WouldOpen]:
    """What would open when a consignment is declared, settled and gone; without `overuse` R07 is not asked."""
    asking = _Asking(records, supposed)
    found = consignment.of(supposed, key)
    if found is None or not found.live:
        return
    dossier = ConsignmentDossier(found, supposed)
    for rule in OF_CONSIGNMENT:
        yield from asking.grave(rule, rule.ask(dossier, supposed))
    for number in dict.fromkeys(x.licence for x in found.goods.drawn):
        held = licence.of(supposed, number)
        if held is not None:
            yield from _about_use(asking, held, key, overuse)
            yield from about_licence(records, supposed, held)
    yield from _listed(asking, screened_declaration.of(supposed, key))
    yield from _about_items(asking, key)
    for name in dict.fromkeys(name for name, _ in received.of(supposed, key).parts):
        cluster = cluster_dossier(supposed, name)
        if cluster is not None:
            yield from asking.grave(parts_kit, parts_kit.ask(cluster, supposed))


def _about_use(asking: _Asking, held: Licence, key: str, overuse: bool) -> Iterator[WouldOpen]:
    """What is said of a licence for the sake of one consignment under it."""
    supposed = asking.supposed
    use = LicenceDossier(held, supposed, only=(key,))
    for rule in OF_LICENCE_BY_CONSIGNMENT:
        yield from asking.grave(rule, rule.ask(use, supposed))
    for drawn in use.attributions:
        on_a_line = any(x.licence == held.key and x.line is not None for x in drawn.lines)
        if drawn.exit is None or drawn.exit_day is None or not on_a_line:
            continue
        failed = unauthorized_on(supposed, held, drawn.exit_day, drawn.exit)
        if failed is not None:
            yield from asking.grave(import_authorization, [suspected(held.key, [failed])])
            continue
        terms = held.terms(drawn.exit_day)
        if overuse and terms.import_authorization is not None:
            named = authorization_dossier(supposed, document_key(terms.import_authorization))
            if named is not None:
                raised = import_authorization_overuse.ask(named, supposed)
                yield from asking.grave(import_authorization_overuse, raised)
        for number in terms.end_use_documents:
            yield from _about_document(asking, number)


def _about_document(asking: _Asking, number: str) -> Iterator[WouldOpen]:
    """A document that nobody has confirmed speaks against goods that leave under it, one that is denied always."""
    dossier = document_dossier(asking.supposed, as_presented(asking.supposed, number))
    if dossier is not None and (dossier.answer is None or dossier.answer.data.result != AUTHENTIC):
        denied = dossier.answer is not None
        yield from asking.grave(not_authenticated, not_authenticated.ask(dossier, asking.supposed), always=denied)


def _about_items(asking: _Asking, key: str) -> Iterator[WouldOpen]:
    """The items that a consignment names, as far as others name them too."""
    named = itemised.of(asking.supposed, key)
    exported = named.exported if named else ()
    for bucket in dict.fromkeys(name for x in exported for name in buckets_of(asking.supposed, x.named)):
        dossier = items_dossier(asking.supposed, bucket)
        if dossier is not None:
            yield from asking.grave(serial_conflict, serial_conflict.ask(dossier, asking.supposed))


def about_licence(records: Records, supposed: Supposition, held: Licence) -> Iterator[WouldOpen]:
    """What holds a licence at any time: an embargo that covers it, a party of it on the list of sanctions."""
    asking = _Asking(records, supposed)
    dossier = LicenceDossier(held, supposed, only=())
    yield from asking.grave(embargoed_licence, embargoed_licence.ask(dossier, supposed), always=True)
    hits = list(screened_licence.of(supposed, held.key))
    terms = held.terms(held.issued_on)
    for mention in (terms.exporter, terms.consignee, terms.end_user, *terms.brokers):
        if mention.register_id:
            hits += screened_party.of(supposed, mention.register_id)
    yield from _listed(asking, hits)


def about_issue(records: Records, supposed: Supposition, held: Licence) -> Iterator[WouldOpen]:
    """What would open when a licence is issued."""
    asking = _Asking(records, supposed)
    dossier = LicenceDossier(held, supposed, only=())
    yield from asking.grave(hidden_broker, hidden_broker.ask(dossier, supposed))
    yield from about_licence(records, supposed, held)


def _listed(asking: _Asking, hits: Iterable[FoundOnList]) -> Iterator[WouldOpen]:
    by_party: dict[str, list[FoundOnList]] = {}
    for hit in hits:
        by_party.setdefault(hit.party, []).append(hit)
    for party, found in by_party.items():
        dossier = ListedDossier(party, found, asking.supposed)
        yield from asking.grave(listed_party, listed_party.ask(dossier, asking.supposed), always=True)


def within_authorizations(grounds: Grounds, drawn: Iterable[DrawnLine]) -> bool:
    """Whether what left under each authorization, and these goods, is certainly no more than it has ever authorized.

    False where nobody keeps the sums: then the rule is asked.
    """
    if grounds.departed is None:
        return False
    asked: dict[str, dict[str, Exact]] = {}
    for x in drawn:
        held = licence.of(grounds.records, x.licence)
        named = current_terms(grounds.records, held).import_authorization if held else None
        item_class = line_class(grounds.records, x.licensed) if x.licensed else None
        if named is not None and item_class is not None:
            sums = asked.setdefault(document_key(named), {})
            sums[item_class] = sums.get(item_class, 0) + x.amount.lo
    return all(_within(grounds, key, sums) for key, sums in asked.items())


def _within(grounds: Grounds, key: str, sums: Mapping[str, Exact]) -> bool:
    held = authorization.of(grounds.records, key)
    if held is None or grounds.departed is None:
        return False
    gone = grounds.departed(key)
    days = [_FIRST, *(x.since for x in held.amended)]
    for item_class, amount in sums.items():
        allowed = [held.authorized(item_class, on).hi for on in days]
        if any(most is not None and gone.get(item_class, 0) + amount > most for most in allowed):
            return False
    return True
