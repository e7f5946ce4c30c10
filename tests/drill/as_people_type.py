"""A history rewritten as people type: other signs, fillers and repetitions that change nothing in meaning (rules 5).

`python -m tests.drill.as_people_type FACTS OUT [--kind KIND …] [--share .08] [--seed 3]` writes it to a file;
`--compare` instead of OUT tells by kind which open findings came out otherwise. The same seed gives the same history.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tests.builders import Fact
from tests.drill.slips import KINDS, Known, Pen
from tests.given import Engine, ViewsInMemory, batches, delivered, valid

# -- the history -------------------------------------------------------------------------------------------------------


def as_people_type(facts: Sequence[Fact], kinds: Collection[str], share: float, seed: int) -> list[Fact]:
    """The history with a share of what each kind may touch typed otherwise; every fact is still one of the contract."""
    known, several = _known(facts), _told_otherwise(facts)
    made: list[Fact] = []
    for fact in facts:
        name = f"{fact['source']}#{fact['id']}"
        told = [fact if name in several or fact["type"].startswith("list.") else copy.deepcopy(fact)]
        if told[0] is not fact:
            for kind in sorted(kinds, key=list(KINDS).index, reverse=True):
                told += KINDS[kind](told[0], Pen(known, f"{seed}|{kind}|{name}", share))
        made += told
    return made


def _known(facts: Sequence[Fact]) -> Known:
    goods, numbers = set[str](), set[tuple[str, str]]()
    for fact in facts:
        data = fact["data"]
        if fact["type"].startswith("list.") and data["list"] in ("makes", "models", "calibres"):
            for row in data["rows"]:
                goods |= {row[x] for x in ("make", "model", "calibre") if isinstance(row.get(x), str)}
                goods |= set(row.get("aliases") or ())
        if fact["type"].startswith("party.registered"):
            numbers |= {(x["scheme"], x["value"]) for x in data["party"]["identifiers"]}
    corrected = frozenset(x["corrects"] for x in facts if x.get("corrects"))
    return Known(frozenset(goods), frozenset(numbers), corrected)


def _told_otherwise(facts: Sequence[Fact]) -> frozenset[str]:
    """Facts of which there are copies that say another thing: which of them stands may hang on every letter."""
    contents = defaultdict[str, set[str]](set)
    for fact in facts:
        content = [fact.get(x) for x in ("type", "time", "timeprecision", "corrects", "data")]
        contents[f"{fact['source']}#{fact['id']}"].add(json.dumps(content, sort_keys=True))
    return frozenset(name for name, told in contents.items() if len(told) > 1)


Open = dict[tuple[Any, ...], tuple[int, str | None]]
"""Open findings by rule and key: severity and quantity."""


def open_findings(facts: Sequence[Fact]) -> Open:
    """What is open after a history, taken in the order of record."""
    ordered = sorted(enumerate(facts), key=lambda x: (x[1]["recordedat"], x[0]))
    with closing(ViewsInMemory()) as views:
        engine = Engine(views)
        for batch in batches(delivered([fact for _, fact in ordered]), 5_000):
            engine.take(batch)
        found = [x for x in engine.findings if x.state == "OPEN"]
    return {(x.rule, x.key.licence, x.key.line, x.key.shipment, x.key.subject): (x.severity, x.quantity) for x in found}


class Difference(NamedTuple):
    """What a history says otherwise when it is typed as people do: of how many facts, and finding by finding."""

    changed: int
    missing: Open
    further: Open
    otherwise: Open


def difference(facts: Sequence[Fact], clean: Open, kinds: Collection[str], share: float, seed: int) -> Difference:
    """Compares the open findings of a history typed so with those of the clean one."""
    typed = as_people_type(facts, kinds, share, seed)
    assert [x for x in typed if not valid()(x)] == [], "not a fact of the contract"
    before = {(x["source"], x["id"]): x for x in facts}
    changed = sum(before.get((x["source"], x["id"]), {}).get("data") != x["data"] for x in typed)
    found = open_findings(typed)
    both = clean.keys() & found.keys()
    return Difference(
        changed,
        {x: clean[x] for x in clean.keys() - both},
        {x: found[x] for x in found.keys() - both},
        {x: found[x] for x in both if found[x] != clean[x]},
    )


# -- from files --------------------------------------------------------------------------------------------------------


def facts_of(path: Path) -> list[Fact]:
    """The facts of a file that satisfy the contract."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return [x for x in map(json.loads, lines) if valid()(x)]


def _told(name: str, found: Difference) -> None:
    rules = Counter(x[0] for x in (*found.missing, *found.further, *found.otherwise))
    counts = [len(x) for x in (found.missing, found.further, found.otherwise)]
    print(f"{name:20} changed {found.changed:6}  missing {counts[0]:4}  further {counts[1]:4}  otherwise {counts[2]:4}")
    if rules:
        print("   ", dict(rules), *[*found.missing, *found.further, *found.otherwise][:6], sep="\n      ")
    sys.stdout.flush()


def main() -> None:
    """Writes the history, or tells by kind, and of all together, what came out otherwise."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("facts", type=Path)
    words.add_argument("out", type=Path, nargs="?")
    words.add_argument("--kind", nargs="*", choices=[*KINDS], default=[])
    words.add_argument("--share", type=float, default=0.08)
    words.add_argument("--seed", type=int, default=3)
    words.add_argument("--compare", action="store_true")
    words.add_argument("--first", type=int, help="so many facts only")
    said = words.parse_args()
    facts = facts_of(said.facts)[: said.first]
    if said.out:
        typed = as_people_type(facts, said.kind or KINDS, said.share, said.seed)
        said.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in typed), encoding="utf-8")
    if said.compare:
        clean = open_findings(facts)
        print(f"clean: {len(clean)} open")
        for kinds in [[x] for x in said.kind] if said.kind else [list(KINDS)]:
            _told(" ".join(kinds) if len(kinds) == 1 else "all", difference(facts, clean, kinds, said.share, said.seed))


if __name__ == "__main__":
    main()
