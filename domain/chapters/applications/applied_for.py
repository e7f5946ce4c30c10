"""What was applied for by whom and what of it was refused, so that the same is not asked for again (R-056, S10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.chapters.items.makes_and_models import Compared, canonical_item
from domain.chapters.parties.sameness import FORWARDING, Sameness, is_of_kind, known, same
from domain.events.goods import Item, Quantity
from domain.events.party import PartyMention
from domain.kernel.canon import bounded
from domain.kernel.moments import Day
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.law import Likeness
from domain.record.quantities import UNKNOWN, ZERO, Exact, Interval
from domain.record.records import IndexEntry, Records, derived
from domain.state.licence_references import classes_of_code
from domain.state.reference import authority, in_base_units

_SUBMITTED, _REFUSED, _WITHDRAWN = (f"licence-application.{x}" for x in ("submitted", "refused", "withdrawn"))
_GRANTED = "licence-application.granted"
APPLIED_FOR = "applied for"
"""The secondary index from classes of goods to the applications for them."""


class SomeGoods(NamedTuple):
    """Goods of one class under their canonical names, and how much of them."""

    item_class: str
    item: Compared
    amount: Interval

    def like(self, other: SomeGoods) -> bool:
        """True for the same class, make, model and calibre, as far as both sides name them."""
        pairs = zip(self.item, other.item, strict=True)
        return self.item_class == other.item_class and all(a == b for a, b in pairs if a and b)


class Application(NamedTuple):
    """An application as others are held against it: whose, for whom, for what, since when, and what became of it."""

    key: str
    since: Day
    ended: str | None
    ended_on: Day
    recipients: tuple[PartyMention, ...]
    goods: tuple[SomeGoods, ...]

    @property
    def pending(self) -> bool:
        """True while nobody has decided."""
        return self.ended is None


def _class_of(records: Records, item: Item) -> str:
    if item.item_class is not None:
        return item.item_class
    found = classes_of_code(records, item.hs, item.hs_edition) if item.hs else set()
    return next(iter(found)) if len(found) == 1 else item.category or ""


def goods_of(records: Records, lines: Iterable[Any]) -> tuple[SomeGoods, ...]:
    """The goods of lines, equal ones added up; of a line that limits no quantity the amount is unknown."""
    sums: dict[tuple[str, Compared], Interval] = {}
    for line in lines:
        item: Item = line.item
        quantity: Quantity | None = line.quantity
        amount = in_base_units(records, quantity, item.category, item.calibre) if quantity else UNKNOWN
        key = (_class_of(records, item), canonical_item(records, item).compared)
        sums[key] = sums.get(key, ZERO).plus(amount)
    return tuple(SomeGoods(*key, amount) for key, amount in sums.items())


def recipients_of(records: Records, wanted: Any) -> tuple[PartyMention, ...]:
    """The importer and the final recipient; forwarders and banks stand between many."""
    return tuple(x for x in (wanted.consignee, wanted.end_user) if not is_of_kind(records, x, FORWARDING))


@derived
def applied_for(records: Records, key: str) -> Application | None:
    """An application with what became of it last."""
    told: list[Fact] = sorted(records.facts(f"application/{key}"), key=lambda f: (f.recorded, f.id))
    submitted = next((f for f in reversed(told) if f.kind == _SUBMITTED), None)
    if submitted is None:
        return None
    zone = zone_of(authority.of(records, key[:2]))
    last = told[-1]
    wanted = submitted.data.wanted
    return Application(
        key=key,
        since=submitted.date(zone),
        ended=last.kind if last.kind in (_REFUSED, _WITHDRAWN, _GRANTED) else None,
        ended_on=last.date(zone),
        recipients=recipients_of(records, wanted),
        goods=goods_of(records, wanted.lines),
    )


@applied_for.entries
def application_entries(key: str, found: Application | None) -> Iterator[IndexEntry]:
    """An application is indexed under each class of goods that it is for."""
    for item_class in dict.fromkeys(x.item_class for x in found.goods) if found else ():
        yield APPLIED_FOR, bounded(item_class), key


class Again(NamedTuple):
    """A refusal of essentially the same: whose, since when, how much was refused, and how much is asked for now."""

    refused: Application
    goods: SomeGoods
    wanted: Exact


class AskedNow(NamedTuple):
    """What is asked for now: by which application, for whom, for what, on which day; and what is held already."""

    application: str | None
    recipients: tuple[PartyMention, ...]
    goods: tuple[SomeGoods, ...]
    on: Day
    held: tuple[SomeGoods, ...] = ()


def _one_of(records: Records, likeness: Likeness, these: Iterable[PartyMention], those: Iterable[PartyMention]) -> bool:
    """Whether any of these is any of those by rules 1.6."""
    others = [known(records, x) for x in those]
    return any(same(records, likeness, x, other) is Sameness.SAME for x in these for other in others)


def _more_than_held(asking: AskedNow) -> Iterator[SomeGoods]:
    """The goods asked for; of a licence that is changed those of which it is to allow more."""
    for x in asking.goods:
        held = sum((y.amount.lo for y in asking.held if y.like(x)), start=0)
        if not asking.held or x.amount.hi is None or x.amount.lo > held:
            yield x


def refused_before(
    records: Records, asking: AskedNow, likeness: Likeness, window: int, share: Exact
) -> Iterator[Again]:
    """The refusals of so many days back that ask for essentially the same as is asked for now.

    That is the same goods for one of the same recipients, when what is asked for, with what was applied for since and
    what is still to be decided, comes to a share of what was refused (norms S10: split orders).
    """
    goods = tuple(_more_than_held(asking))
    found = _applications(records, goods, asking.application)
    recent = [x for x in found if x.ended == _REFUSED and asking.on - x.ended_on < window]
    for refused in sorted(recent, key=lambda x: x.key):
        if not _one_of(records, likeness, asking.recipients, refused.recipients):
            continue
        others = [
            x
            for x in found
            if (x.pending or (x.ended == _GRANTED and x.since >= refused.ended_on))
            and asking.on - x.since < window
            and _one_of(records, likeness, asking.recipients, x.recipients)
        ]
        for mine in refused.goods:
            wanted = [x.amount for x in goods if x.like(mine)]
            if not wanted:
                continue
            wanted += [y.amount for x in others for y in x.goods if y.like(mine)]
            total = sum((x.lo for x in wanted), start=0)
            if total >= share * mine.amount.lo:
                yield Again(refused, mine, total)


def _applications(records: Records, goods: Iterable[SomeGoods], own: str | None) -> list[Application]:
    """The other applications for goods of some classes."""
    classes = dict.fromkeys(x.item_class for x in goods)
    keys = dict.fromkeys(k for x in classes for k in records.indexed(APPLIED_FOR, bounded(x)) if k != own)
    return [x for k in keys if (x := applied_for.of(records, k)) is not None]
