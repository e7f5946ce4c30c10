"""An import authorization from its facts in force: terms by date, revocation, and what verification said."""

from __future__ import annotations

from typing import NamedTuple

from domain.events.authorization import AuthorizationTerms
from domain.kernel.moments import Day, day
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.quantities import ZERO, Interval, base
from domain.record.records import Records, derived
from domain.record.sources import COPIED, may_say
from domain.state.reference import authority
from domain.state.terms import TermsVersion, terms_on, versions

CATEGORY = {
    "HANDGUN": "FIREARM",
    "RIFLE": "FIREARM",
    "SHOTGUN": "FIREARM",
    "MILITARY": "FIREARM",
    "AIRGUN": "FIREARM",
    "COMPONENT": "COMPONENT",
    "AMMUNITION": "AMMUNITION",
    "PROPELLANT": "PROPELLANT",
    "ACCESSORY": "ACCESSORY",
}


class Authorization(NamedTuple):
    """What the importing State's authority says of one authorization, and the last answer about it."""

    key: str
    issued: Fact
    amended: tuple[TermsVersion, ...]
    revoked: tuple[Fact, ...]
    verified: Fact | None

    def terms(self, on: Day) -> AuthorizationTerms:
        """The terms of a day."""
        found: AuthorizationTerms = terms_on(self.issued, self.amended, on)[0]
        return found

    def source_of_terms(self, on: Day) -> Fact:
        """The fact in which the terms of a day stand."""
        return terms_on(self.issued, self.amended, on)[1]

    def authorized(self, item_class: str, on: Day) -> Interval:
        """The quantity for a control class on a day, in base units; 0 where the class is absent."""
        amount = ZERO
        for line in self.terms(on).lines:
            if line.item_class == item_class:
                amount = amount.plus(base(line.quantity, CATEGORY.get(item_class)))
        return amount

    def revocation(self, on: Day) -> Fact | None:
        """The revocation that has taken effect by a day."""
        return next((f for f in self.revoked if day(f.data.effective_on) <= on), None)


@derived
def authorization(records: Records, key: str) -> Authorization | None:
    """The authorization, once its State's authority has issued it."""
    facts = [f for f in records.facts(f"authorization/{key}") if may_say(f.source, f.kind, f.data)]
    told = [f for f in facts if f.kind == "import-authorization.issued"]
    # What the issuer says itself displaces what others copied of its document (decision record 11).
    issued = [f for f in told if COPIED not in f.source] or told
    if not issued:
        return None
    zone = zone_of(authority.of(records, key[:2]))
    verified = [f for f in facts if f.kind == "import-authorization.verified"]
    return Authorization(
        key=key,
        issued=issued[-1],
        amended=versions([f for f in facts if f.kind == "import-authorization.amended"], zone),
        revoked=tuple(f for f in facts if f.kind == "import-authorization.revoked"),
        verified=verified[-1] if verified else None,
    )
