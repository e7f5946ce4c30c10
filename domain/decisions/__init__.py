"""Everything an officer can order, in the order of a transfer: what it is about, who may, and what comes of it."""

from __future__ import annotations

from domain.decisions import applications, border, dispositions, journey, licences, papers, proposals, waivers
from domain.decisions.command import Command

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        *papers.COMMANDS,
        *applications.COMMANDS,
        *licences.COMMANDS,
        *border.COMMANDS,
        *journey.COMMANDS,
        *dispositions.COMMANDS,
        *waivers.COMMANDS,
        *proposals.COMMANDS,
    )
}
