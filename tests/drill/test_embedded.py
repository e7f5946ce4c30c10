"""The embedded default: one folder, SQLite, and processes that die in every place."""

from __future__ import annotations

import pytest

from tests.drill.desk import Officer
from tests.drill.expected import name_of
from tests.drill.killing import (
    IMPORT_DIES,
    ORDER_COMMITTED,
    ORDER_WRITTEN,
    READER_DIES,
    VIEWS_WRITTEN,
    Kill,
)
from tests.drill.stage import Stage

pytestmark = pytest.mark.drill


def test_an_import_that_died_is_simply_run_again(stage: Stage, kills: int) -> None:
    for passing in range(1, kills + 1):
        for point in IMPORT_DIES:
            stage.kill(point, "import", stage.file, passing=passing)
    stage.run("import", stage.file)
    stage.log_is_sound()
    stage.run("findings")
    stage.views_are_sound()


@pytest.mark.parametrize("words", [("read",), ("findings",)], ids=["read", "findings"])
def test_whoever_keeps_the_views_goes_on_where_they_stand(stage: Stage, kills: int, words: tuple[str, ...]) -> None:
    stage.record()
    stage.kill(VIEWS_WRITTEN, *words, passing=2)  # while it makes the tables
    stage.make_views()
    for number in range(kills):
        for point in READER_DIES:
            stage.kill(point, *words, passing=1 + number % 3)
    stage.run("findings")
    stage.views_are_sound()


def test_workers_that_share_the_findings_die_each_for_itself(stage: Stage, kills: int) -> None:
    stage.environment["COUNTERFOIL_WORKERS"] = "2"
    stage.record()
    stage.make_views(workers=2)
    for number in range(kills):
        for point in READER_DIES:
            for worker in ("0", "1"):
                stage.kill(point, "read", "--worker", worker, passing=1 + number % 3)
    others = stage.start("read", "--worker", "1")
    stage.read_all("--worker", "0")
    others.stop()
    stage.views_are_sound()


def test_a_rebuild_that_died_changes_nothing_for_readers(stage: Stage, kills: int) -> None:
    stage.record()
    stage.read()
    stage.rebuild_dies(kills)


def test_a_decision_that_was_not_answered_can_be_sent_again_and_counts_once(stage: Stage, kills: int) -> None:
    stage.record()
    stage.read()
    officer = Officer(stage)
    for _ in range((kills + 1) // 2):
        officer.closes_one(Kill(ORDER_WRITTEN), Kill(ORDER_COMMITTED))
    decided = [fact for fact in stage.recorded("finding.disposed.v1") if "actor" in fact]
    assert [name_of(fact) for fact in decided] == officer.acknowledged
    stage.deliveries += decided
    stage.log_is_sound()
    stage.run("findings")
    stage.views_are_sound()
