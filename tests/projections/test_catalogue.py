"""The catalogues of sentences: whatever the code says has an entry, every entry is said, and its figures are given."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from consumers.validation import schema
from domain.kernel.message import AS_STORED, Message, as_stored, kept, message, taken
from domain.rules import CATALOGUE
from projections.findings.model import FindingsModel
from projections.sentences import languages, said
from projections.sentences.catalogue import CODE, TEXT, in_words
from tests.domain.rows import ROWS
from tests.projections.test_other_laws import made_by
from tools.sentences import catalogue_of, is_fresh, sources, texts_of

ROOT = Path(__file__).parent.parent.parent
SPEAKING = ("domain", "projections", "licensing")
EXAMPLES = ROOT / "tests" / "contract" / "examples"


class Spoken(NamedTuple):
    """A call of `message` in the code: where, the id if it stands there, and the figures if all stand there."""

    where: str
    id: str | None
    figures: frozenset[str] | None


def figures_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(figure for text in texts for _, figure, _, _ in Formatter().parse(text) if figure)


def entries_of(source: Path) -> dict[str, frozenset[str]]:
    """Each id of a catalogue, with the figures its templates have."""
    return {id_: figures_of(told) for id_, told in texts_of(catalogue_of(source)).items()}


@cache
def entries() -> dict[str, frozenset[str]]:
    (english,) = (x for x in sources() if x.parts[-3] == "en")
    return entries_of(english)


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    paths = [path for storey in SPEAKING for path in sorted((ROOT / storey).rglob("*.py"))]
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def texts(tree: ast.AST) -> Iterator[str]:
    return (x.value for x in ast.walk(tree) if isinstance(x, ast.Constant) and isinstance(x.value, str))


def spoken() -> Iterator[Spoken]:
    for path, tree in trees():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "message":
                (first,) = call.args
                names = [x.arg for x in call.keywords]
                yield Spoken(
                    f"{path.relative_to(ROOT)}:{call.lineno}",
                    str(first.value) if isinstance(first, ast.Constant) else None,
                    frozenset(x for x in names if x) if None not in names else None,
                )


def parts(told: Message) -> Iterator[Message]:
    """A message and those in it."""
    yield told
    for value in told.figures.values():
        for x in value if isinstance(value, tuple) else (value,):
            if isinstance(x, Message):
                yield from parts(x)


@cache
def suspected() -> frozenset[Message]:
    """What the rules say in their own tests and in the examples of the contract."""
    paths = [path for path in sorted(EXAMPLES.glob("*.jsonl")) if ".expected" not in path.name]
    examples = [[json.loads(text) for text in path.read_text("utf-8").splitlines()] for path in paths]
    histories = (*(row.facts for row in ROWS), *examples)
    return frozenset(part for facts in histories for x in made_by(FindingsModel(), facts) for part in parts(x.message))


def test_every_message_that_stands_in_the_code_has_an_english_sentence() -> None:
    lacking = {f"{x.id} ({x.where})" for x in spoken() if x.id is not None and x.id not in entries()}
    assert not lacking, f"no sentence in projections/sentences/locale/en for: {', '.join(sorted(lacking))}"


def test_every_id_that_a_rule_has_in_a_table_has_an_english_sentence() -> None:
    rules = [(path, path.name[:3] + ".") for path, _ in trees() if path.parent.name == "rules" and path.name[0] == "r"]
    told = {text for path, own in rules for text in texts(dict(trees())[path]) if text.startswith(own)}
    assert told - entries().keys() == set()


def test_every_english_sentence_is_said_somewhere() -> None:
    said_somewhere = {text for _, tree in trees() for text in texts(tree)}
    assert entries().keys() - said_somewhere == set()


def test_a_message_gives_every_figure_of_its_sentence() -> None:
    for x in spoken():
        if x.id is not None and x.figures is not None:
            assert entries()[x.id] <= x.figures, f"{x.where}: {x.id} lacks {sorted(entries()[x.id] - x.figures)}"


def test_what_rules_say_of_real_histories_gives_every_figure_too() -> None:
    for told in suspected():
        assert told.id in entries(), told
        assert entries()[told.id] <= told.figures.keys(), told


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.parts[-3])
def test_what_gettext_reads_is_what_is_written(source: Path) -> None:
    assert is_fresh(source), "run `make sentences`"


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.parts[-3])
def test_another_language_has_no_sentence_of_its_own_and_no_figure_of_its_own(source: Path) -> None:
    for id_, figures in entries_of(source).items():
        assert figures <= entries()[id_], id_


def english(context: str) -> dict[str, tuple[str, ...]]:
    (source,) = (x for x in sources() if x.parts[-3] == "en")
    return texts_of(catalogue_of(source), context)


def test_what_a_rule_is_called_and_what_clears_it_is_there_to_be_said_in_another_language() -> None:
    assert english(TEXT).keys() == {text for rule in CATALOGUE for text in (rule.title.lower(), rule.clears)}


@pytest.mark.parametrize(
    "place",
    [
        ("data_import_authorization_verified", "result"),
        ("data_end_use_document_verified", "result"),
        ("data_item_lost", "kind"),
        ("data_item_seized", "context"),
        ("data_finding_disposed", "disposition"),
    ],
    ids="/".join,
)
def test_a_code_that_sentences_put_in_words_is_there_to_be_said_in_another_language(place: tuple[str, str]) -> None:
    kind, field = place
    assert set(schema()["$defs"][kind]["properties"][field]["enum"]) <= english(CODE).keys()


def test_a_code_is_said_in_small_letters_where_nothing_else_is_written() -> None:
    assert all(said_so == (code.lower().replace("_", " "),) for code, said_so in english(CODE).items())
    assert in_words("NO_SUCH_CODE") == "no such code"


def test_english_is_there_and_comes_first() -> None:
    assert languages()[0] == "en"


def test_one_and_several_are_told_apart() -> None:
    told = {"authorization": "XB:IA-1", "excess": "5", "item_class": "RIFLE"}
    one, three = (said(message("r07.overuse", count=count, **told)) for count in (1, 3))
    assert one == "1 consignment left for import authorization XB:IA-1 and exceeds it by 5 in class RIFLE."
    assert three == "3 consignments left for import authorization XB:IA-1 and exceed it by 5 in class RIFLE."


def test_several_parts_are_joined_as_the_sentence_says_and_codes_are_put_in_words() -> None:
    wrong = (message("r13.missing", place="XBBER"), message("r13.twice", other="UCR-S2"))
    told = message("r13.seal", position="DOOR-1", consignment="UCR-S1", told=wrong)
    assert (
        said(told) == "The seal at DOOR-1 of consignment UCR-S1 was missing at XBBER and is on consignment UCR-S2 too."
    )
    barred = message("r04.left", consignment="UCR-S1", licence="XA:EL-1", status="REVOKED", since="2030-02-01")
    assert said(barred) == "Consignment UCR-S1 left under licence XA:EL-1, revoked from 2030-02-01."


def test_a_message_is_kept_and_taken_again_as_it_was() -> None:
    for told in suspected():
        assert taken(kept(told)) == told
        assert hash(taken(kept(told))) == hash(told)


@pytest.mark.parametrize("text", ["Of item 1 of consignment UCR-S1 2 are missing.", "{ACME} (XA-P-1) is listed.", "{"])
def test_a_sentence_kept_before_sentences_had_ids_is_said_as_it_was_written(text: str) -> None:
    assert taken(text) == as_stored(text)
    assert said(taken(text)) == said(taken(text), "en") == text
    assert said(taken(kept(as_stored(text)))) == text


def test_what_a_newer_program_says_is_said_by_its_id_with_its_figures() -> None:
    newer = message("r99.unheard-of", line=1, told=(message("r13.twice", other="UCR-S2"), "x"))
    assert said(newer) == "r99.unheard-of (line 1, told is on consignment UCR-S2 too, x)"
    assert said(message("r99.unheard-of")) == "r99.unheard-of"
    assert AS_STORED not in entries()


def test_a_figure_that_an_older_program_did_not_give_leaves_its_place_empty_to_see() -> None:
    assert said(message("r18.no-exit", consignment="UCR-S1", licence="XA:EL-1")) == (
        "Consignment UCR-S1 was declared on {declared} under licence XA:EL-1 and has not left since."
    )
