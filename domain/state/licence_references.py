"""Which licence, and which of its lines, a goods item means (rules 1.5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.events.declaration import DeclaredLine, ShipmentDeclared
from domain.events.goods import Item
from domain.events.licence import LicenceLine, LicenceTerms
from domain.events.party import PartyMention
from domain.kernel.canon import canon, folded
from domain.kernel.moments import Day
from domain.kernel.says_nothing import says_nothing
from domain.record.records import Records
from domain.state.licences import Licence, licence
from domain.state.parties import is_different
from domain.state.reference import hs_classes


class Resolved(NamedTuple):
    """What a goods item resolves to: licence and line number, and the line in the terms of the control date."""

    licence: str | None = None
    line: int | None = None
    licensed: LicenceLine | None = None


NOTHING = Resolved()
IN_ANY_STATE = "reference"
"""The secondary index of licences by their references, whatever State issued them."""
_CODE = 2
"""Letters of the code of a State."""


def reference_texts(state: str, reference: str) -> tuple[str, str]:
    """The canonical texts by which a licence is cited: its reference, with and without the State's code in front."""
    plain = canon(reference)
    return plain, state + plain


def _existing(records: Records, index: str, name: str) -> list[Licence]:
    found = (licence.of(records, key) for key in records.indexed(index, name))
    return [x for x in found if x is not None]


def licences_cited(records: Records, state: str, text: str) -> list[Licence]:
    """The licences of a State that a text may mean: by equal texts, else with O for 0 and I for 1."""
    if says_nothing(text):
        return []
    wanted = canon(text)
    found = _existing(records, "text", f"{state} {wanted}")
    return found or _existing(records, "folded", f"{state} {folded(wanted)}")


def licences_of_others(records: Records, state: str, text: str) -> list[Licence]:
    """The licences of other States that a text may mean, with or without the State's code in front."""
    wanted = canon(text)
    found = _existing(records, IN_ANY_STATE, wanted)
    found += [x for x in _existing(records, IN_ANY_STATE, wanted[_CODE:]) if x.state == wanted[:_CODE]]
    return [x for x in found if x.state != state]


def licence_cited(records: Records, state: str, text: str) -> Licence | None:
    """The one licence of a State that a text means; None where it means none, or may mean several."""
    found = licences_cited(records, state, text)
    return found[0] if len(found) == 1 else None


def _exporters_agree(records: Records, declared: ShipmentDeclared, held: Licence, control: Day) -> bool:
    mention: PartyMention | None = next((p for p in declared.parties if p.role == "EXPORTER"), None)
    return mention is None or not is_different(records, mention, held.terms(control).exporter)


def _classes(records: Records, item: Item) -> set[str]:
    if item.item_class is not None:
        return {item.item_class}
    if item.hs is None:
        return set()
    return classes_of_code(records, item.hs, item.hs_edition)


def classes_of_code(records: Records, hs: str, edition: str | None) -> set[str]:
    """The control classes of a code; empty where no list of codes is in force, as nothing is known then."""
    listed = hs_classes.of(records, hs[:6])
    return set() if listed is None else {c for e, c in listed if edition in (None, e)} or {"NONE"}


def line_class(records: Records, line: LicenceLine) -> str | None:
    """The control class of a licence line."""
    found = _classes(records, line.item)
    return next(iter(found)) if len(found) == 1 else None


def _line(records: Records, terms: LicenceTerms, declared: DeclaredLine) -> tuple[int | None, LicenceLine | None]:
    if declared.licence_line is not None:
        return declared.licence_line, next((x for x in terms.lines if x.line == declared.licence_line), None)
    if len(terms.lines) == 1:
        return terms.lines[0].line, terms.lines[0]
    classes = _classes(records, declared.item)
    fitting = [x for x in terms.lines if line_class(records, x) in classes]
    return (fitting[0].line, fitting[0]) if len(fitting) == 1 else (None, None)


def resolve(
    records: Records, declared: ShipmentDeclared, lines: tuple[DeclaredLine, ...], control: Day
) -> Iterator[tuple[DeclaredLine, Resolved]]:
    """Each goods item with what it resolves to: its own reference first, then those on the transport documents."""
    state = declared.export_state
    printed = [x.licence_reference for x in declared.transport_documents if x.licence_reference]
    known: dict[str, Licence | None] = {}

    def meant(text: str) -> Licence | None:
        if text not in known:
            held = licence_cited(records, state, text)
            known[text] = held if held and _exporters_agree(records, declared, held, control) else None
        return known[text]

    for line in lines:
        texts = [line.licence_reference, *printed] if line.licence_reference else printed
        held = next((x for x in map(meant, texts) if x is not None), None)
        if held is None:
            yield line, NOTHING
            continue
        number, licensed = _line(records, held.terms(control), line)
        yield line, Resolved(licence=held.key, line=number, licensed=licensed)
