"""Goods items: the licence and line they resolve to, and their quantity (rules.md 1.5.6-1.5.8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.reference.consignments import Consignment
from tests.reference.licences import Document, control_classes, line_class, line_of
from tests.reference.lists import Lists
from tests.reference.parties import Register
from tests.reference.quantities import Interval, base
from tests.reference.standing import Json
from tests.reference.text import canon, fold, says_nothing


@dataclass(eq=False)
class Goods:
    """One goods item. `line`: number of the licence line, `terms_line`: that line at the control date."""

    number: int
    declared: Json
    licence: Document | None
    line: int | None
    terms_line: Json | None
    quantity: Interval
    category: str | None


class References:
    """Licences by what a declarant may write for them."""

    def __init__(self, licences: Iterable[Document]) -> None:
        self.exact: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.folded: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.licences = {licence.key: licence for licence in licences}
        for licence in self.licences.values():
            code = canon(licence.reference)
            for written in (code, licence.state + code):
                self.exact[licence.state, written].add(licence.key)
                self.folded[licence.state, fold(written)].add(licence.key)

    def find(self, text: str, state: str) -> Document | None:
        """The one licence of the State with this reference; failing that, the one after folding (1.5.6)."""
        if says_nothing(text):
            return None
        code = canon(text)
        keys = self.exact.get((state, code)) or self.folded.get((state, fold(code))) or set()
        return self.licences[next(iter(keys))] if len(keys) == 1 else None


def goods(consignment: Consignment, references: References, register: Register, lists: Lists) -> list[Goods]:
    """The goods items in the order of the declaration."""

    def allowed(licence: Document) -> bool:
        return exporter_may(consignment, licence, register, lists)

    return [_item(consignment, line, references, allowed, lists) for line in consignment.lines]


def exporter_may(consignment: Consignment, licence: Document, register: Register, lists: Lists) -> bool:
    """The declared EXPORTER is not DIFFERENT from the licensed one (1.5.6)."""
    mentions = [m for m in consignment.data["parties"] if m["role"] == "EXPORTER"]
    if not mentions:
        return True
    licensed = licence.terms(consignment.control_date, lists)["exporter"]
    return not register.hard_different(mentions[0], register.party(licensed))


def _item(
    consignment: Consignment,
    line: Json,
    references: References,
    allowed: Callable[[Document], bool],
    lists: Lists,
) -> Goods:
    printed = [document.get("licence_reference") for document in consignment.data.get("transport_documents", [])]
    licence: Document | None = None
    for text in [line["licence_reference"], *printed]:
        found = references.find(text, consignment.export_state) if text is not None else None
        if found is not None and allowed(found):
            licence = found
            break
    terms = None if licence is None else licence.terms(consignment.control_date, lists)
    number = None if terms is None else line_number(line, terms, lists)
    terms_line = None if terms is None or number is None else line_of(terms, number)
    item = line["item"]
    category = item["category"] if terms_line is None else terms_line["item"]["category"]
    quantity = base(line["quantity"], category, item.get("calibre"), lists)
    return Goods(int(line["item_no"]), line, licence, number, terms_line, quantity, category)


def line_number(declared: Json, terms: Json, lists: Lists) -> int | None:
    """The line cited; when null the only line, or the only line with the item's control class (1.5.6)."""
    if declared["licence_line"] is not None:
        return int(declared["licence_line"])
    if len(terms["lines"]) == 1:
        return int(terms["lines"][0]["line"])
    classes = control_classes(declared["item"], lists)
    matching = [line for line in terms["lines"] if line_class(line, lists) in classes]
    return int(matching[0]["line"]) if len(matching) == 1 else None
