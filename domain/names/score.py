"""How alike two names are (the one open question of rules 1.6 and R20): a whole number from 0 to 1000.

Both names are spelled in plain letters and split into words. Legal forms stand apart. Words are paired, the best pair
first; a pair counts by how alike it is, a word by how much it says: proper names most, words of a trade half, particles
little. What stays unpaired counts against the names; in the name of a firm one word more is another firm, in a person's
a further name is none. A second way compares the letters without blanks, for names with a blank in the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA, LCSseq

from domain.names.spelling import ABJAD, script, words
from domain.names.words import LONGEST_PHRASE, Word, dictionary, word

SAME = 1000
_SOUNDS_ALIKE, _MEANS_ALIKE, _ABBREVIATED, _SHORT_FORM, _INITIAL, _TURNED = 965, 970, 920, 880, 740, 800
"""How alike two words are that sound the same, name one trade, abbreviate, are a given name and its short form …"""
_LETTER_LOST, _SHORT_LETTER_LOST = 700, 640
_MISTYPED, _MISHEARD, _MOVED = 600, 1200, 10
"""What a wrong letter costs a word of one letter; a longer word by its length less."""
_NUMBER_DIFFERS = 600
_OTHER_FORM = 130
"""What two legal forms of different classes cost."""
_ANOTHER_FIRM, _MORE_NAMES, _DOUBTFUL = 780, 890, 870
"""The most that a firm with one word more can have, a person with a further name, and what only may be the same."""
_SURE, _SURE_NAMES = 850, 2
"""From where on a word is the same, and how many such words make a person's name."""
_ONE_EDIT, _TWO_EDITS = 4, 9
"""From how many letters on a word may have one wrong, and two."""
_TURNED_LETTERS, _SOUND_EDIT, _SHORTEST_ABBREVIATION = 3, 5, 2
_LONG, _STEM, _ORDERED = 6, 4, 5
_BLANK_EDITS, _MANY_LETTERS = (1, 2), 14


class Name(NamedTuple):
    """A name taken apart."""

    words: tuple[Word, ...]
    forms: frozenset[str]
    firm: bool
    vowelless: bool

    @property
    def classes(self) -> frozenset[str]:
        """The classes of its legal forms, where it has any that belongs to one."""
        return self.forms - {""}

    @property
    def letters(self) -> str:
        """All its letters without blanks."""
        return "".join(x.text for x in self.words)


def _form_at(said: Sequence[str], at_end: bool) -> tuple[int, str] | None:
    """The longest legal form that a name ends or begins with: how many words, and its class."""
    forms = dictionary().forms
    for count in range(min(LONGEST_PHRASE, len(said) - 1), 0, -1):
        phrase = said[-count:] if at_end else said[:count]
        found = forms.get(" ".join(phrase))
        if found is None and at_end and count > 1:
            found = forms.get("".join(phrase))
        if found is not None and (at_end or found):
            return count, found
    return None


