from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events.streams import stream_of
from domain.kernel.event import written
from domain.kernel.log_entry import Stored
from projections.search import Search, SearchHit, find, find_beginning
from projections.serials import run_of
from projections.store.sqlite import SqliteViews
from projections.store.views import Generation, Views


def event(kind: str, data: dict[str, Any], subject: str = "S", position: int = 1) -> Stored:
    fact = {
        "source": "/states/XA/customs",
        "id": f"F-{position}",
        "type": f"{kind}.v1",
        "subject": subject,
        "time": "2030-01-01T00:00:00Z",
        "recordedat": "2030-01-01T00:00:00Z",
        "data": data,
    }
    return Stored(position, stream_of(f"{kind}.v1", data, subject), 1, f"{kind}.v1", written(fact))


def indexed(views: Views, *events: Stored) -> Generation:
    search = Search()
    generation = views.current(search.name, search.tables)
    folding = search.open(generation)
    folding.apply(events)
    with views.transaction():
        folding.flush()
    return generation


def mention(name: str, **more: Any) -> dict[str, Any]:
    return {"role": "CONSIGNEE", "name": name, "identifiers": [], **more}


def declaration(ucr: str = "UCR-1", **line: Any) -> dict[str, Any]:
    return {
        "shipment": {"ucr": ucr, "part": None},
        "parties": [mention("Ko-Kim  Hunting", identifiers=[{"scheme": "TAX", "value": "XD 13-29"}])],
        "lines": [{"licence_reference": None, **line}],
    }


def serials(*numbers: str, ranges: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    return {"numbers": list(numbers), "ranges": [{"from": first, "to": last} for first, last in ranges]}


def subjects(hits: list[SearchHit]) -> set[str]:
    return {hit.subject for hit in hits}


@pytest.mark.parametrize(
    "typed", ["el/2030-7", "EL 2030 7", "ko kim hunting", "XD1329", "ucr1", "ａｂ００１２", "ab-0012"]
)
def test_a_consignment_is_found_by_whatever_it_names(views: Views, typed: str) -> None:
    data = declaration(licence_reference="EL-2030-7", serials=serials("AB0012"))
    generation = indexed(views, event("shipment.declared", data))
    assert subjects(find(generation, typed)) == {"consignment/UCR-1"}
    assert subjects(find_beginning(generation, typed[:-1])) == {"consignment/UCR-1"}


@pytest.mark.parametrize("typed", ["", "--", "12", "AB12", "\0", "%", "ab001'"])
def test_what_was_never_said_is_not_found(views: Views, typed: str) -> None:
    generation = indexed(views, event("shipment.declared", declaration(serials=serials("AB0012"))))
    assert find(generation, typed) == []


def test_a_party_is_found_by_all_its_names(views: Views) -> None:
    party = {
        "register_id": "XA-P-7",
        "name": "Néw Name",
        "name_local": "Новое",
        "former_names": ["Old"],
        "identifiers": [{"scheme": "LEI", "value": "L1"}],
    }
    generation = indexed(views, event("party.registered", {"party": party}))
    for typed in ("xa p 7", "NÉW NAME", "новое", "old", "l1"):
        assert subjects(find(generation, typed)) == {"party/XA-P-7"}


RANGES = serials(ranges=(("AB-0098", "AB-0103"), ("X9Z", "X101Z"), ("7", "3000000000000000000007")))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("AB0098", True),
        ("ab 0103", True),
        ("AB0104", False),
        ("AB98", False),
        ("AB00099", False),
        ("X9Z", True),
        ("X010Z", False),
        ("X100Z", True),
        ("X101", False),
        ("12345678901234567890", True),
        ("6", False),
        ("07", False),
    ],
)
def test_a_number_is_found_within_its_range(views: Views, typed: str, found: bool) -> None:
    generation = indexed(views, event("item.lost", {"serials": RANGES}, subject="I"))
    assert bool(find(generation, typed)) is found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *[("A", True), ("AB00", True), ("AB009", True), ("AB01", True), ("AB02", False), ("AB0103", True)],
        *[("X10", True), ("X101Z", True), ("X2", True), ("X0", False), ("X100ZZ", False), ("X102", False)],
        *[("2", True), ("07", False), ("Y", False)],
    ],
)
def test_a_range_is_found_by_how_its_numbers_begin(views: Views, typed: str, found: bool) -> None:
    generation = indexed(views, event("item.lost", {"serials": RANGES}, subject="I"))
    assert bool(find_beginning(generation, typed)) is found


