"""The demo's story, step by step: who orders what, and when; it begins where the history ends, with 2032."""

from __future__ import annotations

from typing import Any, NamedTuple

from licensing.demo import papers
from licensing.demo.papers import CONDITION, IMPORTER, RECIPIENT


class Transfer(NamedTuple):
    """The papers of one transfer, by their numbers."""

    authorization: str
    application: str
    notice: str
    licence: str
    ucr: str
    pieces: int


def _transfer(number: int, pieces: int, authorized: int) -> Transfer:
    return Transfer(
        authorization=f"XB:IA-2033-{authorized:06d}",
        application=f"XA:AP-2033-{number:06d}",
        notice=f"XA:TN-2033-{number:06d}",
        licence=f"XA:EL-2033-{number:06d}",
        ucr=f"UCXA33{number:07d}",
        pieces=pieces,
    )


LET_IN = 200
GOOD, REFUSED_ONE, ASTRAY = _transfer(101, 120, 101), _transfer(102, 100, 101), _transfer(103, 40, 103)
"""120 of the 200 that XB lets in; 100, and 80 are left; 40 under another authorization."""
SHORT = 15
"""How many of the last do not arrive."""


class StoryStep(NamedTuple):
    """One order: when it is given, by which officer, on what it says, and where that is seen.

    `confirmed_by` is the second person of an order that takes two.
    """

    at: str
    officer: str
    order: str
    data: dict[str, Any]
    page: str
    confirmed_by: str = ""


class Episode(NamedTuple):
    """What is told, in a sentence, its steps, and the consignment, if any, whose findings are told in the end."""

    title: str
    steps: tuple[StoryStep, ...]
    ucr: str | None


def _authorizes(t: Transfer, pieces: int, day: str) -> tuple[StoryStep, ...]:
    """XB authorizes the import of so many."""
    page = f"/import-authorizations/{t.authorization}"
    return (
        StoryStep(
            f"{day}T09:00:00Z",
            "tomas",
            "authorization issue",
            papers.authorized(t.authorization, pieces, day),
            page,
            "bruno",
        ),
    )


def _asks(t: Transfer, day: str) -> tuple[StoryStep, ...]:
    """The exporter applies, what the law asks for is determined, XB confirms its authorization, XC is asked."""
    page, applied = f"/applications/{t.application}", papers.applied(t.application, t.authorization, t.pieces)
    asked = papers.asked(t.notice, t.authorization, t.pieces)
    return (
        StoryStep(f"{day}T08:00:00Z", "petra", "application submit", applied, page),
        StoryStep(f"{day}T08:30:00Z", "amara", "application determine", papers.determined(t.application), page),
        StoryStep(
            f"{day}T08:45:00Z",
            "amara",
            "authorization verify",
            papers.confirmed(t.authorization),
            f"/import-authorizations/{t.authorization}",
        ),
        StoryStep(f"{day}T09:00:00Z", "amara", "notice send", asked, f"/transit-notices/{t.notice}"),
    )


def _leaves(t: Transfer, day: str) -> tuple[StoryStep, ...]:
    """The goods are declared and released."""
    page = f"/consignments/{t.ucr}"
    return (
        StoryStep(
            f"{day}T08:00:00Z", "noor", "consignment declare", papers.declared(t.ucr, t.licence, t.pieces, day), page
        ),
        StoryStep(f"{day}T10:00:00Z", "noor", "consignment release-for-export", papers.released(t.ucr), page),
    )


def _travels(t: Transfer, left: str, came: str, arriving: int) -> tuple[StoryStep, ...]:
    """They leave, pass through the transit State, and arrive, so many of them."""
    page = f"/consignments/{t.ucr}"
    return (
        StoryStep(f"{left}T14:00:00Z", "noor", "consignment exit", papers.left(t.ucr), page),
        StoryStep(f"{left}T16:00:00Z", "hana", "consignment enter-transit", papers.passing(t.ucr), page),
        StoryStep(f"{came}T06:00:00Z", "hana", "consignment leave-transit", papers.passing(t.ucr), page),
        StoryStep(f"{came}T11:00:00Z", "livia", "consignment arrive", papers.arrived(t.ucr, arriving), page),
        StoryStep(f"{came}T15:00:00Z", "livia", "consignment close-tally", papers.unloaded(t.ucr), page),
    )


def _licensed(t: Transfer, day: str, says: str, *conditions: str) -> tuple[StoryStep, ...]:
    """The application is assessed, and the licence issued by another officer."""
    page, issued = f"/applications/{t.application}", papers.issued(t.application, t.licence, day)
    assessed = papers.assessed(t.application, "GRANT", says, conditions)
    return (
        StoryStep(f"{day}T09:00:00Z", "amara", "application assess", assessed, page),
        StoryStep(f"{day}T14:00:00Z", "amara", "licence issue", issued, f"/licences/{t.licence}", "jonas"),
    )


