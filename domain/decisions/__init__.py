"""Everything an officer can order, in the order of a transfer: what it is about, who may, and what comes of it."""

from __future__ import annotations

from domain.decisions import (
    applications,
    border,
    comments,
    copying,
    dispositions,
    journey,
    licences,
    lists,
    papers,
    proposals,
    setting_aside,
    waivers,
)
from domain.decisions.command import Command


def _whole(command: Command) -> Command:
    """A row of the table; raises TypeError for one that does not say who has a part in it."""
    if command.part is None:
        raise TypeError(f"the order {command.name!r} names no part; give it one of domain/decisions/part.py")
    return command


COMMANDS: dict[str, Command] = {
    command.name: _whole(command)
    for command in (
        *lists.COMMANDS,
        *papers.COMMANDS,
        *copying.COMMANDS,
        *applications.COMMANDS,
        *licences.COMMANDS,
        *border.COMMANDS,
        *journey.COMMANDS,
        *dispositions.COMMANDS,
        *comments.COMMANDS,
        *waivers.COMMANDS,
        *setting_aside.COMMANDS,
        *proposals.COMMANDS,
    )
}
