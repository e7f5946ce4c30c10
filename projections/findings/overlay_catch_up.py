"""What the view took in while nobody stood at the head: memory catches up as long as that was plain news.

Plain is an accepted version that corrects nothing, is corrected by nothing, and took no other's place in what memory
holds: memory only has to be added to, and what it does not hold is read from the view as it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from domain.engine.subjects import entries
from projections.findings.indexing import Index, Opened, SubjectEntry
from projections.findings.tables import ACCEPTED, CORRECTOR, WORKER
from projections.findings.write_back_cache import NAMES_AT_ONCE
from projections.store.views import Generation

FOLLOWED = 5_000
"""So many events are followed; after more, everything is read anew."""
_FAR_REACHING = ("export-licence", "party", "list", "fact")


def plain_news(index: Index, generation: Generation, deliveries: Sequence[Opened], late: Collection[str]) -> bool:
    """True when all these, which the view has taken in, can be added to what memory holds.

    Only those told of as late, recorded no later than what memory knew, can have taken the place of another version.
    """
    refs = [x.version.ref for x in deliveries]
    if (late and _in_memory(index, late)) or not all(map(_is_plain, deliveries)):
        return False
    if _correct(generation, "corrected", refs) or _correct(generation, "ref", sorted(late)):
        return False
    rows = generation.get_many(ACCEPTED, [(WORKER, ref) for ref in refs])
    standing = {row[1]: (row[5], row[7]) for row in rows}
    return all(standing.get(x.version.ref) == (x.version.recordedat, x.version.digest) for x in deliveries)


def _in_memory(index: Index, refs: Collection[str]) -> bool:
    held = (ref for entry in index.entries.held() for ref in entry.held)
    return any(ref in refs for ref in held) or any(version.ref in refs for version in index.accepted.held())


def _is_plain(delivery: Opened) -> bool:
    noun = "" if delivery.fact is None else delivery.fact.kind.partition(".")[0]
    return delivery.version.corrected is None and noun not in _FAR_REACHING


def _correct(generation: Generation, column: str, refs: Sequence[str]) -> bool:
    for start in range(0, len(refs), NAMES_AT_ONCE):
        some = refs[start : start + NAMES_AT_ONCE]
        where = f"worker = ? AND {column} IN ({','.join('?' * len(some))})"
        if generation.select(CORRECTOR, where, (WORKER, *some), limit=1):
            return True
    return False


def catch_up(index: Index, deliveries: Iterable[Opened]) -> set[str]:
    """Adds plain news to what memory holds; says which subjects and secondary indexes mean something else now."""
    changed: set[str] = set()
    for version, body, fact in deliveries:
        index.accepted.put(version.ref, version)
        if fact is None:
            continue
        for secondary, name, other in entries(fact.kind, fact.data, index.statutes):
            if index.secondary.add(f"{secondary} {name}", other):
                changed.add(f"link {secondary} {name}")
        for subject in version.subjects:
            changed.add(f"file {subject}")
            if index.entries.holds(subject):
                entry = index.entries.get(subject) or SubjectEntry()
                entry.put(version.ref, True, body, fact)
                index.entries.put(subject, entry)
    return changed
