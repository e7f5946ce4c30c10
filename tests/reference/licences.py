"""Export licences and import authorizations: who may say what, terms at a date (rules.md 1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.reference.days import day_number
from tests.reference.lists import Lists
from tests.reference.quantities import ZERO, Interval, base, total
from tests.reference.standing import Fact, Json

CLASS_CATEGORY = {
    "HANDGUN": "FIREARM",
    "RIFLE": "FIREARM",
    "SHOTGUN": "FIREARM",
    "MILITARY": "FIREARM",
    "COMPONENT": "COMPONENT",
    "AMMUNITION": "AMMUNITION",
    "PROPELLANT": "PROPELLANT",
    "ACCESSORY": "ACCESSORY",
}


def reference_text(reference: Json) -> str:
    """A document as keys write it (1.11)."""
    return f"{reference['state']}:{reference['reference']}"


def counts(fact: Fact) -> bool:
    """Whether the source may say so (1.4.1)."""
    if fact.type.startswith("export-licence."):
        by_issuer = fact.type != "export-licence.amended" or fact.data["amended_by"] == "ISSUING_AUTHORITY"
        return by_issuer and (fact.state, fact.role) == (fact.data["licence"]["state"], "licensing")
    if fact.type in (
        "import-authorization.issued",
        "import-authorization.amended",
        "import-authorization.revoked",
    ):
        return (fact.state, fact.role) == (fact.data["authorization"]["state"], "import-authority")
    return True


@dataclass
class Document:
    """A licence or an authorization with the facts that count, in business order."""

    key: str
    state: str
    reference: str
    facts: list[Fact] = field(default_factory=list)

    def of(self, kind: str) -> list[Fact]:
        """The facts of one kind, e.g. `amended`."""
        return [fact for fact in self.facts if fact.type.endswith("." + kind)]

    @property
    def issued(self) -> Fact:
        """The fact of issue; a second one replaces the first."""
        return self.of("issued")[-1]

    def effective(self, amendment: Fact, lists: Lists) -> int:
        """e(a) (1.4.2)."""
        decided, effective = lists.date(amendment, self.state), day_number(amendment.data["effective_on"])
        return effective if amendment.data["retroactive"] or effective >= decided else decided

    def terms(self, day: int, lists: Lists) -> Json:
        """terms(L, d): of the last amendment in effect by then (e(a), business order), else as issued."""
        dated = [(self.effective(a, lists), a.order, a) for a in self.of("amended")]
        begun = [x for x in dated if x[0] <= day]
        fact = max(begun, key=lambda x: x[:2])[2] if begun else self.issued
        terms: Json = fact.data["terms"]
        return terms

    def current_terms(self, lists: Lists) -> Json:
        """Terms at the date of `now` in the document's State."""
        return self.terms(lists.today(self.state, self.issued.offset), lists)

    def dates(self, kind: str) -> list[int]:
        """`effective_on` of the facts of one kind."""
        return [day_number(fact.data["effective_on"]) for fact in self.of(kind)]

    def barred(self) -> Iterator[tuple[int, int | None]]:
        """Periods of revocation and suspension, both ends included (R04)."""
        yield from self.between("revoked", "revocation-undone")
        yield from self.between("suspended", "reinstated")

    def between(self, begins: str, ends: str) -> Iterator[tuple[int, int | None]]:
        """From each fact of one kind to the day before the next of the other, in order of effect."""
        changes = sorted((day_number(f.data["effective_on"]), f.order, f) for f in self.of(begins) + self.of(ends))
        for i, (day, _, fact) in enumerate(changes):
            if fact.type == f"export-licence.{begins}":
                after = (end for end, _, f in changes[i + 1 :] if f.type == f"export-licence.{ends}")
                yield day, next((end - 1 for end in after), None)


def documents(facts: Iterable[Fact], prefix: str, name: str) -> dict[str, Document]:
    """All issued licences (`export-licence`, `licence`) or authorizations by key."""
    found: dict[str, Document] = {}
    for fact in sorted((f for f in facts if f.type.startswith(prefix + ".") and counts(f)), key=lambda f: f.order):
        reference = fact.data[name]
        key = reference_text(reference)
        found.setdefault(key, Document(key, reference["state"], reference["reference"])).facts.append(fact)
    return {key: document for key, document in found.items() if document.of("issued")}


def line_of(terms: Json, number: int) -> Json | None:
    """Line n of the terms; None when it is absent."""
    return next((line for line in terms["lines"] if line["line"] == number), None)


def line_quantity(line: Json | None, lists: Lists) -> Interval:
    """auth(L, n, d) from the line at that date; 0 if it is absent (1.4.3)."""
    if line is None:
        return ZERO
    return base(line["quantity"], line["item"]["category"], line["item"].get("calibre"), lists)


def control_classes(item: Json, lists: Lists) -> set[str]:
    """The class stated, else that of the HS code in its edition; without edition, of any edition (1.7.5)."""
    if item.get("item_class") is not None:
        return {item["item_class"]}
    if item.get("hs") is None or not lists.hs:
        return set()
    edition = item.get("hs_edition")
    rows = [row for row in lists.hs if row["hs6"] == item["hs"][:6] and edition in (None, row["edition"])]
    return {row["item_class"] for row in rows} or {"NONE"}


def line_class(line: Json, lists: Lists) -> str | None:
    """The one control class of a licence line; None where it has none, or its code has several (1.7.5)."""
    classes = control_classes(line["item"], lists)
    return classes.pop() if len(classes) == 1 else None


def licensed_by_class(terms: Json, lists: Lists) -> dict[str, Interval]:
    """The Q quantities of a licence by control class."""
    found: dict[str, Interval] = {}
    for line in terms["lines"]:
        item_class = line_class(line, lists)
        if line["control"] == "Q" and item_class is not None:
            found[item_class] = found.get(item_class, ZERO) + line_quantity(line, lists)
    return found


def authorized(terms: Json, item_class: str, lists: Lists) -> Interval:
    """The quantity of an authorization for a class; absent: 0."""
    return total(
        base(line["quantity"], CLASS_CATEGORY.get(item_class), None, lists)
        for line in terms["lines"]
        if line["item_class"] == item_class
    )
