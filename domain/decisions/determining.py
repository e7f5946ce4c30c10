"""The order that determines what the law asks of an application, and how applications and licences stand determined."""

from __future__ import annotations

from collections.abc import Iterator

from domain.decisions.command import Decision, Ordered, WrongState, passes
from domain.decisions.states import ABSENT, application_facts, mistaken
from domain.events.application import ApplicationDetermined
from domain.events.determination import FORMS, NEEDS, PROCEDURES, Determination, Ground
from domain.events.refs import DocumentRef
from domain.events.streams import document_key
from domain.preconditions import Asked, Case, determined
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.determination import exempts, terms_of

SUBMITTED, DETERMINED = "licence-application.submitted", "licence-application.determined"


def submitted(records: Records, application: DocumentRef) -> Fact:
    """The application as it stands; raises WrongState where there is none."""
    facts = [f for f in application_facts(records, application) if f.kind == SUBMITTED]
    if not facts:
        mend = "Record the application first."
        raise WrongState("NOT_IN_THIS_STATE", "R-010", mend, application=document_key(application), state=ABSENT)
    return facts[-1]


def determination_of(records: Records, application: DocumentRef) -> Fact | None:
    """The last determination, as long as the application was not changed after it."""
    found: Fact | None = None
    for fact in application_facts(records, application):
        if fact.kind == DETERMINED:
            found = fact
        elif fact.kind == SUBMITTED:
            found = None
    return found


def case_of(records: Records, application: DocumentRef) -> Case | None:
    """What is wanted with what was determined about it; None where nothing was."""
    told = determination_of(records, application)
    if told is None:
        return None
    asked = submitted(records, application).data
    return Case(asked.wanted, told.data.determination, asked.claimed, asked.serials or ())


def exempts_by(order: ApplicationDetermined) -> bool:
    """Whether an order determines an exemption, so that a second person confirms it."""
    return exempts(order.determination)


def determine(grounds: Grounds, order: ApplicationDetermined, ordered: Ordered) -> Decision:
    """What the law asks of an application, each with its ground; refused where the law knows no such thing (R-044)."""
    told, asked = order.determination, submitted(grounds.records, order.application).data
    _must_be_written(told)
    _must_name_what_is_there(told, {x.line for x in asked.wanted.lines})
    found = determined(
        grounds.records,
        Asked(
            licence=document_key(order.application),
            terms=terms_of(asked.wanted, told),
            on=ordered.today(grounds.records, order.application.state),
            case=Case(asked.wanted, told, asked.claimed),
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
