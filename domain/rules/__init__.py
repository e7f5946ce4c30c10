"""The catalogue of rules, in reporting order; a rule that is not listed here is not asked."""

from collections.abc import Iterable

from domain.findings.rule import Rule
from domain.rules.r01_over_shipment import over_shipment
from domain.rules.r02_use_after_exhaustion import use_after_exhaustion
from domain.rules.r03_outside_validity import outside_validity
from domain.rules.r04_revoked_or_suspended import revoked_or_suspended
from domain.rules.r05_no_valid_reference import no_valid_reference
from domain.rules.r06_import_authorization import import_authorization
from domain.rules.r07_import_authorization_overuse import import_authorization_overuse
from domain.rules.r08_document_reuse import document_reuse
from domain.rules.r09_document_not_authenticated import not_authenticated
from domain.rules.r10_transit_consent import transit_consent
from domain.rules.r11_route_deviation import route_deviation
from domain.rules.r12_transit_overstay import transit_overstay
from domain.rules.r13_seal_anomaly import seal_anomaly
from domain.rules.r14_short_landing import short_landing
from domain.rules.r15_over_landing import over_landing
from domain.rules.r16_item_substitution import item_substitution
from domain.rules.r17_delivery_not_verified import delivery_not_verified
from domain.rules.r18_no_exit import no_exit
from domain.rules.r19_consignee_mismatch import consignee_mismatch
from domain.rules.r20_listed_party import listed_party
from domain.rules.r21_embargoed_destination import embargoed_consignment, embargoed_licence
from domain.rules.r22_broker import hidden_broker
from domain.rules.r23_recipient_risk import recipient_risk
from domain.rules.r24_structuring import structuring
from domain.rules.r25_serial_conflict import serial_conflict
from domain.rules.r26_serials_unaccounted import serials_unaccounted
from domain.rules.r27_temporary_export import temporary_export
from domain.rules.r28_unauthorised_reexport import unauthorised_reexport
from domain.rules.r29_parts_kit import parts_kit
from domain.rules.r30_loss_seizure_stock_gap import case_of_loss, item_lost, lot_lost, stock_gap

CATALOGUE: tuple[Rule, ...] = (
    over_shipment,
    use_after_exhaustion,
    outside_validity,
    revoked_or_suspended,
    no_valid_reference,
    import_authorization,
    import_authorization_overuse,
    document_reuse,
    not_authenticated,
    transit_consent,
    route_deviation,
    transit_overstay,
    seal_anomaly,
    short_landing,
    over_landing,
    item_substitution,
    delivery_not_verified,
    no_exit,
    consignee_mismatch,
    listed_party,
    embargoed_licence,
    embargoed_consignment,
    hidden_broker,
    recipient_risk,
    structuring,
    serial_conflict,
    serials_unaccounted,
    temporary_export,
    unauthorised_reexport,
    parts_kit,
    item_lost,
    lot_lost,
    case_of_loss,
    stock_gap,
)


def by_subject(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """Rules by what they are asked about, those about each kind of subject in their order."""
    found: dict[str, tuple[Rule, ...]] = {}
    for one in rules:
        found[one.subject] = (*found.get(one.subject, ()), one)
    return found
