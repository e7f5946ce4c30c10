"""Cuts the demo's history out of a labelled one: `python -m tools.demo_data FACTS.jsonl.gz LABELS.jsonl.gz`.

Whole consignments with everything that is said about them, and with their licences, authorizations, notices,
documents and parties; every list and closed day. First what the labels point at, then as many clean
licences as fit, chosen by the hash of their names. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from domain.kernel.canon import canon, folded, registration_root

TARGET = Path(__file__).parent.parent / "licensing" / "demo" / "history.jsonl.gz"
STATISTICAL = {"R23", "R24", "R29"}
MOST_OVERDUE = 40
TAKES_ALONG = {"licence", "authorization", "consignment", "serial"}
"""What is not whole without everything that names it."""
ALWAYS = {"day.closed", "list.published", "signatory.listed"}

Fact = Mapping[str, Any]
Name = tuple[str, str]


def document(ref: Fact) -> str:
    """A document as keys name it."""
    return f"{ref['state']}:{ref['reference']}"


def consignment(ref: Fact) -> str:
    """A consignment as keys name it."""
    return f"{ref['ucr']}/{ref['part']}" if ref.get("part") else str(ref["ucr"])


def home(fact: Fact) -> Name | None:
    """What a fact is about: the thing that takes it along."""
    noun, data = fact["type"].partition(".")[0], fact["data"]
    homes: dict[str, Callable[[], Name]] = {
        "export-licence": lambda: ("licence", document(data["licence"])),
        "import-authorization": lambda: ("authorization", document(data["authorization"])),
        "transit-notice": lambda: ("notice", document(data["notice"])),
        "end-use-document": lambda: ("document", data["document"]),
        "shipment": lambda: ("consignment", consignment(data["shipment"])),
        "party": lambda: (
            "party",
            data["surviving"] if "surviving" in data else data["party"]["register_id"],
        ),
        "stock": lambda: ("party", data["holder"]),
        "reexport": lambda: ("serials", data.get("reexport") or document(data["licence"])),
        "item": lambda: ("serials", fact["source"] + "#" + fact["id"]),
    }
    return homes[noun]() if noun in homes else None


def walk(value: Any) -> Iterator[Fact]:
    """Every object inside a value."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from walk(part)


def serials(data: Fact) -> Iterator[str]:
    """Canonical serial numbers that are listed one by one, and the ends of ranges."""
    for part in walk(data):
        yield from (canon(number) for number in part.get("numbers", ()))
        yield from (canon(end) for pair in part.get("ranges", ()) for end in (pair["from"], pair["to"]))


