"""What is supposed over the head of the log is what a supposition over a view without lag says, however often asked."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.chapters.items.itemised import itemised
from domain.chapters.parties.kits import received
from domain.chapters.screening.screened_parties import screened_declaration, screened_licence
from domain.chapters.transfers.dossiers import departures
from domain.engine.supposition import Supposition, supposed_fact
from domain.events.streams import consignment_key
from domain.kernel.event import envelope
from domain.kernel.log_entry import Stored
from domain.kernel.moments import DAY_LENGTH, day
from domain.preconditions.would_open import WouldOpen, about_consignment, departure
from domain.record.fact import Fact
from domain.state.consignments import DECLARED, attribution, consignment, goods
from domain.state.licences import licence
from projections.findings.supposing import SupposingOverlay
from tests.given import delivered
from tests.projections.office import Office, office, plainly
from tests.reference.histories import history as invented

OF_CONSIGNMENT = (goods, consignment, attribution, itemised, received, screened_declaration)
OF_LICENCE = (licence, departures, screened_licence)


def declarations(events: list[Stored]) -> list[Fact]:
    """The declarations of a history."""
    return [Fact(envelope(x.body)) for x in events if x.type.startswith(f"{DECLARED}.v")]


def leaves(declared: Fact, day_of_exit: str) -> list[Fact]:
    """Goods are declared, once more if they were before, and leave."""
    said = supposed_fact(declared.data, declared.source, 1, declared.timetext, declared.recordedat)
    return [said, *departure(declared.data, declared.source, day(day_of_exit), declared.recordedat)]


def agree_on_what_would_be(office: Office, head: SupposingOverlay, declared: Fact) -> None:
    """Head and view say the same of what is supposed, and the head stays as it was."""
    memory, key = office.truth.asking.tracker, consignment_key(declared.data.shipment)
    facts = leaves(declared, "2031-06-01")
    found, wanted = head.suppose(facts, 10 * DAY_LENGTH), Supposition(memory, facts, 10 * DAY_LENGTH)
    for query in OF_CONSIGNMENT:
        assert plainly(query.of(found, key)) == plainly(query.of(wanted, key))
    used = goods.of(wanted, key)
    for number in {x.licence for x in used.drawn} if used else ():
        for of_licence in OF_LICENCE:
            assert plainly(of_licence.of(found, number)) == plainly(of_licence.of(wanted, number))
    if not office.lag:  # what follows from other goods is indexed by the view alone
        opened = [told(x) for x in about_consignment(memory, wanted, key)]
        assert [told(x) for x in about_consignment(head, found, key)] == opened


def told(found: WouldOpen) -> tuple[object, ...]:
    """What would open, by rule, key and what it rests on."""
    return found.rule.id, found.raised.key, found.raised.severity, found.raised.evidence


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_what_is_supposed_at_the_head_is_what_is_supposed_without_lag(seed: int) -> None:
    r, events = Random(seed), delivered(invented(Random(seed)))
    asked = declarations(events)
    with office() as one:
        one.head = head = SupposingOverlay(one.view.views)
        while len(one.log) < len(events) and asked:
            one.record(events[len(one.log) :][: r.choice([1, 3, 20])])
            one.catch_up(r.choice([one.lag, r.randint(0, one.lag)]))
            with one.deciding():
                if one.agree_or_wait() is not None:
                    continue
                for declared in r.choices(asked, k=3) * 2:
                    agree_on_what_would_be(one, head, declared)
                one.agree()
