"""The catalogue of rules, in reporting order; a rule that is not listed here is not asked."""

from domain.rule import Rule
from domain.rules.r01_over_shipment import over_shipment
from domain.rules.r02_use_after_exhaustion import use_after_exhaustion
from domain.rules.r03_outside_validity import outside_validity
from domain.rules.r04_revoked_or_suspended import revoked_or_suspended
from domain.rules.r06_import_authorization import import_authorization
from domain.rules.r07_import_authorization_overuse import import_authorization_overuse
from domain.rules.r10_transit_consent import transit_consent
from domain.rules.r14_short_landing import short_landing
from domain.rules.r17_delivery_not_verified import delivery_not_verified

CATALOGUE: tuple[Rule, ...] = (
    over_shipment,
    use_after_exhaustion,
    outside_validity,
    revoked_or_suspended,
    import_authorization,
    import_authorization_overuse,
    transit_consent,
    short_landing,
    delivery_not_verified,
)

BY_HOME: dict[str, tuple[Rule, ...]] = {
    home: tuple(x for x in CATALOGUE if x.home == home) for home in ("consignment", "licence", "authorization")
}
