"""The lists of the United Kingdom and of the United States in every form they are published in; all is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from consumers.published.checking import checked
from consumers.published.faults import BadList, Published
from consumers.published.formats import FORMATS, published_list
from consumers.published.states import state_code
from tests.licensing.calling import CONSOLIDATED

FILES = {
    "un-consolidated": "consolidated.xml",
    "uk-consolidated-csv": "uk_consolidated.csv",
    "uk-consolidated-xml": "uk_consolidated.xml",
    "uk-sanctions-csv": "uk_sanctions.csv",
    "uk-sanctions-xml": "uk_sanctions.xml",
    "us-sdn-csv": "sdn.csv",
    "us-sdn-xml": "sdn.xml",
}
COMPANIONS = ("alt.csv", "add.csv")


def content(name: str) -> bytes:
    return (CONSOLIDATED.parent / name).read_bytes()


def read(form: str, told: bytes | None = None, companions: tuple[str, ...] = COMPANIONS) -> Published:
    others = [content(x) for x in companions] if FORMATS[form].companions else []
    return checked("sanctions", published_list(form, "sanctions", told or content(FILES[form]), others))


def rows(published: Published) -> dict[str, dict[str, Any]]:
    return {row.data["name"]: row.data for row in published.rows}


def refused(form: str, told: bytes, companions: tuple[str, ...] = COMPANIONS) -> str:
    with pytest.raises(BadList) as why:
        read(form, told, companions)
    return str(why.value)


def test_every_form_of_a_known_list_has_a_file_here() -> None:
    assert set(FILES) == set(FORMATS) - {"csv"}


@pytest.mark.parametrize("one", ["uk-consolidated", "uk-sanctions", "us-sdn"])
def test_a_list_says_the_same_in_csv_and_in_xml(one: str) -> None:
    assert read(f"{one}-csv").data == read(f"{one}-xml").data


@pytest.mark.parametrize(
    ("form", "version"),
    [
        ("uk-consolidated-csv", "2031-02-27"),
        ("uk-sanctions-csv", "2031-02-27"),
        ("uk-sanctions-xml", "2031-02-27"),
        ("us-sdn-xml", "2031-02-27"),
        ("us-sdn-csv", None),
        ("uk-consolidated-xml", None),
    ],
)
def test_the_day_of_publication_is_the_version_where_a_file_tells_it(form: str, version: str | None) -> None:
    assert read(form).version == version


@pytest.mark.parametrize("form", [x for x in FILES if x != "un-consolidated"])
def test_one_person_is_told_alike_by_all_of_them(form: str) -> None:
    found = rows(read(form))["Oruvan Mirel TESKARI"]
    assert (found["kind"], found["date_of_birth"]) == ("PERSON", "1971-03-02")
    assert (found["nationality"], found["state"]) == ("NO", "NO")
    assert "Orovan TESKARY" in found["aliases"]
    assert "FALCON" not in found["aliases"]  # of low quality, and one word
    assert {"scheme": "PASSPORT", "value": "A0012345"} in found["identifiers"]


@pytest.mark.parametrize("form", [x for x in FILES if x != "un-consolidated"])
def test_a_ship_is_found_by_its_number(form: str) -> None:
    found = rows(read(form))["GREY HERON"]
    assert (found["kind"], found["identifiers"]) == ("VESSEL", [{"scheme": "IMO", "value": "9074729"}])


def test_a_name_in_another_script_is_another_name() -> None:
    for form in ("uk-consolidated-csv", "uk-sanctions-xml"):
        assert "Оруван Тескари" in rows(read(form))["Oruvan Mirel TESKARI"]["aliases"]


def test_several_passports_in_one_cell_are_several() -> None:
    found = rows(read("uk-consolidated-csv"))["Oruvan Mirel TESKARI"]
    assert [x["value"] for x in found["identifiers"]] == ["A0012345", "B7654321"]


def test_a_weak_alias_counts_in_several_words_and_of_a_ship() -> None:
    found = rows(read("us-sdn-csv"))
    assert "THE GREY FALCON" in found["Oruvan Mirel TESKARI"]["aliases"]
    assert found["GREY HERON"]["aliases"] == ["HERON"]


def test_a_firm_keeps_its_comma_and_its_numbers() -> None:
    found = rows(read("us-sdn-csv"))["TARN SHIPPING, LTD."]
    assert (found["kind"], found["state"], found["aliases"]) == ("ENTITY", "IR", ["TARN LINES"])
    assert [(x["scheme"], x["value"]) for x in found["identifiers"]] == [
        ("TAX", "52-2083095"),
        ("REGISTRATION", "77-12345"),
    ]


@pytest.mark.parametrize(
    ("form", "note"),
    [
        ("uk-consolidated-csv", "alias of low quality that is one word, left out: 1, first at 90001 (line 3)"),
        ("uk-consolidated-csv", "date of birth known by its year alone, taken as its first day: 1"),
        ("uk-consolidated-csv", "several of nationality, left open: 1, first at 90002"),
        ("uk-consolidated-csv", "national identity number, for which a row has no place"),
        ("uk-sanctions-xml", "flag of a ship, for which a row has no place"),
        ("us-sdn-csv", "no day of listing: taken as listed since 1900-01-01: 5"),
        ("us-sdn-csv", "date of birth known only about, left open: 1, first at 90002"),
        ("us-sdn-csv", "aircraft, of which a row has no kind, taken as an entity: 1, first at 90005"),
        ("us-sdn-csv", "line of another file for an entry that is not in the list: 1, first at line 3"),
        ("us-sdn-xml", "remark for which a row has no place"),
    ],
)
def test_what_has_no_place_in_a_row_is_told_with_its_first_place(form: str, note: str) -> None:
    assert any(x.startswith(note) for x in read(form).notes)


def test_without_the_other_names_of_sdn_it_is_told_that_they_lack() -> None:
    alone = read("us-sdn-csv", companions=())
    assert any("alt.csv" in note for note in alone.notes)
    assert not any("alt.csv" in note for note in read("us-sdn-csv").notes)
    assert rows(alone)["TARN SHIPPING, LTD."]["aliases"] == []


# -- births ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "born"),
    [
        ("02/03/1971", "1971-03-02"),
        ("00/00/1971", "1971-01-01"),
        ("00/03/1971", "1971-01-01"),
        ("dd/mm/1971", "1971-01-01"),
        ("1971-03-02T00:00:00", "1971-03-02"),
        ("31/02/1971", "1971-01-01"),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_british_date_has_its_day_first(told: str, born: str | None) -> None:
    file = content("uk_consolidated.csv").replace(b"00/00/1959", told.encode())
    assert rows(read("uk-consolidated-csv", file))["Mirela DAHL"]["date_of_birth"] == born


@pytest.mark.parametrize(
    ("told", "born"),
    [
        ("DOB 02 Mar 1971", "1971-03-02"),
        ("DOB Mar 1971", "1971-01-01"),
        ("DOB 1970 to 1972", "1971-01-01"),
        ("DOB 1971; alt. DOB 1965", None),
        ("DOB circa 1971", None),
        ("POB Tarnby", None),
    ],
)
def test_an_american_remark_tells_a_birth_as_far_as_it_is_certain(told: str, born: str | None) -> None:
    file = content("sdn.csv").replace(b"DOB circa 1959", told.encode())
    assert rows(read("us-sdn-csv", file))["Mirela DAHL"]["date_of_birth"] == born


@pytest.mark.parametrize(
    ("name", "code"),
    [("Korea, North", "KP"), ("The Gambia", "GM"), ("Congo, Democratic Republic of the", "CD"), ("Tarn, North", None)],
)
def test_a_state_is_known_by_an_inverted_name(name: str, code: str | None) -> None:
    assert state_code(name) == code


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("other", FILES)
def test_a_known_list_under_another_form_is_told_by_its_name(form: str, other: str) -> None:
    if form == other:
        assert read(form).rows
    else:
        told = refused(form, content(FILES[other]))
        assert f"this is {FORMATS[other].title}; import it with --form {other}" in told


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ('<?xml version="1.0"?><export xmlns="http://eu.europa.ec/fpi/fsd/export"/>', "of the European Union"),
        ("fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n1;2;3", "of the European Union"),
        ('<Sanctions xmlns="https://example.org/ADVANCED_XML"/>', "in its advanced XML"),
    ],
)
def test_a_known_list_that_is_not_read_is_told_by_its_name(told: str, name: str) -> None:
    assert f"{name}, which is not read; convert it" in refused("csv", told.encode())


@pytest.mark.parametrize(
    ("form", "before", "after", "told"),
    [
        ("uk-consolidated-csv", ",Ship,", ",Boat,", "90004 (line 8): it is 'Boat'; it must be Individual, Entity or"),
        ("uk-consolidated-csv", ",90004\n", ",\n", "line 8: the entry has no number"),
        ("uk-consolidated-csv", "\nGREY HERON", "\n", "90004 (line 8): the entry has no name"),
        ("uk-consolidated-csv", "05/06/2029,05/06/2029,05/06/2029,90004", "soon,,,90004", "it is listed on 'soon'"),
        ("uk-sanctions-xml", "<UniqueID>XXX0003</UniqueID>", "", "line 34: the entry has no number"),
        ("uk-sanctions-xml", "</Designations>", "", "cut off or damaged"),
        ("uk-sanctions-xml", "<Designations ", "<!DOCTYPE x><Designations ", "a document type or entities"),
        ("uk-consolidated-xml", "<GroupID>90002</GroupID>", "", "the entry has no number"),
        ("us-sdn-xml", "<uid>90002</uid>", "<uid>90001</uid>", "entry 90001 is there already"),
        ("us-sdn-xml", "<lastName>XK-GOL</lastName>", "", "90005 (line 42): the entry has no name"),
        ("us-sdn-csv", '"vessel"', '"boat"', "90004 (line 4): it is 'boat'"),
        ("us-sdn-csv", "90002,", "90001,", "line 2: the entry 90001 is there already at 90001 (line 1)"),
        ("us-sdn-csv", '90002,"DAHL, Mirela",', "90002,DAHL, Mirela,", "line 2: 13 cells"),
        ("us-sdn-csv", "90003,", "ninety,", "the first 'ninety'"),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_the_place(form: str, before: str, after: str, told: str) -> None:
    file = content(FILES[form]).decode()
    assert before in file
    assert told in refused(form, file.replace(before, after, 1).encode())


def test_everything_that_is_wrong_is_told_at_once() -> None:
    file = content("uk_consolidated.csv").replace(b",Ship,", b",Boat,").replace(b",Entity,", b",Firm,")
    told = refused("uk-consolidated-csv", file)
    assert "90003" in told
    assert "90004" in told


def test_a_companion_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "5 or 6 or 2 cells" in refused("us-sdn-csv", content("sdn.csv"), ("sdn.csv",))


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_list_saved_again_by_a_spreadsheet_is_still_read(code: str) -> None:
    text = content("uk_consolidated.csv").decode().replace("Оруван Тескари", "Öruvan Teskäri")
    found = rows(read("uk-consolidated-csv", text.encode(code)))
    assert "Öruvan Teskäri" in found["Oruvan Mirel TESKARI"]["aliases"]
