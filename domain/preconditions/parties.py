"""The parties of the licence are on no list of sanctions, and its brokers are registered (R-054, R-059)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.documents.end_use_documents import receiving_state
from domain.chapters.parties.sameness import FORWARDING, Sameness, is_of_kind, known
from domain.chapters.screening.brokering import among, unregistered
from domain.chapters.screening.listed_parties import ListedAs, listed_in
from domain.chapters.screening.named_parties import brokers as named_brokers
from domain.chapters.screening.sanctions import FOUND_BY_IDENTIFIER, LIST, sanctioned
from domain.events.party import PartyMention
from domain.events.refs import FindingKey
from domain.events.streams import document_key
from domain.findings.lifecycle import waived_by
from domain.kernel.message import Message, message
from domain.preconditions.authorizations_known import authorization_known
from domain.preconditions.check import Asked, Check
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.licences import licence
from domain.state.reference import listing

SCREENED_BY = "R20"


# -- the list of sanctions -------------------------------------------------------------------------------------------


def unlisted(records: Records, asked: Asked) -> Iterator[Check]:
    """Nobody whom the licence names is on the list, unless its State waived that for this party and entry (R-054)."""
    title = message("precondition.unlisted")
    to_look_at: list[Message] = []
    clear = True
    named = asked.terms.import_authorization
    held = authorization_known(records, document_key(named), asked.licence[:2], asked.terms) if named else None
    for found in listed_in(records, asked.terms, held.key if held else None):
        told = _told(records, found)
        waived = waived_by(records, SCREENED_BY, _key(found), asked.licence[:2])
        if not found.certain or waived is not None:
            to_look_at.append(_seen(told, found, waived))
            continue
        clear = False
        mend = message("precondition.unlisted.mend", rule=SCREENED_BY, key=found.key)
        yield Check("LISTED_PARTY", "R-054", title, False, told, mend)
    if clear:
        yield Check("LISTED_PARTY", "R-054", title, True, _met(records, to_look_at))


def _key(found: ListedAs) -> FindingKey:
    return FindingKey(licence=None, line=None, shipment=None, subject=found.key)


def _told(records: Records, found: ListedAs) -> Message:
    listed = sanctioned.of(records, found.entry)
    name = listed.rows[0].name if listed else found.entry
    named = {"named": found.named, "party": found.party, "listed": name, "entry": found.entry}
    if found.by == FOUND_BY_IDENTIFIER:
        return message("precondition.unlisted.by-identifier", **named)
    return message("precondition.unlisted.by-name", **named)


def _seen(told: Message, found: ListedAs, waived: Fact | None) -> Message:
    if waived is None:
        return message("precondition.unlisted.candidate", told=told)
    return message("precondition.unlisted.waived", told=told, valid_until=waived.data.valid_until)


def _met(records: Records, to_look_at: list[Message]) -> Message:
    published = listing.of(records, LIST).published
    version = message("list.version", version=published.data.version) if published else message("list.none-published")
    if to_look_at:
        return message("precondition.unlisted.look-at", told=tuple(to_look_at), list=version)
    return message("precondition.unlisted.none", list=version)


# -- brokers ---------------------------------------------------------------------------------------------------------


def brokers_in_order(records: Records, asked: Asked) -> Iterator[Check]:
    """Brokers stand on the licence, and are registered where their State registers them (R-059, as R22 reads it)."""
    terms, held = asked.terms, licence.of(records, asked.licence)
    issued_on = held.issued_on if held else asked.on
    wrong = [x for x in terms.brokers if _takes_part(records, x) and unregistered(records, x, issued_on)]
    title = message("precondition.brokers")
    for mention in wrong:
        state = mention.state or ""
        says = message("precondition.brokers.not-registered", broker=mention.name, state=state)
        mend = message("precondition.brokers.register", broker=mention.name, state=state)
        yield Check("BROKER_NOT_REGISTERED", "R-059", title, False, says, mend)
    hidden = list(_hidden(records, asked))
    for mention, number in hidden:
        says = message("precondition.brokers.not-named", broker=mention.name, document=number)
        mend = message("precondition.brokers.name", broker=mention.name)
        yield Check("BROKER_NOT_NAMED", "R-059", title, False, says, mend)
    if not (wrong or hidden):
        names = tuple(x.name for x in terms.brokers)
        met = message("precondition.brokers.met", names=names) if names else message("precondition.brokers.none")
        yield Check("BROKER_NOT_REGISTERED", "R-059", title, True, met)


def _takes_part(records: Records, mention: PartyMention) -> bool:
    return not is_of_kind(records, mention, FORWARDING)


def _hidden(records: Records, asked: Asked) -> Iterator[tuple[PartyMention, str]]:
    """The brokers of the end-use documents that certainly are none of those on the licence."""
    licensed = [known(records, x) for x in asked.terms.brokers]
    likeness = asked.law(records).likeness()
    for number in (x for x in asked.terms.end_use_documents if receiving_state(x) == asked.licence[:2]):
        for x in named_brokers.of(records, number):
            answer = among(records, likeness, x.mention, licensed)
            if answer is Sameness.DIFFERENT and _takes_part(records, x.mention):
                yield x.mention, number
