"""A history entry by entry: each delivery in a sentence, and whether it stands."""

from __future__ import annotations

from domain.kernel.event import decode
from domain.kernel.moments import Instant, instant
from domain.record.sources import may_say
from projections.page_data.shapes import At, Entry
from projections.page_data.snapshot import Delivered, Gathered, Snapshot
from projections.sentences import sentence


def _standing(one: Delivered, data: object, found: Gathered, at: At) -> tuple[str, str | None]:
    """in force, corrected, displaced, void, or not yet; and by which fact it is corrected."""
    e, ref = one.envelope, one.version.ref
    if found.standing[ref].position != one.position:
        same = found.standing[ref].version.digest == one.version.digest
        return ("displaced", None) if not same else ("repeated", None)
    if found.in_force[ref] != ref:
        return "corrected", found.in_force[ref]
    if at.as_of is not None and instant(e.time) > instant(at.as_of):
        return "not yet", None
    return ("in force" if may_say(e.source, e.kind, data) else "void"), None


def history_entry(one: Delivered, found: Gathered, at: At, language: str) -> Entry:
    """One delivery as a history shows it, told in a language."""
    e = one.envelope
    data = decode(e.type, e.data) if one.fact is None else one.fact.data
    standing, by = _standing(one, data, found, at)
    return Entry(
        position=one.position,
        kind=e.kind,
        time=e.time[:10] if e.timeprecision else e.time,
        recordedat=e.recordedat,
        source=e.source,
        id=e.id,
        sentence=sentence(e.kind, data, language),
        standing=standing,
        corrected_by=by,
    )


def timeline(snapshot: Snapshot, at: At, *subjects: str) -> tuple[Entry, ...]:
    """Everything delivered about some subjects, in business order, once each."""
    entries: dict[int, Entry] = {}
    for subject in subjects:
        found = snapshot.gathered(subject)
        entries.update(
            (x.position, history_entry(x, found, at, snapshot.language))
            for x in found.deliveries
            if x.position in found.own
        )
    return tuple(sorted(entries.values(), key=lambda x: (instant_of(x), instant(x.recordedat), x.id, x.position)))


def instant_of(shown: Entry) -> Instant:
    """The instant an entry is placed at; a day stands for its beginning in Greenwich."""
    return instant(shown.time if "T" in shown.time else f"{shown.time}T00:00:00Z")
