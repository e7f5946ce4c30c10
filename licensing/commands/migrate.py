"""`counterfoil migrate --plan|--apply`: brings the log from the form of an older program to that of this one."""

from __future__ import annotations

import argparse

from licensing.log import FORM, TooNew, found_log, migrate_log, migrations_after
from licensing.settings import Settings

NAME = "migrate"
HELP = "Tell which steps the log needs to be read by this program, or take them."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether steps are only told."""
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--plan", action="store_true", help="tell the steps; nothing is changed")
    either.add_argument("--apply", action="store_true", help="take them, each in one transaction")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints the form of the log, then the steps, or what became of it. Raises TooNew and Unavailable."""
    found = found_log(settings.place)
    if found.form > FORM:
        raise TooNew(found.place, found.form)
    if found.form in (0, FORM):
        print(f"the log at {found.place} is of form {FORM}: nothing to do" if found.form else _none(found.place))
        return 0
    if arguments.apply:
        print(migrate_log(settings.place).told())
        return 0
    print(f"the log at {found.place} is of form {found.form}, at position {found.position:,}; this program's is {FORM}")
    for step in migrations_after(found.form):
        print(f"to form {step.form}: {step.says}")
    print(_NO_DUMP if settings.database else _KEPT)
    return 0


_KEPT = "a copy of it as it is will lie beside it; take the steps with `counterfoil migrate --apply`"
_NO_DUMP = (
    "stop what runs on it, keep a dump of it (pg_dump --schema counterfoil_log), then take the steps with"
    " `counterfoil migrate --apply`"
)


def _none(place: str) -> str:
    return f"there is no log at {place} yet; the first command that opens it makes one of form {FORM}"
