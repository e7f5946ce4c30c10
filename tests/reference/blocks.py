"""The blocks of invented histories: each delivers a few facts."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.reference import kinds
from tests.reference.drafts import (
    AUTHORIZATIONS,
    LICENCES,
    OFFSETS,
    SHIPMENTS,
    STATES,
    Draft,
    day,
    leg,
    often,
    reference,
    terms,
)
from tests.reference.judgement import findings
from tests.reference.kinds import KINDS

Fact = dict[str, Any]
FRACTIONS = ["", "", "", "", ".5", ".000000000001", ".500000000000000000001"]
CLOCKS = ["12:00:00", "12:00:00", "18:00:00", "00:00:00", "23:59:59", "22:30:00"]


class Maker:
    """The facts delivered so far."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.count = 0

    def name(self) -> str:
        """The next id."""
        self.count += 1
        return str(self.count)

    def add(
        self,
        r: Random,
        draft: Draft,
        corrects: str | None = None,
        name: str | None = None,
        on: int | None = None,
    ) -> Fact:
        """Deliver a message of some day in 2030 (a tick: or later), recorded then or some time after."""
        ticks = draft.type == "day.closed"
        days = on if on is not None else r.choice([20, 59, 60, 60, 61, 62, 90, r.randint(0, 240)])
        late = r.choice([0, 0, 0, 1, 2, 21, 45, r.randint(0, 200)]) if not ticks else r.choice([0, 60, 150, 300])
        time = stamp(r, days)
        fact: Fact = {
            "specversion": "1.0",
            "id": name or self.name(),
            "source": draft.source,
            "type": draft.type + ".v1",
            "subject": "x",
            "time": time,
            "recordedat": stamp(r, days + late) if late or not often(r, 0.6) else time,
            "datacontenttype": "application/json",
            "data": draft.data,
        }
        if not often(r, 0.7):
            fact["timeprecision"] = "day"
        if corrects is not None:
            fact["corrects"] = corrects
        self.facts.append(fact)
        return fact


def stamp(r: Random, days: int) -> str:
    """An instant in one of many offsets, with more digits than a float holds."""
    on = (date(2030, 1, 1) + timedelta(days)).isoformat()
    offset = r.choice(OFFSETS[:3]) if often(r) else r.choice(OFFSETS)
    return f"{on}T{r.choice(CLOCKS)}{r.choice(FRACTIONS)}{offset}"


def single(maker: Maker, r: Random) -> None:
    """Any message."""
    maker.add(r, r.choice(KINDS)(r))


def ticked(maker: Maker, r: Random) -> None:
    """The clock goes on."""
    maker.add(r, kinds.tick(r))


def lawful(maker: Maker, r: Random) -> None:
    """What everything rests on: calendars, a licence, an authorization that fits."""
    rows = [kinds.authority(r, state) for state in r.sample(STATES, 4)]
    data = {"list": "authorities", "version": "0", "effective_on": "2029-01-01", "rows": rows}
    maker.add(r, Draft("list.published", "/states/XA/reference", data))
    pair = r.choice(LICENCES)
    issued = {
        "licence": {"state": pair[0], "reference": pair[1]},
        "application": None,
        "issued_on": "2029-12-10",
    }
    maker.add(
        r,
        Draft("export-licence.issued", f"/states/{pair[0]}/licensing", {**issued, "terms": terms(r, pair[0])}),
    )
    maker.add(r, kinds.authorization_fact(r, r.choice(AUTHORIZATIONS), "issued"))


def journey(maker: Maker, r: Random) -> None:
    """One consignment from declaration to delivery, some of it missing."""
    shipment = r.choice(SHIPMENTS)
    parts: list[Callable[[Random], Draft]] = [
        kinds.declare,
        exit_of,
        transit_of,
        kinds.arrive,
        tally_of,
        kinds.verify,
    ]
    for part in parts:
        if part is kinds.declare or often(r, 0.5):
            draft = part(r)
            draft.data["shipment"] = shipment
            if part is kinds.declare and often(r, 0.5):
                draft.data["route"] = [leg(r, n) for n in (1, 2)]
            maker.add(r, draft)


