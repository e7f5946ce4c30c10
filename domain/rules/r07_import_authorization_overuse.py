"""More left for one import authorization than it authorizes, over all licences that rest on it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.dossier.consignments import Drawing
from domain.dossier.resolution import line_class
from domain.homes import AuthorizationDossier, LicenceDossier
from domain.law import Law
from domain.quantities import ZERO, Exact, Interval, plain, total
from domain.records import Records
from domain.rule import Severity, Suspicion, rule, unique


def _by_class(dossier: LicenceDossier, drawn: Drawing, records: Records) -> dict[str, Interval]:
    """What a consignment draws from the lines of each control class."""
    sums: dict[str, list[Interval]] = {}
    for x in drawn.lines:
        if x.licence == dossier.key and x.licensed is not None:
            item_class = line_class(records, x.licensed)
            if item_class is not None:
                sums.setdefault(item_class, []).append(x.amount)
    return {item_class: total(amounts) for item_class, amounts in sums.items()}


def _departed(dossier: AuthorizationDossier, records: Records) -> list[tuple[Drawing, dict[str, Interval]]]:
    found = [
        (drawn, _by_class(licence, drawn, records))
        for licence in dossier.licences
        for drawn in licence.drawings
        if drawn.exit is not None
    ]
    return sorted(found, key=lambda x: x[0].order)


def _excess(
    dossier: AuthorizationDossier, item_class: str, left: list[tuple[Drawing, dict[str, Interval]]]
) -> tuple[Exact, list[Drawing]] | None:
    """The greatest certain excess, and the consignments up to the last that exceeds."""
    running, last = ZERO, 0
    worst: Exact | None = None
    for n, (drawn, amounts) in enumerate(left):
        running = running.plus(amounts[item_class])
        allowed = dossier.held.authorized(item_class, drawn.control_day).hi
        if allowed is not None and running.lo > allowed:
            worst, last = max(worst or 0, running.lo - allowed), n
    return None if worst is None else (worst, [drawn for drawn, _ in left[: last + 1]])


@rule(
    id="R07",
    title="Import authorization overused",
    law="UNFP 10(2)(a), 12; ATT 8, 11(3)",
    home="authorization",
    clears="a cancellation or adjustment, or an increase of the authorization in effect by the control date",
)
def import_authorization_overuse(dossier: AuthorizationDossier, law: Law, records: Records) -> Iterator[Suspicion]:
    """What really left, under every licence that now names the authorization, exceeds it for a control class."""
    departed = _departed(dossier, records)
    for item_class in sorted({c for _, amounts in departed for c in amounts}):
        found = _excess(dossier, item_class, [x for x in departed if item_class in x[1]])
        if found is None:
            continue
        excess, drawings = found
        terms = dossier.held.source_of_terms(drawings[-1].control_day)
        yield Suspicion(
            licence=dossier.key,
            subject=item_class,
            severity=Severity.HOLD,
            quantity=excess,
            facts=unique([terms, *(f for d in drawings for f in (d.attributed_by, d.exit))]),
            figures={"excess": plain(excess), "consignments": len(drawings)},
            message=(
                f"{len(drawings)} consignments left for import authorization {dossier.key} and exceed it "
                f"by {plain(excess)} in class {item_class}."
            ),
        )
