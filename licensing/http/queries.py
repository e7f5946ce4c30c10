"""What the API and the pages read from the view of findings; the one file that knows its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import msgspec

from domain.decisions.part import closes
from domain.kernel.canon import bounded, canon, plain_text
from domain.kernel.references import key_as_written
from licensing.access import Actor, Concerned, Role, keeps_grounds, reads_entry, sees, told_of
from licensing.access_log.shown import shows, shows_stream
from licensing.http.cursor import Page, Value, packed, unpacked
from licensing.http.noting import NoteShown, notes_page
from licensing.mandate import sees_proposal
from licensing.notes import NoteFilter
from licensing.reports.finding_filter import Finding, FindingFilter, Where, filtered, printed, visible_to
from projections.catalogue import read_models
from projections.findings.kept_findings import finding_of_row
from projections.findings.tables import ACCEPTED, FINDING, PROPOSAL, REGISTERS, TABLES, WORKER
from projections.history import History
from projections.page_data.shapes import At, Entry, Sheets
from projections.search import Search, find, find_beginning
from projections.search import SearchHit as Found
from projections.sentences import ENGLISH, without_grounds
from projections.store.made_under import MadeUnder
from projections.store.table import Row, Table
from projections.store.views import Generation, Views

_VIEW = "findings"
READ: dict[str, tuple[Table, ...]] = {_VIEW: TABLES, History.name: History.tables, Search.name: Search.tables}
"""The views that answers are made from; they stand for the least of their positions."""
MakeSheets = Callable[[Generation, Generation], Sheets]
"""Makes sheets over one generation of the findings and one of the history."""
_COUNTED = Table("finding", (("rule", "text"), ("severity", "integer"), ("state", "text")), ("rule",))
"""The same rows, read no further than what is counted."""
_PLACES = {name: FINDING.names.index(name) for name in ("finding_id", "licence", "shipment")}
ORDERS: dict[str, tuple[tuple[str, type], ...]] = {
    "opened": (("opened_key", str), ("finding_id", str)),
    "updated": (("updated_key", str), ("finding_id", str)),
    "severity": (("severity", int), ("opened_key", str), ("finding_id", str)),
    "rule": (("rule", str), ("opened_key", str), ("finding_id", str)),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """One line of a register: what it is called, how it stands, which States it concerns."""

    key: str
    title: str
    status: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of a rule, a severity and a state there are."""

    rule: str
    severity: int
    state: str
    count: int


class Paging(NamedTuple):
    """Which part of a list is wanted, and in which order; a leading minus turns it round."""

    sort: str = ""
    limit: int = 50
    cursor: str | None = None


def _concerned(table: Table, row: Row) -> Concerned:
    names = table.names
    return Concerned(row[names.index("states")] or "", row[names.index("parties")] or "")


def _registered(table: Table, row: Row) -> Registered:
    c = dict(zip(table.names, row, strict=True))
    shows(table.name, c["key"])
    return Registered(c["key"], c["title"] or "", c["status"] or "", tuple((c["states"] or "").split()))


class Register(StrEnum):
    """The registers, as addresses name them."""

    LICENCE = "licences"
    CONSIGNMENT = "consignments"
    AUTHORIZATION = "import-authorizations"
    PARTY = "parties"
    APPLICATION = "applications"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: in which register, under which key, by which kind of name, as it was written."""

    register: Register
    key: str
    what: str
    written: str
    title: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order that takes two persons: what was proposed, about what, by whom and when, and how it stands."""

    proposal: str
    order: str
    about: str
    status: str
    data: Any
    time: str | None
    corrects: str | None
    despite: str | None
    proposed_by: str | None
    proposed_at: str
    settled_by: str | None
    settled_at: str | None


class RegisterFilter(NamedTuple):
    """Which lines of a register are wanted; what is empty does not matter."""

    status: str | None = None
    jurisdiction: str | None = None
    party: str | None = None


_NOUN_OF = {
    Register.LICENCE: "licence",
    Register.CONSIGNMENT: "consignment",
    Register.AUTHORIZATION: "authorization",
    Register.PARTY: "party",
    Register.APPLICATION: "application",
}


