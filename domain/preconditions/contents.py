"""Everything that article 10(3) demands is stated on the licence (R-048)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.controlled_goods import is_controlled
from domain.events.licence import LicenceLine, LicenceTerms
from domain.kernel.message import Message, message
from domain.kernel.moments import day
from domain.kernel.says_nothing import says_nothing
from domain.preconditions.check import Asked, Check
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.licence_references import line_class
from domain.state.parties import entry


def _described(line: LicenceLine) -> bool:
    item = line.item
    told = (item.description, item.type, item.model, item.calibre)
    return bool(item.category) and not all(says_nothing(x or "") for x in told)


def _counted(line: LicenceLine, said: Provisions) -> bool:
    """A quantity is stated; a value or no limit may stand in its place where the law lets it (norms T4)."""
    if line.control == "Q":
        return line.quantity is not None and line.quantity.value is not None and line.quantity.unit is not None
    if line.item.category in said.quantity_stated_for:
        return False
    return line.control == "O" or line.value is not None


def _missing(records: Records, terms: LicenceTerms, said: Provisions) -> Iterator[Message]:
    if not terms.end_user.name.strip() or not terms.end_user.register_id:
        yield message("missing.final-recipient")
    if not terms.exporter.register_id:
        yield message("missing.exporter")
    if terms.export_state == terms.import_state:
        yield message("missing.two-states")
    if day(terms.valid_to) < day(terms.valid_from):
        yield message("missing.expiry")
    yield from _missing_of_goods(records, terms.lines, said)


def _missing_of_goods(records: Records, lines: tuple[LicenceLine, ...], said: Provisions) -> Iterator[Message]:
    if len({x.line for x in lines}) < len(lines):
        yield message("missing.line-numbers")
    for line in lines:
        if not _described(line):
            yield message("missing.description", line=line.line)
        if _counts_by_class(records, line, said) and line_class(records, line) is None:
            yield message("missing.class", line=line.line)
        if not _counted(line, said):
            yield message("missing.quantity", line=line.line)


def _counts_by_class(records: Records, line: LicenceLine, said: Provisions) -> bool:
    """Whether an import authorization counts such goods; tools and packing that nobody controls have no class."""
    return line.item.category not in (None, "OTHER") or is_controlled(line.item, said, records)


def contents(records: Records, asked: Asked) -> Iterator[Check]:
    """Dates, States, parties, goods and quantities; and an exporter that the register knows (R-010)."""
    missing = list(_missing(records, asked.terms, asked.law(records).provisions(asked.on)))
    exporter = asked.terms.exporter.register_id
    if exporter and not entry.of(records, exporter).registered:
        missing.append(message("missing.register-entry", exporter=exporter))
    yield Check(
        "CONTENT_MISSING",
        "R-048",
        message("precondition.contents"),
        not missing,
        message("precondition.contents.missing", missing=tuple(missing))
        if missing
        else message("precondition.contents.met"),
        message("precondition.contents.mend"),
    )
