"""Published lists are read whole or refused whole, and what is wrong is told with its place; everybody is invented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from consumers.published.checking import checked, row_schema
from consumers.published.content import content_of, text_of
from consumers.published.csv_list import columns_of, read_csv_list
from consumers.published.faults import BadList, ContractRow, Published
from consumers.published.listed_names import names_in
from consumers.published.states import state_code
from consumers.published.un_consolidated import read_un_consolidated
from domain.events.lists import IDENTITY, ROWS, ListPublished, rows_of

FILE = Path(__file__).parent / "published" / "consolidated.xml"
HEAD = "entry,kind,name,aliases,date_of_birth,nationality,state,identifiers,listed_on,delisted_on"
GOOD = "XX-1,PERSON,Arvo Hallak,Arvo Halak|A. Tarn,1971-03-02,XA,XB,PASSPORT:N1234567|TAX:9,2012-12-31,"


@pytest.fixture(scope="module")
def published() -> Published:
    return checked("sanctions", read_un_consolidated(FILE.read_bytes()))


@pytest.fixture(scope="module")
def rows(published: Published) -> dict[str, dict[str, Any]]:
    return {row.data["entry"]: row.data for row in published.rows}


def faults(read: Any, *arguments: Any) -> str:
    with pytest.raises(BadList) as bad:
        read(*arguments)
    return "\n".join(fault.told() for fault in bad.value.faults)


def without(pattern: str, instead: str = "") -> bytes:
    text, count = re.subn(pattern, instead, FILE.read_text("utf-8"), count=1, flags=re.DOTALL)
    assert count == 1
    return text.encode()


# -- the consolidated list ---------------------------------------------------------------------------------------------


def test_every_entry_becomes_one_row_in_the_order_of_the_file(published: Published) -> None:
    assert [row.data["entry"] for row in published.rows] == [
        *("XXi.001", "XXi.002", "XXi.003", "XXi.004"),
        *("XXe.001", "XXe.002", "XXe.003"),
    ]
    assert published.version == "2030-02-27T00:00:09.554Z"
    order = ListPublished(list="sanctions", version="1", effective_on="2030-01-01", rows=tuple(published.data))
    assert rows_of(order)[0].identifiers[0].scheme == "PASSPORT"


def test_a_name_in_parts_is_one_name_without_the_white_space_around_them(rows: dict[str, dict[str, Any]]) -> None:
    assert [rows[f"XXi.00{n}"]["name"] for n in (1, 2, 3)] == ["ARVO HALLAK TARN", "ZEVA", "ORM AL-TARN BIN ZEV"]


def test_aliases_are_taken_apart_and_explanations_left_out(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["XXi.001"]["aliases"] == [
        "арво халлак",
        "Arvo Halak",
        "Arwo Hallac",
        "Orvo Tarn",
        "Arvo Tarn",
        "The Grey Falcon",
        "Abu Orm",
        "أبو أورم",
        "آرفو حلاق",
        "Olav Berge",
        "Nils Berge",
        "Per Berge",
    ]


def test_an_alias_of_low_quality_counts_only_in_several_words(published: Published) -> None:
    aliases = published.rows[0].data["aliases"]
    assert "The Grey Falcon" in aliases
    assert "Falcon" not in aliases
    assert any("low quality that is one word" in note for note in published.notes)


def test_a_firm_may_have_an_acronym_a_former_name_and_a_second_firm_in_one_field(
    rows: dict[str, dict[str, Any]],
) -> None:
    first, second = rows["XXe.001"], rows["XXe.002"]
    assert first["name"] == "FALCON TRADING COMPANY"
    assert first["aliases"] == ["FTC", "شركة الصقر للتجارة", "Grey Falcon Traders", "Bureau 39 of Tarn"]
    assert (second["name"], second["aliases"]) == ("TARN MINING LTD", ["TARN SHIPPING LTD"])


@pytest.mark.parametrize(
    ("entry", "born"),
    [("XXi.001", "1971-03-02"), ("XXi.002", None), ("XXi.003", "1959-01-01"), ("XXi.004", None)],
    ids=["exact, also of an alias", "about", "between", "several"],
)
def test_a_date_of_birth_stands_only_where_the_list_is_sure_within_a_year(
    rows: dict[str, dict[str, Any]], entry: str, born: str | None
) -> None:
    assert rows[entry]["date_of_birth"] == born


def test_states_are_known_by_their_names_and_left_open_where_there_are_several_or_none_known(
    rows: dict[str, dict[str, Any]],
) -> None:
    assert (rows["XXi.001"]["nationality"], rows["XXi.001"]["state"]) == ("NO", "SE")
    assert (rows["XXi.002"]["nationality"], rows["XXi.002"]["state"]) == (None, None)
    assert rows["XXe.001"]["state"] == "IR"


def test_passports_are_told_from_other_documents_in_three_languages(rows: dict[str, dict[str, Any]]) -> None:
    assert [x["value"] for x in rows["XXi.001"]["identifiers"]] == ["N 1234567", "AB765432"]


def test_an_imo_number_in_a_comment_is_a_ships_or_a_companys_by_its_check_digit(
    rows: dict[str, dict[str, Any]],
) -> None:
    assert (rows["XXe.001"]["kind"], rows["XXe.001"]["identifiers"]) == (
        "ENTITY",
        [{"scheme": "IMO", "value": "5571322"}],
    )
    assert (rows["XXe.003"]["kind"], rows["XXe.003"]["identifiers"]) == (
        "VESSEL",
        [{"scheme": "IMO", "value": "9074729"}],
    )


def test_days_of_listing_and_delisting_are_kept(rows: dict[str, dict[str, Any]]) -> None:
    assert (rows["XXi.002"]["listed_on"], rows["XXi.002"]["delisted_on"]) == ("2013-05-01", None)
    assert rows["XXi.003"]["delisted_on"] == "2029-01-01"


def test_what_has_no_place_in_a_row_is_counted(published: Published) -> None:
    assert any(note.startswith("explanation among names, left out: 3") for note in published.notes)
    assert any("first at INDIVIDUAL XXi.002 (line 37)" in note for note in published.notes)


@pytest.mark.parametrize(
    ("text", "person", "names"),
    [
        ("", True, ()),
        ("n/a", True, ()),
        ("a.k.a. Arvo Tarn", True, ("Arvo Tarn",)),
        ("false identity related to passport 12", True, ()),
        ("Tarn (Overseas) Bank", False, ("Tarn (Overseas) Bank",)),
        ("Tarn Bank (Overseas Branch)", False, ("Tarn Bank", "Overseas Branch", "Tarn Bank (Overseas Branch)")),
        ("Tarn Bank (formerly Orm Bank)", False, ("Tarn Bank", "Orm Bank")),
        ("Bureau 39", False, ("Bureau 39",)),
    ],
)
def test_the_names_in_a_field(text: str, person: bool, names: tuple[str, ...]) -> None:
    assert names_in(text, person).names == names


@pytest.mark.parametrize(
    ("name", "code"),
    [("Norway", "NO"), ("norvège (la)", "NO"), ("NORUEGA", "NO"), ("XA", "XA"), ("ZZ", None), ("Türkiye", "TR")],
)
def test_a_state_by_its_name(name: str, code: str | None) -> None:
    assert state_code(name) == code


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_list_that_is_cut_off_is_refused_with_the_place() -> None:
    whole = FILE.read_bytes()
    for part in (1 / 3, 0.99):
        told = faults(read_un_consolidated, whole[: int(len(whole) * part)])
        assert re.search(r"line \d+, column \d+: .*cut off or damaged: fetch the list again", told)


def test_entities_and_a_document_type_are_refused_unread() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for doctype in (bomb, outside, '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'):
        told = faults(read_un_consolidated, without("<CONSOLIDATED_LIST", doctype + "<CONSOLIDATED_LIST"))
        assert "document type or entities" in told
    assert "not defined" in faults(read_un_consolidated, without("ARVO", "&a;"))


def test_another_encoding_is_refused_with_the_first_byte_that_is_wrong() -> None:
    latin = FILE.read_text("utf-8").replace("Número", "N\x81mero").encode("latin-1", "replace")
    assert re.search(r"line 34: byte \d+ is 0x81, which is no UTF-8", faults(read_un_consolidated, latin))
    assert "declares the encoding 'windows-1252'" in faults(
        read_un_consolidated, without('encoding="UTF-8"', 'encoding="windows-1252"')
    )
    assert text_of(b"\xef\xbb\xbfx") == "x"


def test_an_entry_without_what_every_row_needs_is_named() -> None:
    told = faults(read_un_consolidated, without("<REFERENCE_NUMBER>XXi.002</REFERENCE_NUMBER>"))
    assert (
        told
        == "INDIVIDUAL at line 37: REFERENCE_NUMBER is missing or empty; fetch the list again, or tell its publisher"
    )
    assert "ENTITY XXe.002 (line 66): LISTED_ON is '1 May', which is no date; write it as YYYY-MM-DD" in faults(
        read_un_consolidated,
        without("2014-01-01(?=</LISTED_ON>\n    </ENTITY>\n    <ENTITY>\n      <FIRST_NAME>GREY)", "1 May"),
    )
    assert "FIRST_NAME is missing" in faults(read_un_consolidated, without("<FIRST_NAME>ZEVA</FIRST_NAME>"))


def test_a_reference_that_is_there_twice_is_refused() -> None:
    told = faults(checked, "sanctions", read_un_consolidated(without("XXi.002", "XXi.001")))
    assert told.startswith(
        "INDIVIDUAL XXi.001 (line 37): entry XXi.001 is there already at INDIVIDUAL XXi.001 (line 4)"
    )


def test_an_empty_list_and_another_document_are_refused() -> None:
    empty = b"<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>"
    assert "holds no row" in faults(checked, "sanctions", read_un_consolidated(empty))
    assert "it is html, not CONSOLIDATED_LIST" in faults(read_un_consolidated, b"<html/>")


def test_a_file_far_longer_than_any_list_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consumers.published.content.LONGEST", 9)
    file = tmp_path / "x.xml"
    file.write_bytes(b"0123456789")
    assert "more than 9 bytes" in faults(content_of, file)


# -- lists in CSV ------------------------------------------------------------------------------------------------------


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_a_national_list_is_read_by_its_columns_whatever_parts_them() -> None:
    (row,) = checked("sanctions", read_csv_list("sanctions", csv(HEAD, GOOD, ""))).rows
    assert row.where == "line 2"
    assert row.data["aliases"] == ["Arvo Halak", "A. Tarn"]
    assert row.data["identifiers"] == [{"scheme": "PASSPORT", "value": "N1234567"}, {"scheme": "TAX", "value": "9"}]
    assert row.data["delisted_on"] is None
    for other in (";", "\t"):
        assert read_csv_list("sanctions", csv(HEAD.replace(",", other), GOOD.replace(",", other))).rows == (row,)


def test_columns_that_may_be_empty_may_be_missing() -> None:
    (row,) = read_csv_list("sanctions", csv("entry,kind,name,listed_on", '1,ENTITY,"Tarn, Orm & Co",2020-01-01')).rows
    assert row.data["name"] == "Tarn, Orm & Co"
    assert (row.data["aliases"], row.data["state"]) == ([], None)


@pytest.mark.parametrize("name", ROWS)
def test_every_list_of_the_contract_has_columns_and_an_identity(name: str) -> None:
    assert set(IDENTITY[name]) <= set(columns_of(name)) == set(row_schema(name)["properties"])


def test_truths_and_numbers_are_read_in_any_list() -> None:
    head = "state,utc_offset,weekend,holidays,validity_test,broker_registration_required"
    (row,) = checked("authorities", read_csv_list("authorities", csv(head, "XA,+01:00,6|7,2030-01-01,EXIT,yes"))).rows
    assert (row.data["weekend"], row.data["broker_registration_required"]) == ([6, 7], True)
    told = faults(read_csv_list, "authorities", csv(head, "XA,+01:00,sat,,EXIT,perhaps"))
    assert "line 2, column 3 (weekend): 'sat' cannot be read; write a whole number" in told
    assert "line 2, column 6 (broker_registration_required): 'perhaps' cannot be read; write true or false" in told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((HEAD.replace("nationality", "nationalty"), GOOD), "line 1, column 6: there is no column 'nationalty'"),
        ((HEAD.replace("nationality", "nationalty"), GOOD), "call it nationality, or leave it out"),
        (("kind,name,listed_on",), "line 1: the column entry is missing"),
        ((HEAD + ",name", GOOD + ",x"), "line 1, column 11: the column name is there twice"),
        ((HEAD, GOOD, GOOD + ",x"), "line 3: 11 cells, where the head has 10"),
        ((HEAD, GOOD, 'XX-2,PERSON,"Arvo'), "line 3: this is no row of CSV"),
        ((HEAD, GOOD.replace("PASSPORT:", "")), "line 2, column 8 (identifiers)"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(lines: tuple[str, ...], told: str) -> None:
    assert told in faults(read_csv_list, "sanctions", csv(*lines))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2012-12-31,", "2012-12-31,31.12.2010", "line 2, delisted_on: 2010-12-31 is before listed_on 2012-12-31"),
        ("PERSON", "PEOPLE", "line 2, kind:"),
        ("XA", "Norway", "line 2, nationality:"),
        ("PASSPORT", "PASS", "line 2, identifiers:"),
        ("Arvo Hallak", " ", "line 2, name: it is empty"),
        ("2012-12-31,", "2012-12-31,2011-01-01", "line 2, delisted_on: 2011-01-01 is before listed_on 2012-12-31"),
    ],
)
def test_a_row_that_the_contract_does_not_take_is_refused(before: str, after: str, told: str) -> None:
    assert told in faults(checked, "sanctions", read_csv_list("sanctions", csv(HEAD, GOOD.replace(before, after))))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    rows = tuple(ContractRow(f"line {n}", {"form": 1, "form_class": "X"}) for n in range(2, 32))
    with pytest.raises(BadList, match=r"and \d+ more") as bad:
        checked("legal_forms", Published(rows, None, ()))
    assert len(bad.value.faults) == 30 + 29
