"""`names_…`: how well names of firms and persons are told apart, and how fast, on the labelled pairs of nomenklatura.

Ours is judged at `screen_threshold`, chosen beforehand. The two limits are judged at the threshold that serves each
best on one half of the pairs, drawn by chance with a fixed seed; the rows `…_held_out` count the other half only.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from rapidfuzz import fuzz, utils
from rapidfuzz.distance import Levenshtein

from benchmarks.bench import ROOT, Bench, Row
from domain.names.alike import SAME
from domain.names.parts import name
from domain.names.score import score
from domain.names.spelling import words
from domain.record.statutes import statutes
from services.machine import Unavailable

CASES = ROOT.parent / "shared" / "data" / "namematch_nomenklatura_cases.csv"
ROWS = (
    "names_firms_f1",
    "names_firms_f1_held_out",
    "names_firms_precision",
    "names_persons_f1",
    "names_persons_f1_held_out",
    "names_pair",
)
RECALL = 0.9
SEED = 7

Scored = list[tuple[bool, float]]


class Pair(NamedTuple):
    """Two names, and whether they are one party's."""

    one: str
    other: str
    same: bool


def plain(one: str, other: str) -> float:
    """The usual call of rapidfuzz."""
    return fuzz.token_sort_ratio(one, other, processor=utils.default_process) / 100


def fingerprinted(one: str, other: str) -> float:
    """As nomenklatura compares: legal forms off, plain letters, words sorted, then edits in all, few allowed."""
    a, b = ("".join(sorted_words(x)) for x in (one, other))
    longest = max(len(a), len(b), 1)
    apart = Levenshtein.distance(a, b)
    return 0.0 if apart > max(4, longest // 4) else 1 - apart / longest


def sorted_words(text: str) -> list[str]:
    """The words of a name without its legal form, in text order."""
    return sorted(x.text for x in name(text).words) or sorted(words(text))


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    if not CASES.exists():
        raise Unavailable(f"{CASES.name} does not lie beside the tree")
    for group, pairs in _groups().items():
        yield from (row for row in _judged(group, pairs) if row.name in wanted)
    if "names_pair" in wanted:
        pairs = [pair for group in _groups().values() for pair in group]
        taken = min(_seconds(score.__wrapped__, pairs) for _ in range(bench.times))
        limit = min(_seconds(plain, pairs) for _ in range(bench.times))
        yield Row("names_pair", taken * 1e6, "µs", limit * 1e6, "rapidfuzz token_sort_ratio on the same pairs")


def _groups() -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {"firms": [], "persons": []}
    with CASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = "persons" if row["schema"] == "Person" else "firms"
            found[group].append(Pair(row["name1"], row["name2"], row["is_match"] == "true"))
    return found


def _judged(group: str, pairs: list[Pair]) -> Iterator[Row]:
    drawn = list(range(len(pairs)))
    Random(SEED).shuffle(drawn)
    halves = [[pairs[n] for n in drawn[start::2]] for start in (0, 1)]
    least = float(statutes().alike()[0][1].screen_threshold)
    for suffix, judged in (("", pairs), ("_held_out", halves[1])):
        ours = _f1(_scored(_share, judged), least)
        limits = [_f1(_scored(way, judged), _best(_scored(way, halves[0]))) for way in (fingerprinted, plain)]
        told = f"the better of nomenklatura-style fingerprints {limits[0]:.3f} and plain rapidfuzz {limits[1]:.3f}"
        yield Row(f"names_{group}_f1{suffix}", ours * 100, "%", max(limits) * 100, told)
    precisions = [_precision(_scored(way, pairs)) for way in (_share, fingerprinted, plain)]
    told = f"precision at recall {RECALL}: nomenklatura-style {precisions[1]:.3f}, plain rapidfuzz {precisions[2]:.3f}"
    yield Row(f"names_{group}_precision", precisions[0] * 100, "%", max(precisions[1:]) * 100, told)


def _share(one: str, other: str) -> float:
    return score(one, other) / SAME


def _scored(way: Callable[[str, str], float], pairs: Sequence[Pair]) -> Scored:
    return [(x.same, way(x.one, x.other)) for x in pairs]


def _counts(scored: Scored, least: float) -> tuple[int, int, int]:
    hits = sum(same and found >= least for same, found in scored)
    return hits, sum(found >= least for _, found in scored), sum(same for same, _ in scored)


def _f1(scored: Scored, least: float) -> float:
    hits, found, all_same = _counts(scored, least)
    return 2 * hits / (found + all_same)


def _best(scored: Scored) -> float:
    return max((n / 100 for n in range(30, 100)), key=lambda least: _f1(scored, least))


def _precision(scored: Scored) -> float:
    counted = (_counts(scored, n / 1000) for n in range(1001))
    return max((hits / found for hits, found, same in counted if found and hits >= RECALL * same), default=0.0)


def _seconds(way: Callable[[str, str], object], pairs: Sequence[Pair]) -> float:
    start = time.perf_counter()
    for pair in pairs:
        way(pair.one, pair.other)
    return (time.perf_counter() - start) / len(pairs)