@settings(max_examples=80, deadline=None)
@given(
    around=st.sampled_from([("", ""), ("A", ""), ("B1C", "Z")]),
    run=st.tuples(st.integers(0, 1200), st.integers(0, 1200), st.integers(1, 4)),
    typed=st.tuples(st.integers(0, 3000), st.integers(0, 5)),
)
def test_ranges_answer_as_if_they_were_written_out(
    tmp_path_factory: pytest.TempPathFactory,
    around: tuple[str, str],
    run: tuple[int, int, int],
    typed: tuple[int, int],
) -> None:
    (prefix, suffix), (first, more, width) = around, run
    numbers = [f"{prefix}{number:0{width}d}{suffix}" for number in range(first, first + more + 1)]
    views = SqliteViews(tmp_path_factory.mktemp("ranges"))
    data = {"serials": serials(ranges=((numbers[0], numbers[-1]),))}
    generation = indexed(views, event("item.lost", data, subject="I"))
    asked = f"{prefix}{typed[0]:0{typed[1]}d}"
    assert bool(find(generation, asked + suffix)) is (asked + suffix in numbers)
    assert bool(find_beginning(generation, asked)) is any(number.startswith(asked) for number in numbers)
    views.close()


@pytest.mark.parametrize(
    ("first", "last"), [("A5", "A4"), ("A1", "B2"), ("A1X", "A2Y"), ("A", "B"), ("1" * 200, "2" * 200)]
)
def test_what_is_no_range_is_found_by_its_ends(views: Views, first: str, last: str) -> None:
    assert run_of(first, last) is None
    generation = indexed(views, event("item.lost", {"serials": serials(ranges=((first, last),))}, subject="I"))
    assert subjects(find(generation, first)) == subjects(find(generation, last)) == {"item/I"}


def test_names_of_any_length_and_character_can_be_kept(views: Views) -> None:
    long = "Å" * 5_000 + "\0"
    data = declaration(licence_reference="\0\1", serials=serials(long, ranges=(("0" * 5_000, "9" * 5_000),)))
    generation = indexed(views, event("shipment.declared", data))
    assert [hit.written for hit in find(generation, long)] == [long]
    assert find(generation, "9" * 5_000)


def test_what_is_said_twice_is_kept_once(views: Views) -> None:
    same = [event("shipment.declared", declaration(), position=position) for position in (1, 2)]
    generation = indexed(views, *same)
    assert len(find(generation, "Ko-Kim Hunting")) == 1
    indexed(views, *same)
    assert len(find(generation, "Ko-Kim Hunting")) == 1


@pytest.mark.parametrize("typed", ["K-٠٠٧", "К007", "k 007", "ｋ００７"])
def test_a_number_is_found_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    named = event("shipment.declared", declaration(serials=serials("K007")), "one")
    range_of = serials(ranges=(("К٠٠١", "К٠٠٩"),))
    ranged = event("shipment.declared", declaration("UCR-2", serials=range_of), "two", 2)
    words = indexed(SqliteViews(tmp_path), named, ranged)
    both = {"consignment/UCR-1", "consignment/UCR-2"}
    assert subjects(find(words, typed)) == subjects(find_beginning(words, typed)) == both


def test_the_beginning_of_a_name_in_another_script_finds_it(tmp_path: Path) -> None:
    told = {**declaration(), "parties": [mention("СОМИН")]}
    words = indexed(SqliteViews(tmp_path), event("shipment.declared", told))
    assert [hit.written for hit in find_beginning(words, "сом")] == ["СОМИН"]
    assert find_beginning(words, "сон") == []
