"""What the view took in while nobody stood at the head: memory follows as long as that was plain news.

Plain is a copy that stands, corrects nothing, is corrected by nothing, and took no other's place in what memory holds:
memory only has to be added to, and what it does not hold is read from the view as it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from domain.engine.subjects import joins
from projections.findings.indexing import File, Filing, Opened
from projections.findings.tables import CORRECTOR, STANDING
from projections.findings.write_back_cache import NAMES_AT_ONCE
from projections.store.views import Generation

WORKER = 0
FOLLOWED = 5_000
"""So many events are followed; after more, everything is read anew."""
_FAR_REACHING = ("export-licence", "party", "list")


def plain_news(filing: Filing, generation: Generation, deliveries: Sequence[Opened], late: Collection[str]) -> bool:
    """True when all these, which the view has taken in, can be added to what memory holds.

    Only those told of as late, recorded no later than what memory knew, can have taken the place of another copy.
    """
    refs = [x.copy.ref for x in deliveries]
    if (late and _in_memory(filing, late)) or not all(map(_is_plain, deliveries)):
        return False
    if _correct(generation, "corrected", refs) or _correct(generation, "ref", sorted(late)):
        return False
    rows = generation.get_many(STANDING, [(WORKER, ref) for ref in refs])
    standing = {row[1]: (row[5], row[7]) for row in rows}
    return all(standing.get(x.copy.ref) == (x.copy.recordedat, x.copy.digest) for x in deliveries)


def _in_memory(filing: Filing, refs: Collection[str]) -> bool:
    held = (ref for file in filing.files.held() for ref in file.held)
    return any(ref in refs for ref in held) or any(copy.ref in refs for copy in filing.copies.held())


def _is_plain(delivery: Opened) -> bool:
    noun = "" if delivery.fact is None else delivery.fact.kind.partition(".")[0]
    return delivery.copy.corrected is None and noun not in _FAR_REACHING


def _correct(generation: Generation, column: str, refs: Sequence[str]) -> bool:
    for start in range(0, len(refs), NAMES_AT_ONCE):
        some = refs[start : start + NAMES_AT_ONCE]
        where = f"worker = ? AND {column} IN ({','.join('?' * len(some))})"
        if generation.select(CORRECTOR, where, (WORKER, *some), limit=1):
            return True
    return False


def follow(filing: Filing, deliveries: Iterable[Opened]) -> set[str]:
    """Adds plain news to what memory holds; says which subjects and links mean something else now."""
    touched: set[str] = set()
    for copy, body, fact in deliveries:
        filing.copies.put(copy.ref, copy)
        if fact is None:
            continue
        for space, name, other in joins(fact.kind, fact.data, filing.statutes):
            if filing.links.add(f"{space} {name}", other):
                touched.add(f"link {space} {name}")
        for subject in copy.subjects:
            touched.add(f"file {subject}")
            if filing.files.holds(subject):
                file = filing.files.get(subject) or File()
                file.put(copy.ref, True, body, fact)
                filing.files.put(subject, file)
    return touched
