"""What goods, lines and terms say beside quantity and reference, drawn from small pools so that they meet."""

from __future__ import annotations

from random import Random
from typing import Any

Data = dict[str, Any]

NAMES = [
    *[("Norden", "P20")] * 6,
    *[("NORDEN  Waffen", "p 20"), ("Norden", "P-20"), ("Norden", "P30"), ("Halden", "P20"), ("Halden", "R5")],
    *[
        ("Norden", None),
        (None, "P-20"),
        (None, None),
        ("Tarn", "X  1"),
        ("tarn", "x 1"),
        ("TARN", "X-1"),
        ("Nоrden", "Р20"),
        ("n/a", "P20"),
    ],
]
DOCUMENTS = ["XA:DOC-1", "XA:DOC-2", "XB:DOC-3"]
CITED = {x: [f"{x[:2].lower()} doc {x[-1]}", f"{x[:-1]}{'٠١٢٣'[int(x[-1])]}", "n/a"] for x in DOCUMENTS}
"""Presentation numbers as others write them."""
TYPED = ["А1", "a٢", "N/A", "NSN"]
"""A Cyrillic letter, an Arabic digit, and what people write where there is no number."""
SERIALS = ["A1", "A2", "a-2", "A3", "B08", "BO8", "B8", "B09", "B010", "50", "S0", "5O", "A0002", *TYPED]
LOTS = ["L1", "l-1", "L2", "L3", "L١", "N/A"]
WORDS = [None, "Pistol parts", "a PISTOL-grip", "pistols", "gun  barrel blanks", "gun, barrel", "steel pins"]
ROWS = ["E-1", "E-2"]


def named(r: Random, item: Data) -> Data:
    """Goods with a make and model, now and then with words, a year, an action."""
    make, model = r.choice(NAMES)
    found = {**item, "make": make, "model": model}
    if r.random() < 0.4:
        found["action"] = r.choice(["SEMI_AUTO", "SEMI_AUTO", "MANUAL_REPEATING", None])
    if r.random() < 0.15:
        found["description"] = r.choice(WORDS)
    if r.random() < 0.08:
        found["year_of_manufacture"] = r.choice([1899, 1900, 1850, None])
    return found


def serials(r: Random, count: int | None = None) -> Data | None:
    """Some serials, singly or as a range; of a certain number if it is given."""
    if count is None:
        count = r.choice([0, 1, 2, 3])
    if r.random() < 0.3 and count:
        first, last = r.choice([("B08", count + 7), ("B08", count + 8), ("A1", count)])
        return {"numbers": [], "ranges": [{"from": first, "to": f"{first[0]}{last:0{len(first) - 1}d}"}]}
    odd = [{"from": "B1", "to": "C2"}] if r.random() < 0.03 else []
    return {"numbers": r.sample(SERIALS, count), "ranges": odd}


def marked(r: Random, line: Data) -> Data:
    """A line with serials, lots or masses; many have none."""
    found = dict(line)
    if r.random() < 0.2:
        found["serials"] = r.choice([None, serials(r)])
    if r.random() < 0.15:
        found["lots"] = r.choice([None, [], r.sample(LOTS, 2), r.sample(LOTS, 1)])
    return weighed(r, found) if r.random() < 0.2 else found


def weighed(r: Random, line: Data) -> Data:
    """A line with masses at and beside what forty or so pieces of 800 g may weigh."""
    net = r.choice([None, None, "32", "20.8", "20.799999", "43.2", "43.200001", "0.48", "8", "0.12"])
    gross = r.choice([None, "32", "51.2", "51.200001", "20.799999", "12.8", "0.7"])
    return {**line, "net_mass_kg": net, "gross_mass_kg": gross}


def exempted(r: Random, line: Data) -> Data:
    """A line that claims an exemption."""
    claim: Data = {"procedure": r.choice(["FREE", "NUMBERED", "LOWV", "OTHER"])}
    if r.random() < 0.5:
        claim["reference"] = r.choice([None, "EX-1", "N/A"])
    return {**line, "exemption": claim}


def granted(r: Random, terms: Data) -> Data:
    """Terms with a date of return, documents, an exemption from an embargo."""
    named_there = r.sample(DOCUMENTS, r.choice([0, 0, 1, 2]))
    cited = [x if r.random() < 0.9 else r.choice(CITED[x]) for x in named_there]
    found = {**terms, "end_use_documents": cited}
    if terms["kind"] == "TEMPORARY":
        found["return_by"] = r.choice([None, "2030-03-20", "2030-04-30", "2030-05-31"])
    if r.random() < 0.2:
        day = r.choice(["2029-12-10", "2029-12-11", "2030-03-02", "2029-01-01"])
        found["embargo_exemption"] = r.choice([None, {"row": r.choice(ROWS), "reference": "UN-1", "effective_on": day}])
    return found
