"""Small pictures made on the server: the balance of a licence line, and the route of a consignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from markupsafe import Markup

from licensing.http.pages.words import code_in_words, day_in_words
from projections.page_data.shapes import LineSheet, Stop

WIDE, HIGH = 180, 18
ROW, RAIL, ROUTE_WIDE = 58, 22, 300
_UNDECLARED = (None, "EXIT", "ARRIVAL", "RELEASE")
"""What only a sighting says; the activities of a declared stop are others."""
_DIAMOND = Markup('<path class="{}" d="M{} {}l9 9-9 9-9-9z"/>')
_CIRCLE = Markup('<circle class="{}" cx="{}" cy="{}" r="8"/>')
_SVG = Markup(
    '<svg class="picture" role="img" aria-label="{2}" viewBox="0 0 {0} {1}" width="{0}" height="{1}">{3}</svg>'
)


def bar(line: LineSheet) -> Markup:
    """One line as a bar: consumed, reserved, free; what is over-drawn stands beyond the mark."""
    if line.authorised is None or not line.authorised[:1].isdecimal():
        return Markup("")
    limit, drawn, consumed = (Fraction(x) for x in (line.authorised, line.drawn, line.consumed))
    whole = max(limit, drawn, consumed, Fraction(1))
    ends = (
        ("consumed", min(consumed, limit)),
        ("reserved", min(drawn, limit)),
        ("free", limit),
        ("over", max(drawn, consumed, limit)),
    )
    told = f"{line.drawn} of {line.authorised} drawn: {line.consumed} consumed, {line.reserved} reserved"
    parts = Markup("").join(_segments(ends, whole))
    mark = Markup('<path class="limit" d="M{0} 0v{1}"/>').format(_px(limit, whole), HIGH) if drawn > limit else ""
    return _picture(WIDE, HIGH, told, parts + mark)


def _segments(ends: Sequence[tuple[str, Fraction]], whole: Fraction) -> Iterator[Markup]:
    reached = Fraction(0)
    for name, end in ends:
        if end > reached:
            start, wide = _px(reached, whole), _px(end - reached, whole)
            yield Markup('<rect class="seg-{}" x="{}" y="2" width="{}" height="{}"/>').format(
                name, start, wide, HIGH - 4
            )
            reached = end


def _px(amount: Fraction, whole: Fraction) -> str:
    return f"{float(amount / whole) * WIDE:.1f}"


def route(stops: Sequence[Stop]) -> Markup:
    """The route from top to bottom: what was declared, what was seen, and what only was seen."""
    high = ROW * len(stops)
    parts = [_rail(number, stops) for number in range(len(stops) - 1)]
    parts += [_stop(number, stop) for number, stop in enumerate(stops)]
    seen = ", ".join(stop.locode for stop in stops if stop.seen) or "nowhere"
    declared = ", ".join(stop.locode for stop in stops if stop.activity not in _UNDECLARED) or "none"
    return _picture(ROUTE_WIDE, high, f"Declared stops: {declared}. Seen: {seen}.", Markup("").join(parts))


def _middle(number: int) -> int:
    return ROW * number + ROW // 2


def _rail(number: int, stops: Sequence[Stop]) -> Markup:
    both = stops[number].seen and any(stop.seen for stop in stops[number + 1 :])
    kind = "rail-seen" if both else "rail-declared"
    return Markup('<path class="{}" d="M{} {}V{}"/>').format(kind, RAIL, _middle(number), _middle(number + 1))


def _stop(number: int, stop: Stop) -> Markup:
    middle, strange = _middle(number), stop.activity in _UNDECLARED
    kind = "stop-strange" if strange else "stop-seen" if stop.seen else "stop-declared"
    dot = (_DIAMOND if strange else _CIRCLE).format(kind, RAIL, middle - 9 if strange else middle)
    by = f" by {code_in_words(stop.mode)}" if stop.mode else ""
    how = "not declared" if strange else code_in_words(stop.activity) + by
    seen = f"seen {day_in_words(stop.seen)}" if stop.seen else "not seen"
    lines = Markup(
        '<text x="44" y="{}" font-size="14" font-weight="600">{}</text>'
        '<text class="{}" x="44" y="{}" font-size="12.5">{}; {}</text>'
    ).format(middle - 3, stop.locode, "strange" if strange else "quiet", middle + 14, how, seen)
    return dot + lines


def _picture(wide: int, high: int, told: str, inside: Markup) -> Markup:
    return _SVG.format(wide, high, told, inside)
