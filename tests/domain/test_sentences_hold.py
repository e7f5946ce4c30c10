"""What findings say holds of the facts they rest on, over the table of every rule (rules 5.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from domain.findings.lifecycle import KeptFinding
from domain.kernel.canon import canon
from projections.sentences import said
from tests.builders import Fact
from tests.domain.rows import ROWS
from tests.domain.rows.row import Row
from tests.given import history, numbered

OF_ITEMS = ("R16", "R25", "R26", "R27", "R28", "R30")
SPEAKING = tuple(row for row in ROWS if row.says)


@cache
def found(place: int) -> tuple[tuple[KeptFinding, str, list[Fact]], ...]:
    """The findings of a row's rule that stand, each with its sentence and the facts of its evidence."""
    row = SPEAKING[place]
    facts = {f"{x['source']}#{x['id']}": x for x in numbered(row.facts)}
    standing = [x for x in history(*row.facts) if x.rule == row.rule and x.state == "OPEN"]
    return tuple((x, said(x.message), [facts[ref] for ref in x.evidence if ref in facts]) for x in standing)


def rows(*rules: str) -> list[Any]:
    some = [(n, row) for n, row in enumerate(SPEAKING) if not rules or row.rule in rules]
    return [pytest.param(n, id=f"{row.rule} {row.sentence}") for n, row in some]


def stated(data: Any, name: str) -> Iterator[Any]:
    """Whatever stands under a name, anywhere in a fact."""
    if isinstance(data, dict):
        yield from ([data[name]] if data.get(name) is not None else [])
        yield from (x for value in data.values() for x in stated(value, name))
    elif isinstance(data, list):
        yield from (x for value in data for x in stated(value, name))


def serials(facts: list[Fact]) -> set[str]:
    """The serial numbers that facts write out, ends of ranges among them."""
    lists = [x for fact in facts for x in stated(fact["data"], "serials")]
    return {n for x in lists for n in (*x["numbers"], *(end for r in x["ranges"] for end in (r["from"], r["to"])))}


@pytest.mark.parametrize("place", rows(*OF_ITEMS))
def test_a_finding_about_serial_numbers_names_one_as_whoever_told_of_it_wrote_it(place: int) -> None:
    for finding, sentence, facts in found(place):
        one = (finding.key.subject or "").rpartition("|")[2] if finding.rule in ("R25", "R30") else ""
        of_one = one and not (finding.key.subject or "").startswith(("LOT:", "CASE:", "STOCK:"))
        spelled = {x for x in serials(facts) if canon(x) == one}
        if of_one:
            assert one in sentence
            assert all(x in sentence for x in spelled)
        elif finding.rule == "R26" and finding.quantity is not None:
            assert any(x in sentence for x in serials(facts))


@pytest.mark.parametrize("place", rows("R05"))
def test_a_reference_is_called_unknown_only_where_no_licence_on_record_has_it(place: int) -> None:
    issued = [x for x in SPEAKING[place].facts if x["type"].startswith("export-licence.issued")]
    known = {canon(x["data"]["licence"]["reference"]): x["data"]["licence"]["state"] for x in issued}
    for _, sentence, facts in found(place):
        (state,) = {x["data"]["export_state"] for x in facts if "export_state" in x["data"]}
        for cited in re.findall(r"(?:cite |; )([^ ;]+), which is no licence on record", sentence):
            assert canon(cited) not in known, sentence
            assert canon(cited).removeprefix(state) not in known, sentence
        if "another State" in sentence:
            assert any(x != state for x in known.values())
        if "no licence" not in sentence and "names no" not in sentence and "exemption" not in sentence:
            assert known, sentence


CAME_UP = {
    *("LOST", "STOLEN"),
    *("SEIZED", "FOUND", "SURRENDERED"),
}


@pytest.mark.parametrize("place", rows("R30"))
def test_what_came_up_is_told_by_one_of_the_ways_that_its_facts_tell(place: int) -> None:
    told_of_items = [x for x in found(place) if not (x[0].key.subject or "").startswith("STOCK:")]
    for _, sentence, facts in told_of_items:
        ways = {x for fact in facts for name in ("kind", "context") for x in stated(fact["data"], name)} & CAME_UP
        told = {x for x in CAME_UP if re.search(rf"\b{x.lower()}\b", sentence)}
        assert told <= ways, sentence


@pytest.mark.parametrize("place", rows("R29"))
def test_a_kit_is_told_part_by_part(place: int) -> None:
    for finding, sentence, facts in found(place):
        assert (finding.key.subject or "").rpartition("|")[2] in sentence
        cited = {x for fact in facts for x in stated(fact["data"], "licence_reference")}
        assert all(x in sentence for x in ("frame receiver", "barrel", "bolt slide cylinder"))
        assert not cited or any(x in sentence for x in cited)


UNITS = re.compile(r"\b(pieces?|rounds?|kg|[A-Z]{3})\b")


@pytest.mark.parametrize("place", rows("R01", "R02", "R14", "R15", "R24"))
def test_an_amount_is_told_with_its_unit(place: int) -> None:
    for finding, sentence, _ in found(place):
        assert finding.quantity is None or re.search(
            rf"(?<![\d.]){re.escape(finding.quantity)} {UNITS.pattern}", sentence
        )


@pytest.mark.parametrize("place", rows())
def test_no_sentence_has_a_gap(place: int) -> None:
    for _, sentence, _ in found(place):
        assert sentence.endswith("."), sentence
        assert not re.search(r"\{|\}|\bNone\b|  |\( ?\)|, ,| ,|;;|\.\.", sentence), sentence


def test_the_table_speaks_for_every_rule_that_is_asked_here() -> None:
    assert {row.rule for row in SPEAKING} >= {"R05", "R29", *OF_ITEMS}
    assert isinstance(SPEAKING[0], Row)
