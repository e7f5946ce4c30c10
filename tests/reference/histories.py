"""Small adversarial histories of schema-valid facts.

A history is built from steps, each a kind of block and a seed: a few facts that make sense together, then
single messages, corrections in all shapes, repetitions, conflicts and ticks of the clock. In half of them the
clock stops at an instant at which some limit ends. `history(random)` draws one, `histories()` is the strategy
for hypothesis: leaving out steps is how it shrinks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from tests.reference.blocks import BLOCKS, Fact, Maker, lawful
from tests.reference.days import DAY, midnight, written
from tests.reference.drafts import often
from tests.reference.goods_blocks import GOODS_BLOCKS
from tests.reference.item_blocks import ITEM_BLOCKS
from tests.reference.party_blocks import PARTY_BLOCKS
from tests.reference.screening_blocks import SCREENING_BLOCKS
from tests.reference.standing import content_sha

Step = tuple[int, int]
LONGEST = 60
EVERY = [*BLOCKS, *PARTY_BLOCKS, *ITEM_BLOCKS, *SCREENING_BLOCKS, *GOODS_BLOCKS]


def build(steps: Sequence[Step]) -> list[Fact]:
    """The deliveries of some steps; the same steps give the same history."""
    r = Random(steps[0][1] if steps else 0)
    maker = Maker()
    lawful(maker, r)
    for kind, seed in steps:
        EVERY[kind % len(EVERY)](maker, Random(seed))
    facts = maker.facts[:LONGEST]
    return until(limit(r, r.choice(facts)), facts) if often(r, 0.5) else facts


def limit(r: Random, fact: Fact) -> Fraction:
    """An instant at which a window or limit may end that runs from a fact, or a moment beside it."""
    beside = r.choice([Fraction(0), Fraction(0), Fraction(1, 10**12), Fraction(-1, 10**12), Fraction(-1)])
    if fact["type"] == "shipment.declared.v1" and often(r, 0.7):
        return written(fact["recordedat"]).at + 2 * DAY + beside
    start = written(fact[r.choice(["time", "time", "recordedat"])])
    days = r.choice([0, 2, 2, 5, 10, 15, 20, 21, 21, 22, 30, 31, 45, 46, 46, 47, 48, 90, 91, 151, 180])
    if often(r, 0.5):
        return start.at + days * DAY + beside
    return midnight(start.day + days, r.choice([0, 3600, 10800, start.offset])) + beside


def until(end: Fraction, facts: list[Fact]) -> list[Fact]:
    """The same facts, recorded at that instant at the latest: the clock stands there."""
    last = {"recordedat": text_of(end)}
    return [fact | last if written(fact["recordedat"]).at > end else fact for fact in facts]


def text_of(at: Fraction) -> str:
    """An instant with twelve decimals."""
    second, rest = divmod(at, 1)
    clock = datetime(1, 1, 1) + timedelta(seconds=int(second) - DAY)
    return f"{clock.isoformat()}.{int(rest * 10**12):012d}Z"


def history(random: Random) -> list[Fact]:
    """A history of about 10 to 60 deliveries."""
    steps = random.randint(7, 30)
    return build([(random.randrange(len(EVERY)), random.randrange(1 << 24)) for _ in range(steps)])


def histories(longest: int = 30) -> st.SearchStrategy[list[Fact]]:
    """The same for hypothesis."""
    step = st.tuples(st.integers(0, len(EVERY) - 1), st.integers(0, (1 << 24) - 1))
    return st.lists(step, max_size=longest).map(build)


def turned(random: Random, facts: Sequence[Fact]) -> list[Fact]:
    """The same history in which officers set some facts aside, and restore some of them, at any place."""
    found: list[Fact] = []
    aside: list[Fact] = []
    for fact in facts:
        found.append(fact)
        while often(random, 0.2):
            again = aside and often(random, 0.4)
            about = aside.pop(random.randrange(len(aside))) if again else random.choice(found)
            if about["type"].startswith("fact."):
                continue
            found.append(
                turning("fact.restored" if again else "fact.set-aside", about, len(found), random.choice(found))
            )
            if not again:
                aside.append(about)
    return found


def turning(kind: str, about: Fact, number: int, when: Fact) -> Fact:
    """A copy is set aside, or restored, at the moment at which another fact was recorded."""
    told = {"kind": about["type"].removesuffix(".v1"), "content": content_sha(about), "recorded": about["recordedat"]}
    return {
        "specversion": "1.0",
        "id": f"T-{number}",
        "source": f"{about['source'][:10]}/licensing/counterfoil",
        "type": f"{kind}.v1",
        "subject": "any",
        "time": when["recordedat"],
        "recordedat": when["recordedat"],
        "datacontenttype": "application/json",
        "data": {"source": about["source"], "id": about["id"], **told, "ground": "told by mistake", "told_under": []},
    }
