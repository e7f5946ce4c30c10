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

Goods, serials, documents
- 1.7.1 Lists may name makes by an alias too. Goods without a make have that of the licence line; blank texts
  are absent. 1.7.3 A range that cannot be read makes a list incomplete, its other numbers are known.
- 1.7.6 "Not controlled" outweighs all else. Whole words: letters and digits in a row, so a hyphen parts words.
  R05 A procedure in both lists needs a number if `procedures` says so.
- R16 "The licence line" is that of the terms at the control date; its class the one stated, else that of its
  code. Arrived lines are those of standing arrivals. A piece mass of 0 is no mass; rounds weigh what the
  declared calibre weighs. A ruling counts in the edition of the licence line.
- R26 Serials are sets, and so are lots, compared as serials are; a list missing on one line of an item leaves
  it undetermined. An empty list of lots is none.
- R08, R09 Of two presentations with one number the last in business order stands. Totals are compared by base
  unit, certain differences only. Two empty sets of shingles are equal. A mention with a register id stands for
  its entry; one side that proves SAME suffices.
- R09 "A licence that names the document" does so in its current terms; names of signatories as in R08.

Movement
- R11, R21 The date of an observation is that in the licence's State, the State of a leg is taken after 1.2.5.
  Both weak reports must be in an other State (R11), under the row (R21), each at its own date.
- R12 Export and import State are those of the terms at entry, for a stop those current. A run of reports ends
  with the first at another place or at none; one inspection excuses all of it.
- R13 A seal that customs apply in place of another may be a clone, and be cloned. Two numbers in a row that
  are equal are one seal. It is no longer live with the next number at its position, however applied. BROKEN
  with the current number is raised even if it was replaced before.
- R18 S3 once the 150th day has passed.
- R21 Of a consignment: classes and actors by the terms of that date, exemptions that count by then. The kind
  of the end user is that of the register, its State that of the terms.

Temporary exports
- R27 A licence that was permanent becomes temporary by any amendment; one made permanent in time never comes
  back. The first control date is that of a departed consignment; returns count for these alone.
- R27 The quantity is what is missing and, beside it, the number of swapped serials. Swaps are asked for when
  every piece of the line that departed has its serial. A report needs a case, and names licence and line or
  lists identities of the line; a serial told of twice counts once.

Parties
- 1.6 A mention with a register id is resolved, registered or not; an id that is no entry is a cluster alone.
  Links follow the entries of all that a party absorbed, registrations, kind and the rest only its own. Numbers
  of fewer than eight digits and addresses without street tie nobody. An unregistered owner ties nobody.
- 1.6 Step 5 Forms are looked for at either end of the names, as whole words; one class in common suffices.
- R19 Arrivals and verifications are those that stand (1.5.9). What is released is excused to nobody; the date
  of the fact is that in the licence's State.
- R20 Issues, amendments, presentations and declarations that were replaced by a second one are not mentions.
  Vessels by name meet vessels only, everybody else persons and entities.
- R22 Documents and brokers are those of the current terms; the broker's State is that of the register.
- R23 Terms at the day of issue. Other end users are those of any licence; who is connected by ownership through
  others is connected. "Another consignment" is one under another licence. Nought officers is a number.
- R23 a, d Neither registration nor incorporation after the day of issue counts as new.
- R24 What a threshold does not measure (another currency, another base unit) is unknown: it may be in the band
  of the others, but never is in the own one. Each row of the list is a threshold of its own.
- R29 Origins are those in the window; an exporter that is not named is one of its own.

Items
- 1.7.2 A loss that names licence and line is about the goods of that line, in the terms of that day. Numbers in
  ranges that cannot be read are left out.
- R25 A consignment is one export, told by its last declaration. Re-exports must not leave from where goods are.
- R28 The undertaking is that of the terms at the control date; the term runs from the first fact of arrival,
  release or delivery of the consignment, its last day included. Medium: the first delivery of the line; stock
  is that of all who may send. Export declarations need not be settled.
- R30 Exported is a settled declaration. Transfers and recoveries are ordered as facts. A case is over with a
  recovery under its number. Counts, transfers and losses are ordered as facts, receipts by their
  days. Of two counts under one number the last that falls short stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.reference.authority_rules import r06, r07, r10
from tests.reference.cluster_rules import r24, r29
from tests.reference.delivery_rules import r14, r17
from tests.reference.document_rules import r08, r09
from tests.reference.embargo_rules import r21
from tests.reference.export_rules import r01, r02, r03, r04
from tests.reference.goods_rules import r05, r16
from tests.reference.item_rules import r25
from tests.reference.landing_rules import r15, r26
from tests.reference.movement_rules import r11, r12, r18
from tests.reference.party_rules import r19, r22
from tests.reference.recipient_rules import r23
from tests.reference.reexport_rules import r28
from tests.reference.sanction_rules import r20
from tests.reference.seal_rules import r13
from tests.reference.stock_rules import r30
from tests.reference.temporary_rules import r27
from tests.reference.verdict import Found
from tests.reference.world import World

RULES: dict[str, Callable[[World], Iterator[Found]]] = {
    "R01": r01,
    "R02": r02,
    "R03": r03,
    "R04": r04,
    "R05": r05,
    "R06": r06,
    "R07": r07,
    "R08": r08,
    "R09": r09,
    "R10": r10,
    "R11": r11,
    "R12": r12,
    "R13": r13,
    "R14": r14,
    "R15": r15,
    "R16": r16,
    "R17": r17,
    "R18": r18,
    "R19": r19,
    "R20": r20,
    "R21": r21,
    "R22": r22,
    "R23": r23,
    "R24": r24,
    "R25": r25,
    "R28": r28,
    "R26": r26,
    "R27": r27,
    "R29": r29,
    "R30": r30,
}
