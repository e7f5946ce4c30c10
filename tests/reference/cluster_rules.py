"""R24 and R29: what linked parties do together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import comb
from typing import Any, NamedTuple

from tests.reference.consignments import Consignment
from tests.reference.quantities import UNKNOWN, Interval, exactly
from tests.reference.relations import holds, tidy
from tests.reference.resolution import Goods
from tests.reference.standing import Json
from tests.reference.text import number_of
from tests.reference.verdict import Found, Key
from tests.reference.world import World

KIT_CLASSES = ("FRAME_RECEIVER", "BARREL", "BOLT_SLIDE_CYLINDER")


class Transaction(NamedTuple):
    """A goods item sent under a threshold."""

    cluster: str
    destination: str
    day: int
    amount: Interval


def r24(world: World) -> Iterator[Found]:
    """Structuring."""
    thresholds = {
        (row["state"], row["procedure"], row["threshold"], row["metric"]): row
        for row in world.lists.rows.get("thresholds", [])
    }
    for row in thresholds.values():
        sent = list(transactions(world, row))
        for cluster, destination in sorted({(t.cluster, t.destination) for t in sent}):
            own = [t for t in sent if (t.cluster, t.destination) == (cluster, destination)]
            others = [t for t in sent if t.cluster != cluster]
            if any(structured(own, others, Fraction(row["amount"]), t.day, law_on(world, row, t.day)) for t in own):
                subject = f"{cluster}|{destination}|{row['metric']}|{row['threshold']}"
                yield Found(Key("R24", None, None, None, subject), 3, None)


def transactions(world: World, row: Json) -> Iterator[Transaction]:
    """Items of settled live declarations under a threshold of the export State, without call-off contract."""
    for s in world.consignments.values():
        sender = exporter(world, s)
        if sender is None or s.export_state != row["state"] or not world.settled(s, None):
            continue
        for item in world.goods(s):
            claimed = item.declared.get("exemption") or {}
            if claimed.get("procedure") == row["procedure"] and not number_of(item.declared.get("contract_reference")):
                cluster = world.relations.cluster_name(sender)
                destination = str(s.data["destination_state"])
                yield Transaction(cluster, destination, s.control_date, measured(item, row))


def exporter(world: World, s: Consignment) -> str | None:
    """The declared EXPORTER in the register."""
    mentions = [m for m in s.data["parties"] if m["role"] == "EXPORTER"]
    return world.relations.resolve(mentions[0]) if mentions else None


def measured(item: Goods, row: Json) -> Interval:
    """What the threshold measures; another currency or another base unit tells nothing."""
    if row["metric"] == "VALUE":
        value = item.declared.get("value")
        if value is None or value["currency"] != row["currency"]:
            return UNKNOWN
        return exactly(Fraction(value["amount"]))
    units = {"AMMUNITION": "ROUNDS", "PROPELLANT": "KILOGRAMS"}
    return item.quantity if units.get(item.category or "", "PIECES") == row["metric"] else UNKNOWN


Law = Callable[[str], Fraction]


def law_on(world: World, row: Json, day: int) -> Law:
    """What the law of the State of a threshold says on the last day of a window."""
    return lambda name: Fraction(world.statutes.says(name, day, row["state"]))


def structured(own: Iterable[Transaction], others: Iterable[Transaction], limit: Fraction, last: int, law: Law) -> bool:
    """The window that ends on a day: enough just below the limit, together above it, and not by chance."""
    window = [t.amount for t in own if last - law("struct_window") < t.day <= last]
    band = [amount for amount in window if surely_in_band(amount, limit, law("struct_band"))]
    if len(band) < law("struct_min") or sum(amount.lo for amount in band) <= limit:
        return False
    usual = [t.amount for t in others if last - law("struct_lookback") < t.day <= last]
    near = sum(perhaps_in_band(amount, limit, law("struct_band")) for amount in usual)
    chance = max(law("struct_floor"), Fraction(near, len(usual)) if usual else Fraction(0))
    return tail(len(band), len(window), chance) <= law("struct_alpha")


def surely_in_band(amount: Interval, limit: Fraction, band: Fraction) -> bool:
    """[0.70 T, T) for every value."""
    return amount.lo >= band * limit and amount.hi is not None and amount.hi < limit


def perhaps_in_band(amount: Interval, limit: Fraction, band: Fraction) -> bool:
    """[0.70 T, T) for some value."""
    return amount.lo < limit and (amount.hi is None or amount.hi >= band * limit)


def tail(k: int, n: int, p: Fraction) -> Fraction:
    """P(X >= k) of n trials."""
    return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)), Fraction(0))


class Part(NamedTuple):
    """Components of one class that went to a cluster."""

    component: str
    day: int
    quantity: Fraction
    origin: tuple[str, str | None]
    licence: str | None


def r29(world: World) -> Iterator[Found]:
    """Parts-kit convergence."""
    sent: dict[tuple[frozenset[str], str], list[Part]] = defaultdict(list)
    for s in world.consignments.values():
        receiver = recipient(world, s)
        if receiver is not None and s.departed:
            for platform, part in parts(world, s):
                sent[world.relations.cluster(receiver), platform].append(part)
    for (cluster, platform), all_parts in sent.items():
        kits = [kits_by(world, cluster, platform, all_parts, part) for part in all_parts]
        if any(found is not None for found in kits):
            greatest = max(found for found in kits if found is not None)
            yield Found(Key("R29", None, None, None, f"{min(cluster)}|{platform}"), 4, greatest)


def recipient(world: World, s: Consignment) -> str | None:
    """The licensed end user; without licence the declared CONSIGNEE in the register."""
    licence = world.licence_of(s)
    if licence is not None:
        return world.relations.resolve(licence.terms(s.control_date, world.lists)["end_user"])
    mentions = [m for m in s.data["parties"] if m["role"] == "CONSIGNEE"]
    return world.relations.resolve(mentions[0]) if mentions else None


def parts(world: World, s: Consignment) -> Iterator[tuple[str, Part]]:
    """The essential components of a consignment, each with its platform."""
    sender = next((world.relations.party_id(m) for m in s.data["parties"] if m["role"] == "EXPORTER"), None)
    for item in world.goods(s):
        component, platform = said(item, "component_class"), said(item, "platform")
        if item.category == "COMPONENT" and component in KIT_CLASSES and platform is not None and number_of(platform):
            licence = None if item.licence is None else item.licence.key
            origin = (s.export_state, sender)
            yield tidy(platform), Part(component, s.control_date, item.quantity.lo, origin, licence)


def said(item: Goods, name: str) -> str | None:
    """What the licence line says, else the declaration; what says nothing is not said (5.2)."""
    licensed = None if item.terms_line is None else item.terms_line["item"].get(name)
    found: str | None = licensed if number_of(licensed) else item.declared["item"].get(name)
    return found


def kits_by(world: World, cluster: frozenset[str], platform: str, sent: list[Part], latest: Part) -> Fraction | None:
    """Kits that could be built from the window that ends on a day; None when they are no finding."""
    last = latest.day

    def law(name: str) -> Any:
        if latest.licence is None:
            return world.statutes.says(name, last, latest.origin[0])
        return world.says(name, last, world.licences[latest.licence])

    window = [part for part in sent if last - law("kit_window") < part.day <= last]
    kits = min(surplus(world, cluster, platform, window, component) for component in KIT_CLASSES)
    origins = {part.origin for part in window}
    licences = {part.licence for part in window} - {None}
    if kits < law("kit_min") or max(len(origins), len(licences)) < law("kit_origins"):
        return None
    return (
        None
        if any(builds(world.relations.entries.get(p), platform, last, law("building_registrations")) for p in cluster)
        else kits
    )


def surplus(world: World, cluster: frozenset[str], platform: str, window: list[Part], component: str) -> Fraction:
    """Quantity of a class beyond the yearly documented need of the cluster."""
    needs = (need for p in cluster for need in world.relations.entries.get(p, {}).get("spare_parts_need", []))
    needed = sum(
        Fraction(need["quantity"])
        for need in needs
        if need["component_class"] == component and tidy(need["platform"]) == platform
    )
    return sum((p.quantity for p in window if p.component == component), Fraction(0)) - needed


def builds(entry: Json | None, platform: str, day: int, kinds: list[str]) -> bool:
    """Licensed to make or mend the platform; no platform named means all."""
    held = holds(entry, tuple(kinds), day)
    return any(not x["platforms"] or platform in {tidy(name) for name in x["platforms"]} for x in held)
