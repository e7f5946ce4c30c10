"""How texts are made comparable, and which of them say nothing (rules 5.1, 5.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.canon import canon, plain_text, registration_root
from domain.kernel.says_nothing import says_nothing

CYRILLIC, GREEK = "АВЕЅІЈКМНОРСТУХ", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
ZEROS = "٠۰०๐０০"
"""The zeros of some scripts; their other digits follow."""


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("el-2030/000 007", "EL2030000007"),
        ("9×19", "9X19"),
        ("9х19", "9X19"),  # a Cyrillic х
        ("١٢٣", "123"),
        ("१२४", "124"),
        ("ＡＢ１", "AB1"),
        ("АВЕ-77", "ABE77"),
        ("ΑΒΕ-77", "ABE77"),
        ("é1", "E1"),
        ("№ 12", "NO12"),
        ("ЖК-7", "ЖК7"),  # Ж looks like no Latin letter: the letters stay as they are
        ("سلاح ١", "سلاح1"),
        ("—/·", ""),
        ("", ""),
    ],
)
def test_a_number_is_compared_by_what_is_meant(written: str, canonical: str) -> None:
    assert canon(written) == canonical


@given(st.text())
def test_a_canonical_text_stays_as_it_is(text: str) -> None:
    assert canon(canon(text)) == canon(text)


@given(st.text("0123456789", min_size=1), st.sampled_from(ZEROS))
def test_digits_of_every_script_are_digits(number: str, zero: str) -> None:
    other = "".join(chr(ord(zero) + int(x)) for x in number)
    assert canon(other) == number
    assert canon(f"AB-{other}") == f"AB{number}"


@given(st.text(st.sampled_from(CYRILLIC + GREEK + "ABC123-/ "), min_size=1))
def test_letters_that_look_alike_are_alike(text: str) -> None:
    latin = text.translate(str.maketrans(CYRILLIC + GREEK, "ABESIJKMHOPCTYXABEZHIKMNOPTYX"))
    assert canon(text) == canon(latin)


@given(st.text(min_size=1).filter(lambda x: any(c.isalnum() for c in plain_text(x))))
def test_no_number_with_a_letter_or_digit_is_empty(text: str) -> None:
    assert canon(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "—",
            "n/a",
            "N.A.",
            "na",
            "nil",
            "None",
            "NULL",
            "not available",
            "Not applicable",
            "unknown",
            "UNK",
        ),
        *("tba", "TBC", "t.b.d.", "NSN", "no serial", "No serial number", "no number", "NO SEAL", "unsealed"),
        *("illegible", "obliterated", "DEFACED", "0", "000", "٠٠", "XX", "xxxxx", "AAAAA", "-----", "ХХ"),
    ],
)
def test_what_people_write_where_there_is_no_number_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["X", "A", "AAAA", "1", "11111", "NA1", "NSN-1", "00001", "XY", "NOSE", "J52/0", "NATO"]
)
def test_what_is_a_number_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(("text", "nothing"), [("11111", True), ("1111", False), ("٩٩٩٩٩", True), ("111112", False)])
def test_one_digit_again_and_again_is_nothing_in_an_identifier(text: str, nothing: bool) -> None:
    assert says_nothing(text, identifier=True) is nothing
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("number", "root"),
    [
        ("J52/108/1999", ""),  # a county
        ("HRB-12345", ""),  # a register
        ("12345-01", "12345"),
        ("1234-01", ""),
        ("١٢٣٤٥/٢", "12345"),
        ("RC 12345/7", "RC12345"),
        ("123456", "123456"),
        ("", ""),
    ],
)
def test_what_a_firm_shares_with_its_branches_holds_five_digits(number: str, root: str) -> None:
    assert registration_root(number) == root
