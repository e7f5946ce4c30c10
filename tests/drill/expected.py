"""What must stand after a drill: folds in memory over deliveries, written without looking at the program's own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.reference.days import DAY, written
from tests.reference.standing import content_sha
from tests.reference.text import alike, canon, looked_for
from tests.reference.verdict import Key

Fact = dict[str, Any]
Rank = tuple[Fraction, str]
Name = tuple[str, str]
Told = tuple[int, str, Fact]
"""A position of the log, the stream written there, and the fact."""

ENVELOPE = ("source", "id", "type", "subject", "time", "recordedat", "data", "timeprecision", "corrects")


def kept(fact: Fact) -> Fact:
    """What the log keeps of a delivery."""
    return {name: fact[name] for name in ENVELOPE if name in fact}


def name_of(fact: Fact) -> Name:
    """Source and id."""
    return (fact["source"], fact["id"])


def rank(fact: Fact) -> Rank:
    """Of copies under one name the least stands."""
    return (written(fact["recordedat"]).at, content_sha(fact))


def appended(deliveries: Iterable[Fact]) -> list[Fact]:
    """The deliveries that become events when they come in this order, as the log keeps them."""
    standing: dict[Name, Rank] = {}
    events = []
    for fact in deliveries:
        if name_of(fact) not in standing or rank(fact) < standing[name_of(fact)]:
            standing[name_of(fact)] = rank(fact)
            events.append(kept(fact))
    return events


def standing(deliveries: Iterable[Fact]) -> dict[Name, Rank]:
    """The copy that stands under each name, whatever the order."""
    best: dict[Name, Rank] = {}
    for fact in deliveries:
        best[name_of(fact)] = min(best.get(name_of(fact), rank(fact)), rank(fact))
    return best


# -- the plain views --------------------------------------------------------------------------------------------------


def history(events: Iterable[Told]) -> set[tuple[Any, ...]]:
    """The rows of the view `history`: each event under every subject that it concerns."""
    rows = set()
    for position, stream, fact in events:
        names = [fact.get(name) for name in ("source", "id", "time", "recordedat", "timeprecision", "corrects")]
        times = [_in_utc(fact["time"]), _in_utc(fact["recordedat"])]
        for subject in {stream, *_more_subjects(fact)}:
            rows.add((subject, position, fact["type"], *names, *times))
    return rows


def search(events: Iterable[Told]) -> set[tuple[Any, ...]]:
    """The rows of the view `search` but for runs of serial numbers."""
    found = set()
    for _, stream, fact in events:
        for what, text in _words(fact["type"].rpartition(".v")[0], fact["data"]):
            if text:
                found.add((looked_for(text), stream, what, text))
    return {(*key, words) for key, words in {(k, s, w): t for k, s, w, t in sorted(found, reverse=True)}.items()}


def runs(events: Iterable[Told]) -> set[tuple[Any, ...]]:
    """The runs of serial numbers of the view `search`."""
    found = set()
    for _, stream, fact in events:
        for serials in _serials(fact["type"].rpartition(".v")[0], fact["data"]):
            found |= {(*run, stream) for ends in serials.get("ranges", []) for run in _run(ends)}
    return found


def _serials(kind: str, data: Fact) -> Iterator[Fact]:
    """Every place where a fact names serial numbers."""
    if kind in DECLARED | RECEIVED or kind.startswith("reexport."):
        yield from (line["serials"] for line in data.get("lines", []) if line.get("serials"))
    if kind.startswith(("item.", "reexport.consented")) and data.get("serials"):
        yield data["serials"]


def _run(ends: Fact) -> list[tuple[str, str, int, str, str]]:
    """One run, where both ends belong to it."""
    first, last = (re.fullmatch(r"(.*?)([0-9]+)([^0-9]*)", looked_for(ends[end])) for end in ("from", "to"))
    if not first or not last or first[1] != last[1] or first[3] != last[3] or int(first[2]) > int(last[2]):
        return []
    width = len(first[2])
    return [(first[1], first[3], width, first[2], str(int(last[2])).rjust(width, "0"))]


def traffic(events: Iterable[Told]) -> set[tuple[Any, ...]]:
    """The rows of the view `traffic`."""
    counts = Counter(
        (fact["source"].split("/")[2], fact["recordedat"][:7], fact["type"].rpartition(".v")[0])
        for _, _, fact in events
    )
    return {(*key, count) for key, count in counts.items()}


def _in_utc(text: str) -> str:
    second, rest = divmod(written(text).at, 1)
    clock = (datetime(1, 1, 1) + timedelta(seconds=int(second) - DAY)).isoformat()
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{clock}.{digits}" if digits else clock


def _document(noun: str, ref: Fact | None) -> Iterator[str]:
    if ref:
        yield f"{noun}/{ref['state']}:{ref['reference']}"


def _consignment(ref: Fact | None) -> Iterator[str]:
    if ref:
        yield "consignment/" + "/".join(part for part in (ref["ucr"], ref.get("part")) if part)


def _more_subjects(fact: Fact) -> Iterator[str]:
    kind, data = fact["type"].rpartition(".v")[0], fact["data"]
    if kind in ("export-licence.issued", "export-licence.amended"):
        yield from _document("authorization", data["terms"]["import_authorization"])
        yield from (f"document/{name}" for name in data["terms"]["end_use_documents"])
    if kind == "export-licence.surrendered":
        yield from _document("licence", data["replaced_by"])
    if kind == "transit-notice.sent":
        yield from _document("licence", data["licence"])
        yield from _document("authorization", data.get("authorization"))
    if kind == "shipment.declared":
        yield from _consignment(data.get("replaces"))
    if kind == "party.merged":
        yield from (f"party/{name}" for name in data["absorbed"])
    if kind == "item.destroyed":
        yield from _consignment(data.get("shipment"))
    yield from _rare_subjects(kind, data)


def _rare_subjects(kind: str, data: Fact) -> Iterator[str]:
    """Where the few facts about items, stocks, re-exports and signatories are looked for."""
    if kind.startswith("item."):
        serials = data.get("serials") or {"numbers": [], "ranges": []}
        runs_from = [run["from"] for run in serials.get("ranges", [])]
        named = [*serials.get("numbers", []), *runs_from, *(data.get("lots") or []), data.get("case") or ""]
        make, model = (canon(data["item"].get(name) or "") for name in ("make", "model"))
        yield f"item/{make}|{model}|{alike(named[0])}"
    if kind == "item.lost":
        yield from _document("loss", data.get("licence"))
    if kind == "reexport.consented":
        yield from _document("consent", data["licence"])
    told = {"reexport.declared": "reexport", "stock.counted": "holder", "signatory.listed": "state"}
    if kind in told:
        yield f"{kind.partition('.')[0]}/{data[told[kind]]}"


def _words(kind: str, data: Fact) -> Iterator[tuple[str, str | None]]:
    noun, _, verb = kind.partition(".")
    if noun == "party":
        yield from _party(data.get("party"))
    if noun in NAMED and verb in ("issued", "amended", "sent", "answered", "submitted"):
        yield from _of_document(noun, data)
    if kind == "end-use-document.presented":
        yield from (("end-use document", data.get(name)) for name in ("document", "number"))
        yield from _parties([data.get("end_user"), *data.get("other_parties", [])])
    if kind in DECLARED:
        yield "consignment", data["shipment"]["ucr"]
        yield from _parties(data.get("parties"))
    if kind in RECEIVED:
        yield from _parties([data.get("received_by"), data.get("released_to")])
    yield from _of_goods(kind, data)


def _of_document(noun: str, data: Fact) -> Iterator[tuple[str, str | None]]:
    named, terms = data[noun.rpartition("-")[2]], data.get("terms") or data.get("wanted") or {}
    yield NAMED[noun], named["reference"] if isinstance(named, dict) else None
    yield from _parties([terms.get(role) for role in ("importer", "recipient", "exporter", "consignee", "end_user")])
    yield from _parties(terms.get("brokers"))


def _of_goods(kind: str, data: Fact) -> Iterator[tuple[str, str | None]]:
    noun = kind.partition(".")[0]
    if noun in ("reexport", "item"):
        yield "re-export", data.get("reexport")
        yield from _party(data.get("exporter"))
    if kind in DECLARED | RECEIVED or noun == "reexport":
        yield from (("declared licence", line.get("licence_reference")) for line in data.get("lines", []))
    for serials in _serials(kind, data):
        loose = [ends[x] for ends in serials.get("ranges", []) if not _run(ends) for x in ("from", "to")]
        yield from (("serial number", number) for number in [*serials.get("numbers", []), *loose])


NAMED = {
    "import-authorization": "import authorization",
    "export-licence": "licence",
    "transit-notice": "transit notice",
    "licence-application": "application",
}
DECLARED = {"shipment.declared", "shipment.adjusted", "shipment.arrived"}
RECEIVED = {"shipment.released", "shipment.delivery-verified", "shipment.returned"}


def _parties(parties: Iterable[Fact | None] | None) -> Iterator[tuple[str, str | None]]:
    for party in parties or ():
        yield from _party(party)


def _party(party: Fact | None) -> Iterator[tuple[str, str | None]]:
    party = party or {}
    yield "name", party.get("name")
    yield "name", party.get("name_local")
    yield "register entry", party.get("register_id")
    yield from (("former name", name) for name in party.get("former_names", []))
    yield from (("identifier", identifier["value"]) for identifier in party.get("identifiers", []))


def key_of(finding: Fact) -> Key:
    """Rule and key of a printed finding."""
    return Key(finding["rule"], **finding["key"])


def opened(body: bytes) -> Fact:
    """A stored event as JSON."""
    fact: Fact = json.loads(body)
    return fact
