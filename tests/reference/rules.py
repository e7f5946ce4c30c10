"""The rules that are read so far. To add one: a function from World to Found, and its line in RULES.

Where rules.md leaves a doubt, this is the reading chosen here.

Facts in force
- 1.1.2 Content compares JSON numbers as parsed: 1 and 1.0 are different contents. Keys sort by code point.
- 1.1.3 "While X is absent it counts on its own": two facts of one source and type that both correct the
  same absent X are already one family, and only the last in counts. Of another type they are not.
- 1.1.3 A circle with a fact outside it that corrects one of its members: that fact is uncorrected and
  stands.
- 1.1.5, 1.2.6 Full ties are parted by the source. A list publication counts from any source.
- 1.2.6 Two rows for one State, place or name in one publication: the later row.
- Registered and amended party entries: the last in business order, `effective_on` is not looked at (as with
  mergers); an absorbed id follows every merger that names it, circles and forks make all of them one party.

Dates
- 1.2.1 A control date that is an instant falls back to its own offset, a limit to that of the fact it runs
  from, a waiver to that of its `time`. 1.2.2 An exit date is always taken in the State of export.
- 1.2.4 An unknown State works every day. With a weekend of seven days a legal limit never passes and
  silence never becomes consent.
- 1.4.2 "Current terms" are terms(L, date of `now` in the State of the document).
- R17 "from 90 d after t0": from 00:00 of the day t0 + 90. R03 "beyond 30 d": more than 30 days past the
  limit.

Quantities
- 1.3.1 The calibre is that of the declared item (of the licence line for auth), for arrivals,
  verifications, reports, returns and destructions too. An authorization line has no calibre, so rounds in
  kilograms are unknown.
- 1.3.2 The factors hold for every category (one C62 of propellant is 1). KGM, GRM, TNE ignore `pack_size`.
  A null unit stays unknown with `pack_size`. A round mass of 0 is no mass.
- 1.3.7 The quantity of R01, R06, R07, R14, R17 is the lower end of the difference. More than six decimals
  are rounded down, the contract's Decimal has no more.
- 1.3.6 The tolerance of propellant is taken at the end where the predicate is hardest.

Licences
- 1.4.1 A licence or authorization without an issue that counts does not exist. A second issue replaces the
  first (business order).
- 1.4.3 A line cited that the terms at the control date do not hold is a Q line of 0: R02.
- R01 Line, category, class and control kind are those of the terms at the control date of each consignment.
- R01 cum and R02 go by predicates: a consignment under R02 that is not settled yet is left out of cum too.
- R01 Severity is that of the greatest excess and of the authorised quantity there; on equal excesses the
  worst. The quantity is the greatest of all excesses, once any exceeding consignment is settled.
- R01 V line: running sum in the same order against 1.25 times the value in the terms at the control date;
  the quantity is the sum beyond the authorised value; S4; a value that is null adds nothing; no value on
  the line or any other currency: nothing for the whole line.
- R04 A suspension ends at the next reinstatement after it in (`effective_on`, business order).

Consignments
- 1.5.1 The last declaration decides `replaces`, also when the new consignment was cancelled since. What
  counts for the new one is everything but declarations, adjustments and cancellations of the old; the two
  days run from the new declarations. Two that replace X both get its facts. Of a circle none attributes.
  Itself: no replacement.
- 1.5.3 Facts of the taken-over consignment make the new one departed.
- 1.5.6 A reference that fits several licences exactly resolves to none of them, nor by folding. The
  licensed exporter is that of the terms at the control date; of several declared EXPORTERs the first is
  looked at; none: not DIFFERENT. A licensed exporter that is not in the register is compared by the
  licence's own mention.
- 1.5.6 The item's control class is the one stated, else that of its HS code; the only line is that of the
  terms at the control date. An exemption does not keep an item from resolving.
- 1.6 Step 2: the branch rule needs both States, the entry's own being that of the survivor.
- Several lines with one item number are added up.

Authorizations and transit
- R06 Whether an authorization is required is asked of the terms tested. "Every departed live consignment"
  has an item with a line of L. The last `verified` fact decides, NO_REPLY included, whatever the test date.
  Lines without a class are not compared. Equal null register ids are equal.
- R07 A class that the authorization does not name has 0. Licences that do not require one but name it
  count.
- R10 All terms are those at d. The State of a leg is as written; State of export and import are those of
  the terms and never tested. An answer counts if notice and State are those of the notice.
- R10 Objections have no end. (a) and (b) need at least one leg in the State, so never with an empty route.
  Silence is broken by an EXPRESS answer or a withdrawal that decides for any of the notices, expired or
  not; claims of another basis do not break it. One notice sent long enough ago is enough.

Landing and delivery
- R14 needs no exit. Loss reports, too, count from customs and carriers only. The first arrival is the first
  of all in force, standing or not. Reports, returns and destructions are added up, repeated ones too. A
  destruction without quantity counts its serials, without these it is unknown; without an item number it
  counts for no item.
- R14 Lines that arrive as ACCESSORY never count, even for a goods item that was declared as one.
- R17 Whether proof is required is asked of the terms at t0. "Some item that resolves" is any licence. The
  sum is over the items beyond tol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.reference.authority_rules import r06, r07, r10
from tests.reference.delivery_rules import r14, r17
from tests.reference.export_rules import r01, r02, r03, r04
from tests.reference.verdict import Found
from tests.reference.world import World

RULES: dict[str, Callable[[World], Iterator[Found]]] = {
    "R01": r01,
    "R02": r02,
    "R03": r03,
    "R04": r04,
    "R06": r06,
    "R07": r07,
    "R10": r10,
    "R14": r14,
    "R17": r17,
}
