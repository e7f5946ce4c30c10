"""What several rules need to know alike: who suppresses whom, what is accounted for (rules 1.9; facts.md 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, NamedTuple

from domain.chapters.transfers.dossiers import authorised, departures
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, day
from domain.record import serials
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import UNKNOWN, ZERO, Exact, Interval, total
from domain.record.records import Records, derived
from domain.record.sources import role_of, state_of
from domain.state.authorizations import Authorization, authorization
from domain.state.consignments import (
    DESTROYED,
    REPORTED,
    RETURNED,
    Attribution,
    Consignment,
    Line,
    counted,
)
from domain.state.licence_references import line_class
from domain.state.licences import Licence, licence
from domain.state.parties import same_entry

REPORTERS = ("customs", "carrier")
SHORT_SHIPPED, OVERCARRIED = "86", "302"
GOODS_BACK = ("80", "82", "313")
LOSS = ("49", "117", "231", "287")


# -- quantity and validity -------------------------------------------------------------------------------------------


def barred_use(held: Licence, drawn: Attribution) -> tuple[bool, tuple[Fact, ...]] | None:
    """The predicate of R04: whether declared in a barred period (True) or only gone in it, and by which facts."""
    gone: tuple[Fact, ...] = ()
    for period in held.barred:
        if period.holds(drawn.control_day):
            return True, period.facts
        if drawn.control_day < period.first and not gone:
            exits = tuple(f for on, f in drawn.exits if period.holds(on))
            gone = (*period.facts, *exits) if exits else ()
    return (False, gone) if gone else None


# -- import authorization --------------------------------------------------------------------------------------------


class Unauthorized(NamedTuple):
    """One failed test of R06: when, why, on which facts, and by how much too much is licensed."""

    on: Day
    at_exit: bool
    because: Message
    facts: tuple[Fact, ...]
    excess: Exact | None = None


def licensed_by_class(records: Records, terms: LicenceTerms) -> dict[str, Interval]:
    """What the lines of a licence that limit a quantity add up to, by control class."""
    sums: dict[str, Interval] = {}
    for line in terms.lines:
        item_class = line_class(records, line)
        if line.control == "Q" and item_class is not None:
            sums[item_class] = sums.get(item_class, ZERO).plus(authorised(records, line))
    return sums


def _excess(records: Records, terms: LicenceTerms, held: Authorization, on: Day) -> Exact | None:
    """The greatest certain excess of a licensed class over the authorized one."""
    over = []
    for item_class, licensed in licensed_by_class(records, terms).items():
        allowed = held.authorized(item_class, on).hi
        if allowed is not None and licensed.lo > allowed:
            over.append(licensed.lo - allowed)
    return max(over, default=None)


def _out_of_date(held: Authorization, on: Day) -> tuple[Message, tuple[Fact, ...]] | None:
    terms, said = held.terms(on), held.source_of_terms(on)
    if on < day(terms.valid_from):
        return message("import.valid-only-from", authorization=held.key, day=terms.valid_from), (said,)
    if terms.valid_to is not None and on > day(terms.valid_to):
        return message("import.valid-only-until", authorization=held.key, day=terms.valid_to), (said,)
    gone = held.revocation(on)
    if gone is None:
        return None
    return message("import.revoked", authorization=held.key, day=gone.data.effective_on), (gone,)


def _mismatch(records: Records, held: Authorization, terms: LicenceTerms, on: Day) -> Message | None:
    own = held.terms(on)
    if own.import_state != terms.import_state:
        return message(
            "import.other-state", authorization=held.key, authorized=own.import_state, licensed=terms.import_state
        )
    recipient, end_user = own.recipient.register_id, terms.end_user.register_id
    if same_entry(records, recipient or "") != same_entry(records, end_user or ""):
        return message("import.other-recipient", authorization=held.key, authorized=recipient, licensed=end_user)
    return None


class _Excesses:
    """Excesses worked out once for each pair of terms, which many exit dates share."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Exact | None] = {}

    def of(self, records: Records, terms: LicenceTerms, held: Authorization, on: Day) -> Exact | None:
        """The greatest certain excess of a licensed class over the authorized one on a day."""
        key = (id(terms), id(held.terms(on)))
        if key not in self._known:
            self._known[key] = _excess(records, terms, held, on)
        return self._known[key]


class _Failed(NamedTuple):
    because: Message
    facts: tuple[Fact, ...] = ()
    excess: Exact | None = None


def _unfit(records: Records, terms: LicenceTerms, on: Day, known: _Excesses) -> _Failed | None:
    """Why the authorization that terms name does not carry them on a day."""
    if terms.import_authorization is None:
        return _Failed(message("import.none-named"))
    key = document_key(terms.import_authorization)
    found = authorization.of(records, key)
    if found is None:
        return _Failed(message("import.not-on-record", authorization=key))
    excess = known.of(records, terms, found, on)
    late, other = _out_of_date(found, on), _mismatch(records, found, terms, on)
    if late:
        return _Failed(late[0], late[1], excess)
    said = (found.source_of_terms(on),)
    if other or excess is not None:
        return _Failed(other or message("import.less-than-licensed", authorization=key), said, excess)
    if found.verified and found.verified.data.result in ("NOT_FOUND", "MISMATCH"):
        answered = message("import.answered", authorization=key, answer=found.verified.data.result)
        return _Failed(answered, (found.verified,))
    return None


