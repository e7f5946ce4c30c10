"""What no type checker knows: the rules of the house."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

import domain.rules
from consumers.validation import types
from domain.engine.subjects import UNREAD, subjects
from domain.events.streams import stream_of
from domain.findings.rule import Rule
from domain.kernel.event import decode, kinds, type_of
from domain.rules import CATALOGUE, by_subject
from projections.sentences import sentence
from tests.domain.rows import ROWS
from tools.docs import stale

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
HOUSE = ("licensing", "consumers", "projections", "domain", "tests", "tools", "services")
LONGEST = 400
NAMELESS = {"utils", "util", "helpers", "helper", "base", "common", "misc", "manager", "managers", "handlers"}
TODAY = {type_of(cls): kind for kind, cls in kinds().items()}


def sources() -> list[Path]:
    """Every Python file of the house."""
    return [path for name in HOUSE for path in sorted((ROOT / name).rglob("*.py"))]


def golden(type_: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((GOLDEN / f"{type_}.json").read_bytes())
    return found


# -- rules -------------------------------------------------------------------------------------------------------------


def test_every_rule_file_is_in_the_catalogue_in_order() -> None:
    files = sorted(Path(domain.rules.__file__).parent.glob("r[0-9][0-9]_*.py"))
    assert [path.name[:3].upper() for path in files] == list(dict.fromkeys(rule.id for rule in CATALOGUE))
    assert sorted(x.id for rules in by_subject(CATALOGUE).values() for x in rules) == [rule.id for rule in CATALOGUE]
    assert len({(rule.id, rule.subject) for rule in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("rule", {x.id: x for x in CATALOGUE}.values(), ids=lambda rule: rule.id)
def test_every_rule_has_a_row_where_it_speaks_and_one_where_it_is_quiet(rule: Rule) -> None:
    rows = [row for row in ROWS if row.rule == rule.id]
    assert {bool(row.says) for row in rows} == {True, False}
    sentences = [row.sentence for row in rows]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_every_rule_says_what_it_asks_by_which_law_and_what_clears_it(rule: Rule) -> None:
    assert rule.question.__doc__
    assert rule.title
    assert rule.law
    assert rule.clears
    assert not rule.clears.endswith("."), "it is the end of a sentence"


# -- events ------------------------------------------------------------------------------------------------------------


APPLICATION_STEPS = ("submitted", "determined", "assessed", "returned", "withdrawn", "refused", "granted")


def test_the_events_are_those_of_the_contract_and_those_that_only_our_own_officers_bring_about() -> None:
    assert set(TODAY) >= types()
    assert {TODAY[x] for x in set(TODAY) - types()} == {
        *(f"licence-application.{x}" for x in APPLICATION_STEPS),
        *("licence.quantity-reserved", "licence.quantity-consumed", "licence.quantity-freed"),
        *("licence.reservation-refused", "authorization.licensed", "order.refused", "shipment.released-for-export"),
        *("order.proposed", "order.confirmed", "order.declined", "paper.copied"),
        *("export-licence.revocation-undone", "shipment.not-exited"),
        *("fact.set-aside", "fact.restored", "finding.referred", "finding.commented"),
    }


@pytest.mark.parametrize("type_", TODAY)
def test_every_event_has_a_golden_file_a_stream_and_a_sentence(type_: str) -> None:
    fact, kind = golden(type_), TODAY[type_]
    data = decode(type_, json.dumps(fact["data"]).encode())
    said = sentence(kind, data)
    assert said[0].isupper() or said[0].isdigit()
    assert "None" not in said
    assert re.fullmatch(r"[a-z]+/.+", stream_of(type_, fact["data"], "subject"))  # type: ignore[arg-type]


@pytest.mark.parametrize("type_", TODAY)
def test_every_event_is_filed_or_unread_on_purpose(type_: str) -> None:
    kind = TODAY[type_]
    if kind in UNREAD:
        return
    data = decode(type_, json.dumps(golden(type_)["data"]).encode())
    assert subjects(kind, data)
    assert all("/" in subject for subject in subjects(kind, data))


def test_every_golden_file_is_of_an_event() -> None:
    assert {path.stem.rpartition(".v")[0] for path in GOLDEN.iterdir()} == set(kinds())


def test_every_revision_up_to_todays_has_its_golden_file() -> None:
    wanted = {f"{kind}.v{n}" for kind, cls in kinds().items() for n in range(1, cls.__revision__ + 1)}
    assert {path.stem for path in GOLDEN.iterdir()} == wanted


# -- faults ------------------------------------------------------------------------------------------------------------

EVERYTHING = {"Exception", "BaseException"}
TELLING = {"exception", "error", "warning", "_failed", "_untold"}
"""What a handler of everything calls: the log, or what has told the log."""


def names(node: ast.expr | None) -> set[str]:
    """The names in an expression; a handler without a type is one of everything."""
    if node is None:
        return EVERYTHING
    return {x.id for x in ast.walk(node) if isinstance(x, ast.Name)}


def is_silent(node: ast.AST) -> bool:
    """Whether it takes every exception and neither raises nor tells."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "suppress":
        return any(EVERYTHING & names(x) for x in node.args)
    if not isinstance(node, ast.ExceptHandler) or not EVERYTHING & names(node.type):
        return False
    within = [x for part in node.body for x in ast.walk(part)]
    called = [x.func for x in within if isinstance(x, ast.Call)]
    told = {x.attr if isinstance(x, ast.Attribute) else x.id for x in called if isinstance(x, ast.Attribute | ast.Name)}
    return not told & TELLING and not any(isinstance(x, ast.Raise) for x in within)


