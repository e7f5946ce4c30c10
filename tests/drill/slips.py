"""What people do when they type: each kind changes one fact and nothing of what it means (rules 5.1 to 5.9).

A pen of the same seed types the same; what a kind gives is told beside the fact.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.builders import Fact

Site = tuple[Any, Any]
"""What holds a text, and its name or place there."""

ZEROS = "٠۰०０"
"""The noughts of Arabic, Persian, Devanagari and full-width digits."""
LATIN = "ABESIJKMHOPCTYX", "АВЕЅІЈКМНОРСТУХ"
GREEK = "ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
FILLERS = ("N/A", "NIL", "-", "0000", "XXX", "unknown", "NSN", "TBA", "n.a.", "None", "??", "No Serial Number")
ANOTHERS_NUMBER = "4711000"
SHORTAGES = frozenset({"customs", "carrier"})
MENTIONS = frozenset({"role", "name", "identifiers"})
FORMER = {"RU": "SU", "UA": "SU", "KZ": "SU", "RS": "YU", "HR": "YU", "CZ": "CS", "SK": "CS", "CD": "ZR", "MM": "BU"}


class Known(NamedTuple):
    """What a history says elsewhere and a rewriter may rest on."""

    names_of_goods: frozenset[str]
    numbers_of_register: frozenset[tuple[str, str]]
    corrected: frozenset[str]


class Pen:
    """Whoever types one fact: the same fact, kind and seed give the same text."""

    def __init__(self, known: Known, seed: str, share: float) -> None:
        self.known, self.random, self._share = known, Random(seed), share

    def slips(self) -> bool:
        """Whether this one is typed otherwise."""
        return self.random.random() < self._share


Kind = Callable[[Fact, Pen], Sequence[Fact]]
"""Changes one fact; what it gives is told beside it."""


# -- where people write ------------------------------------------------------------------------------------------------


def _within(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a message, at any depth."""
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _within(value)
    elif isinstance(data, list):
        for value in data:
            yield from _within(value)


def _numbers(fact: Fact) -> Iterator[Site]:
    """References cited, numbers of entries, verifications, returns and seals, serial numbers, lots."""
    for part in _within(fact["data"]):
        for name in ("entry_reference", "verification", "licence_reference", "old_number", "new_number"):
            if isinstance(part.get(name), str):
                yield part, name
        if "position" in part and isinstance(part.get("number"), str):
            yield part, "number"
        for name in ("numbers", "lots"):
            yield from ((part[name], place) for place in range(len(part.get(name) or ())))


def _ranges(fact: Fact) -> Iterator[dict[str, str]]:
    return (part for part in _within(fact["data"]) if part.keys() == {"from", "to"})


def _presented(fact: Fact) -> Iterator[Site]:
    """The number of a document: its groups stay, for they are compared one by one (R08)."""
    if fact["type"] == "end-use-document.presented.v1":
        yield fact["data"], "number"


def _identifiers(fact: Fact) -> Iterator[Site]:
    """Numbers of parties; an IMO number alone may stand in a key as it is written."""
    if not fact["type"].startswith("list."):
        yield from ((x, "value") for x in _within(fact["data"]) if x.get("scheme", "IMO") != "IMO")


def _goods(fact: Fact, pen: Pen) -> Iterator[Site]:
    """Makes, models and calibres that a list knows; of others the key shows what was written."""
    for part in _within(fact["data"]):
        if "category" in part:
            for name in ("make", "model", "calibre"):
                if part.get(name) in pen.known.names_of_goods:
                    yield part, name


def _mentions(fact: Fact) -> Iterator[dict[str, Any]]:
    return (part for part in _within(fact["data"]) if part.keys() >= MENTIONS)


def _named_in_register(fact: Fact, pen: Pen) -> Iterator[dict[str, Any]]:
    """Parties whose key does not hold their name."""
    for part in _mentions(fact):
        told = {(x["scheme"], x["value"]) for x in part["identifiers"]}
        if part.get("register_id") or not pen.known.numbers_of_register.isdisjoint(told):
            yield part


# -- other signs -------------------------------------------------------------------------------------------------------


