"""Every rule says what it found, and what would clear it, as an officer would say it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from domain.findings.rule import Rule
from domain.rules import CATALOGUE
from projections.findings.model import FindingsModel
from projections.sentences import said
from tests.domain.rows import ROWS
from tests.projections.test_other_laws import made_by

_CODE = re.compile(r"\b(None|True|False|Fraction|Interval|Fact|Decimal)\b|[<>{}\[\]]|\w+\(|__|\bdomain\.")
_BEGINNING = re.compile(r"(a|an|the|another|any|some|its|their|proof|evidence|[a-z]+) ?")
_VERB = re.compile(r"^(to|if|when|that|by|is|are|was|clear|cleared|wait|correct|cancel|amend)\b")

EXAMPLES = Path(__file__).parent.parent / "contract" / "examples"


@cache
def told() -> tuple[tuple[str, str], ...]:
    """What rules say in their own tests and in the examples of the contract."""
    rows = [row.facts for row in ROWS if row.says]
    paths = [path for path in sorted(EXAMPLES.glob("*.jsonl")) if ".expected" not in path.name]
    examples = [[json.loads(text) for text in path.read_text("utf-8").splitlines()] for path in paths]
    return tuple(
        sorted({(x.rule, said(x.message)) for facts in (*rows, *examples) for x in made_by(FindingsModel(), facts)})
    )


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: f"{rule.id} {rule.subject}")
def test_what_clears_a_finding_ends_the_sentence_it_would_be_cleared_by(rule: Rule) -> None:
    assert _BEGINNING.match(rule.clears), rule.clears
    assert not _VERB.match(rule.clears), f"It would be cleared by {rule.clears}."
    assert not rule.clears.endswith((".", ",", ";"))
    assert rule.clears[0].islower()
    assert 10 <= len(rule.clears) <= 200
    assert not _CODE.search(rule.clears)


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: f"{rule.id} {rule.subject}")
def test_a_rule_has_a_title_and_a_question_in_words(rule: Rule) -> None:
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert (rule.question.__doc__ or "").strip().endswith((".", ").")), rule.question.__doc__
    assert not _CODE.search(rule.title)


@pytest.mark.parametrize("rule", dict.fromkeys(rule.id for rule in CATALOGUE))
def test_what_a_rule_says_of_a_finding_is_a_sentence(rule: str) -> None:
    messages = [message for name, message in told() if name == rule]
    assert messages, "no row of its tests speaks"
    for message in messages:
        assert message[0].isupper() or message[0].isdigit(), message
        assert message.endswith("."), message
        assert "  " not in message, message
        assert not re.search(r" \.(?!\d)", message), message
        assert not _CODE.search(message), message
        assert len(message.split()) >= 5, message
