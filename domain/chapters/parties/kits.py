"""Components that together make weapons, by who receives them (R29)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.chapters.parties.mentions import name_key, party_id, resolved
from domain.chapters.parties.relations import cluster_name
from domain.kernel.moments import Day
from domain.kernel.says_nothing import says_nothing
from domain.record.fact import Fact
from domain.record.quantities import Exact
from domain.record.records import IndexEntry, Records, derived
from domain.state.consignments import Consignment, Line, consignment
from domain.state.licences import licence

KIT_CLASSES = ("FRAME_RECEIVER", "BARREL", "BOLT_SLIDE_CYLINDER")


class Part(NamedTuple):
    """Some components of one class for one platform: how many, for whom, whence, when."""

    consignment: str
    recipient: str
    item_class: str
    platform: str
    amount: Exact
    origin: tuple[str, str]
    licence: str | None
    on: Day
    facts: tuple[Fact, ...]


def _component(line: Line) -> tuple[str, str] | None:
    """Class and platform, of the licence line first, else as declared."""
    licensed, declared = (line.licensed.item if line.licensed else None), line.declared.item
    if (line.category or declared.category) != "COMPONENT":
        return None
    item_class = (licensed.component_class if licensed else None) or declared.component_class
    told = (licensed.platform if licensed else None, declared.platform)
    platform = next((x for x in told if x and not says_nothing(x)), None)
    return (item_class, name_key(platform)) if item_class in KIT_CLASSES and platform else None


def _recipient(records: Records, found: Consignment) -> str | None:
    if found.licence is not None:
        held = licence.of(records, found.licence)
        mention = held.terms(found.goods.control_day).end_user if held else None
    else:
        mention = next((p for p in found.declared.data.parties if p.role == "CONSIGNEE"), None)
    return resolved(records, mention) if mention else None


@derived
def parts(records: Records, key: str) -> tuple[Part, ...]:
    """The components in a departed consignment."""
    found = consignment.of(records, key)
    if found is None or not found.live or not any(_component(x) for x in found.goods.lines):
        return ()
    if found.exit is None:
        return ()
    data = found.declared.data
    exporter = next((p for p in data.parties if p.role == "EXPORTER"), None)
    origin = (data.export_state, party_id(records, exporter) if exporter else "")
    made = []
    for line in found.goods.lines:
        what, who = _component(line), None
        if what is not None:
            who = _recipient(records, found)
        if what is not None and who is not None:
            facts = (found.attributed_by, found.exit)
            on = found.goods.control_day
            made.append(Part(key, who, *what, line.amount.lo, origin, line.licence, on, facts))
    return tuple(made)


class Received(NamedTuple):
    """The components in a consignment, by the cluster that receives them."""

    parts: tuple[tuple[str, Part], ...]


@derived
def received(records: Records, key: str) -> Received:
    """The components of a consignment, each with the cluster of its recipient."""
    found = parts.of(records, key)
    return Received(tuple((cluster_name(records, x.recipient), x) for x in found))


@received.entries
def received_entries(key: str, found: Received) -> Iterable[IndexEntry]:
    """A consignment is indexed under each cluster that receives components in it."""
    return [("receiving", name, key) for name in {name for name, _ in found.parts}]


def parts_of_cluster(records: Records, name: str) -> list[Part]:
    """The components that a cluster received, in order of their dates."""
    found: list[Part] = []
    for key in records.indexed("receiving", name):
        one = received.of(records, key)
        found += [x for cluster, x in one.parts if cluster == name]
    return sorted(found, key=lambda x: (x.on, x.consignment))
