"""The board and the rules name figures that the program tells, and wake somebody when they should."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from licensing.http.metrics import Metrics
from licensing.watch.figures import Look
from licensing.watch.roles import ROLES
from licensing.watch.standing import ViewLag

FOLDER = Path(__file__).parents[2] / "deploy" / "monitoring"
BOARD: dict[str, Any] = json.loads((FOLDER / "board.json").read_text("utf-8"))
RULES: dict[str, Any] = yaml.safe_load((FOLDER / "rules.yml").read_text("utf-8"))
ALERTS: list[dict[str, Any]] = [rule for group in RULES["groups"] for rule in group["rules"]]
SCRAPED: dict[str, Any] = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
NAMED = re.compile(r"\bcounterfoil_\w+")


def told() -> set[str]:
    """The names of all figures that a process tells, as Prometheus keeps them."""
    look = Look(1, (ViewLag("findings", 1, 0, 0.0),), {"XA": "2030-01-01"}, {"INVALID": 1}, {"R01": 1})
    figures = Metrics(lambda: look, lambda: (0, 0.0))
    figures.refresh()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", figures.text().decode(), re.MULTILINE))
    parts = {"histogram": ("_bucket", "_sum", "_count")}
    return {f"{name}{part}" for name, kind in kinds.items() for part in parts.get(kind, ("",))}


def asked() -> dict[str, set[str]]:
    """The figures that each panel and each alert asks for."""
    panels = {x["title"]: " ".join(target["expr"] for target in x["targets"]) for x in BOARD["panels"]}
    texts = panels | {rule["alert"]: rule["expr"] for rule in ALERTS}
    return {name: set(NAMED.findall(text)) for name, text in texts.items()}


def test_every_figure_on_the_board_and_in_the_rules_is_told_by_the_program() -> None:
    known = told()
    assert {name: figures - known for name, figures in asked().items() if figures - known} == {}


def test_every_figure_that_the_program_tells_is_on_the_board() -> None:
    shown = set().union(*asked().values())
    assert {x for x in told() if x not in shown and not x.endswith(("_created", "_sum", "_count"))} == set()


def test_every_role_is_scraped_and_every_alert_says_what_is_wrong_and_what_to_look_at() -> None:
    (job,) = SCRAPED["scrape_configs"]
    assert {one["labels"]["role"] for one in job["static_configs"]} == set(ROLES)
    assert SCRAPED["rule_files"] == ["rules.yml"]
    for rule in ALERTS:
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_panels_do_not_lie_over_each_other() -> None:
    places = [x["gridPos"] for x in BOARD["panels"]]
    covered = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(covered) == len(set(covered))
    assert max(x for x, _ in covered) < 24


@pytest.mark.parametrize(
    "words",
    [("check", "config", "prometheus.yml"), ("check", "rules", "rules.yml"), ("test", "rules", "rules_test.yml")],
    ids=" ".join,
)
def test_promtool_takes_them_and_alerts_come_when_they_should(words: tuple[str, ...]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("there is no promtool here; Debian's package prometheus has it")
    ended = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
