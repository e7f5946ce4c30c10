"""A view made under another law is shown as it is while a new one is made beside it, and is switched as a whole."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from consumers import loop
from consumers.loop import Reader, catch_up_with_log
from consumers.project import bring_up_to_date, keep_read_models
from domain.findings.lifecycle import KeptFinding
from domain.kernel.log_entry import Stored
from domain.record.law_variants import changed
from domain.record.statutes import StatuteBook, statutes
from projections.catalogue import plain_models
from projections.findings.model import FindingsModel
from projections.findings.overlay import Overlay
from projections.findings.printing import all_findings
from projections.store.opening import open_views
from projections.store.projection import ReadModel
from projections.store.views import Views
from tests.consumers.worlds import MemoryLog
from tests.given import ViewsInMemory, delivered

HISTORY = Path(__file__).parents[2] / "licensing" / "demo" / "history.jsonl.gz"
STEP = 100
WIDE = {"tz_slack": "9", "settle_decl": "1", "dvc_due": "5", "no_exit_enquiry": "5", "late_export": "30"}


@cache
def events(count: int = 1_000) -> tuple[Stored, ...]:
    """The beginning of the demo's history as it lies in a log."""
    with gzip.open(HISTORY, "rt", encoding="utf-8") as lines:
        return tuple(delivered([json.loads(line) for line, _ in zip(lines, range(count), strict=False)]))


@cache
def other_law() -> StatuteBook:
    """Today's law with some numbers changed."""
    return changed(statutes(), WIDE)


def models(law: StatuteBook | None, workers: int = 1) -> list[ReadModel]:
    """The findings under a law, shared among workers."""
    return [FindingsModel(worker, workers, law) for worker in range(workers)]


@cache
def made_fresh(law: StatuteBook | None) -> str:
    """The digest of the view that a law makes where there was none before."""
    with closing(ViewsInMemory()) as views:
        catch_up_with_log(Reader(views, models(law)), MemoryLog(events()))
        return views.digest(FindingsModel.name, FindingsModel.tables).sha256


class Watched(MemoryLog):
    """A log that looks whenever something is read from it."""

    def __init__(self, log: Sequence[Stored], look: Callable[[], None]) -> None:
        super().__init__(log)
        self._look = look

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        self._look()
        return super().read(after, limit)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "RENEWED_AT_ONCE", STEP)


@pytest.fixture
def other(place: Path | str) -> Iterator[Views]:
    """A second connection, of somebody who reads."""
    with closing(open_views(place)) as views:
        yield views


def shown(views: Views) -> list[KeptFinding]:
    """What readers are answered just now, at one moment."""
    views.current(FindingsModel.name, FindingsModel.tables)
    with views.reading():
        return all_findings(views.current(FindingsModel.name, FindingsModel.tables))


def digest(views: Views) -> str:
    return views.digest(FindingsModel.name, FindingsModel.tables).sha256


def states(views: Views) -> list[str]:
    return [held.state for held in views.held()]


def test_the_other_law_finds_something_else() -> None:
    assert made_fresh(None) != made_fresh(other_law())


@pytest.mark.parametrize("workers", [1, 3])
def test_a_changed_number_makes_a_new_view_while_every_read_is_answered(
    views: Views, other: Views, workers: int
) -> None:
    catch_up_with_log(Reader(views, models(None, workers)), MemoryLog(events()))
    before, answers = shown(other), list[list[KeptFinding]]()
    log = Watched(events(), lambda: answers.append(shown(other)))
    assert bring_up_to_date(views, log, models(other_law(), workers)) > 0
    assert len(answers) >= len(events()) / STEP
    assert all(answer == before for answer in answers)
    assert shown(other) != before
    assert digest(views) == made_fresh(other_law())
    assert states(views) == ["former", "current"]


def test_one_that_is_killed_in_the_middle_is_gone_on_with(place: Path | str, views: Views) -> None:
    catch_up_with_log(Reader(views, models(None)), MemoryLog(events()))
    old = digest(views)
    with closing(open_views(place)) as killed:
        reader = Reader(killed, models(other_law()))
        for _ in range(3):
            reader.step(MemoryLog(events()))
    assert [(held.state, held.position) for held in views.held()] == [
        ("current", len(events())),
        ("renewing", 3 * STEP),
    ]
    assert digest(views) == old
    read = list[int]()
    log = MemoryLog(events())
    reader = Reader(views, models(other_law()))
    while reader.step(log):
        read.append(reader.position)
    assert read[0] == 4 * STEP
    assert digest(views) == made_fresh(other_law())