def noun_of(register: Register) -> str:
    """What one thing of a register is called in subjects."""
    return _NOUN_OF[register]


_REGISTER_OF = {noun: register for register, noun in _NOUN_OF.items()}
_MOST_HITS = 200
_CONCLUDED: dict[Register, dict[str, Any]] = {
    Register.APPLICATION: {
        "recommendation": None,
        "assessment": None,
        "acknowledged": (),
        "preconditions": (),
        "concerns": (),
    },
    Register.LICENCE: {"held": ()},
}
"""What officers concluded about an application, and what is suspected of a licence: not for the applicant."""


class Reading:
    """One look at the views: everything asked of it belongs to one position."""

    def __init__(
        self, views: Views, sheets: MakeSheets, language: str = ENGLISH, renewed: tuple[str, ...] = ()
    ) -> None:
        self.language = language
        """In which its sentences are said."""
        self.renewed = renewed
        """The views that show rows made under another law or by another program, until they are made anew."""
        self.position = least(views)
        self._views = views
        self._rows = views.current(_VIEW, TABLES)
        self._sheets = sheets
        self._made: Sheets | None = None

    @property
    def sheets(self) -> Sheets:
        """The sheets of single things, made from facts."""
        if self._made is None:
            made = self._sheets(self._rows, self._views.current(History.name, History.tables))
            self._made = made.told_in(self.language)
        return self._made

    def finding(self, finding_id: str, actor: Actor, language: str | None = None) -> Finding | None:
        """A finding, if there is one that the actor may see; in another language than the look's where one is named."""
        row = self._rows.get(FINDING, (finding_id,))
        if row is None or not sees(actor, _concerned(FINDING, row)):
            return None
        found = printed(finding_of_row(row), language or self.language)
        if not told_of(actor, found.rule):
            return None
        _shows_finding(row)
        return found

    def closes(self, finding: Finding, actor: Actor) -> bool:
        """Whether the actor's State closes such findings as one that he sees."""
        return closes(self.sheets.records(), self._type_of_entry, finding.seen(), actor.state)

    def _type_of_entry(self, ref: str) -> str | None:
        row = self._rows.get(ACCEPTED, (WORKER, bounded(ref)))
        return None if row is None else str(row[ACCEPTED.names.index("type")])

    def sheet(self, register: Register, key: str, at: At, actor: Actor) -> Any:
        """The sheet of one thing, made from facts; without conclusions and grounds that are not the actor's to read."""
        made = getattr(self.sheets, _NOUN_OF[register])(key, at)
        if made is None:
            return None
        untold = _CONCLUDED.get(register, {}) if actor.role is Role.APPLICANT else {}
        return replace(made, timeline=self.entries_told(made.timeline, key, actor), **untold)

    def history(self, register: Register, key: str, at: At, actor: Actor) -> tuple[Entry, ...]:
        """The facts about a thing at a moment that the actor reads; nothing when there was none yet."""
        made = getattr(self.sheets, _NOUN_OF[register])(key, at)
        return self.entries_told(made.timeline, key, actor) if made is not None else ()

    def entries_told(self, entries: Iterable[Entry], key: str, actor: Actor) -> tuple[Entry, ...]:
        """Entries about a thing as the actor reads them: another State's decisions without their grounds."""
        return tuple(self._entry_told(x, key, actor) for x in entries if reads_entry(actor, x.kind))

    def _entry_told(self, entry: Entry, key: str, actor: Actor) -> Entry:
        state = keeps_grounds(actor, entry.kind, entry.source, key)
        return entry if state is None else replace(entry, sentence=without_grounds(entry.kind, state, self.language))

    def findings(self, wanted: FindingFilter, paging: Paging, actor: Actor) -> Page[Finding]:
        """Findings in order, a page of them."""
        where = filtered(wanted, actor)
        sort = paging.sort or "-severity"
        return self._page(FINDING, where, ORDERS[sort.lstrip("-")], paging._replace(sort=sort), self._finding)

    def _finding(self, row: Row) -> Finding:
        _shows_finding(row)
        return printed(finding_of_row(row), self.language)

    def rows(self, columns: Table, wanted: FindingFilter, actor: Actor, limit: int | None = None) -> list[Row]:
        """Some columns of the findings that fit; whole rows come most severe first."""
        where = filtered(wanted, actor)
        order = "severity DESC, opened_key DESC, finding_id DESC" if columns is FINDING else ""
        found = self._views.current(_VIEW, TABLES)  # a generation of its own: one remembers columns by table
        rows = found.select(columns, where.sql, where.params, order, limit)
        for row in rows if columns is FINDING else ():
            _shows_finding(row)
        return rows

    def counts(self, wanted: FindingFilter, actor: Actor) -> list[Count]:
        """How many there are by rule, severity and state."""
        where = filtered(wanted, actor)
        tally: dict[Row, int] = {}
        for row in self._views.current(_VIEW, TABLES).select(_COUNTED, where.sql, where.params):
            tally[row] = tally.get(row, 0) + 1
        return [Count(rule, severity, state, n) for (rule, severity, state), n in sorted(tally.items())]

    def registered(self, register: Register, wanted: RegisterFilter, paging: Paging, actor: Actor) -> Page[Registered]:
        """Lines of a register in order of their keys, a page of them."""
        where, table = visible_to(actor), REGISTERS[_NOUN_OF[register]]
        where.among("status", [wanted.status] if wanted.status else [])
        where.names("states", wanted.jurisdiction)
        where.names("parties", wanted.party)
        return self._page(table, where, (("key", str),), paging, lambda row: _registered(table, row))

    def proposals(self, status: str, paging: Paging, actor: Actor) -> Page[Proposal]:
        """Orders that wait for a second person, or did, in order of their names, a page of them."""
        where = visible_to(actor)
        where.among("status", [status])
        where.add(f"title {'' if actor.role is Role.ADMINISTRATOR else 'NOT '}LIKE 'list %'")
        return self._page(PROPOSAL, where, (("key", str),), paging, lambda row: _shown_proposal(_proposal(row)))

    def proposal(self, key: str, actor: Actor) -> Proposal | None:
        """One of them, if there is one that the actor may see."""
        row = self._rows.get(PROPOSAL, (key,))
        found = _proposal(row) if row else None
        return _shown_proposal(found) if found and sees_proposal(actor, found.order, key[:2]) else None

    def sees(self, register: Register, key: str, actor: Actor) -> bool:
        """Whether there is such a thing, and the actor may see it."""
        table = REGISTERS[_NOUN_OF[register]]
        row = self._rows.get(table, (key,))
        seen = row is not None and sees(actor, _concerned(table, row))
        if seen:
            shows(_NOUN_OF[register], key)
        return seen

    def meant(self, register: Register, key: str, actor: Actor) -> str:
        """The key of the one thing there that a key means, however its reference is printed; else the key as it is.

        Of what the actor does not see nothing is told, not even that there are two of it (rules 5.1).
        """
        state, colon, reference = key.partition(":")
        for one in (key, key_as_written(key)):
            if not colon or self.sees(register, one, actor):
                return one
        wanted, begins = canon(reference), f"{_NOUN_OF[register]}/{plain_text(state).strip()}:"
        said = find(self._views.current(Search.name, Search.tables), wanted, _MOST_HITS) if wanted else []
        keys = {x.subject.partition("/")[2] for x in said if x.subject.startswith(begins)}
        found = [x for x in keys if canon(x.partition(":")[2]) == wanted and self.sees(register, x, actor)]
        return found[0] if len(found) == 1 else key

    def notes(self, wanted: NoteFilter, paging: Paging, actor: Actor) -> Page[NoteShown]:
        """What is odd about facts that the actor may see, the newest first, a page of them."""
        sees = cache(lambda noun, key: self.sees(_REGISTER_OF[noun], key, actor))
        return notes_page(self._rows, wanted, actor, sees, paging.limit, paging.cursor)

    def search(self, typed: str, actor: Actor) -> tuple[Hit, ...]:
        """What is called so, or begins so, among what the actor may see; a key of a page is found too."""
        found = [*self._said(typed.partition(":")[2] if typed[2:3] == ":" else typed), *_keyed(typed)]
        unique = {(hit.subject, hit.written): hit for hit in reversed(found)}
        return tuple(hit for one in reversed(unique.values()) for hit in self._visible(one, actor))

    def _said(self, typed: str) -> list[Found]:
        words = self._views.current(Search.name, Search.tables)
        return [*find(words, typed, _MOST_HITS), *find_beginning(words, typed, _MOST_HITS)]

    def _visible(self, found: Found, actor: Actor) -> Iterator[Hit]:
        noun, _, key = found.subject.partition("/")
        register = _REGISTER_OF.get(noun)
        row = self._rows.get(REGISTERS[_NOUN_OF[register]], (key,)) if register else None
        if register and row and sees(actor, _concerned(REGISTERS[_NOUN_OF[register]], row)):
            line = _registered(REGISTERS[_NOUN_OF[register]], row)
            shows(noun, key)
            yield Hit(register, key, found.what, found.written, line.title)

    def open_by_rule(self) -> dict[str, int]:
        """How many findings are open by rule, of every State: for the figures of the service."""
        tally: Counter[str] = Counter()
        for row in self._views.current(_VIEW, TABLES).select(_COUNTED, "state = 'OPEN'"):
            tally[row[0]] += 1
        return dict(tally)

    def _page(
        self,
        table: Table,
        where: Where,
        order: tuple[tuple[str, type], ...],
        paging: Paging,
        make: Callable[[Row], Any],
    ) -> Page[Any]:
        columns, back = [name for name, _ in order], paging.sort.startswith("-")
        if paging.cursor:
            values = unpacked(paging.cursor, paging.sort, [kind for _, kind in order])
            marks = ",".join("?" * len(columns))
            where.add(f"({','.join(columns)}) {'<' if back else '>'} ({marks})", *values)
        told = ", ".join(f"{name}{' DESC' if back else ''}" for name in columns)
        rows = self._rows.select(table, where.sql, where.params, told, paging.limit + 1)
        shown = rows[: paging.limit]
        more = len(rows) > paging.limit
        return Page(tuple(make(row) for row in shown), _cursor(table, shown, columns, paging) if more else None)