def _test(records: Records, held: Licence, on: Day, left: Fact | None, known: _Excesses) -> Unauthorized | None:
    """One test of R06, at the issue date or at an exit: why the authorization does not carry the licence, if so."""
    terms = held.terms(on)
    failed = _unfit(records, terms, on, known) if terms.import_authorization_required else None
    if failed is None:
        return None
    facts = (held.source_of_terms(on), *failed.facts, *((left,) if left else ()))
    return Unauthorized(on=on, at_exit=left is not None, because=failed.because, facts=facts, excess=failed.excess)


def unauthorized_on(records: Records, held: Licence, on: Day, left: Fact | None) -> Unauthorized | None:
    """Why the import authorization does not carry a licence on a day, or at an exit, if it does not."""
    return _test(records, held, on, left, _Excesses())


@derived
def unauthorized(records: Records, key: str) -> tuple[Unauthorized, ...]:
    """Every failed test of R06: at the issue date, and at the exit date of each departed consignment."""
    held = licence.of(records, key)
    if held is None:
        return ()
    known = _Excesses()
    failures = [_test(records, held, held.issued_on, None, known)]
    for left in departures.of(records, key):
        if left.on_a_line:
            failures.append(_test(records, held, left.exit_day, left.exit, known))
    return tuple(x for x in failures if x is not None)


# -- arrival ---------------------------------------------------------------------------------------------------------


def discrepancies_reported(found: Consignment, item_no: int, codes: tuple[str, ...]) -> list[Fact]:
    """The discrepancy reports of customs or carrier with some of the codes that concern a goods item."""
    return [
        f
        for f in found.of(REPORTED)
        if f.data.code in codes
        and role_of(f.source) in REPORTERS
        and (not f.data.lines or any(x.item_no == item_no for x in f.data.lines))
    ]


def _reported(records: Records, line: Line, said: list[Fact]) -> Interval:
    """What reports account for: those of one code by one office's State and role together, of several the greatest.

    One shortage told by two is one (rules 5.8). A report without lines accounts for the whole item.
    """
    told: dict[str, dict[tuple[str, str], Interval]] = {}
    for fact in said:
        by_speaker = told.setdefault(fact.data.code, {})
        speaker = state_of(fact.source), role_of(fact.source)
        by_speaker[speaker] = by_speaker.get(speaker, ZERO).plus(_reported_by(records, line, fact))
    return total([reduce(greater, by_speaker.values()) for by_speaker in told.values()])


def _reported_by(records: Records, line: Line, report: Fact) -> Interval:
    if not report.data.lines:
        return line.amount
    return total([counted(records, line, x.quantity) for x in report.data.lines if x.item_no == line.item_no])


def lines_of(facts: Iterable[Fact], item_no: int) -> list[tuple[Fact, Any]]:
    """The lines of some facts that concern a goods item."""
    return [(f, x) for f in facts for x in f.data.lines if x.item_no == item_no]


def _destroyed(records: Records, line: Line, fact: Fact) -> Interval:
    data = fact.data
    if data.quantity is not None:
        return counted(records, line, data.quantity)
    pieces = serials.count(data.serials) if data.serials is not None else None
    return UNKNOWN if pieces is None else Interval(pieces, pieces)


def greater(a: Interval, b: Interval) -> Interval:
    """The greater of two amounts, value by value."""
    return Interval(max(a.lo, b.lo), None if a.hi is None or b.hi is None else max(a.hi, b.hi))


class Accounted(NamedTuple):
    """What is on record for goods that did not arrive or were not verified, and the facts that say so."""

    amount: Interval
    facts: tuple[Fact, ...]


NOTHING_ACCOUNTED = Accounted(amount=ZERO, facts=())


def accounted(
    records: Records, found: Consignment, line: Line, overcarried: Callable[[Fact], bool] | None = None
) -> Accounted:
    """Short shipped, sent or brought back, destroyed under a certificate; overcarried where a rule counts it."""
    if found.moved.keys().isdisjoint((REPORTED, RETURNED, DESTROYED)):
        return NOTHING_ACCOUNTED
    short = discrepancies_reported(found, line.item_no, (SHORT_SHIPPED,))
    back = discrepancies_reported(found, line.item_no, GOODS_BACK)
    returned = lines_of(found.standing_returns(), line.item_no)
    over = (
        [f for f in discrepancies_reported(found, line.item_no, (OVERCARRIED,)) if overcarried(f)]
        if overcarried
        else []
    )
    destroyed = [f for f in found.of(DESTROYED) if f.data.item_no == line.item_no]
    amount = total(
        [
            _reported(records, line, short),
            greater(
                _reported(records, line, back),
                total([counted(records, line, x.quantity) for _, x in returned]),
            ),
            _reported(records, line, over),
            *(_destroyed(records, line, f) for f in destroyed),
        ]
    )
    return Accounted(amount=amount, facts=(*short, *back, *(f for f, _ in returned), *over, *destroyed))


def certainly_missing(departed: Interval, gone: Interval, allowed: Exact) -> Exact | None:
    """The amount that is missing whatever the intervals hold, when it is more than a tolerance; else None."""
    if gone.hi is None:
        return None
    missing = departed.lo - gone.hi
    return missing if missing > allowed else None


def unresolved_tolerance(law: Law, line: Line) -> Exact:
    """The tolerance of a goods item by its category and departed quantity (rules 1.3.6)."""
    return law.tolerance(line.category, line.amount.lo)