class History:
    """A history with its things joined: what each thing needs beside it."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self.facts: list[Fact] = [json.loads(line) for line in lines]
        self.needs: dict[Name, set[Name]] = defaultdict(set)
        self.members: dict[Name, list[int]] = defaultdict(list)
        self._references: dict[str, set[str]] = defaultdict(set)
        self._entries: dict[tuple[str, str], set[str]] = defaultdict(set)
        for number, fact in enumerate(self.facts):
            name = home(fact)
            if name is not None:
                self.members[name].append(number)
            self._note(fact)
        for fact in self.facts:
            self._join(fact, home(fact))

    def _note(self, fact: Fact) -> None:
        if fact["type"].startswith("export-licence."):
            ref = fact["data"]["licence"]
            for text in (canon(ref["reference"]), canon(ref["state"] + ref["reference"])):
                self._references[ref["state"] + folded(text)].add(document(ref))
        if fact["type"] in {"party.registered.v1", "party.amended.v1"}:
            party = fact["data"]["party"]
            for identifier in party["identifiers"]:
                self._entries[_identity(identifier)].add(party["register_id"])

    def _join(self, fact: Fact, name: Name | None) -> None:
        if name is None:
            return
        for other in self._named(fact["type"].partition(".")[0], fact["data"]):
            self.needs[name].add(other)
            if other[0] in TAKES_ALONG:
                self.needs[other].add(name)

    def _named(self, kind: str, data: Fact) -> Iterator[Name]:
        yield from self._parties(data)
        if kind == "shipment":
            yield from self._licences(data)
        if kind in {"item", "reexport"} and data.get("shipment"):
            yield "consignment", consignment(data["shipment"])
        if kind in {"shipment", "item", "reexport"}:
            yield from (("serial", number) for number in serials(data) if number)
        for key, noun in (
            ("licence", "licence"),
            ("authorization", "authorization"),
            ("replaced_by", "licence"),
        ):
            if isinstance(data.get(key), dict):
                yield noun, document(data[key])
        terms = data.get("terms", {})
        if terms.get("import_authorization"):
            yield "authorization", document(terms["import_authorization"])
        yield from (("document", name) for name in terms.get("end_use_documents", ()))
        if data.get("replaces"):
            yield "consignment", consignment(data["replaces"])

    def _licences(self, data: Fact) -> Iterator[Name]:
        state = data.get("export_state") or data.get("shipment", {}).get("ucr", "")[2:4]
        for part in walk(data):
            text = part.get("licence_reference")
            if text:
                found = self._references.get(state + folded(canon(text)), set())
                yield from (("licence", key) for key in sorted(found))

    def _parties(self, data: Fact) -> Iterator[Name]:
        for part in walk(data):
            if part.get("register_id"):
                yield "party", part["register_id"]
            for identifier in part.get("identifiers", ()):
                yield from (("party", key) for key in sorted(self._entries.get(_identity(identifier), ())))
        for key in (*data.get("absorbed", ()), *data.get("party", {}).get("owned_by", ())):
            yield "party", key

    def close(self, seeds: Iterable[Name]) -> set[Name]:
        """The seeds with everything they need, and what that needs."""
        reached, waiting = set(), list(seeds)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self.needs.get(name, ())
        return reached

    def numbers(self, names: Iterable[Name]) -> set[int]:
        """The facts about these things."""
        return {number for name in names for number in self.members.get(name, ())}

    def always(self) -> set[int]:
        """Lists, signatories and closed days: everybody needs them."""
        return {n for n, fact in enumerate(self.facts) if fact["type"].rpartition(".v")[0] in ALWAYS}


def _identity(identifier: Fact) -> tuple[str, str]:
    value = identifier["value"]
    root = registration_root(value) if identifier["scheme"] == "REGISTRATION" else canon(value)
    return identifier["scheme"], root


def seeds(labels: Iterable[Fact]) -> Iterator[Name]:
    """What the labels point at: every open one, and some that were overdue for a while."""
    overdue = 0
    for label in labels:
        if label["expect"] == "CLEARED":
            overdue += 1
        if label["rule"] in STATISTICAL or (label["expect"] != "OPEN" and overdue > MOST_OVERDUE):
            continue
        yield from pointed(label["rule"], label["key"])


def pointed(rule: str, key: Fact) -> Iterator[Name]:
    """The things that the key of a finding names."""
    if key["licence"]:
        yield ("authorization" if rule == "R07" else "licence"), key["licence"]
    if key["shipment"]:
        yield "consignment", key["shipment"]
    for part in str(key["subject"] or "").split("~"):
        yield from ((noun, part) for noun in ("document", "party"))
    if rule in {"R25", "R28", "R30"}:
        yield "serial", canon(str(key["subject"] or "").rpartition("|")[2]) or "?"


def cut(history: History, labels: Sequence[Fact], facts: int) -> list[bytes]:
    """The lines of the cut, in the order of the history."""
    chosen = history.close(seeds(labels))
    numbers = history.always() | history.numbers(chosen)
    clean = sorted(
        (name for name in history.members if name[0] == "licence" and name not in chosen),
        key=lambda name: hashlib.sha256(name[1].encode()).digest(),
    )
    for name in clean:
        if len(numbers) >= facts:
            break
        numbers |= history.numbers(history.close([name]))
    return [history.lines[number] for number in sorted(numbers)]


def packed(lines: Sequence[bytes]) -> bytes:
    """The lines as a gzip that says nothing of when and where it was made."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=9, mtime=0) as into:
        into.writelines(lines)
    return out.getvalue()


def opened(path: Path) -> list[bytes]:
    """The lines of a packed file."""
    with gzip.open(path) as packed_lines:
        return packed_lines.readlines()


def main(words: Sequence[str] | None = None) -> int:
    """Cuts, writes, and says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path, metavar="FACTS")
    parser.add_argument("labels", type=Path, metavar="LABELS")
    parser.add_argument("--facts", type=int, default=5_000, help="about so many (default 5,000)")
    parser.add_argument("--to", type=Path, default=TARGET)
    given = parser.parse_args(words)
    labels = [json.loads(line) for line in opened(given.labels)]
    history = History(opened(given.history))
    lines = cut(history, labels, given.facts)
    body = packed(lines)
    given.to.parent.mkdir(parents=True, exist_ok=True)
    given.to.write_bytes(body)
    print(f"{given.to}: {len(lines)} facts, {len(body)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
