"""What live consignments draw on one licence, added up line by line as it changes (rules 1.5, R-068)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from domain.record.quantities import ZERO, Exact, Interval, exact
from domain.record.records import Records
from domain.state.consignments import ATTRIBUTIONS, DrawnLine, attribution


class _Sum:
    """Amounts added up so that each can be taken out again; while one is unbounded, so is the sum."""

    __slots__ = ("count", "hi", "lo", "unbounded")

    def __init__(self) -> None:
        self.count = 0
        self.lo: Exact = 0
        self.hi: Exact = 0
        self.unbounded = 0

    def add(self, amount: Interval, times: int) -> None:
        """Puts an amount in, or takes it out with -1."""
        self.count += times
        self.lo += times * amount.lo
        if amount.hi is None:
            self.unbounded += times
        else:
            self.hi += times * amount.hi

    def less(self, amounts: Iterable[Interval]) -> Interval:
        """The sum without some of its parts."""
        lo, hi, unbounded = self.lo, self.hi, self.unbounded
        for amount in amounts:
            lo -= amount.lo
            if amount.hi is None:
                unbounded -= 1
            else:
                hi -= amount.hi
        return Interval(lo, None if unbounded else hi)


class Ledger:
    """The goods items that draw on one licence, by consignment, and what each line is drawn by."""

    __slots__ = ("_drawn", "_sums", "_worth", "licence")

    def __init__(self, licence: str) -> None:
        self.licence = licence
        self._drawn: dict[str, tuple[DrawnLine, ...]] = {}
        self._sums: dict[int | None, _Sum] = {}
        self._worth: dict[tuple[int | None, str], Exact] = defaultdict(int)

    def put(self, consignment: str, lines: Iterable[DrawnLine]) -> None:
        """Sets what a consignment draws; goods items that draw on other licences are not looked at."""
        self.drop(consignment)
        own = tuple([x for x in lines if x.licence == self.licence])
        if own:
            self._drawn[consignment] = own
            self._count(own, 1)

    def drop(self, consignment: str) -> None:
        """A consignment draws on this licence no longer."""
        own = self._drawn.pop(consignment, None)
        if own is not None:
            self._count(own, -1)

    def of(self, consignment: str) -> tuple[DrawnLine, ...]:
        """The goods items of a consignment that draw on this licence."""
        return self._drawn.get(consignment, ())

    def consignments(self) -> Collection[str]:
        """The consignments that draw on this licence."""
        return self._drawn.keys()

    def numbers(self) -> Collection[int | None]:
        """The lines that are drawn on; None where goods items draw on the licence without a line."""
        return self._sums.keys()

    def drawn(self, line: int | None) -> Interval:
        """What all consignments draw on a line."""
        found = self._sums.get(line)
        return ZERO if found is None else found.less(())

    def drawn_without(self, line: int | None, consignment: str) -> Interval:
        """What all consignments but one draw on a line."""
        found = self._sums.get(line)
        return ZERO if found is None else found.less([x.amount for x in self.of(consignment) if x.line == line])

    def worth(self, line: int | None, currency: str) -> Exact:
        """The values declared in a currency on a line, added up."""
        return self._worth.get((line, currency), 0)

    def worth_without(self, line: int | None, currency: str, consignment: str) -> Exact:
        """The same without one consignment."""
        own = (x.value for x in self.of(consignment) if x.line == line and x.value and x.value[1] == currency)
        return self.worth(line, currency) - sum(exact(amount) for amount, _ in own)

    def _count(self, lines: Iterable[DrawnLine], times: int) -> None:
        for x in lines:
            found = self._sums.get(x.line)
            if found is None:
                found = self._sums[x.line] = _Sum()
            found.add(x.amount, times)
            if not found.count:
                del self._sums[x.line]
            if x.value:
                self._worth[x.line, x.value[1]] += times * exact(x.value[0])


def ledger_of(records: Records, licence: str) -> Ledger:
    """The ledger of a licence, worked out from the beginning."""
    found = Ledger(licence)
    for key in records.indexed(ATTRIBUTIONS, licence):
        drawn = attribution.of(records, key)
        if drawn is not None:
            found.put(key, drawn.lines)
    return found
