"""The order that determines what the law asks of an application: each thing with its ground (R-044)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.decisions.command import Decision, Ordered, WrongState, passes
from domain.decisions.states import ABSENT, mistaken
from domain.events.application import ApplicationDetermined
from domain.events.determination import FORMS, NEEDS, PROCEDURES, Determination, Ground
from domain.events.streams import document_key
from domain.preconditions import Asked, known_to_the_law
from domain.preconditions.grounds import Grounds
from domain.state.determination import DeterminedCase, exempts, standing_application, terms_of


def exempts_by(_: Grounds, order: ApplicationDetermined, __: Ordered) -> bool:
    """Whether an order determines an exemption, so that a second person confirms it (R-020)."""
    return exempts(order.determination)


def determine(grounds: Grounds, order: ApplicationDetermined, ordered: Ordered) -> Decision:
    """What the law asks of an application, each with its ground; refused where the law knows no such thing (R-044)."""
    told, key = order.determination, document_key(order.application)
    application, _ = standing_application(grounds.records, key)
    if application is None:
        raise WrongState("NOT_IN_THIS_STATE", "R-010", "Record the application first.", application=key, state=ABSENT)
    asked = application.data
    _must_be_written(told)
    _must_name_what_is_there(told, {x.line for x in asked.wanted.lines})
    found = known_to_the_law(
        grounds.records,
        Asked(
            licence=key,
            terms=terms_of(asked.wanted, told),
            on=ordered.today(grounds.records, order.application.state),
            case=DeterminedCase(asked.wanted, told, asked.claimed),
        ),
    )
    against = tuple(check.against() for check in found if not check.met)
    return Decision(reasons=against) if against else passes(order)


def _grounds_in(told: Determination) -> Iterator[Ground]:
    parts = (
        told.scope,
        told.temporary,
        told.law,
        told.import_authorization,
        told.delivery_verification,
        told.embargo_exemption,
        told.procedure,
        *told.transit,
        *told.controls,
    )
    yield from (x.ground for x in parts if x is not None)
    if told.no_transit is not None:
        yield told.no_transit


def _must_be_written(told: Determination) -> None:
    """Raises NotAllowed where a ground, its reference or the place of issue is blank."""
    if not all(x.text.strip() and x.reference.strip() for x in _grounds_in(told)):
        raise mistaken("GROUND_MISSING", "R-044", "Give each determination a ground in words and its reference.")
    if not told.place_of_issue.strip():
        raise mistaken("PLACE_MISSING", "R-048", "Name the place at which the licence is issued.")


def _must_name_what_is_there(told: Determination, lines: set[int]) -> None:
    """Raises NotAllowed for a word that stands for nothing, a State told twice, or a line that is not asked for."""
    for what, word, known in (
        ("form", told.scope.form, FORMS),
        ("procedure", told.procedure.procedure, PROCEDURES),
        *(("need", x.need, NEEDS) for x in told.transit),
        *(("control", x.control, ("V", "O")) for x in told.controls),
    ):
        if word not in known:
            raise mistaken("NO_SUCH_WORD", "R-044", f"Name one of {', '.join(known)}.", what=what, word=word)
    states = [x.state for x in told.transit]
    if len(set(states)) < len(states):
        raise mistaken("STATE_TWICE", "R-036", "Determine each State of transit once.", states=", ".join(states))
    numbers = [x.line for x in told.controls]
    if len(set(numbers)) < len(numbers) or not lines.issuperset(numbers):
        raise mistaken("NO_SUCH_LINE", "R-048", "Name each line that is asked for once.", lines=str(numbers))