_IN_ORDER = (
    StoryStep("2033-01-03T07:00:00Z", "tomas", "party register", papers.registered(IMPORTER), f"/parties/{IMPORTER}"),
    StoryStep("2033-01-03T07:30:00Z", "tomas", "party register", papers.registered(RECIPIENT), f"/parties/{RECIPIENT}"),
    *_authorizes(GOOD, LET_IN, "2033-01-03"),
    *_asks(GOOD, "2033-01-04"),
    StoryStep(
        "2033-01-05T09:00:00Z",
        "yusra",
        "notice answer",
        papers.transit_answered(GOOD.notice, "CONDITIONAL", "2033-01-05", CONDITION),
        f"/transit-notices/{GOOD.notice}",
    ),
    *_licensed(GOOD, "2033-01-06", "Recipient and goods are in order; the condition of XC is taken over.", CONDITION),
    *_leaves(GOOD, "2033-01-07"),
    *_travels(GOOD, "2033-01-07", "2033-01-10", GOOD.pieces),
    StoryStep(
        "2033-01-10T16:00:00Z", "livia", "consignment release", papers.let_in(GOOD.ucr), f"/consignments/{GOOD.ucr}"
    ),
    StoryStep(
        "2033-01-11T09:00:00Z",
        "livia",
        "consignment verify-delivery",
        papers.receipt_certified(GOOD.ucr, GOOD.pieces, "2033-01-11"),
        f"/consignments/{GOOD.ucr}",
    ),
)

_TOO_LITTLE = (
    *_asks(REFUSED_ONE, "2033-01-12"),
    StoryStep(
        "2033-01-13T09:00:00Z",
        "yusra",
        "notice answer",
        papers.transit_answered(REFUSED_ONE.notice, "OBJECTION", "2033-01-13"),
        f"/transit-notices/{REFUSED_ONE.notice}",
    ),
    StoryStep(
        "2033-01-13T11:00:00Z",
        "amara",
        "application assess",
        papers.assessed(REFUSED_ONE.application, "GRANT", "Same parties and goods as last week.", seen=False),
        f"/applications/{REFUSED_ONE.application}",
    ),
    StoryStep(
        "2033-01-13T14:00:00Z",
        "jonas",
        "licence issue",
        papers.issued(REFUSED_ONE.application, REFUSED_ONE.licence, "2033-01-13"),
        f"/applications/{REFUSED_ONE.application}",
    ),
    StoryStep(
        "2033-01-13T15:00:00Z",
        "jonas",
        "application refuse",
        {
            "application": papers.document_named(REFUSED_ONE.application),
            "grounds": ["TRANSIT_OBJECTION", "IMPORT_NOT_AUTHORISED"],
            "reason": "XC objects to the transit, and the authorization of XB has too little left.",
        },
        f"/applications/{REFUSED_ONE.application}",
    ),
)

_GOES_ASTRAY = (
    *_authorizes(ASTRAY, ASTRAY.pieces, "2033-01-14"),
    *_asks(ASTRAY, "2033-01-17"),
    StoryStep(
        "2033-01-17T15:00:00Z",
        "yusra",
        "notice answer",
        papers.transit_answered(ASTRAY.notice, "NO_OBJECTION", "2033-01-17"),
        f"/transit-notices/{ASTRAY.notice}",
    ),
    *_licensed(ASTRAY, "2033-01-18", "Within what XB lets in; XC does not object."),
    *_leaves(ASTRAY, "2033-01-19"),
    StoryStep(
        "2033-01-20T08:00:00Z",
        "emeka",
        "notice withdraw",
        {"notice": papers.document_named(ASTRAY.notice), "transit_state": papers.XC, "effective_on": "2033-01-20"},
        f"/transit-notices/{ASTRAY.notice}",
    ),
    *_travels(ASTRAY, "2033-01-20", "2033-01-21", ASTRAY.pieces - SHORT),
)

STORY = (
    Episode(f"A transfer in order: {GOOD.pieces} pistols from XA through XC to XB.", _IN_ORDER, GOOD.ucr),
    Episode(
        f"An application refused: {REFUSED_ONE.pieces} more, where {LET_IN - GOOD.pieces} are left, and XC objects.",
        _TOO_LITTLE,
        None,
    ),
    Episode(
        f"A transfer that goes astray: {ASTRAY.pieces} leave against the will of XC, and {SHORT} never arrive.",
        _GOES_ASTRAY,
        ASTRAY.ucr,
    ),
)
