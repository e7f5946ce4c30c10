"""What the findings view keeps: what it shows, and the working tables by which it goes on where it stopped.

Working tables belong to one worker each, the first column says to whom. Names of tables and columns are those of the
first stored rows: a `note` is a dependency of an `asker`, a `link` an entry of a secondary index.
"""

from __future__ import annotations

from domain.kernel.message import taken
from projections.sentences import said
from projections.store.table import Kind, Table

WORKER = 0
"""The one worker of a view that is not shared among several."""

FINDING = Table(
    name="finding",
    columns=(
        ("finding_id", "text"),
        ("rule", "text"),
        ("licence", "text"),
        ("line", "text"),
        ("shipment", "text"),
        ("subject", "text"),
        ("state", "text"),
        ("severity", "integer"),
        ("opened_at", "text"),
        ("updated_at", "text"),
        ("cleared_at", "text"),
        ("quantity", "text"),
        ("evidence", "blob"),
        ("message", "text"),
        ("home", "text"),
        ("states", "text"),
        ("parties", "text"),
        ("opened_key", "text"),
        ("updated_key", "text"),
        ("cleared_by", "text"),
        ("cleared_kind", "text"),
    ),
    key=("finding_id",),
    indexes=(("home",), ("state", "severity", "opened_key"), ("licence",), ("shipment",)),
    shown_as=(("message", lambda text: said(taken(text))),),
)
NOTED = Table(
    name="noted",
    columns=(
        ("ref", "text"),
        ("kind", "text"),
        ("place", "text"),
        ("source", "text"),
        ("id", "text"),
        ("type", "text"),
        ("detail", "text"),
        ("standing", "text"),
        ("since", "text"),
        ("ended", "text"),
        ("by", "text"),
        ("about", "text"),
        ("home", "text"),
        ("since_key", "text"),
    ),
    key=("ref", "kind", "place"),
    indexes=(("home",), ("since_key",)),
)
ACCEPTED = Table(
    name="standing",
    columns=(
        ("worker", "integer"),
        ("ref", "text"),
        ("id", "text"),
        ("type", "text"),
        ("corrected", "text"),
        ("recordedat", "text"),
        ("received", "text"),
        ("digest", "text"),
        ("subjects", "text"),
    ),
    key=("worker", "ref"),
    shown=False,
)
CORRECTOR = Table(
    name="corrector",
    columns=(("worker", "integer"), ("corrected", "text"), ("ref", "text")),
    key=("worker", "corrected", "ref"),
    shown=False,
)
SUBJECT = Table(
    name="subject",
    columns=(("worker", "integer"), ("subject", "text"), ("facts", "blob")),
    key=("worker", "subject"),
    shown=False,
)
SECONDARY_INDEX = Table(
    name="link",
    columns=(("worker", "integer"), ("name", "text"), ("joined", "text")),
    key=("worker", "name", "joined"),
    shown=False,
)
DEPENDENCY = Table(
    name="note",
    columns=(("worker", "integer"), ("looked_up", "text"), ("asker", "text")),
    key=("worker", "looked_up", "asker"),
    shown=False,
)
DUE = Table(
    name="due",
    columns=(
        ("worker", "integer"),
        ("asker", "text"),
        ("next", "text"),
        ("zone", "integer"),
        ("passed", "text"),
    ),
    key=("worker", "asker"),
    indexes=(("worker", "passed"),),
    shown=False,
)
CLOCK = Table(
    name="clock",
    columns=(("worker", "integer"), ("now", "text")),
    key=("worker",),
    shown=False,
)
_REGISTER: tuple[tuple[str, Kind], ...] = (
    ("key", "text"),
    ("states", "text"),
    ("parties", "text"),
    ("title", "text"),
    ("status", "text"),
    ("sheet", "blob"),
)
LICENCE = Table("licence", _REGISTER, ("key",))
CONSIGNMENT = Table("consignment", _REGISTER, ("key",))
AUTHORIZATION = Table("authorization", _REGISTER, ("key",))
PARTY = Table("party", _REGISTER, ("key",))
APPLICATION = Table("application", _REGISTER, ("key",))
PROPOSAL = Table("proposal", _REGISTER, ("key",))
REGISTERS = {
    "licence": LICENCE,
    "consignment": CONSIGNMENT,
    "authorization": AUTHORIZATION,
    "party": PARTY,
    "application": APPLICATION,
    "proposal": PROPOSAL,
}
WORKING = (ACCEPTED, CORRECTOR, SUBJECT, SECONDARY_INDEX, DEPENDENCY, DUE, CLOCK)
TABLES = (FINDING, NOTED, *REGISTERS.values(), *WORKING)
