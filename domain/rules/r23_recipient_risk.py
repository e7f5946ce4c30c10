"""Several weak signs together speak against a final recipient at the issue of a licence."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from domain.chapters.parties.recipients import RecipientDossier, Size, delivered, limited_lines, other_recipients, sizes
from domain.chapters.parties.relations import entry_of
from domain.chapters.transfers.dossiers import authorised
from domain.chapters.transfers.proof_of_receipt import receipt_overdue
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, date_text, day, within
from domain.kernel.months import months_between, months_from
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import plain
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw, law_of_licence
from domain.state.consignments import ATTRIBUTIONS, attribution
from domain.state.licences import Licence
from domain.state.reference import authority

ONE, HALF = Fraction(1), Fraction(1, 2)


class Sign(NamedTuple):
    """One sign: its letter in rules R23, its weight, what it says, and facts it adds."""

    letter: str
    weight: Fraction
    says: Message
    facts: tuple[Fact, ...] = ()


def _of_register(
    dossier: RecipientDossier, on: Day, applicable: ApplicableLaw, records: Records, others: set[str]
) -> Iterator[Sign]:
    """What the register says of the recipient by itself (b to e)."""
    own, law, said = dossier.entry.own, applicable.on(on), applicable.provisions(on)
    if len(others) >= law.risk_shared:
        entries = (entry_of(records, x) for x in sorted(others))
        facts = tuple(f for e in entries if e is not None for f in e.facts)
        yield Sign("b", ONE, message("r23.shares-with", others=len(others)), facts)
    held = [r for r in dossier.entry.own.registrations if r.kind in said.recipient_registrations]
    covering = [r for r in held if within(on, r.valid_from, r.valid_to)]
    if own.kind in said.registered_recipients and not covering:
        yield Sign("c", ONE, message("r23.no-registration"))
    if own.incorporated_on is not None and 0 <= on - day(own.incorporated_on) < law.risk_young_firm:
        yield Sign("d", HALF, message("r23.young", incorporated=own.incorporated_on))
    if own.mail_drop:
        yield Sign("e", HALF, message("r23.mail-drop"))


def _is_new(dossier: RecipientDossier, on: Day, law: Law, records: Records) -> bool:
    first = dossier.entry.first
    entered = first.date(zone_of(authority.of(records, dossier.entry.own.state)))
    return 0 <= on - entered < law.risk_new_party


def _unusual(held: Licence, law: Law, records: Records) -> Sign | None:
    """A line above the 95th percentile of those of its class for the State in the three years before (a)."""
    on, state = held.issued_on, held.terms(held.issued_on).import_state
    first = months_from(on, -law.risk_lookback)
    usual: list[Size] = []
    for month in months_between(first, on - 1):
        usual += [x for x in sizes.of(records, f"{state} {month}") if first <= x.on < on and x.licence != held.key]
    for item_class, amount in limited_lines(records, held):
        amounts = sorted(x.amount for x in usual if x.item_class == item_class)
        if len(amounts) >= law.risk_lines:
            place = -(-len(amounts) * Fraction(law.risk_percentile) // 1)
            if amount > amounts[int(place) - 1]:
                return Sign("a", ONE, message("r23.new-and-unusual", amount=plain(amount)))
    return None


def _growing(dossier: RecipientDossier, held: Licence, law: Law, records: Records) -> Sign | None:
    """A line far above what was delivered before, or above what its officers can carry (f)."""
    on, officers = held.issued_on, dossier.entry.own.sworn_officers
    first = months_from(on, -law.risk_lookback)
    terms = held.terms(on)
    for line in terms.lines:
        amount = authorised(records, line)
        if line.item.category == "FIREARM" and officers is not None and amount.lo > law.risk_per_officer * officers:
            return Sign("f", ONE, message("r23.for-officers", amount=plain(amount.lo), officers=officers))
    before = delivered.of(records, dossier.name)
    for item_class, asked in limited_lines(records, held):
        had = sum((x for d, c, x in before if c == item_class and first <= d < on), start=0)
        if had and asked > law.risk_growth * had:
            return Sign("f", ONE, message("r23.growing", amount=plain(asked), before=plain(had)))
    return None


def _unproved(dossier: RecipientDossier, held: Licence, records: Records) -> Sign | None:
    """Another consignment for it should have been certified as received (g)."""
    for other in dossier.licences:
        for key in records.indexed(ATTRIBUTIONS, other.key) if other.key != held.key else ():
            drawn = attribution.of(records, key)
            on_it = drawn is not None and drawn.lines[0].licence == other.key
            if on_it and receipt_overdue.of(records, key):
                return Sign("g", HALF, message("r23.receipt-not-certified", consignment=key))
    return None


def _signs(dossier: RecipientDossier, held: Licence, records: Records, others: set[str]) -> list[Sign]:
    """The signs at the issue of one licence; costly ones only where they could matter."""
    applicable = law_of_licence(records, held)
    law = applicable.on(held.issued_on)
    signs = list(_of_register(dossier, held.issued_on, applicable, records, others))
    new = _is_new(dossier, held.issued_on, law, records)
    known = sum((x.weight for x in signs), start=Fraction(0))
    if known + ONE + HALF + (ONE if new else 0) < law.risk_raise:
        return signs
    more = (
        _unusual(held, law, records) if new else None,
        _growing(dossier, held, law, records),
        _unproved(dossier, held, records),
    )
    return signs + [x for x in more if x is not None]


def _is_public(dossier: RecipientDossier, held: Licence, records: Records) -> bool:
    """Whether the recipient is a public end user by the law of the issue of a licence."""
    own = dossier.entry.own
    if not own.public_end_user:
        return False
    return own.kind in law_of_licence(records, held).provisions(held.issued_on).public_end_users


@rule(
    id="R23",
    title="Recipient risk cluster",
    law="ATT 7, 11(2); UNFP 11(b)",
    subject="recipient",
    clears="a corrected register entry, or proof of receipt",
)
def recipient_risk(dossier: RecipientDossier, records: Records) -> Iterator[Suspicion]:
    """The signs that stand together at the issue of some licence weigh three or more (R-053, R-088)."""
    asked = [x for x in dossier.licences if not _is_public(dossier, x, records)]
    others = other_recipients(records, dossier.name) if asked else set()
    scored = [(_signs(dossier, held, records, others), held) for held in asked]
    weighed = [(sum((x.weight for x in signs), start=Fraction(0)), held, signs) for signs, held in scored]
    enough = [x for x in weighed if x[0] >= law_of_licence(records, x[1]).on(x[1].issued_on).risk_raise]
    if not enough:
        return
    weight, held, signs = max(enough, key=lambda x: x[0])
    yield Suspicion(
        subject=dossier.name,
        severity=Severity.CHECK,
        facts=unique([held.issued, *dossier.entry.facts, *(f for x in signs for f in x.facts)]),
        message=message(
            "r23.recipient",
            recipient=dossier.entry.own.name,
            licence=held.key,
            issued=date_text(held.issued_on),
            weight=plain(weight),
            signs=tuple(x.says for x in signs),
        ),
    )