def test_one_that_is_killed_at_each_commit_comes_to_the_same_view(place: Path | str, views: Views) -> None:
    catch_up_with_log(Reader(views, models(None)), MemoryLog(events()))
    for _ in range(len(events()) // STEP):
        with closing(open_views(place)) as once:
            Reader(once, models(other_law())).step(MemoryLog(events()))
    assert states(views) == ["former", "current"]
    assert digest(views) == made_fresh(other_law())


def test_workers_in_processes_of_their_own_are_waited_for(place: Path | str, views: Views) -> None:
    for model in models(None, 2):
        catch_up_with_log(Reader(views, [model]), MemoryLog(events()))
    first, second = models(other_law(), 2)
    catch_up_with_log(Reader(views, [first]), MemoryLog(events()))
    assert states(views) == ["current", "renewing"]
    with closing(open_views(place)) as own:
        catch_up_with_log(Reader(own, [second]), MemoryLog(events()))
    assert states(views) == ["former", "current"]
    assert digest(views) == made_fresh(other_law())


def test_the_other_views_go_on_while_one_is_renewed(views: Views) -> None:
    plain = plain_models()
    catch_up_with_log(Reader(views, [*plain, *models(None)]), MemoryLog(events()[:-50]))
    reader = Reader(views, [*plain, *models(other_law())])
    reader.step(MemoryLog(events()))
    assert views.position("history") == len(events())
    assert views.position("findings") == len(events()) - 50
    catch_up_with_log(reader, MemoryLog(events()))
    assert digest(views) == made_fresh(other_law())


def test_what_is_recorded_meanwhile_is_in_the_new_view(views: Views) -> None:
    log = MemoryLog(events()[:400])
    catch_up_with_log(Reader(views, models(None)), log)
    reader = Reader(views, models(other_law()))
    reader.step(log)
    log.events = list(events())
    catch_up_with_log(reader, log)
    assert digest(views) == made_fresh(other_law())


def test_orders_are_decided_on_what_is_made_beside_the_old(views: Views, other: Views) -> None:
    catch_up_with_log(Reader(views, models(other_law())), MemoryLog(events()))
    head = Overlay(other)
    log = MemoryLog(events())
    with head.standing(log.read, log.head()):
        assert (head.base, head.position) == (0, len(events()))
    reader = Reader(views, models(None))
    reader.step(log)
    with head.standing(log.read, log.head()):
        assert (head.base, head.position) == (STEP, len(events()))
    catch_up_with_log(reader, log)
    with head.standing(log.read, log.head()):
        assert head.base == len(events())
    assert digest(views) == made_fresh(None)


def test_a_command_does_not_wait_for_what_another_renews(place: Path | str, views: Views) -> None:
    catch_up_with_log(Reader(views, models(None)), MemoryLog(events()))
    old = digest(views)
    with closing(open_views(place)) as keeper, keeper.lease("reading findings"):
        assert bring_up_to_date(views, MemoryLog(events()), models(other_law()), wait=60.0) == 0
    assert digest(views) == old


def test_whoever_keeps_the_views_renews_them(place: Path | str, views: Views) -> None:
    catch_up_with_log(Reader(views, models(None)), MemoryLog(events()))
    stop = threading.Event()
    log = MemoryLog(events(), on_wait=stop.set)
    keep_read_models(lambda: open_views(place), lambda: log, models(other_law()), stop)
    assert digest(views) == made_fresh(other_law())
    assert all(held.made is not None and held.made.code for held in views.held() if held.state == "current")


def test_a_view_of_an_earlier_program_is_renewed_too(views: Views) -> None:
    catch_up_with_log(Reader(views, models(None)), MemoryLog(events()))
    views._tell("DELETE FROM made_under")
    assert shown(views) != []
    assert bring_up_to_date(views, MemoryLog(events()), models(None)) == len(events())
    assert states(views) == ["former", "current"]
    assert bring_up_to_date(views, MemoryLog(events()), models(None)) == 0
