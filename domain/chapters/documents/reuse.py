"""Documents used again with other contents: which presentations are alike, and how much (R08).

At most one of end user, goods, date, signatory and contract may differ between two presentations that are similar
enough, so they share two of date, signatory and contract; that is how they find each other, never all with all. What
is indexed are contents and not presentations: a framework document that is presented again unchanged asks nothing anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from domain.chapters.documents.end_use_documents import presentation
from domain.chapters.items.makes_and_models import Compared, canonical_item
from domain.chapters.parties.mentions import name_key
from domain.events.party import PartyMention
from domain.kernel.canon import bounded
from domain.kernel.document_numbers import alike, body_of, neighbourhood, signature
from domain.kernel.says_nothing import number_said
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import ZERO, Exact, Interval, total
from domain.record.records import Records, derived
from domain.state.parties import as_entry, as_stated, one_party, same_entry
from domain.state.reference import authority, in_base_units

LIKE, COPIES = "likeness", "contents"
_FEATURES = 6


def contents_of(data: Any) -> str:
    """What a presentation says, as a hash; who presented it in which application does not count."""
    said = (data.number, data.issuer_state, data.issued_on, data.signatory.name, data.end_user, data.goods)
    more = (data.contract_reference, data.text_hash, data.shingles)
    return hashlib.sha256(msgspec.json.encode((said, more))).hexdigest()[:32]


def _names(data: Any) -> Iterator[str]:
    """The names under which contents look for others like them."""
    state, signed, contract = data.issuer_state, signature(data.signatory.name), number_said(data.contract_reference)
    yield f"{state} signed {data.issued_on} {signed}"
    yield f"{state} contract {data.issued_on} {contract}"
    number = number_said(data.number)
    for near in (f"={number}", *sorted(neighbourhood(body_of(data.number)))) if number else ():
        yield f"{state} number {near} {signed} {contract}"
    if data.text_hash is not None:
        yield f"{state} text {data.text_hash}"


def document_entries(data: Any) -> list[tuple[str, str, str]]:
    """Contents are indexed under those they may be like, and a presentation under its contents."""
    contents = contents_of(data)
    return [*((LIKE, name, contents) for name in _names(data)), (COPIES, contents, data.document)]


class Certified(NamedTuple):
    """What a presentation certifies, with goods by their canonical names and totals by base unit."""

    contents: str
    presented: Fact
    goods: frozenset[Compared]
    totals: tuple[tuple[str, Interval], ...]

    @property
    def data(self) -> Any:
        """The presentation."""
        return self.presented.data


_COUNTED = {"AMMUNITION": "rounds", "PROPELLANT": "kilograms"}


def _totals(records: Records, data: Any) -> tuple[tuple[str, Interval], ...]:
    sums: dict[str, list[Interval]] = {}
    for x in data.goods:
        category = x.item.category
        amount = in_base_units(records, x.quantity, category, x.item.calibre)
        sums.setdefault(_COUNTED.get(category or "", "pieces"), []).append(amount)
    return tuple(sorted((unit, total(amounts)) for unit, amounts in sums.items()))


@derived
def certified(records: Records, number: str) -> Certified | None:
    """What the presentation of a number certifies."""
    presented = presentation.of(records, number)
    if presented is None:
        return None
    data = presented.data
    return Certified(
        contents=contents_of(data),
        presented=presented,
        goods=frozenset(canonical_item(records, x.item).compared for x in data.goods),
        totals=_totals(records, data),
    )


def same_end_user(records: Records, a: PartyMention, b: PartyMention) -> bool:
    """By what either says of itself against what the register has of the other; else by equal names."""
    if a.register_id and b.register_id:
        return same_entry(records, a.register_id) == same_entry(records, b.register_id)
    decided = {one_party(as_stated(x), as_entry(records, y)) for x, y in ((a, b), (b, a))}
    if decided != {None}:
        return True in decided
    names = [{name_key(x) for x in (m.name, m.name_local) if x} for m in (a, b)]
    return bool(names[0] & names[1])


def _apart(a: tuple[tuple[str, Interval], ...], b: tuple[tuple[str, Interval], ...]) -> bool:
    """True when the totals certainly differ; an unknown amount proves nothing (rules 1.3.5)."""
    mine, theirs = dict(a), dict(b)
    pairs = ((mine.get(unit, ZERO), theirs.get(unit, ZERO)) for unit in (*mine, *theirs))
    return any((x.hi is not None and x.hi < y.lo) or (y.hi is not None and y.hi < x.lo) for x, y in pairs)


def _overlap(a: tuple[str, ...], b: tuple[str, ...]) -> Fraction:
    """The Jaccard index; two texts of which nothing is known are equal."""
    mine, theirs = set(a), set(b)
    return Fraction(len(mine & theirs), len(mine | theirs)) if mine or theirs else Fraction(1)


class PresentationLikeness(NamedTuple):
    """How two presentations are alike, and in what they contradict each other."""

    similarity: Fraction
    differs: tuple[str, ...]
    number_alike: bool
    same_text: bool

    def reuse(self, least: Exact) -> bool:
        """True for one document with other contents that is similar enough, or one text under two numbers."""
        altered = self.number_alike and self.differs and self.similarity >= least
        return bool(altered or self.same_text)


def likeness(records: Records, a: Certified, b: Certified, law: Law) -> PresentationLikeness:
    """Compares two presentations of one issuer by the law of a day."""
    mine, theirs = a.data, b.data
    numbers = number_said(mine.number), number_said(theirs.number)
    same = {
        "end user": same_end_user(records, mine.end_user, theirs.end_user),
        "goods": a.goods == b.goods,
        "date": mine.issued_on == theirs.issued_on,
        "signatory": signature(mine.signatory.name) == signature(theirs.signatory.name),
        "contract": number_said(mine.contract_reference) == number_said(theirs.contract_reference),
    }
    conflicts = [what for what in ("end user", "goods", "date") if not same[what]]
    near = alike(body_of(mine.number), body_of(theirs.number), law.body_distance)
    return PresentationLikeness(
        similarity=(sum(same.values()) + _overlap(mine.shingles, theirs.shingles)) / _FEATURES,
        differs=(*conflicts, *(["quantity"] if _apart(a.totals, b.totals) else [])),
        number_alike=all(numbers) and (numbers[0] == numbers[1] or near),
        same_text=mine.text_hash is not None
        and mine.text_hash == theirs.text_hash
        and all(numbers)
        and numbers[0] != numbers[1],
    )


class Reuse(NamedTuple):
    """A later number under which a document was presented again."""

    other: str
    presented: Fact
    found: PresentationLikeness


def _holders(records: Records, contents: str) -> list[Certified]:
    found = ((number, certified.of(records, number)) for number in records.indexed(COPIES, contents))
    return [x for number, x in found if x is not None and x.data.document == number and x.contents == contents]


def _is_later(x: Certified, presented: Fact) -> bool:
    applied = number_said(x.data.application), number_said(presented.data.application)
    return bool(x.data.document > presented.data.document and applied[0] != applied[1])


def _used_again(records: Records, mine: Certified, holders: list[Certified]) -> Iterator[Reuse]:
    """Those of some presentations of equal contents that use a document again, by the law of the later of the two."""
    compared: dict[Law, PresentationLikeness] = {}
    for x in holders:
        law = _law_of(records, max(mine.presented, x.presented, key=lambda f: f.order))
        if law not in compared:
            compared[law] = likeness(records, mine, x, law)
        if compared[law].reuse(law.doc_similarity):
            yield Reuse(other=x.data.document, presented=x.presented, found=compared[law])


def _law_of(records: Records, presented: Fact) -> Law:
    """The law of the State that a document was presented to, on that day."""
    state = presented.data.document[:2]
    return records.law(presented.date(zone_of(authority.of(records, state))), state)


@derived
def reuses(records: Records, number: str) -> tuple[Reuse, ...]:
    """The presentations with greater numbers that use a document again in another application."""
    presented = presentation.of(records, number)
    if presented is None:
        return ()
    own = contents_of(presented.data)
    others = {x for name in _names(presented.data) for x in records.indexed(LIKE, bounded(name)) if x != own}
    mine = certified.of(records, number) if others else None
    if mine is None:
        return ()
    found: list[Reuse] = []
    for contents in sorted(others):
        holders = _holders(records, contents)
        if not holders or holders[0].data.issuer_state != presented.data.issuer_state:
            continue
        found += _used_again(records, mine, [x for x in holders if _is_later(x, presented)])
    return tuple(sorted(found, key=lambda x: x.other))
