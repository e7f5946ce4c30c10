"""As much arrived as left, but not the same items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.chapters.transfers.predicates import lines_of
from domain.events.arrival import ArrivedLine
from domain.events.goods import Serials
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.canon import canon
from domain.kernel.message import Message, and_more, message
from domain.kernel.moments import DAY_LENGTH, written_offset
from domain.kernel.says_nothing import says_nothing
from domain.record.fact import Fact
from domain.record.quantities import Interval, total
from domain.record.records import Records
from domain.record.serial_typos import unmatched
from domain.record.serials import Numbers, numbers_in, readable, says_all
from domain.record.written_serials import as_written
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import ARRIVED, TALLIED, Consignment, counted

_SHOWN = 3


class Differing(NamedTuple):
    """How many serial numbers left and did not arrive, where it is these that differ; what left, what came instead."""

    serials: int | None
    left: tuple[str | Message, ...]
    came: tuple[str | Message, ...]


def _complete(given: list[Serials | None], amount: Interval) -> Numbers | None:
    """The serial numbers of lists that name as many as there are items; None where they do not."""
    if not given or not all(x is not None and readable(x) and says_all(x) for x in given):
        return None
    numbers = numbers_in(x for x in given if x is not None)
    return numbers if numbers.amount == amount.lo else None


def _by_serials(left: list[Serials | None], came: list[ArrivedLine], amount: Interval) -> Differing | None:
    if left == [x.serials for x in came]:
        return None
    departed = _complete(left, amount)
    arrived = _complete([x.serials for x in came], amount) if departed is not None else None
    if departed is None or arrived is None or departed == arrived:
        return None
    missing, strange = unmatched(departed, arrived)
    if not missing.runs:
        return None
    lists = [x.serials for x in came if x.serials is not None]
    return Differing(missing.amount, as_written(missing, [x for x in left if x]), as_written(strange, lists))


def _lots(given: list[tuple[str, ...] | None]) -> dict[str, str] | None:
    """The lots of goods that all name theirs, as they are compared and as they are written first."""
    named = [{canon(x): x for x in reversed(lots or ()) if not says_nothing(x)} for lots in given]
    return {lot: written for x in reversed(named) for lot, written in x.items()} if named and all(named) else None


def _others(mine: dict[str, str], theirs: dict[str, str]) -> tuple[str | Message, ...]:
    """The lots that the other side has not."""
    found = [mine[x] for x in sorted(mine.keys() - theirs.keys())]
    return and_more(found[:_SHOWN], len(found))


def _by_lots(left: list[tuple[str, ...] | None], came: list[ArrivedLine]) -> Differing | None:
    departed = _lots(left)
    arrived = _lots([x.lots for x in came]) if departed is not None else None
    if departed is None or arrived is None or departed.keys() == arrived.keys():
        return None
    return Differing(None, _others(departed, arrived), _others(arrived, departed))


def _over(found: Consignment, law: ApplicableLaw, records: Records) -> bool:
    """Whether no further arrival is expected."""
    first = found.of(ARRIVED)[0]
    days = law.on(first.date(found.goods.zone)).late_arrival
    waited = records.reached(first.time + days * DAY_LENGTH, written_offset(first.timetext))
    return bool(found.of(TALLIED)) or waited


def _told(item_no: int, key: str, differing: Differing) -> Message:
    told = {"line": item_no, "consignment": key, "left": differing.left, "came": differing.came}
    if differing.serials is not None:
        return message("r26.numbers", **told, missing=differing.serials)
    if not differing.came:
        return message("r26.lots-missing", **told)
    return message("r26.lots-in-place", **told) if differing.left else message("r26.lots-beside", **told)


@rule(
    id="R26",
    title="Serials or lots unaccounted",
    law="UNFP 7, 8; ATT 12(3)",
    subject="consignment",
    clears="corrected serial numbers or lots of the declaration or of the arrival",
)
def serials_unaccounted(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """Quantities are equal and certain, and serial numbers or lots that left did not arrive (R-049, R-087)."""
    found = dossier.consignment
    arrivals = found.standing_arrivals() if ARRIVED in found.moved else []
    for line in found.items() if arrivals else ():
        declared = [x.declared for x in found.goods.lines if x.item_no == line.item_no]
        if not any(x.serials or x.lots for x in declared) or not line.amount.certain:
            continue
        seen: list[tuple[Fact, ArrivedLine]] = lines_of(arrivals, line.item_no)
        came = [(f, x) for f, x in seen if x.item.category != "ACCESSORY"]
        if total([counted(records, line, x.quantity) for _, x in came]) != line.amount:
            continue
        goods = [x for _, x in came]
        by_serials = _by_serials([x.serials for x in declared], goods, line.amount)
        differing = by_serials or _by_lots([x.lots for x in declared], goods)
        if differing is not None:
            yield Suspicion(
                line=line.item_no,
                shipment=found.key,
                severity=Severity.HOLD,
                quantity=differing.serials,
                candidate=not _over(found, dossier.law, records),
                facts=unique([found.attributed_by, *(f for f, _ in came), *found.of(TALLIED)]),
                message=_told(line.item_no, found.key, differing),
            )
