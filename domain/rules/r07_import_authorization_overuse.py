"""More left for one import authorization than it authorizes, over all licences that rest on it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.authorization_dossiers import AuthorizationDossier
from domain.chapters.transfers.dossiers import Departure
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.record.quantities import ZERO, Exact
from domain.record.records import Records
from domain.state.amounts_said import amount_said
from domain.state.authorizations import CATEGORY


def _excess(dossier: AuthorizationDossier, item_class: str) -> tuple[Exact, list[Departure]] | None:
    """The greatest certain excess, and the departures up to the last that exceeds."""
    running, last = ZERO, 0
    worst: Exact | None = None
    counted: list[Departure] = []
    for left in dossier.departures:
        amount = dict(left.amounts).get(item_class)
        if amount is None:
            continue
        counted.append(left)
        running = running.plus(amount)
        allowed = dossier.held.authorized(item_class, left.attribution.control_day).hi
        if allowed is not None and running.lo > allowed:
            worst, last = max(worst or 0, running.lo - allowed), len(counted)
    return None if worst is None else (worst, counted[:last])


@rule(
    id="R07",
    title="Import authorization overused",
    law="UNFP 10(2)(a), 12; ATT 8, 11(3)",
    subject="authorization",
    clears="a cancellation or adjustment, or an increase of the authorization in effect by the control date",
)
def import_authorization_overuse(dossier: AuthorizationDossier, records: Records) -> Iterator[Suspicion]:
    """What really left, under every licence that now names the authorization, exceeds it for a control class."""
    for item_class in sorted({c for left in dossier.departures for c, _ in left.amounts}):
        found = _excess(dossier, item_class)
        if found is None:
            continue
        excess, departures = found
        terms = dossier.held.source_of_terms(departures[-1].attribution.control_day)
        yield Suspicion(
            licence=dossier.key,
            subject=item_class,
            severity=Severity.HOLD,
            quantity=excess,
            facts=unique([terms, *(f for x in departures for f in (x.attribution.attributed_by, x.exit))]),
            message=message(
                "r07.overuse",
                count=len(departures),
                authorization=dossier.key,
                excess=amount_said(excess, CATEGORY.get(item_class)),
                item_class=item_class,
            ),
        )
