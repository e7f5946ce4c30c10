"""R08, R09: end-use documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from tests.reference.days import day_number
from tests.reference.marks import name_of
from tests.reference.parties import Party, compared, roots
from tests.reference.quantities import Interval, base, total
from tests.reference.relations import tidy
from tests.reference.standing import Fact, Json
from tests.reference.text import LETTER_OR_DIGIT, fold, latin, number_of
from tests.reference.verdict import Found, Key
from tests.reference.world import World

BASE_UNIT = {"AMMUNITION": "round", "PROPELLANT": "kilogram"}
UNITS = ("piece", "round", "kilogram")
FIRST_YEAR, LAST_YEAR = 1990, 2099


def presented(world: World) -> dict[str, Fact]:
    """The standing presentation of every number, however it is written: the last in business order."""
    last = {number_of(fact.data["document"]): fact for fact in world.of_type("end-use-document.presented")}
    return {fact.data["document"]: fact for fact in last.values()}


def answer(world: World, presentation: Fact) -> str | None:
    """What the issuer said last, applicants' words and silence left out."""
    data = presentation.data
    said = [
        fact.data["result"]
        for fact in world.of_type("end-use-document.verified")
        if number_of(fact.data["document"]) == number_of(data["document"])
        and fact.data["answered_by"] == data["issuer_state"]
        and fact.data["channel"] != "APPLICANT"
        and fact.data["result"] != "NO_REPLY"
    ]
    return said[-1] if said else None


def r08(world: World) -> Iterator[Found]:
    """Document reuse."""
    for (a, first), (b, second) in combinations(sorted(presented(world).items()), 2):
        one, other = first.data, second.data
        if (
            number_of(one["application"]) == number_of(other["application"])
            or one["issuer_state"] != other["issuer_state"]
        ):
            continue
        both = {answer(world, first), answer(world, second)} == {"AUTHENTIC"}
        if not both and (altered(world, first, second) or renumbered(one, other)):
            yield Found(Key("R08", None, None, None, f"{a}~{b}"), 4, None)


def altered(world: World, first: Fact, second: Fact) -> bool:
    """Number alike, other content, and yet similar; by the law of the later presentation."""
    one, other = first.data, second.data
    later = max(first, second, key=lambda fact: fact.order)
    state = later.data["document"][:2]
    day = world.lists.date(later, state)
    least, steps = (world.statutes.says(x, day, state) for x in ("doc_similarity", "body_distance"))
    same = Sameness(world, one, other)
    return numbers_alike(one["number"], other["number"], steps) and same.conflict() and same.similarity() >= least


def renumbered(one: Json, other: Json) -> bool:
    """The same text under another number."""
    text = one.get("text_hash")
    numbers = number_of(one["number"]), number_of(other["number"])
    return text is not None and text == other.get("text_hash") and all(numbers) and numbers[0] != numbers[1]


def numbers_alike(one: str, other: str, steps: int) -> bool:
    """Equal but for separators and case, or their bodies are equal or one step apart."""
    a, b = body(one), body(other)
    if not number_of(one) or not number_of(other):
        return False
    return number_of(one) == number_of(other) or (bool(a) and bool(b) and (a == b or (steps > 0 and one_step(a, b))))


def body(written: str) -> str:
    """The part of a number that tells documents of one issuer apart."""
    groups = re.findall(r"[^\W_]+", latin(written))
    kept = [fold(x) if any(c.isdecimal() for c in x) else x for x in groups]
    return "".join(x for i, x in enumerate(kept) if not dropped(x, i == len(kept) - 1))


def dropped(group: str, last: bool) -> bool:
    """Letters only, a year, or a last group of one character."""
    year = re.fullmatch("[0-9]{4}", group) is not None and FIRST_YEAR <= int(group) <= LAST_YEAR
    return not any(c.isdecimal() for c in group) or year or (last and len(group) == 1)