def asked(maker: Maker, r: Random) -> None:
    """A transit State is asked about a licence and answers, perhaps twice, or takes it back."""
    number, state = r.choice(["TN-1", "TN-2"]), r.choice(["XC", "XE"])
    for kind in ["sent", "answered", *r.choice([[], [], ["answered"], ["withdrawn"]])]:
        draft = kinds.notice_fact(r, kind)
        data = {**draft.data, "notice": {"state": "XA", "reference": number}, "transit_state": state}
        if kind == "sent" and often(r):
            data["licence"] = reference(r.choice(LICENCES[:6]))
        elif kind != "sent" and often(r, 0.5):
            data["effective_on"] = "2030-01-20"
        maker.add(r, Draft(draft.type, f"/states/{state}/transit-authority", data))


def barred(maker: Maker, r: Random) -> None:
    """A licence is suspended, perhaps reinstated."""
    licence = reference(r.choice(LICENCES[:6]))
    for kind in ["suspended", "reinstated", "reinstated"][: r.choice([1, 2, 2, 3])]:
        data = {"licence": licence, "effective_on": day(r)}
        maker.add(r, Draft(f"export-licence.{kind}", f"/states/{licence['state']}/licensing", data))


def aimed(maker: Maker, r: Random) -> None:
    """A finding that stands now is waived or disposed of."""
    standing = sorted(findings(maker.facts), key=str)
    if standing:
        maker.add(r, kinds.close_one(r, r.choice(standing)))


def short(maker: Maker, r: Random) -> None:
    """A consignment lands short, with several accounts of what is missing."""
    shipment = r.choice(SHIPMENTS[:2])
    amount = {"value": r.choice(["100", "60"]), "unit": "C62"}
    draft = kinds.declare(r)
    draft.data.update({"shipment": shipment, "lines": [{**draft.data["lines"][0], "quantity": amount}]})
    draft.data.pop("replaces", None)
    maker.add(r, draft)
    for part in [kinds.arrive, tally_of, *r.choices([kinds.report, kinds.give_back, kinds.destroy], k=3)]:
        said = part(r)
        said.data["shipment"] = shipment
        for line in said.data.get("lines", []) if part is not kinds.arrive else []:
            line |= {
                "item_no": 1,
                "quantity": {"value": r.choice(["1", "4", "10", "10", "20"]), "unit": "C62"},
            }
        maker.add(r, said)


def silent(maker: Maker, r: Random) -> None:
    """A State is asked under a profile that takes silence for consent; goods leave when it may."""
    pair, sent, state = LICENCES[0], r.choice([30, 58, 59]), r.choice(["XC", "XE"])
    granted = {**terms(r), "profile": r.choice(["EU12", "EU25", "EU25", "FP"]), "transit_states": [state]}
    issued = {"licence": reference(pair), "application": None, "issued_on": "2029-12-10", "terms": granted}
    maker.add(r, Draft("export-licence.issued", "/states/XA/licensing", issued))
    asking = kinds.notice_fact(r, "sent")
    asking.data.update({"transit_state": state, "licence": reference(pair)})
    maker.add(r, asking, on=sent)
    draft, shipment = kinds.declare(r), r.choice(SHIPMENTS[:3])
    stop = {"sequence": 1, "state": state, "locode": f"{state}BRD", "mode": "ROAD", "activity": "TRANSIT"}
    draft.data.update({"shipment": shipment, "export_state": "XA", "route": [stop]})
    draft.data["lines"][0]["licence_reference"] = pair[1]
    maker.add(r, draft, on=sent)
    leaving = exit_of(r)
    leaving.data["shipment"] = shipment
    maker.add(r, leaving, on=sent + r.choice([26, 27, 28, 29, 30, 31, 32, 33]))


def exit_of(_: Random) -> Draft:
    """The goods leave."""
    return Draft("shipment.exited", kinds.CUSTOMS, {"office": "XAPRT"})


def transit_of(r: Random) -> Draft:
    """The goods are seen in a State of transit, or change means there."""
    data = {"state": r.choice(["XC", "XE"]), "locode": r.choice(["XCBRD", "XEOLD"])}
    if often(r, 0.4):
        return Draft("shipment.transshipped", "/states/XC/customs", data)
    return Draft("shipment.transit-entered", "/states/XC/customs", {**data, "mode": "ROAD"})


def tally_of(_: Random) -> Draft:
    """No more is expected."""
    return Draft("shipment.tally-closed", "/states/XB/customs", {"state": "XB"})


