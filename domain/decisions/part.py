"""Which part of a thing the actor's State must have for an order, by the record and not by what the order says (R-016).

A part is asked for before anything else is looked at. Whoever lacks it is told what he would be told of a thing that
is not there, whatever its state, its version or its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from domain.chapters.documents.end_use_documents import receiving_state
from domain.decisions.command import Command, Ordered
from domain.decisions.states import ABSENT, application_facts
from domain.events.refs import FindingKey
from domain.events.streams import consignment_key, document_key, finding_id
from domain.findings.disposition import FindingSeen
from domain.kernel.errors import NotFound
from domain.preconditions.authorizations_known import fits_a_case, has_a_case
from domain.preconditions.grounds import Grounds
from domain.record.records import Records
from domain.record.sources import closing_state, role_of, state_of
from domain.state.authorizations import authorization
from domain.state.concern import by_order, copied_in, states_of_authorization, states_of_consignment
from domain.state.consignments import ARRIVED, DECLARED, goods
from domain.state.licences import licence
from domain.state.notices import notice

_DOCUMENT_RULES = frozenset({"R08", "R09"})
_ISSUED = "export-licence.issued"
MOST_AT_ONCE = 500
"""So many findings may be closed by one order."""


def must_have_part(command: Command, grounds: Grounds, order: Any, ordered: Ordered) -> None:
    """Raises NotFound where the actor lacks the part that an order needs, or what it is about is not on record."""
    if command.part is None or not command.part(grounds, order, ordered):
        raise NotFound
    needed = ABSENT not in command.allowed and sees_part_of(command, grounds, order, ordered)
    if needed and command.state_of(grounds.records, order, ordered) == ABSENT:
        raise NotFound


def sees_part_of(command: Command, grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """Whether the actor sees what an order is about that he has a part in."""
    return command.sees is None or command.sees(grounds, order, ordered)


# -- papers: the State in whose name they are numbered -----------------------------------------------------------------


def by_the_role_alone(_: Grounds, __: Any, ___: Ordered) -> bool:
    """Of reference lists, which concern no case: whoever may publish one at all."""
    return True


def of_the_register(_: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State that keeps the register in which a party is entered."""
    return bool(order.party.register_id[:2] == ordered.state)