def one_step(a: str, b: str) -> bool:
    """Damerau-Levenshtein distance 0 or 1: one character more, less, other, or two neighbours swapped."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    rest, tail = short[start:], long[start:]
    if len(short) < len(long):
        return rest == tail[1:]
    return rest[1:] == tail[1:] or (rest[:2] == tail[1::-1] and rest[2:] == tail[2:])


class Sameness:
    """In what two documents are the same."""

    def __init__(self, world: World, one: Json, other: Json) -> None:
        self.world, self.one, self.other = world, one, other
        self.end_user = same_party(world, one["end_user"], other["end_user"])
        self.goods = self._goods(one) == self._goods(other)
        self.issued = one["issued_on"] == other["issued_on"]

    def _goods(self, document: Json) -> set[tuple[str | None, ...]]:
        return {name_of(line["item"], self.world.lists).compared() for line in document["goods"]}

    def _total(self, document: Json, unit: str) -> Interval:
        return total(
            base(line["quantity"], line["item"]["category"], line["item"].get("calibre"), self.world.lists)
            for line in document["goods"]
            if BASE_UNIT.get(line["item"]["category"], "piece") == unit
        )

    def conflict(self) -> bool:
        """End user, goods, date of issue or, certainly, the total differ."""
        totals = [(self._total(self.one, unit), self._total(self.other, unit)) for unit in UNITS]
        return not (self.end_user and self.goods and self.issued) or any(apart(a, b) for a, b in totals)

    def similarity(self) -> Fraction:
        """The mean of six."""
        signed = plain(self.one["signatory"]["name"]) == plain(self.other["signatory"]["name"])
        contract = number_of(self.one.get("contract_reference")) == number_of(self.other.get("contract_reference"))
        parts = Fraction(sum([self.end_user, self.goods, self.issued, signed, bool(contract)]))
        return (parts + jaccard(self.one["shingles"], self.other["shingles"])) / 6


def apart(a: Interval, b: Interval) -> bool:
    """Two amounts that differ whatever they are."""
    return (a.hi is not None and a.hi < b.lo) or (b.hi is not None and b.hi < a.lo)


def jaccard(one: Iterable[str], other: Iterable[str]) -> Fraction:
    """Common members among all; two empty sets are equal."""
    a, b = {*one}, {*other}
    return Fraction(len(a & b), len(a | b)) if a | b else Fraction(1)


def plain(name: str) -> str:
    """Letters and digits only, no accents, no case."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(c for c in spread if unicodedata.category(c) in LETTER_OR_DIGIT)


def same_party(world: World, one: Json, other: Json) -> bool:
    """The same by steps 1-3 of 1.6, else by equal names."""
    decided = {decide(world, one, other), decide(world, other, one)}
    if "SAME" in decided or "DIFFERENT" in decided:
        return "SAME" in decided
    return tidy(one["name"]) == tidy(other["name"])


def decide(world: World, mention: Json, other: Json) -> str | None:
    """Steps 1-3 against the other as the register knows it."""
    party: Party = world.register.party(other)
    if mention.get("register_id") is not None and party.register_id is not None:
        return "SAME" if world.register.same_id(mention["register_id"], party.register_id) else "DIFFERENT"
    if world.register.hard_different(mention, party):
        return "DIFFERENT"
    mine, theirs = mention["identifiers"], party.identifiers
    branch = mention.get("state") is not None and mention.get("state") == party.state and roots(mine) & roots(theirs)
    same = set.intersection(*compared(mention, party))
    return "SAME" if same or branch else None


def r09(world: World) -> Iterator[Found]:
    """End-use document not authenticated."""
    for name, fact in sorted(presented(world).items()):
        verified = world.statutes.says("verified_documents", world.lists.date(fact, name[:2]), name[:2])
        if fact.data["document_type"] not in verified or not fact.data["verification_required"]:
            continue
        said, left = answer(world, fact), goods_left(world, name)
        if said == "REPUDIATED":
            yield Found(Key("R09", None, None, None, name), 5, None)
        elif said is None and (left or unknown_signatory(world, fact) or overdue(world, fact)):
            yield Found(Key("R09", None, None, None, name), 4 if left else 3, None)


def goods_left(world: World, document: str) -> bool:
    """Goods of a licence that names the document have departed."""
    return any(
        number_of(document) in map(number_of, licence.current_terms(world.lists)["end_use_documents"])
        and any(s.departed for s in world.users[key])
        for key, licence in world.licences.items()
    )


def unknown_signatory(world: World, fact: Fact) -> bool:
    """The issuer has listed signatories, and none of that name covered the date of issue."""
    listed = [x.data for x in world.of_type("signatory.listed") if x.data["state"] == fact.data["issuer_state"]]
    issued, name = day_number(fact.data["issued_on"]), plain(fact.data["signatory"]["name"])
    return bool(listed) and not any(
        plain(x["name"]) == name
        and day_number(x["valid_from"]) <= issued
        and (x["valid_to"] is None or issued <= day_number(x["valid_to"]))
        for x in listed
    )


def overdue(world: World, fact: Fact) -> bool:
    """The legal limit of the receiving State has passed."""
    state = fact.data["document"][:2]
    since = world.lists.date(fact, state)
    due = since + int(world.statutes.says("euc_verify_due", since, state))
    return world.lists.legal_limit_passed(due, state, fact.offset)
