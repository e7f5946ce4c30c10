"""How pages look: style, contrast, pictures, and values as people write them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from domain.events.goods import Quantity
from licensing.http.pages.pictures import bar, route
from licensing.http.pages.words import (
    as_sentence,
    code_in_words,
    coded,
    dated,
    day_in_words,
    documented_amount,
    grouped,
    role,
    tone,
    unit,
    when,
)
from projections.page_data.shapes import LineSheet, Stop

STATIC = Path(__file__).parent.parent.parent / "licensing" / "http" / "pages"


def test_the_style_reaches_nowhere_and_knows_both_directions() -> None:
    css = (STATIC / "static" / "counterfoil.css").read_text("utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert len(css) < 30_000
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:\s*(?:left|right)"
    assert not re.search(physical, css)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(dark: bool) -> None:
    css = (STATIC / "static" / "counterfoil.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours: dict[str, str] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[0]))
    if dark:
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[1]))
    texts = ("ink", "soft", "accent", "stop", "hold", "check", "note", "information", "good")
    for ground in ("paper", "sheet"):
        for text in texts:
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    pairs = (("accent-ink", "accent"), ("stop", "wash-bad"), ("check", "wash-warn"), ("good", "wash-good"))
    for text, ground in pairs:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def a_line(**amounts: Any) -> LineSheet:
    given: dict[str, Any] = {
        "authorised": "100",
        "drawn": "40",
        "reserved": "30",
        "consumed": "10",
        "departed": "10",
        "free": "60",
        "overdrawn": False,
    }
    return LineSheet(line=1, control="Q", description="pistols", unit="pieces", **(given | amounts))


def test_a_bar_is_as_long_as_what_it_shows() -> None:
    widths = dict(re.findall(r'seg-(\w+)" x="[\d.]+" y="2" width="([\d.]+)"', bar(a_line())))
    assert widths == {"consumed": "18.0", "reserved": "54.0", "free": "108.0"}
    over = bar(a_line(drawn="150", consumed="0"))
    assert dict(re.findall(r'seg-(\w+)" x="[\d.]+" y="2" width="([\d.]+)"', over)) == {
        "reserved": "120.0",
        "over": "60.0",
    }
    assert 'class="limit" d="M120.0' in over
    assert bar(a_line(authorised=None)) == ""
    assert "0 of 0 drawn" in bar(a_line(authorised="0", drawn="0", consumed="0"))


def test_a_route_marks_what_nobody_declared() -> None:
    picture = route(
        [
            Stop("XA", "XA<RT", "LOAD", "SEA", "2030-04-09T10:00:00Z", None),
            Stop("XC", "XCPRT", None, None, None, None),
        ]
    )
    assert "XA&lt;RT" in picture
    assert 'class="stop-strange"' in picture
    assert 'aria-label="Declared stops: XA&lt;RT. Seen: XA&lt;RT."' in picture
    assert route([])


def test_values_read_as_people_write_them() -> None:
    assert day_in_words("2030-04-09") == "9 Apr 2030"
    assert day_in_words(None) == ""
    assert "9 Apr 2030, 10:05" in when("2030-04-09T10:05:30.5+01:00")
    assert "UTC" in when("2030-04-09T10:05:30Z")
    assert when("2030-04-09") == '<time datetime="2030-04-09">9 Apr 2030</time>'
    assert when(None) == ""
    assert grouped("1234567.25") == "1\u202f234\u202f567.25"
    assert grouped("-5") == "−5"
    assert grouped(None) == ""
    assert (unit("pieces", "1"), unit("pieces", "2"), unit("EUR", "1")) == ("piece", "pieces", "EUR")
    assert code_in_words("END_USER") == "end user"
    assert as_sentence("proof of receipt ") == "Proof of receipt."
    assert dated("left on 2030-07-04, not EL-2030-07-04") == "left on 4 Jul 2030, not EL-2030-07-04"
    assert dated("open since 2030-07-06T02:00:00Z.") == "open since 6 Jul 2030, 02:00 UTC."
    assert documented_amount(Quantity(value="1", unit="C62")) == "1 piece"
    assert documented_amount(Quantity(value="2500", unit="KGM")) == "2\u202f500 kg"
    assert (role("END_USER"), role("BROKER")) == ("Final recipient", "Broker")
    assert coded("a `b<c` d") == "a <code>b&lt;c</code> d"
    assert (tone("revoked"), tone("issued"), tone("departed")) == ("chip-bad", "chip-good", "")
