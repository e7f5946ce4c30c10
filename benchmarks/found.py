"""`names_found`, `names_false_hits`, `names_candidates`: damaged names and strangers held against a list, births too.

A list of real kinds of names is made; each name is damaged in each way and looked for, and strangers, half of them
damaged, are held against the list. Found is who is told as hit or candidate; false is a stranger so told, per 1,000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from benchmarks.bench import Bench, Row
from benchmarks.damaged import DAMAGES
from benchmarks.real_names import Named, Peoples
from domain.chapters.screening.comparison import CANDIDATE, HIT, ScreeningList
from domain.chapters.screening.sanctions import ENTITY, PERSON, Who
from domain.events.lists import SanctionsRow
from domain.record.statutes import statutes

ROWS = ("names_found", "names_false_hits", "names_candidates")
SEEDS = (1, 2, 3)
_LISTED, _STRANGERS, _QUICK = 1_000, 4_000, 10
_USUAL = 88
"""The usual limit of the usual call."""


class Told(NamedTuple):
    """What came out, by way of damage and in all."""

    asked: Counter[str]
    found: Counter[str]
    plainly: int
    strangers: int
    false: Counter[str]
    falsely: int

    @property
    def recall(self) -> float:
        """How many of the damaged names are found, in per cent."""
        return self.found.total() * 100 / self.asked.total()

    def per_thousand(self, verdict: str) -> float:
        """How many strangers of 1,000 are told so."""
        return self.false[verdict] * 1_000 / self.strangers


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    part = _QUICK if bench.quick else 1
    all_told = [tell(seed, _LISTED // part, _STRANGERS // part) for seed in SEEDS[: 1 if bench.quick else None]]
    count = len(all_told)
    recall = sum(x.recall for x in all_told) / count
    plain = sum(x.plainly * 100 / x.asked.total() for x in all_told) / count
    plainly = sum(x.falsely * 1_000 / x.strangers for x in all_told) / count
    usual = "rapidfuzz token_sort_ratio from .88 on; per way: "
    worst = sorted(DAMAGES, key=lambda way: _share(all_told, way))
    told = usual + ", ".join(f"{way} {_share(all_told, way):.4f}" for way in worst)
    rows = [Row("names_found", recall, "%", plain, told, goal="≥ 99.5")]
    for name, verdict, goal in (("names_false_hits", HIT, "≤ 0.2"), ("names_candidates", CANDIDATE, "≤ 1")):
        value = sum(x.per_thousand(verdict) for x in all_told) / count
        rows.append(Row(name, value, "‰", plainly, "hits of rapidfuzz token_sort_ratio from .88 on", goal=goal))
    yield from (row for row in rows if row.name in wanted)


def _share(all_told: list[Told], way: str) -> float:
    return sum(x.found[way] for x in all_told) / max(1, sum(x.asked[way] for x in all_told))


def tell(seed: int, listed: int, strangers: int) -> Told:
    """A list, its damaged names and strangers, all by the seed."""
    made, chance = Peoples(seed), Random(seed)
    known = [made.anybody() for _ in range(listed)]
    register = ScreeningList([row_of(str(n), x) for n, x in enumerate(known)], statutes().alike()[-1][1])
    names = [utils.default_process(x.name) for x in known]
    asked, found, false, plainly, falsely = Counter[str](), Counter[str](), Counter[str](), 0, 0
    for n, one in enumerate(known):
        for way, damage in DAMAGES.items():
            written = damage(one.name, one, chance)
            for with_birth in (True, False) if written != one.name else ():
                asked[way] += 1
                found[way] += any(x.entry == str(n) for x in register.found(_who(written, one, with_birth)))
                plainly += fuzz.token_sort_ratio(utils.default_process(written), names[n]) >= _USUAL
    others = made.others(strangers, known)
    for n, one in enumerate(others):
        written = chance.choice(tuple(DAMAGES.values()))(one.name, one, chance) if n % 2 else one.name
        verdicts = {x.verdict for x in register.found(_who(written, one, n % 4 < 2))}
        false.update({HIT} if HIT in verdicts else verdicts)
        alike = process.extractOne(
            utils.default_process(written), names, scorer=fuzz.token_sort_ratio, score_cutoff=_USUAL
        )
        falsely += alike is not None
    return Told(asked, found, plainly, len(others), false, falsely)


def row_of(entry: str, one: Named) -> SanctionsRow:
    """Somebody as an entry of a list, in effect."""
    return SanctionsRow(
        entry=entry,
        kind=PERSON if one.person else ENTITY,
        name=one.name,
        aliases=(),
        date_of_birth=f"{one.born}-01-01" if one.born else None,
        nationality=None,
        state=None,
        identifiers=(),
        listed_on="2020-01-01",
        delisted_on=None,
    )


def _who(written: str, one: Named, with_birth: bool) -> Who:
    born = f"{one.born}-06-01" if one.born and with_birth else None
    return Who((written,), born=born, person=bool(born), firm=not one.person)
