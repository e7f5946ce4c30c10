"""When an office takes back a slip of its own: what may be corrected, how long, and what must not rest on it (R-117).

A correction is of recorded data alone. What was decided is changed or ended by an order of its own, which is judged in
the state that the thing is in; so no state is skipped by a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.chapters.transfers.ledger import Ledger
from domain.engine.subjects import RESTING, cited_document, history_of, subjects
from domain.events.refs import consignment_key
from domain.events.refusal import RefusalReason, reason
from domain.findings.disposition import evidence_hash
from domain.kernel.errors import NotAllowed
from domain.kernel.message import message
from domain.kernel.moments import DAY_LENGTH, instant, local_day, written_offset
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.leaving_out import LeavingOut
from domain.record.records import Records
from domain.record.sources import COPIED, state_of
from domain.state.consignments import DrawnLine, attribution, goods

DECIDING = frozenset(
    {
        "export-licence.issued",
        "export-licence.amended",
        "import-authorization.issued",
        "import-authorization.amended",
        "licence-application.assessed",
        "licence-application.determined",
        "licence-application.granted",
        "licence-application.refused",
    }
)
"""Kinds of facts by which an authority decides on what papers and parties say."""


def entry_to_correct(records: Records, chain: Sequence[Fact]) -> Fact:
    """The entry to be corrected; `chain` leads from it to the first that was made. Raises NotAllowed where it is none.

    An entry that was corrected counts no longer, so that the one in its place is what is to be corrected.
    """
    if not chain:
        raise NotAllowed("NOTHING_TO_CORRECT", "R-117", "Name the id of an entry of your own office, of the same kind.")
    named = chain[0]
    if not any(f.ref == named.ref for x in subjects(named.kind, named.data) for f in records.facts(x)):
        mend = "Correct the entry that has taken its place; its history names it."
        raise NotAllowed("CORRECTED_ALREADY", "R-117", mend, corrects=named.id)
    return named


def before_it(grounds: Grounds, entry: Fact) -> Grounds:
    """The grounds as they would be without an entry: in that state its correction is judged.

    A consignment that drew without the entry, too, keeps what it draws now, so that more than that is judged.
    """
    left = LeavingOut(grounds.records, entry.ref)
    touched = _touched(entry)

    def ledger(licence: str) -> Ledger:
        held, found = grounds.ledger(licence), Ledger(licence)
        for key in held.consignments():
            found.put(key, held.of(key))
        for key in touched:
            drawn = attribution.of(left, key)
            found.put(key, (held.of(key) or drawn.lines) if drawn else ())
        return found

    return grounds._replace(records=left, ledger=ledger)


def _touched(entry: Fact) -> list[str]:
    """The consignments whose attribution an entry is part of."""
    if entry.kind not in ("shipment.declared", "shipment.adjusted"):
        return []
    earlier = getattr(entry.data, "replaces", None)
    return [consignment_key(x) for x in (entry.data.shipment, earlier) if x is not None]


def too_late(grounds: Grounds, chain: Sequence[Fact], recordedat: str, seen: bool = True) -> Iterator[RefusalReason]:
    """Why an entry is corrected no more: its days are over, something followed on it, or a decision rests on it.

    Where its author does not see the thing, only what his own State recorded counts, for nothing else is told.
    """
    first = chain[-1]
    state = state_of(first.source)
    on = local_day(first.recorded, written_offset(first.recordedat))
    within = grounds.records.provisions(on, state).correction_within
    named = {"entry": first.id, "kind": first.kind}
    if instant(recordedat) > first.recorded + within * DAY_LENGTH:
        told = message("reason.correction-too-late", recordedat=first.recordedat, days=within, **named)
        yield reason("TOO_LATE_TO_CORRECT", "R-117", told, message("mend.record-it-anew"))
    later = next((f for f in _later(grounds.records, first) if seen or state_of(f.source) == state), None)
    if later is not None:
        told = message("reason.correction-after", later=later.kind, on=later.timetext[:10], **named)
        yield reason("SOMETHING_FOLLOWED", "R-117", told, message("mend.record-it-anew"))
    resting = next(_resting(grounds, chain), None) if seen else None
    if resting is not None:
        told = message("reason.correction-rested-on", later=resting.kind, on=resting.timetext[:10], **named)
        yield reason("RESTED_ON", "R-117", told, message("mend.change-what-rests-on-it"))


def _since(fact: Fact, first: Fact) -> bool:
    return (fact.recorded, fact.id) > (first.recorded, first.id)


def _histories(fact: Fact) -> list[str]:
    """The subjects of the histories that a fact stands in; declarations and movements are one history."""
    found: dict[str, None] = {}
    for subject in subjects(fact.kind, fact.data):
        noun, _, name = history_of(subject).partition("/")
        for x in ("declaration", "movement") if noun == "consignment" else (noun,):
            found[f"{x}/{name}"] = None
    return list(found)


def _later(records: Records, first: Fact) -> Iterator[Fact]:
    """What was recorded after an entry in its history, of another kind than it."""
    for subject in _histories(first):
        yield from (f for f in records.facts(subject) if f.kind != first.kind and _since(f, first))


def _resting(grounds: Grounds, chain: Sequence[Fact]) -> Iterator[Fact]:
    """The decisions made after an entry that cite it or rest on it."""
    records, first = grounds.records, chain[-1]
    for subject in dict.fromkeys(x for name in _cited_as(records, first) for x in records.indexed(RESTING, name)):
        yield from (f for f in records.facts(subject) if _decides(f) and _since(f, first))
    for subject in _histories(first):
        noun, _, name = subject.partition("/")
        if noun == "declaration":
            yield from _redeclared(records, name, first)
            for licence in dict.fromkeys(x.licence for x in _drawn(records, name)):
                yield from _judged(grounds, licence, chain)
        yield from _judged(grounds, name, chain)


def _drawn(records: Records, key: str) -> tuple[DrawnLine, ...]:
    found = goods.of(records, key)
    return found.drawn if found else ()


def _decides(fact: Fact) -> bool:
    return fact.kind in DECIDING and COPIED not in fact.source


def _cited_as(records: Records, fact: Fact) -> Iterator[str]:
    """Under which names others cite what an entry is about: its own, and those that a transit notice is sent for."""
    yield from subjects(fact.kind, fact.data)
    if fact.kind.startswith("end-use-document."):
        yield cited_document(fact.data.document)
    if not fact.kind.startswith("transit-notice."):
        return
    for subject in subjects(fact.kind, fact.data):
        for sent in records.facts(subject):
            for noun in ("licence", "authorization"):
                about = getattr(sent.data, noun, None)
                if about is not None:
                    yield f"{noun}/{about.state}:{about.reference}"


def _redeclared(records: Records, key: str, first: Fact) -> Iterator[Fact]:
    for other in records.indexed("replacers", key):
        for f in records.facts(f"declaration/{other}"):
            replaces = getattr(f.data, "replaces", None)
            if other != key and replaces is not None and consignment_key(replaces) == key and _since(f, first):
                yield f


def _judged(grounds: Grounds, name: str, chain: Sequence[Fact]) -> Iterator[Fact]:
    """The dispositions that close a finding on evidence of which an entry is part."""
    for found in grounds.records.indexed("judged", name):
        finding = grounds.finding(found)
        if finding is None or not {f.ref for f in chain} & set(finding.evidence):
            continue
        seen = evidence_hash(finding.evidence)
        disposed = grounds.records.facts(f"finding/{found}")
        yield from (f for f in disposed if f.kind == "finding.disposed" and f.data.evidence_hash == seen)
