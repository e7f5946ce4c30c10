"""R05, R16: goods without a valid reference, goods that are not what was licensed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from tests.reference.consignments import Consignment
from tests.reference.days import DAY
from tests.reference.landing import last_of_each
from tests.reference.licences import control_classes
from tests.reference.marks import Name, canonical, name_of
from tests.reference.quantities import base
from tests.reference.resolution import Goods
from tests.reference.standing import Json
from tests.reference.text import canon, number_of
from tests.reference.verdict import Found, Key
from tests.reference.world import World

WORD = re.compile(r"[^\W_]+")
MASS_OFF = {"FIREARM": "mass_firearm", "AMMUNITION": "mass_ammunition"}


def r05(world: World) -> Iterator[Found]:
    """No valid reference."""
    for s in world.consignments.values():
        lacking = [item for item in world.goods(s) if item.licence is None and unexcused(world, s, item)]
        window = world.statutes.says("settle_decl", s.control_date, s.export_state) * DAY
        first = min(fact.recorded for fact in s.declarations)
        if lacking and world.now >= first + window:
            amount = sum((item.quantity.lo for item in lacking), Fraction(0))
            yield Found(Key("R05", None, None, s.key, None), 4, amount)


def unexcused(world: World, s: Consignment, item: Goods) -> bool:
    """Controlled, without an exemption that counts."""
    return controlled(world, s, item.declared["item"]) and not exempted(world, s, item.declared.get("exemption"))


def controlled(world: World, s: Consignment, item: Json) -> bool:
    """1.7.6."""
    hs, year = item.get("hs") or "", item.get("year_of_manufacture")
    names = ("controlled_headings", "controlled_categories", "free_headings", "antique_until")
    headings, categories, free, until = (world.statutes.says(x, s.control_date, s.export_state) for x in names)
    if hs[:4] in free or (year is not None and year <= until):
        return False
    named = any(
        term_in(row["term"], item.get("description") or "") for row in world.lists.rows.get("controlled_terms", [])
    )
    return hs[:4] in headings or item["category"] in categories or named


def term_in(term: str, description: str) -> bool:
    """A hit of whole words."""
    wanted, words = (WORD.findall(unicodedata.normalize("NFKC", text).lower()) for text in (term, description))
    starts = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(words[i : i + len(wanted)] == wanted for i in starts)


def exempted(world: World, s: Consignment, exemption: Json | None) -> bool:
    """The procedure is listed for the export State, and has its number where one is required."""
    if exemption is None:
        return False

    def named(name: str) -> list[Json]:
        place = (exemption["procedure"], s.export_state)
        return [row for row in world.lists.rows.get(name, []) if (row["procedure"], row["state"]) == place]

    procedures = named("procedures")
    required = bool(procedures) and procedures[-1]["reference_required"]
    return bool(procedures or named("thresholds")) and (not required or bool(number_of(exemption.get("reference"))))


def r16(world: World) -> Iterator[Found]:
    """Item substitution."""
    for s in world.consignments.values():
        found: set[tuple[int, str]] = set()
        for item in world.goods(s):
            if item.terms_line is None:
                continue
            told = [item.declared] if world.settled(s, world.licence_of(s)) else []
            if told and item.terms_line["control"] == "Q" and item.quantity.hi is None:
                found.add((item.number, "unit"))
            for line in [*told, *landed(s, item.number)]:
                found |= {(item.number, subject) for subject in differences(world, s, item, line)}
        for number, subject in sorted(found):
            yield Found(Key("R16", None, number, s.key, subject), 4 if subject in ("hs", "identity") else 3, None)


def landed(s: Consignment, number: int) -> list[Json]:
    """Lines of the standing arrivals for an item, without accessories."""
    arrivals = last_of_each(s.of("shipment.arrived"), "entry_reference")
    lines = (line for fact in arrivals for line in fact.data["lines"])
    return [line for line in lines if line["item_no"] == number and line["item"]["category"] != "ACCESSORY"]


def differences(world: World, s: Consignment, item: Goods, line: Json) -> Iterator[str]:
    """In what a declared or arrived line differs from the licence line."""
    assert item.terms_line is not None
    licensed = item.terms_line["item"]
    if other_class(world, licensed, line["item"]):
        yield "hs"
    if other_identity(world, licensed, line["item"]):
        yield "identity"
    if other_mass(world, s, licensed, item.declared["item"].get("calibre"), line):
        yield "mass"


def other_class(world: World, licensed: Json, item: Json) -> bool:
    """The class of the HS code is not that of the licence line, and no ruling of its code allows the code."""
    code = item.get("hs")
    wanted = control_classes(licensed, world.lists)
    if code is None or not wanted or not world.lists.hs:
        return False
    own = {"category": item["category"], "hs": code, "hs_edition": item.get("hs_edition")}
    return not wanted & control_classes(own, world.lists) and code[:6] not in rulings(world, licensed)


def rulings(world: World, licensed: Json) -> set[str]:
    """Codes accepted for the goods of the licence line's code."""
    code, edition = licensed.get("hs"), licensed.get("hs_edition")
    rows = [row for row in world.lists.hs if code is not None and row["hs6"] == code[:6]]
    return {ruling for row in rows if edition in (None, row["edition"]) for ruling in row["rulings"]}


def other_identity(world: World, licensed: Json, item: Json) -> bool:
    """Make, model, calibre or action on both sides, and different."""
    named = {**item, "make": item.get("make") or licensed.get("make")}
    wanted = [*name_of(licensed, world.lists).compared(), licensed.get("action")]
    given = [*name_of(named, world.lists).compared(), item.get("action")]
    return any(a is not None and b is not None and a != b for a, b in zip(wanted, given, strict=True))


def other_mass(world: World, s: Consignment, licensed: Json, calibre: str | None, line: Json) -> bool:
    """Net mass, or else gross mass, that the count cannot have; the calibre is the declared one (1.3)."""
    category = licensed["category"]
    count = base(line["quantity"], category, calibre, world.lists)
    each = unit_mass(world, licensed, calibre)
    if category not in MASS_OFF or each is None or count.hi != count.lo:
        return False
    names = (MASS_OFF[category], "gross_extra", "mass_min")
    share, packing, least = (world.says_of_goods(x, s.control_date, s) for x in names)
    if count.lo < least:
        return False
    whole = count.lo * each / 1000
    net, gross = line.get("net_mass_kg"), line.get("gross_mass_kg")
    if net is not None:
        return bool(abs(Fraction(net) - whole) > whole * share)
    if gross is None:
        return False
    return not whole * (1 - share) <= Fraction(gross) <= whole * (1 + share + packing)


def unit_mass(world: World, licensed: Json, calibre: str | None) -> Fraction | None:
    """Grams of one piece of the licensed model, or of one round of the calibre."""
    name = name_of(licensed, world.lists)
    if licensed["category"] == "AMMUNITION":
        row = world.lists.calibres.get(canon(calibre or ""))
        mass = None if row is None else row["round_mass_g"]
    else:
        mass = piece_mass(world, name)
    return Fraction(mass) if mass is not None and Fraction(mass) > 0 else None


def piece_mass(world: World, name: Name) -> str | None:
    """`piece_mass_g` of a model within its make."""
    makes = world.lists.rows.get("makes", [])
    found: list[str | None] = [
        row["piece_mass_g"]
        for row in world.lists.rows.get("models", [])
        if (canonical(row["make"], makes, "make"), canonical(row["model"], [], "model")) == (name.make, name.model)
    ]
    return found[-1] if found and name.make is not None else None