@pytest.mark.parametrize("name", ["licensing", "consumers", "projections", "domain"])
def test_nobody_takes_every_exception_in_silence(name: str) -> None:
    parsed = {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / name).rglob("*.py"))}
    assert [f"{path}:{x.lineno}" for path, tree in parsed.items() for x in ast.walk(tree) if is_silent(x)] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "silent"),
    [
        ("with suppress(Exception): pass", True),
        ("with suppress(KeyError): pass", False),
        ("try: f()\nexcept Exception: pass", True),
        ("try: f()\nexcept: pass", True),
        ("try: f()\nexcept (KeyError, BaseException) as why: kept = why", True),
        ("try: f()\nexcept Exception: log.exception('told')", False),
        ("try: f()\nexcept BaseException:\n    f()\n    raise", False),
        ("try: f()\nexcept KeyError: pass", False),
    ],
)
def test_a_silent_handler_is_known_by_its_looks(code: str, silent: bool) -> None:
    assert any(is_silent(x) for x in ast.walk(ast.parse(code))) == silent


# -- how fast the machine is ------------------------------------------------------------------------------------------

LOOKS = {"monotonic", "perf_counter", "time", "monotonic_ns", "perf_counter_ns"}
SHORT = 0.1
"""Seconds: a pause between two looks may be so long; whoever sleeps longer hopes that something is over by then."""
WAITING_TO_BE_KILLED = 600


def called(node: ast.AST) -> str:
    """What a call is a call of, such as time.sleep."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def depends_on_speed(node: ast.AST) -> bool:
    """Whether it sleeps for long, or asserts how long something took."""
    if called(node) in ("time.sleep", "sleep") and isinstance(node, ast.Call):
        seconds = node.args[0]
        return isinstance(seconds, ast.Constant) and SHORT < float(str(seconds.value)) < WAITING_TO_BE_KILLED
    if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
        differences = [x for x in ast.walk(node.test) if isinstance(x, ast.BinOp) and isinstance(x.op, ast.Sub)]
        return any(called(x).partition(".")[2] in LOOKS for one in differences for x in ast.walk(one))
    return False


def test_no_test_depends_on_how_fast_the_machine_is() -> None:
    parsed = {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "tests").rglob("*.py"))}
    found = [f"{p}:{x.lineno}" for p, tree in parsed.items() for x in ast.walk(tree) if depends_on_speed(x)]  # type: ignore[attr-defined]
    assert found == []


@pytest.mark.parametrize(
    ("code", "depends"),
    [
        ("time.sleep(0.3)", True),
        ("time.sleep(0.01)", False),
        ("time.sleep(PAUSE)", False),
        ("assert time.monotonic() - begun < 2.8", True),
        ("assert 5 > time.perf_counter() - begun", True),
        ("assert time.monotonic() < until", False),
    ],
)
def test_what_depends_on_speed_is_known_by_its_looks(code: str, depends: bool) -> None:
    assert any(depends_on_speed(x) for x in ast.walk(ast.parse(code))) == depends


# -- files -------------------------------------------------------------------------------------------------------------


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST} == {}


def test_every_file_is_named_after_something() -> None:
    assert [str(path) for path in sources() if NAMELESS & set(path.stem.removeprefix("test_").split("_"))] == []


@pytest.mark.parametrize("name", ["licensing", "consumers", "projections", "domain", "tools", "services"])
def test_every_file_says_what_it_is_for(name: str) -> None:
    silent = [path for path in (ROOT / name).rglob("*.py") if path.stat().st_size and not _says_what_for(path)]
    assert silent == []


def _says_what_for(path: Path) -> bool:
    return path.read_text("utf-8").startswith('"""')


def test_no_tracked_file_names_a_place_on_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone")
    home = re.compile(rb"(?<![\w.])/(?:home|root|Users|work|mnt)/\w[\w.-]*/")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    texts = [path for path in paths if path.is_file() and path.suffix not in (".gz", ".png")]
    found = {str(path.relative_to(ROOT)): home.findall(path.read_bytes()) for path in texts}
    assert {name: places for name, places in found.items() if places} == {}


def test_the_written_pages_say_what_the_code_says() -> None:
    assert stale() == [], "run `make docs`"


PUT_TOGETHER = {
    "ApplicationContext": {"licensing/http/opening.py"},
    "open_context": {"licensing/wiring.py"},
    "Writer": {"licensing/wiring.py"},
    "command_handler": {"licensing/wiring.py"},
}
"""What belongs to a service, and the one file that makes it."""


@pytest.mark.parametrize("part", PUT_TOGETHER)
def test_a_service_is_put_together_in_one_place(part: str) -> None:
    made = {
        str(path.relative_to(ROOT))
        for folder in ("licensing", "tests", "tools", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == part
    }
    assert made == PUT_TOGETHER[part]


def test_every_decision_names_a_check_that_is_there() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text("utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
            "Alternatives",
            "Enforced by",
        ]
        for place in re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", text.partition("## Enforced by")[2]):
            path, test = ROOT / place[0], place[1]
            assert path.exists(), f"{page.name}: {place[0]}"
            assert not test or f"def {test}(" in path.read_text("utf-8"), f"{page.name}: {test}"
        assert "`tests/" in text.partition("## Enforced by")[2], page.name
