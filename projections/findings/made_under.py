"""Under what findings are made: every number of the law, the rules of a catalogue, and the code that asks them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from domain.findings.rule import Rule
from domain.record.statutes import StatuteBook, StatuteRow, statutes
from domain.rules import CATALOGUE
from projections.store.made_under import MadeUnder, digest, program

_MODULES = (
    *("concerned", "dependencies", "indexing", "kept_findings", "model", "noted", "registers", "stamps", "tables"),
    *("stored_dependencies", "write_back_cache"),
)
PROGRAM = program(
    1,
    "domain",
    *(f"projections/findings/{name}.py" for name in _MODULES),
    "projections/store/projection.py",
)


@cache
def made_today() -> MadeUnder:
    """Under what findings are made by today's law and all rules."""
    return made_under(statutes(), CATALOGUE)


def made_under(book: StatuteBook, catalogue: Iterable[Rule]) -> MadeUnder:
    """Under what findings are made by every row of a law and by some rules."""
    law = "\n".join([book.without_licence, *map(_told, book.rows)])
    asked = " ".join(f"{rule.id}={rule.ask.__module__}.{rule.ask.__qualname__}" for rule in catalogue)
    return MadeUnder(PROGRAM, digest(law), digest(asked))


def _told(row: StatuteRow) -> str:
    """A row in words that are the same in every process: a set is told in order."""
    value = sorted(row.value) if isinstance(row.value, frozenset) else row.value
    return repr(row._replace(value=value))