def _proposal(row: Row) -> Proposal:
    named = dict(zip(PROPOSAL.names, row, strict=True))
    told = msgspec.json.decode(named["sheet"])
    told.pop("person")
    return Proposal(proposal=named["key"], status=named["status"], **told)


def _shown_proposal(found: Proposal) -> Proposal:
    shows("proposal", found.proposal)
    shows_stream(found.about)
    return found


def _shows_finding(row: Row) -> None:
    shows("finding", row[_PLACES["finding_id"]])
    for name, noun in (("licence", "licence"), ("shipment", "consignment")):
        if row[_PLACES[name]]:
            shows(noun, row[_PLACES[name]])


def _keyed(typed: str) -> Iterator[Found]:
    for key in dict.fromkeys((typed.strip().upper(), key_as_written(typed.strip()))):
        for noun in REGISTERS:
            yield Found(key, f"{noun}/{key}", "key", key)


def _cursor(table: Table, rows: Sequence[Row], columns: Sequence[str], paging: Paging) -> str:
    last: list[Value] = [rows[-1][table.names.index(name)] for name in columns]
    return packed(paging.sort, last)


def renewed(views: Views) -> tuple[str, ...]:
    """The views whose rows were made under another law or by another program, and are being made anew."""
    return tuple(name for name, tables in READ.items() if views.differences(name, tables, _made_under(name)))


@cache
def _made_under(name: str) -> MadeUnder:
    return next(model.made_under for model in read_models() if model.name == name)


def least(views: Views) -> int:
    """The position that all views an answer is made from have reached."""
    return min(views.position(name) for name in READ)
