"""Components from several origins converge on one cluster and together make weapons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.chapters.parties.clusters import ClusterDossier
from domain.chapters.parties.kits import KIT_CLASSES, Part
from domain.chapters.parties.mentions import name_key
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, and_more, message
from domain.kernel.moments import Day, date_text, within
from domain.record.quantities import Exact, exact, plain
from domain.record.records import Records
from domain.state.amounts_said import amount_said
from domain.state.applicable_law import ApplicableLaw, law_of_licence
from domain.state.licences import licence

_SHOWN = 9


class Kit(NamedTuple):
    """How many whole sets the components of a window make beyond what is needed."""

    sets: Exact
    last: Day
    parts: list[Part]


def _need(dossier: ClusterDossier, platform: str, item_class: str) -> Exact:
    """The yearly need for spare parts of a class that the register documents."""
    needs = [n for e in dossier.entries for p in e.entries for n in p.spare_parts_need]
    own = [n for n in needs if name_key(n.platform) == platform and n.component_class in (None, item_class)]
    return sum((exact(n.quantity) for n in own), start=0)


def _may_build(dossier: ClusterDossier, platform: str, on: Day, kinds: frozenset[str]) -> bool:
    """Whether a member holds a registration of some kinds for weapons of the platform."""
    held = [r for e in dossier.entries for p in e.entries for r in p.registrations]
    return any(
        r.kind in kinds
        and (not r.platforms or platform in map(name_key, r.platforms))
        and within(on, r.valid_from, r.valid_to)
        for r in held
    )


def _origins(parts: Sequence[Part]) -> int:
    return max(len({x.origin for x in parts}), len({x.licence for x in parts if x.licence}))


def _parts_said(parts: Sequence[Part]) -> tuple[str | Message, ...]:
    """The components, each with whence it came and under which licence."""
    amounts: dict[tuple[str, str, str | None], Exact] = {}
    for x in parts:
        told = (x.item_class, x.origin[0], x.licence)
        amounts[told] = amounts.get(told, 0) + x.amount
    said = [_part_said(*told, amount) for told, amount in sorted(amounts.items(), key=lambda x: str(x[0]))]
    return and_more(said[:_SHOWN], len(said))


def _part_said(item_class: str, state: str, held: str | None, amount: Exact) -> Message:
    told = {"amount": amount_said(amount, "COMPONENT"), "component": item_class, "state": state}
    return message("r29.part", **told, licence=held) if held else message("r29.part-without-licence", **told)


def _law_of(latest: Part, records: Records) -> ApplicableLaw:
    """The law of the licence under which the last components of a window came, else of the State they came from."""
    held = licence.of(records, latest.licence) if latest.licence else None
    return law_of_licence(records, held) if held else ApplicableLaw(records, latest.origin[0])


def _kits(dossier: ClusterDossier, platform: str, found: list[Part], records: Records) -> Iterator[Kit]:
    needs = {c: _need(dossier, platform, c) for c in KIT_CLASSES}
    for latest in {(x.on, x.licence, x.origin[0]): x for x in found}.values():
        last, applicable = latest.on, _law_of(latest, records)
        law, builders = applicable.on(last), applicable.provisions(last).building_registrations
        inside = [x for x in found if last - law.kit_window < x.on <= last]
        sets = min(sum((x.amount for x in inside if x.item_class == c), start=0) - needs[c] for c in KIT_CLASSES)
        enough = sets >= law.kit_min and _origins(inside) >= law.kit_origins
        if enough and not _may_build(dossier, platform, last, builders):
            yield Kit(sets, last, inside)


@rule(
    id="R29",
    title="Parts-kit convergence",
    law="UNFP 3(b), 3(d)(i), 5(1)(a); ATT 4",
    subject="cluster",
    clears="a documented need for spare parts, a registration as manufacturer or gunsmith, or corrected declarations",
)
def parts_kit(dossier: ClusterDossier, records: Records) -> Iterator[Suspicion]:
    """Within a year the three classes of components reach one cluster from two origins or more (SEED 13)."""
    grouped: dict[str, list[Part]] = {}
    for x in dossier.parts:
        grouped.setdefault(x.platform, []).append(x)
    for platform, found in grouped.items():
        best = max(_kits(dossier, platform, found, records), key=lambda kit: kit.sets, default=None)
        if best is not None:
            yield Suspicion(
                subject=f"{dossier.name}|{platform}",
                severity=Severity.HOLD,
                quantity=best.sets,
                facts=unique([f for x in best.parts for f in x.facts]),
                message=message(
                    "r29.kit",
                    parts=_parts_said(best.parts),
                    recipient=dossier.title,
                    sets=plain(best.sets),
                    platform=platform,
                    origins=_origins(best.parts),
                    last=date_text(best.last),
                ),
            )
