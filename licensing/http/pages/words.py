"""How values read on a page: moments, quantities, codes."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup, escape

from domain.events.goods import Quantity
from domain.events.party import Address
from projections.sentences import goods_said

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    r"(?<![\w-])([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T([0-9]{2}:[0-9]{2}):[0-9]{2}(?:\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?(?![\w-])"
)
_CODE = re.compile(r"`([^`]*)`")
_COUNTED = {"C62": "pieces", "KGM": "kg", "GRM": "g", "MIL": "thousand"}
_UNITS = {"pieces": "piece", "rounds": "round"}
_GOOD = {"issued", "valid", "registered", "received", "granted", "grant", "consented", "authentic"}
_BAD = {
    *("refused", "refuse", "objected", "withdrawn", "repudiated"),
    *("revoked", "suspended", "cancelled", "surrendered", "expired"),
}


def day_in_words(text: str | None) -> str:
    """A date, or the date of an instant as written, as `10 Apr 2030`."""
    if not text:
        return ""
    return f"{int(text[8:10])} {_MONTHS[int(text[5:7]) - 1]} {text[:4]}"


def when(text: str | None) -> Markup:
    """An instant to the minute, with the offset it was written with."""
    if not text:
        return Markup("")
    if len(text) <= len(date.min.isoformat()):
        return Markup('<time datetime="{}">{}</time>').format(text, day_in_words(text))
    zone = "UTC" if text[-1] in "Zz" else text[-6:]
    told = Markup('<time datetime="{}">{}, {} <span class="zone">{}</span></time>')
    return told.format(text, day_in_words(text), text[11:16], zone)


def grouped(value: object) -> str:
    """A number with its thousands set apart by narrow spaces that do not break."""
    text = "" if value is None else str(value)
    sign, text = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, part = text.partition(".")
    if not whole.isdecimal():
        return sign + text
    return sign + f"{int(whole):,}".replace(",", "\u202f") + dot + part


def unit(counted: str, amount: object = None) -> str:
    """What goods are counted in, beside an amount."""
    return _UNITS.get(counted, counted) if str(amount) == "1" else counted


def documented_amount(quantity: Quantity) -> str:
    """A quantity as it is written on a document."""
    counted = _COUNTED.get(quantity.unit or "", quantity.unit or "")
    return f"{grouped(quantity.value)} {unit(counted, quantity.value)}"


def code_in_words(code: object) -> str:
    """A code as words: `END_USER` reads `end user`."""
    return str(code or "").replace("_", " ").replace("-", " ").lower()


def role(code: str) -> str:
    """What a party is in a transfer."""
    return "Final recipient" if code == "END_USER" else code_in_words(code).capitalize()


def dated(text: str) -> str:
    """A sentence with its dates and instants as people write them; references that look like dates stay."""
    return _DATE.sub(_moment, text)


def _moment(found: re.Match[str]) -> str:
    date_, clock, zone = found.groups()
    at = f", {clock} {'UTC' if zone == 'Z' else zone}" if clock else ""
    return day_in_words(date_) + at


def coded(text: str) -> Markup:
    """Text with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def as_sentence(text: str) -> str:
    """A clause as a sentence."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def tone(status: str) -> str:
    """The style of a status."""
    return "chip-good" if status in _GOOD else "chip-bad" if status in _BAD else ""


def address_line(address: Address) -> Markup:
    """An address on one line."""
    parts = (address.street, address.suite, address.postcode, address.locality, address.region, address.state)
    return Markup(", ").join(escape(part) for part in parts if part)


FILTERS = {
    "day": day_in_words,
    "when": when,
    "grouped": grouped,
    "unit": unit,
    "amount": documented_amount,
    "goods": goods_said,
    "words": code_in_words,
    "role": role,
    "dated": dated,
    "coded": coded,
    "sentence": as_sentence,
    "tone": tone,
    "address_line": address_line,
}