def _other_digits(text: str, r: Random) -> str:
    zero = ord(r.choice(ZEROS))
    return "".join(chr(zero + int(c)) if "0" <= c <= "9" else c for c in text)


def _look_alike(text: str, r: Random) -> str:
    signs, others = r.choice((LATIN, GREEK))
    return text.translate(str.maketrans(signs, others))


def _lower(text: str, r: Random) -> str:
    return text.lower()


def _separated(text: str, r: Random) -> str:
    """Other signs between the groups, and one between letters and digits."""
    made = text.replace("-", r.choice((" ", "/", ".", "", "–")))
    at = [n for n in range(1, len(made)) if made[n - 1].isalpha() and made[n].isdigit()]
    if not at:
        return f" {made} "
    here = r.choice(at)
    return made[:here] + r.choice((" ", "-", "/", ".")) + made[here:]


def _times(text: str, r: Random) -> str:
    return text.replace("x", "×").replace("X", "×")


Written = Callable[[str, Random], str]
STYLES: dict[str, Written] = {
    "digits": _other_digits,
    "look-alikes": _look_alike,
    "lower-case": _lower,
    "separators": _separated,
    "times-sign": _times,
}


def _in_style(written: Written) -> Kind:
    def rewritten(fact: Fact, pen: Pen) -> Sequence[Fact]:
        sites = [*_numbers(fact), *_goods(fact, pen)]
        if written is not _separated:
            sites += [*_presented(fact), *_identifiers(fact)]
        for holder, name in sites:
            if pen.slips():
                holder[name] = written(holder[name], pen.random)
        for ends in _ranges(fact):
            if pen.slips():
                again = pen.random.getstate()
                for name in ("from", "to"):
                    pen.random.setstate(again)
                    ends[name] = written(ends[name], pen.random)
        return ()

    return rewritten


# -- what stands for nothing -------------------------------------------------------------------------------------------