def again(r: Random, fact: Fact) -> Draft:
    """Another content of the same type and source, as a correction has it."""
    fresh = Draft(fact["type"].removesuffix(".v1"), fact["source"], copy.deepcopy(fact["data"]))
    for _ in range(30):
        other = r.choice(KINDS)(r)
        if other.type == fresh.type:
            data = other.data
            if "shipment" in data and fact["data"].get("shipment") is not None and often(r, 0.6):
                data["shipment"] = fact["data"]["shipment"]
            return Draft(fresh.type, fresh.source, data)
    return fresh


def corrected(maker: Maker, r: Random) -> None:
    """An earlier message is corrected; seldom with another type, from another source, or by itself."""
    if not maker.facts:
        return
    target = r.choice(maker.facts)
    draft = again(r, target)
    if not often(r, 0.9):
        draft = r.choice(KINDS)(r)
    if not often(r, 0.92):
        draft = draft._replace(source=r.choice(["/states/XA/customs/west", "/states/XB/customs", kinds.CUSTOMS]))
    name = maker.name()
    maker.add(r, draft, corrects=target["id"] if often(r, 0.95) else name, name=name)


def family(maker: Maker, r: Random) -> None:
    """A message and its corrections: chain, fork, circle, circle with a tail; any order, some absent.

    Now and then the first of them is of another type, so that correcting it corrects nothing.
    """
    names = [maker.name() for _ in range(r.choice([2, 2, 3, 4]))]
    shape = r.choice(["chain", "fork", "circle", "tail", "any"])
    up: dict[str, str | None] = dict(zip(names[1:], names, strict=False))
    up[names[0]] = None
    if shape == "fork":
        up = {name: names[0] if name != names[0] else None for name in names}
    elif shape == "circle":
        up[names[0]] = names[-1]
    elif shape == "tail":
        up[names[0]] = names[1]
    elif shape == "any":
        up = {name: r.choice([None, *names]) for name in names}
    target = r.choice(maker.facts) if maker.facts and often(r, 0.6) else None
    draft = r.choice([kinds.declare, kinds.arrive, kinds.amend, *KINDS])(r) if target is None else again(r, target)
    model = {"type": draft.type + ".v1", "source": draft.source, "data": draft.data}
    stranger = names[0] if not often(r) else None
    for name in r.sample(names, len(names) if often(r, 0.8) else len(names) - 1):
        said = again(r, model)
        if name == stranger:
            said = r.choice(KINDS)(r)._replace(source=draft.source)
        maker.add(r, said, corrects=up[name], name=name)


def resent(maker: Maker, r: Random) -> None:
    """An equal copy, recorded at another time."""
    if maker.facts:
        fact = copy.deepcopy(r.choice(maker.facts))
        fact["subject"] = "again"
        maker.facts.append(recorded_elsewhere(r, fact))


def conflicting(maker: Maker, r: Random) -> None:
    """Another content under the same name, recorded earlier, later or at once."""
    if not maker.facts:
        return
    fact = copy.deepcopy(r.choice(maker.facts))
    how = r.choice(["data", "data", "time", "precision", "corrects", "type"])
    if how == "data":
        fact["data"] = again(r, fact).data
    elif how == "time":
        fact["time"] = stamp(r, r.choice([59, 60, 61]))
    elif how == "precision" and fact.pop("timeprecision", None) is None:
        fact["timeprecision"] = "day"
    elif how == "corrects" and fact.pop("corrects", None) is None:
        fact["corrects"] = r.choice(maker.facts)["id"]
    elif how == "type":
        draft = r.choice(KINDS)(r)
        fact["type"], fact["data"] = draft.type + ".v1", draft.data
    maker.facts.append(recorded_elsewhere(r, fact))


def recorded_elsewhere(r: Random, fact: Fact) -> Fact:
    """The copy came earlier, later, at the same moment, or at it in another offset."""
    how = r.choice(["earlier", "later", "equal", "written otherwise"])
    if how == "earlier":
        fact["recordedat"] = stamp(r, r.randint(-30, 60))
    elif how == "later":
        fact["recordedat"] = stamp(r, r.randint(60, 500))
    elif how == "written otherwise" and fact["recordedat"].endswith("Z"):
        fact["recordedat"] = fact["recordedat"].removesuffix("Z") + "+00:00"
    return fact


BLOCKS: list[Callable[[Maker, Random], None]] = [
    *[journey] * 4,
    *[single] * 8,
    *[short, silent] * 2,
    *[corrected] * 3,
    *[aimed] * 2,
    asked,
    barred,
    *[family] * 2,
    *[resent, conflicting, ticked],
]
