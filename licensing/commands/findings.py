"""`counterfoil findings`: every finding, as the contract prints it or as a table."""

from __future__ import annotations

import argparse
from contextlib import closing

from consumers.project import bring_up_to_date
from licensing.commands.printing import table
from licensing.settings import Settings
from licensing.wiring import World
from projections.catalogue import read_models
from projections.findings.model import FindingsModel
from projections.findings.printing import all_findings, lines, named
from projections.store.opening import open_views

NAME = "findings"
HELP = "Print all findings: open, closed and cleared."


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to print, and which."""
    parser.add_argument("--format", choices=("jsonl", "table"), default="table")
    parser.add_argument("--rule", action="append", default=[], metavar="RULE", help="only this rule; may be repeated")
    parser.add_argument("--state", action="append", default=[], choices=("OPEN", "CLOSED", "CLEARED"))


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Brings the views up to date if they are behind and no topic feeds them, then prints."""
    with World(settings) as world, closing(open_views(settings.place)) as views:
        if not settings.kafka:
            bring_up_to_date(views, world.log, read_models(settings.workers))
        model = FindingsModel()
        views.current(model.name, model.tables)  # made, where nobody has read yet: reading makes nothing
        with views.reading():
            found = all_findings(views.current(model.name, model.tables))
    wanted = [
        f
        for f in found
        if (not arguments.rule or f.rule in arguments.rule) and (not arguments.state or f.state in arguments.state)
    ]
    if arguments.format == "jsonl":
        for line in lines(wanted):
            print(line)
        return 0
    rows = [(f.finding_id[:12], f.rule, f.state, str(f.severity), f.opened_at, named(f), f.message) for f in wanted]
    table(("finding", "rule", "state", "severity", "opened", "key", "what"), rows, none="no findings")
    return 0