def _filled_identifiers(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """A number nobody has, beside those that the party has; none in place of one."""
    for part in _within(fact["data"]):
        if isinstance(part.get("identifiers"), list) and pen.slips():
            scheme = pen.random.choice(("REGISTRATION", "TAX", "EORI", "PASSPORT", "DEALER", "LEI", "IMO"))
            value = pen.random.choice((*FILLERS, "11111", "9999999"))
            part["identifiers"].append({"scheme": scheme, "value": value})
    return ()


def _filled_goods(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """Serial numbers, lots and references where the line has none."""
    if not fact["type"].startswith("shipment.") or fact["type"].startswith("shipment.discrepancy"):
        return ()
    for part in _within(fact["data"]):
        if part.keys() >= {"item_no", "item", "quantity"}:
            if not part.get("serials") and pen.slips():
                part["serials"] = {"numbers": [pen.random.choice(FILLERS)], "ranges": []}
            if not part.get("lots") and pen.slips():
                part["lots"] = [pen.random.choice(FILLERS)]
            if part.get("licence_reference", "") is None and pen.slips():
                part["licence_reference"] = pen.random.choice(FILLERS)
    return ()


def _filled_seals(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """A place without a seal, told of all the same."""
    number = pen.random.choice((*FILLERS, "NO SEAL", "unsealed"))
    if fact["type"] == "shipment.sealed.v1" and pen.slips():
        fact["data"]["seals"].append({"position": "SIDE-9", "number": number})
    if fact["type"] == "shipment.seal-checked.v1" and pen.slips():
        fact["data"]["readings"].append({"position": "SIDE-9", "number": number, "state": "INTACT"})
    return ()


def _packs_of_nothing(fact: Fact, pen: Pen) -> Sequence[Fact]:
    for part in _within(fact["data"]):
        if part.keys() >= {"value", "unit"} and part.get("pack_size") is None and pen.slips():
            part["pack_size"] = pen.random.choice(("0", "0.0"))
    return ()


# -- told again --------------------------------------------------------------------------------------------------------


def _again(fact: Fact, mark: str, **changes: Any) -> Fact:
    """The same fact under another id, recorded a second later."""
    later = datetime.fromisoformat(fact["recordedat"]) + timedelta(seconds=1)
    told = copy.deepcopy(fact) | {"id": f"{fact['id']}-{mark}", "recordedat": later.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return told | changes


def _sent_again(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """An arrival, a return or a verification sent again, its number typed anew."""
    number = {"arrived": "entry_reference", "returned": "entry_reference", "delivery-verified": "verification"}
    name = number.get(fact["type"].removeprefix("shipment.").removesuffix(".v1"))
    if name is None or fact.get("corrects") or fact["id"] in pen.known.corrected or not pen.slips():
        return ()
    again = _again(fact, "again")
    again["data"][name] = pen.random.choice((_other_digits, _lower, _separated))(again["data"][name], pen.random)
    return (again,)


def _told_by_two(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """A shortage that the other office tells as well."""
    office = fact["source"].split("/")
    if not fact["type"].startswith("shipment.discrepancy") or office[3] not in SHORTAGES or not pen.slips():
        return ()
    if fact.get("corrects") or fact["id"] in pen.known.corrected:
        return ()
    (other,) = SHORTAGES - {office[3]}
    return (_again(fact, "too", source=f"/states/{office[2]}/{other}"),)


# -- names, births, States ---------------------------------------------------------------------------------------------


def _accents(name: str, r: Random) -> str:
    return name.replace("a", r.choice("áàâãä")).replace("e", r.choice("éèêë"))


def _titled(name: str, r: Random) -> str:
    return f"{r.choice(('Mr', 'Mr.', 'Mrs', 'Dr.'))} {name}"


def _family_first(name: str, r: Random) -> str:
    first, _, rest = name.rpartition(" ")
    return f"{rest.upper()}, {first}" if first else name


def _names(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """Capitals, blanks, accents, short forms with dots; of persons the title and the order; M/V before ships."""
    for part in _named_in_register(fact, pen):
        if pen.slips():
            person = part.get("kind") == "INDIVIDUAL" or any(x["scheme"] == "PASSPORT" for x in part["identifiers"])
            ways = (str.upper, lambda x: x.replace(" ", "  "), lambda x: _accents(x, pen.random))
            persons = (lambda x: _titled(x, pen.random), lambda x: _family_first(x, pen.random))
            part["name"] = pen.random.choice((*ways, *persons) if person else ways)(part["name"])
    for part in _within(fact["data"]):
        if part.keys() == {"name", "imo"} and part["name"] and part["imo"] and pen.slips():
            bare = part["name"].removeprefix("MV ")
            part["name"] = pen.random.choice(("M/V ", "M.V. ", "MT ", "m/v ", "")) + bare
    return ()


def _births(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """A birth that cannot be, where a person's was not told."""
    for part in _within(fact["data"]):
        person = part.get("kind") == "INDIVIDUAL" and "identifiers" in part
        if person and not fact["type"].startswith("list.") and not part.get("date_of_birth") and pen.slips():
            part["date_of_birth"] = pen.random.choice(("2514-05-03", "1801-01-01", "9999-12-31"))
    return ()


def _numbers_of_others(fact: Fact, pen: Pen) -> Sequence[Fact]:
    """One national number in many States; within a State only its first register entry has it."""
    if fact["type"] == "party.registered.v1" and fact["data"]["party"]["register_id"].endswith("-P-000001"):
        fact["data"]["party"]["identifiers"].append({"scheme": "DEALER", "value": ANOTHERS_NUMBER})
    return ()


def _former_states(fact: Fact, pen: Pen) -> Sequence[Fact]:
    for part in _mentions(fact):
        if part.get("nationality") in FORMER and pen.slips():
            part["nationality"] = FORMER[part["nationality"]]
    return ()


KINDS: Mapping[str, Kind] = {
    **{name: _in_style(written) for name, written in STYLES.items()},
    "filled-identifiers": _filled_identifiers,
    "filled-goods": _filled_goods,
    "filled-seals": _filled_seals,
    "packs-of-nothing": _packs_of_nothing,
    "sent-again": _sent_again,
    "told-by-two": _told_by_two,
    "names": _names,
    "births": _births,
    "numbers-of-others": _numbers_of_others,
    "former-states": _former_states,
}
"""What people do. Fillers come first and names after numbers: each finds what the others left."""