def issuer_of_the_authorization(_: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State of import, whose authorization it is."""
    return bool(order.authorization.state == ordered.state)


def issuer_of_the_licence(_: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State whose licence it is."""
    return bool(order.licence.state == ordered.state)


def presented_to(_: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State to which an end-use document was presented: the one in its number."""
    return receiving_state(order.document) == ordered.state


def may_hold_a_copy(_: Grounds, __: Any, ___: Ordered) -> bool:
    """A document of another State is in the hands of whoever has it; the copy tells nothing of the original."""
    return True


def sees_the_authorization(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State that an authorization on record concerns."""
    return ordered.state in states_of_authorization(grounds.records, document_key(order.authorization))


def asks_about_the_authorization(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State with a case that names it and that it fits, or with the copy that is on record of it (R-044)."""
    key, state = document_key(order.authorization), ordered.state
    held = authorization.of(grounds.records, key)
    if held is None:
        return False
    return state in (key[:2], copied_in(held.issued.source)) or fits_a_case(grounds.records, key, state)


def applied_to(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State applied to; of its exporters the one whose application is on record (R-016)."""
    if order.application.state != ordered.state:
        return False
    if ordered.register_id is None:
        return True
    submitted = _submitted(grounds.records, order)
    return submitted is not None and submitted == ordered.register_id


def applies(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State applied to; an exporter only in its own name, under a number that is not another's."""
    if order.application.state != ordered.state:
        return False
    if ordered.register_id is None:
        return True
    own = order.wanted.exporter.register_id == ordered.register_id
    return own and _submitted(grounds.records, order) in (None, ordered.register_id)


def _submitted(records: Records, order: Any) -> str | None:
    """In whose name an application is on record; empty where in nobody's."""
    told = [f for f in application_facts(records, order.application) if f.kind == "licence-application.submitted"]
    return (told[-1].data.wanted.exporter.register_id or "") if told else None


def asks_a_transit_state(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State, about a licence of its own, or an authorization that concerns it or that a case of it names (R-036)."""
    if order.notice.state != ordered.state:
        return False
    if order.licence is not None and order.licence.state != ordered.state:
        return False
    if order.authorization is None:
        return True
    records, named, state = grounds.records, document_key(order.authorization), ordered.state
    return has_a_case(records, named, state) or state in states_of_authorization(records, named)


def was_asked(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """The transit State that a notice on record asks."""
    if order.transit_state != ordered.state:
        return False
    return any(x.state == ordered.state for x in notice.of(grounds.records, document_key(order.notice)))


# -- consignments: the States by the record ----------------------------------------------------------------------------


def declared_in(records: Records, key: str) -> str | None:
    """The State in which a consignment is declared; None while it is not."""
    found = goods.of(records, key)
    return found.declared.data.export_state if found else None


def declares(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State that the goods leave; of a consignment declared already, the one where it is."""
    if order.export_state != ordered.state:
        return False
    return declared_in(grounds.records, consignment_key(order.shipment)) in (None, ordered.state)


def exporting(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State in which the consignment is declared, at an office of its own where one is named."""
    if str(getattr(order, "office", ordered.state))[:2] != ordered.state:
        return False
    return declared_in(grounds.records, consignment_key(order.shipment)) == ordered.state


def importing(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State of destination, as declared or as licensed, or one where its customs told from outside of an arrival.

    What an office here recorded of an arrival gives nobody a part in it.
    """
    return ordered.state in _destinations(grounds.records, consignment_key(order.shipment))


def _destinations(records: Records, key: str) -> Iterator[str]:
    found = goods.of(records, key)
    if found is not None:
        yield found.declared.data.destination_state
        held = [x for x in (licence.of(records, drawn.licence) for drawn in found.drawn) if x is not None]
        yield from (x.terms(found.control_day).import_state for x in held)
    for fact in records.facts(f"movement/{key}"):
        told = fact.kind == ARRIVED and role_of(fact.source) == "customs" and not by_order(fact)
        if told and state_of(fact.source) == fact.data.state:
            yield fact.data.state


def at_its_own_office(_: Grounds, order: Any, ordered: Ordered) -> bool:
    """Customs of a State, about what it saw at an office of its own, of whatever consignment it was."""
    places = (getattr(order, name, None) for name in ("state", "to_state", "locode"))
    return all(place is None or str(place)[:2] == ordered.state for place in places)


def sees_the_consignment(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State that the consignment concerns as it is declared or licensed."""
    return ordered.state in states_of_consignment(grounds.records, consignment_key(order.shipment))


# -- findings: who closes them -----------------------------------------------------------------------------------------


TypeOf = Callable[[str], str | None]


def closes(records: Records, type_of_entry: TypeOf, found: FindingSeen, state: str) -> bool:
    """Whether a State may close a finding that it sees, by the key and by what it rests on (R-094)."""
    if found.key.licence is not None:
        return closing_state(found.key.licence) == state
    if found.rule in _DOCUMENT_RULES:
        return state in _presented_to(found.key)
    if found.key.shipment is not None and declared_in(records, found.key.shipment) == state:
        return True
    return any(_let_go(type_of_entry, ref, state) for ref in found.evidence)


def _presented_to(key: FindingKey) -> set[str]:
    """The States of the presentation numbers in a key."""
    return {number[:2] for number in (key.subject or "").split("~")}


def _let_go(type_of_entry: TypeOf, ref: str, state: str) -> bool:
    """Whether an entry in the evidence is a licence that a State issued, or a declaration that it accepted."""
    if state_of(ref) != state:
        return False
    kind = (type_of_entry(ref) or "").rpartition(".v")[0]
    return kind in (_ISSUED, DECLARED)


def _shown(grounds: Grounds, named: str, ordered: Ordered) -> FindingSeen | None:
    return grounds.finding(named) if ordered.state in grounds.finding_shown_to(named) else None


def may_close_named(grounds: Grounds, named: str, ordered: Ordered) -> bool:
    """Whether the actor's State sees the finding of a name and may close it."""
    found = _shown(grounds, named, ordered)
    return found is not None and closes(grounds.records, grounds.type_of_entry, found, ordered.state)


def disposes(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State that sees the finding and closes such ones."""
    return may_close_named(grounds, order.finding_id, ordered)


def disposes_of_some(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State that closes one of several findings at least; of the others it is told that they are not there."""
    some = order.findings[: MOST_AT_ONCE + 1]
    return not some or any(may_close_named(grounds, x.finding_id, ordered) for x in some)


def comments(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """A State that sees the finding."""
    return _shown(grounds, order.finding_id, ordered) is not None


def waives(grounds: Grounds, order: Any, ordered: Ordered) -> bool:
    """The State whose licence, presentation or declaration is in the key; else one that closes the finding (R-097)."""
    records, key, state = grounds.records, order.key, ordered.state
    if key.licence is not None:
        held = authorization.of(records, key.licence) if order.rule == "R07" else licence.of(records, key.licence)
        return closing_state(key.licence) == state and held is not None
    if key.shipment is not None and declared_in(records, key.shipment) == state:
        return True
    return may_close_named(grounds, finding_id(order.rule, order.key), ordered)
