"""`counterfoil health`: whether a role is well here, for Docker, systemd and Kubernetes; no server is asked."""

from __future__ import annotations

import argparse

from licensing.settings import Settings
from licensing.watch.health import health_of
from licensing.watch.roles import ROLES
from licensing.watch.run_folder import run_folder

NAME = "health"
HELP = "Tell whether a role is well on this machine: whether its loops turn. Exit code 0 if so, else 1."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which role."""
    parser.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints one sentence."""
    found = health_of(run_folder(settings), arguments.role, settings.beat_limit)
    print(found.told)
    return 0 if found.well else 1
