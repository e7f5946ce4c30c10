"""`counterfoil explain FINDING`: why a finding stands, fact by fact, and what would clear it."""

from __future__ import annotations

import argparse
from contextlib import closing

from domain.kernel.errors import NotFound
from licensing.commands.viewing import tell_renewal
from licensing.settings import Settings
from licensing.wiring import World
from projections.findings.model import FindingsModel
from projections.findings.printing import all_findings
from projections.history import History
from projections.page_data import SheetMaker
from projections.page_data.shapes import Entry, Explanation
from projections.store.opening import open_views
from projections.store.views import Generation

NAME = "explain"
HELP = "Tell why a finding stands, with each fact behind it, and what would clear it."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which finding."""
    parser.add_argument("finding", metavar="FINDING", help="its id, or enough of its beginning to be the only one")


def _only(generation: Generation, beginning: str) -> str:
    found = [f.finding_id for f in all_findings(generation) if f.finding_id.startswith(beginning.lower())]
    if not found:
        raise NotFound(f"there is no finding {beginning}; `counterfoil findings` lists them")
    if len(found) > 1:
        raise NotFound(f"{len(found)} findings begin with {beginning}; give more of the id")
    return found[0]


def _tell(told: Explanation) -> None:
    for sentence in told.sentences:
        print(sentence)
    print("\nIt rests on:")
    for fact in told.facts:
        _tell_fact(fact)
    if told.cleared_by is not None:
        print("\nIt was cleared with:")
        _tell_fact(told.cleared_by)
    print(f"\n{told.would_clear}")


def _tell_fact(fact: Entry) -> None:
    print(f"- {fact.sentence}")
    print(f"  {fact.kind} {fact.id} by {fact.source}; happened {fact.time}, received {fact.recordedat}")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints the explanation."""
    model, history = FindingsModel(), History()
    with World(settings) as world, closing(open_views(settings.place)) as views:
        for read in (model, history):
            views.current(read.name, read.tables)  # made, where nobody has read yet: reading makes nothing
        tell_renewal(views, [model, history])
        with views.reading():
            rows = views.current(model.name, model.tables)
            sheets = SheetMaker(rows, views.current(history.name, history.tables), world.log.at)
            told = sheets.explain(_only(rows, arguments.finding))
    if told is not None:
        _tell(told)
    return 0
