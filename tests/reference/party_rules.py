"""R19 and R22: who receives, who brokers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.consignments import Consignment
from tests.reference.days import day_number
from tests.reference.landing import last_of_each
from tests.reference.licences import Document
from tests.reference.relations import holds
from tests.reference.sameness import Answer, excused, same
from tests.reference.standing import Json
from tests.reference.text import number_of
from tests.reference.verdict import Found, Key
from tests.reference.world import World

SUBJECTS = {"CONSIGNEE": "consignee", "RECIPIENT": "consignee", "END_USER": "end_user"}
Receiver = tuple[str, Json, int, bool]  # subject, mention, date, may be excused


def r19(world: World) -> Iterator[Found]:
    """Consignee mismatch."""
    for s in world.consignments.values():
        licence = world.licence_of(s)
        if licence is None:
            continue
        wrong = {x[0] for x in receivers(world, s, licence) if mismatch(world, licence, x)}
        for subject in sorted(wrong):
            yield Found(Key("R19", None, None, s.key, subject), 4, None)


def receivers(world: World, s: Consignment, licence: Document) -> Iterator[Receiver]:
    """Everybody who is to receive or received the goods: declared once settled, else at once."""
    if world.settled(s, licence):
        yield from ((*one, s.control_date, True) for one in parties(s.data["parties"]))
    for fact in last_of_each(s.of("shipment.arrived"), "entry_reference"):
        day = world.lists.date(fact, licence.state)
        yield from ((*one, day, True) for one in parties(fact.data["parties"]))
    for fact in s.of("shipment.released"):
        if fact.data.get("released_to") is not None:
            yield "consignee", fact.data["released_to"], world.lists.date(fact, licence.state), False
    for fact in last_of_each(s.of("shipment.delivery-verified"), "verification"):
        yield "consignee", fact.data["received_by"], world.lists.date(fact, licence.state), False


def parties(mentions: list[Json]) -> Iterator[tuple[str, Json]]:
    """Those whose role makes them receivers."""
    return ((SUBJECTS[m["role"]], m) for m in mentions if m["role"] in SUBJECTS)


def mismatch(world: World, licence: Document, receiver: Receiver) -> bool:
    """Not excused, and DIFFERENT from both consignee and end user."""
    _, mention, day, may_be_excused = receiver
    if may_be_excused and excused(world, mention):
        return False
    terms = licence.terms(day, world.lists)
    return all(same(world, mention, terms[role], licence) is Answer.DIFFERENT for role in ("consignee", "end_user"))


def r22(world: World) -> Iterator[Found]:
    """Undeclared or unlicensed broker."""
    for licence in world.licences.values():
        found = {world.relations.party_id(m) for m in brokers(world, licence) if unlawful(world, licence, m)}
        for party in sorted(found):
            yield Found(Key("R22", licence.key, None, None, party), 4, None)


def brokers(world: World, licence: Document) -> Iterator[Json]:
    """In end-use documents that the licence names, in declarations under it, on it; no forwarders and banks."""
    terms = licence.current_terms(world.lists)
    mentions = [*terms["brokers"]]
    named = set(map(number_of, terms["end_use_documents"]))
    for document, fact in world.presented.items():
        if document in named:
            mentions += fact.data.get("other_parties", [])
    for s in world.users[licence.key]:
        mentions += s.data["parties"]
    for mention in mentions:
        entry = world.relations.entries.get(world.relations.resolve(mention) or "", {})
        if mention["role"] == "BROKER" and not {mention.get("kind"), entry.get("kind")} & {"FORWARDER", "BANK"}:
            yield mention


def unlawful(world: World, licence: Document, mention: Json) -> bool:
    """Not among the brokers of the current terms; or not registered where that is required."""
    terms = licence.current_terms(world.lists)
    if not any(same(world, mention, named, licence) is Answer.SAME for named in terms["brokers"]):
        return True
    entry = world.relations.entries.get(world.relations.resolve(mention) or "")
    state = mention.get("state") if entry is None else entry["state"]
    row = world.lists.authorities.get(state or "")
    required = row is not None and row["broker_registration_required"]
    return required and not holds(entry, ("BROKER",), day_number(licence.issued.data["issued_on"]))
