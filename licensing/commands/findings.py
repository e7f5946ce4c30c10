"""`counterfoil findings`: those that fit, as the contract prints them, as a table or a file; or several closed."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import closing

from domain.findings.disposition import DISPOSITIONS
from domain.findings.lifecycle import KeptFinding
from licensing.commands.officers import offer_token
from licensing.commands.printing import table
from licensing.commands.viewing import bring_views, tell_renewal
from licensing.http.json.rulebook import TITLES
from licensing.reports.exporting import as_csv, as_json
from licensing.reports.finding_filter import FindingFilter, Where, narrowed
from licensing.settings import BadSetting, Settings
from licensing.wiring import World
from projections.findings.model import FindingsModel
from projections.findings.printing import all_findings, key_in_words, lines, sentence_of
from projections.sentences import said
from projections.store.opening import open_views

NAME = "findings"
HELP = "Print the findings that fit: open, closed and cleared; or dispose of several at once."
_PATTERNS = {"jurisdiction": ("[A-Z]{2}", "two capitals, such as XA"), "opened": ("[0-9]{4}-[0-9]{2}", "a month")}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, which findings, and how to print."""
    parser.add_argument("action", nargs="?", choices=("list", "dispose"), default="list", help="default: list")
    parser.add_argument("--format", choices=("jsonl", "table", "csv", "json"), default="table")
    parser.add_argument("--rule", action="append", default=[], metavar="RULE", help="only this rule; may be repeated")
    parser.add_argument("--state", action="append", default=[], choices=("OPEN", "CLOSED", "CLEARED"))
    parser.add_argument("--severity", action="append", default=[], type=int, choices=range(1, 6), metavar="1-5")
    parser.add_argument("--jurisdiction", metavar="XA", help="only what concerns this State")
    parser.add_argument("--licence", metavar="KEY", help="only about this licence")
    parser.add_argument("--consignment", metavar="KEY", help="only about this consignment")
    parser.add_argument("--party", metavar="ID", help="only what concerns this entry of the register")
    parser.add_argument("--opened", metavar="MONTH", help="only what opened last in this month, such as 2031-05")
    _to_dispose(parser)


def _to_dispose(parser: argparse.ArgumentParser) -> None:
    """What is closed besides what fits the filter, by whom, as what, and why."""
    order = parser.add_argument_group("to dispose of several", "without --yes only what would close is told")
    order.add_argument("--id", action="append", default=[], metavar="FINDING", help="this finding; may be repeated")
    order.add_argument("--seen", metavar="FILE", help="just what an earlier preview told with --format json")
    order.add_argument("--acting-for", metavar="XA", help="the State for which it is decided")
    order.add_argument("--officer", metavar="NAME", help="who decides; kept with it")
    order.add_argument("--role", choices=("licensing-officer", "approving-officer"), help="default: licensing-officer")
    offer_token(order)
    order.add_argument("--disposition", choices=DISPOSITIONS)
    order.add_argument("--reason", help="why, in a sentence")
    order.add_argument("--office", help="with REFERRED: which office goes on with it, such as `XB customs`")
    order.add_argument("--key", help="your own key for this order: given again, it does nothing twice")
    order.add_argument("--yes", action="store_true", help="close what would close")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Brings the views up to date if they are behind and no topic feeds them, then prints or closes."""
    wanted = _filter_of(arguments)
    if arguments.action == "dispose":
        from licensing.commands import disposing  # whoever only looks does without what orders need

        return disposing.run(arguments, wanted, settings)
    with World(settings) as world, closing(open_views(settings.place)) as views:
        bring_views(views, world)
        model, where = FindingsModel(), narrowed(Where(), wanted)
        views.current(model.name, model.tables)  # made, where nobody has read yet: reading makes nothing
        tell_renewal(views, [model])
        with views.reading():
            found = all_findings(views.current(model.name, model.tables), where.sql, where.params)
    _print(found, arguments.format)
    return 0


def _filter_of(arguments: argparse.Namespace) -> FindingFilter:
    for name, (pattern, told) in _PATTERNS.items():
        given = getattr(arguments, name)
        if given is not None and not re.fullmatch(pattern, given):
            raise BadSetting(f"--{name} is {given!r}; it must be {told}")
    return FindingFilter(
        tuple(arguments.rule),
        tuple(arguments.state),
        tuple(arguments.severity),
        arguments.jurisdiction,
        arguments.licence,
        arguments.consignment,
        arguments.party,
        arguments.opened,
    )


def _print(found: list[KeptFinding], how: str) -> None:
    if how == "jsonl":
        for line in lines(found):
            print(line)
    elif how == "csv":
        sys.stdout.buffer.write(as_csv(found, TITLES).encode())
        sys.stdout.flush()
    elif how == "json":
        print(as_json(found).decode())
    else:
        rows = [
            (f.finding_id[:12], f.rule, f.state, str(f.severity), f.opened_at, key_in_words(f), said(sentence_of(f)))
            for f in found
        ]
        table(("finding", "rule", "state", "severity", "opened", "key", "what"), rows, none="no findings")
