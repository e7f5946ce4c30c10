"""The journey of a transfer over HTTP, and one world however its facts came in.

Told to one process over a folder, and to separate processes over Kafka and PostgreSQL: what officers see on the way is
the same, and so are the views to the last byte, also after records came twice and after a rebuild.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from consumers import project
from domain.rules import CATALOGUE
from tests.conftest import KafkaForTest
from tests.journey.golden import EXAMPLES, Telling, history, world
from tests.journey.office import office_over
from tests.journey.transfer import Transfer
from tests.journey.worlds import Digests, Embedded, Servers

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _without_looking_for_cycles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking through all that pytest holds, at every look at the views, would take longer than the story."""
    monkeypatch.setattr(project, "without_collecting", nullcontext)


def told_in(world: Embedded) -> tuple[Digests, Digests]:
    """Tells the story; the views then, and after the last hundred records came once more with a new one behind."""
    try:
        Transfer(world, world.open()).told()
        world.settle()
        first = world.digests()
        world.redeliver()
        second = world.digests()
        world.rebuild()
        assert world.digests() == second
        return first, second
    finally:
        world.stage.clear_away()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Digests, Digests]:
    """The views of the world in a folder."""
    return told_in(Embedded(tmp_path_factory.mktemp("journey") / "folder"))


def test_a_transfer_goes_from_authorization_to_receipt_in_one_process(embedded: tuple[Digests, Digests]) -> None:
    positions = [{digest.partition(" ")[0] for digest in digests.values()} for digests in embedded]
    assert [len(position) for position in positions] == [1, 1]
    assert positions[0] != positions[1]


def test_the_same_transfer_over_kafka_and_postgresql_leaves_the_same_views(
    tmp_path: Path, kafka: KafkaForTest, postgres: str, embedded: tuple[Digests, Digests]
) -> None:
    assert told_in(Servers(tmp_path / "servers", kafka, postgres)) == embedded


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("golden-1-exhausted", ["INSUFFICIENT"]),
        ("golden-2-corrected-and-back", ["INSUFFICIENT", "INSUFFICIENT"]),
    ],
)
def test_a_golden_history_is_one_world_whether_officers_tell_it_or_a_file(
    name: str, refused: list[str], tmp_path: Path
) -> None:
    facts, telling = history(name), Telling()
    with office_over(tmp_path / "told", lambda: telling.now) as office:
        telling.tell(office, facts)
        told = world(office)
    with office_over(tmp_path / "imported", lambda: facts[-1]["recordedat"]) as office:
        office.record(*facts)
        assert told == world(office)
    assert telling.refused == refused
    assert [_short(row) for row in told["findings"] if row["state"] != "CLEARED"] == _expected(name)


def _short(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("finding_id", "state", "severity", "quantity", "opened_at"))


def _expected(name: str) -> list[tuple[object, ...]]:
    """What the contract says of the rules that are asked."""
    asked = {rule.id for rule in CATALOGUE}
    rows = [json.loads(line) for line in (EXAMPLES / f"{name}.expected.jsonl").read_text("utf-8").splitlines()]
    return [_short(row) for row in rows if row["rule"] in asked and row["state"] != "CLEARED"]