def _without_forms(said: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words without a legal form at the end and one at the beginning, and the classes of these."""
    found = set()
    for at_end in (True, False):
        form = _form_at(said, at_end)
        if form is not None:
            found.add(form[1])
            said = said[: -form[0]] if at_end else said[form[0] :]
    return said, frozenset(found)


def _named(said: tuple[str, ...]) -> Iterator[Word]:
    """The words, phrases of a trade as one."""
    trades, affixes = dictionary().trades, dictionary().affixes
    at = 0
    while at < len(said):
        for count in range(min(LONGEST_PHRASE, len(said) - at), 1, -1):
            phrase = " ".join(said[at : at + count])
            if phrase in trades or phrase in affixes:
                yield word("".join(said[at : at + count]), at, phrase)
                at += count
                break
        else:
            yield word(said[at], at)
            at += 1


@lru_cache(maxsize=32_768)
def name(text: str) -> Name:
    """A name taken apart, remembered."""
    said, forms = _without_forms(words(text))
    found = tuple(x for x in _named(said) if x.sort != "weak")
    if not found:
        found = tuple(word(x, 0, f"= {x}") for x in said)
    firm = bool(forms) or any(x.sort in ("trade", "number") for x in found)
    return Name(found, forms, firm, script(text) == ABJAD)


def _edits(length: int) -> int:
    """How many letters may be mistyped in a word of a length."""
    return 0 if length < _ONE_EDIT else 1 if length < _TWO_EDITS else 2


def consonants(heard: str) -> str:
    """The sounds of a word that scripts without vowels write."""
    return "".join(c for c in heard if c not in "aeiouhv")


def _abbreviates(short: str, long: str) -> bool:
    """The letters of a short word stand in a long one in their order, beginning with the same."""
    if len(short) < _SHORTEST_ABBREVIATION or short[0] != long[0] or len(short) * 4 > len(long) * 3:
        return False
    rest = iter(long)
    return all(c in rest for c in short)


def _short_slip(a: str, b: str) -> int:
    """How alike two short words are that are one slip apart; with another letter they are another word."""
    if len(a) == len(b):
        return _TURNED if sorted(a) == sorted(b) else 0
    return _LETTER_LOST if max(len(a), len(b)) >= _ONE_EDIT else _SHORT_LETTER_LOST


def _typed_alike(a: Word, b: Word) -> int:
    length = max(len(a.text), len(b.text))
    allowed = _edits(min(len(a.text), len(b.text)))
    apart = OSA.distance(a.text, b.text, score_cutoff=allowed + 1)
    if apart <= allowed and apart:
        return SAME - _MISTYPED * apart // length
    if a.sound == b.sound:
        return _SOUNDS_ALIKE
    if allowed == 0 and apart == 1 and length >= _TURNED_LETTERS:
        return _short_slip(a.text, b.text)
    heard = OSA.distance(a.sound, b.sound, score_cutoff=2)
    if heard == 1 and min(len(a.sound), len(b.sound)) >= _SOUND_EDIT:
        return SAME - _MISHEARD // length
    return 0


def _alike_sorts(a: Word, b: Word) -> int | None:
    """How alike two words of special sorts are; None for words that are compared letter by letter."""
    if "number" in (a.sort, b.sort):
        return _NUMBER_DIFFERS if a.sort == b.sort else 0
    if a.sort == b.sort == "trade":
        return _MEANS_ALIKE if a.means & b.means else 0
    if a.sort == b.sort == "affix":
        return _SOUNDS_ALIKE if a.means & b.means or a.sound == b.sound else 0
    if 1 in (len(a.text), len(b.text)):
        return _INITIAL if a.text[0] == b.text[0] else 0
    return None


def alike_words(a: Word, b: Word) -> int:
    """How alike two words are."""
    if a.text == b.text:
        return SAME
    found = _alike_sorts(a, b)
    if found is not None:
        return found
    if a.means & b.means:
        return _SHORT_FORM
    if "trade" in (a.sort, b.sort):
        traded, other = (a, b) if a.sort == "trade" else (b, a)
        if _abbreviates(other.text, traded.text):
            return _ABBREVIATED
    return _typed_alike(a, b)


class Paired(NamedTuple):
    """How the words of two names go together."""

    gained: int
    of: int
    sure: int
    left_a: tuple[Word, ...]
    left_b: tuple[Word, ...]


def _pairs(a: Sequence[Word], b: Sequence[Word], vowelless: bool) -> Paired:
    found = []
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            alike = alike_words(x, y) or (by_consonants(x, y) if vowelless else 0)
            if alike:
                found.append((-alike, abs(i - j), i, j))
    found.sort()
    free_a, free_b = dict(enumerate(a)), dict(enumerate(b))
    gained = of = sure = 0
    for unlike, _, i, j in found:
        if i in free_a and j in free_b:
            x, y = free_a.pop(i), free_b.pop(j)
            weight = max(x.weight, y.weight) * 2
            gained -= unlike * weight
            of += weight
            sure += "own" in (x.sort, y.sort) and -unlike >= _SURE
    left_a, left_b = tuple(free_a.values()), tuple(free_b.values())
    return Paired(gained, of, sure, left_a, left_b)


def by_consonants(a: Word, b: Word) -> int:
    """How alike two words are of which one is written without vowels."""
    x, y = consonants(a.sound), consonants(b.sound)
    return _SHORT_FORM if x == y and len(x) > 1 else 0


def _joined(own: Sequence[Word], other: Sequence[Word]) -> tuple[Word, ...]:
    """Two words that the other name writes as one become one; a legal form that sticks to a word is left off."""
    whole = {x.text: x for x in other}
    made: list[Word] = []
    for x in own:
        if made and len(made[-1].text + x.text) >= _LONG and made[-1].text + x.text in whole:
            made[-1] = whole[made[-1].text + x.text]
        else:
            made.append(_unstuck(x, whole))
    return tuple(made)


def _unstuck(own: Word, others: dict[str, Word]) -> Word:
    if own.text in others or len(own.text) < _LONG:
        return own
    for text, other in others.items():
        if len(text) >= _STEM and own.text.startswith(text) and own.text[len(text) :] in dictionary().forms:
            return other
    return own


def _moved_blank(a: Name, b: Name, paired: Paired) -> int:
    """How alike the letters are without blanks, where the blanks are what is wrong."""
    x, y = a.letters, b.letters
    length = min(len(x), len(y))
    if length < _LONG or (len(a.words) == len(b.words) and not (paired.left_a and paired.left_b)):
        return 0
    allowed = _BLANK_EDITS[length >= _MANY_LETTERS]
    apart = OSA.distance(x, y, score_cutoff=allowed + 1)
    if apart > allowed or (len(a.words) == len(b.words) and _short_words_differ(a, b, apart)):
        return 0
    return SAME - _MOVED - _MISTYPED * apart // length


def _short_words_differ(a: Name, b: Name, apart: int) -> bool:
    """True where no blank has moved, and a wrong letter stands in a word so short that it makes another word."""
    wrong = [(x, y) for x, y in zip(a.words, b.words, strict=True) if x.text != y.text]
    moved = sum(OSA.distance(x.text, y.text) for x, y in wrong) > apart
    return not moved and any(min(len(x.text), len(y.text)) < _SOUND_EDIT for x, y in wrong)


def _telling(left: Sequence[Word]) -> list[Word]:
    """The unpaired words that make another name; particles and words for a firm as such do not."""
    return [x for x in left if x.weight > 1]


def _by_words(a: Name, b: Name, paired: Paired) -> int:
    """The score by paired words."""
    left_a, left_b = _telling(paired.left_a), _telling(paired.left_b)
    of = paired.of + sum(x.weight for x in (*paired.left_a, *paired.left_b))
    alike = paired.gained // of if of else 0
    if not (left_a or left_b):
        return alike
    if a.firm or b.firm:
        return min(alike, _ANOTHER_FIRM)
    if paired.sure >= _SURE_NAMES and not (left_a and left_b):
        return max(alike, paired.gained * _MORE_NAMES // (paired.of * SAME))
    return alike


def _split(own: Sequence[Word], other: Sequence[Word]) -> tuple[Word, ...]:
    """A word that holds one of the other name, and beside it a word of a trade there, as these two words."""
    stems = [x for x in other if x.sort == "own" and len(x.text) >= _STEM]
    trades = [x for x in other if x.sort == "trade"]
    made: list[Word] = []
    for x in own:
        parts = [(stem, x.text.replace(stem.text, "", 1)) for stem in stems if stem.text in x.text]
        fitting = [(stem, trade) for stem, rest in parts for trade in trades if rest and _abbreviates(rest, trade.text)]
        fitting = fitting or _two_trades(x.text, trades)
        made += [*fitting[0]] if fitting else [_meant(x, trades)]
    return tuple(made)


def _meant(own: Word, trades: Sequence[Word]) -> Word:
    """The word of a trade that a short word abbreviates but for a slip; else itself."""
    if own.sort == "own" and _SHORTEST_ABBREVIATION <= len(own.text) <= _SOUND_EDIT:
        for trade in trades:
            missing = len(own.text) - LCSseq.similarity(own.text, trade.text)
            if missing == 0 or (missing == 1 and len(own.text) > _TURNED_LETTERS):
                return trade
    return own


def _two_trades(text: str, trades: Sequence[Word]) -> list[tuple[Word, Word]]:
    """The words of a trade that a word abbreviates two of, one after the other."""
    halves = [(text[:n], text[n:]) for n in range(_SHORTEST_ABBREVIATION, len(text) - 1)]
    pairs = permutations(trades, 2)
    return [(x, y) for x, y in pairs if any(_abbreviates(a, x.text) and _abbreviates(b, y.text) for a, b in halves)]


def _in_another_order(a: Name, b: Name) -> bool:
    """True when the letters are the same but for a slip, with the words in another order and a blank lost."""
    x, y = a.letters, b.letters
    allowed = _BLANK_EDITS[min(len(x), len(y)) >= _MANY_LETTERS]
    if abs(len(x) - len(y)) > allowed or max(len(a.words), len(b.words)) > _ORDERED:
        return False
    if OSA.distance(sorted(x), sorted(y), score_cutoff=2 * allowed) > 2 * allowed:
        return False
    fewer, more = (x, b) if len(a.words) < len(b.words) else (y, a)
    orders = ("".join(order) for order in permutations([w.text for w in more.words]))
    return any(OSA.distance(fewer, order, score_cutoff=allowed) <= allowed for order in orders)


def _with_blank_lost(a: Name, b: Name) -> int:
    """How alike two names of firms are when a blank was lost besides other changes: nothing to rely on."""
    if _in_another_order(a, b):
        return _DOUBTFUL
    x, y = _split(a.words, b.words), _split(b.words, a.words)
    if (x, y) == (a.words, b.words):
        return 0
    return min(_DOUBTFUL, _by_words(a, b, _pairs(x, y, False)))


@lru_cache(maxsize=65_536)
def score(a: str, b: str) -> int:
    """How alike two names are: 1000 for the same, 0 for nothing in common."""
    if a == b:
        return SAME
    if b < a:
        return score(b, a)
    x, y = name(a), name(b)
    paired = _pairs(_joined(x.words, y.words), _joined(y.words, x.words), x.vowelless != y.vowelless)
    found = max(_by_words(x, y, paired), _moved_blank(x, y, paired))
    if found <= _ANOTHER_FIRM and (x.firm or y.firm):
        found = max(found, _with_blank_lost(x, y))
    if x.classes and y.classes and not x.classes & y.classes:
        found -= _OTHER_FORM
    return max(0, min(found, SAME))
