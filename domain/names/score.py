"""How alike two names are (the one open question of rules 1.6 and R20): a whole number from 0 to 1000.

Both names are spelled in plain letters and split into words. Legal forms stand apart. Words are paired, the best pair
first; a pair counts by how alike it is, a word by how much it says: proper names most, words of a trade half, particles
little. What stays unpaired counts against the names; in the name of a firm one word more is another firm, in a person's
a further name is none. A second way compares the letters without blanks, for names with a blank in the wrong place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA, LCSseq

from domain.names.alike import (
    SAME,
    SHORTEST_ABBREVIATION,
    SOUND_LETTERS,
    TURNED_LETTERS,
    abbreviates,
    alike_words,
    by_consonants,
)
from domain.names.names_given import NamesGiven, names_given
from domain.names.parts import Name, initials_apart, name, unstuck
from domain.names.spelling import ABJAD, LOGOGRAPHIC
from domain.names.words import AFTER_ARTICLE, Word

_MISTYPED, _MOVED = 600, 10
"""What a wrong letter costs a name of one letter; a longer name by its length less; and what a moved blank costs."""
_OTHER_FORM = 130
"""What two legal forms of different classes cost."""
_ANOTHER_FIRM, _MORE_NAMES, _EXACT_MORE_NAMES, _DOUBTFUL = 780, 930, 890, 870
"""The most that a firm with one word more can have, a person with a further name, and what only may be the same."""
_OTHER_NUMBER = 600
"""The most that names with different numbers can have: never alike."""
SURE, _SURE_NAMES, _SERVANT = 850, 2, "abdul"
"""From where on a word is the same, and how many such words make a person's name."""
_FEW_SIGNS, _FEW_LETTERS = 4, 6
"""In scripts of signs or without vowels a name of no more of them, or a word, is another when one differs."""
_LONG, _STEM, _ORDERED = 6, 4, 5
_BLANK_EDITS, _MANY_LETTERS = (1, 2), 14


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
            alike = max(alike_words(x, y), by_consonants(x, y) if vowelless else 0)
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
            sure += "own" in (x.sort, y.sort) and -unlike >= SURE
    left_a, left_b = tuple(free_a.values()), tuple(free_b.values())
    return Paired(gained, of, sure, left_a, left_b)


def _joined(own: Sequence[Word], other: Sequence[Word]) -> tuple[Word, ...]:
    """Two words that the other name writes as one become one; a legal form or an article stuck to a word is left."""
    whole = {x.text: x for x in other}
    made: list[Word] = []
    for x in own:
        if made and len(made[-1].text + x.text) >= _LONG and made[-1].text + x.text in whole:
            made[-1] = whole[made[-1].text + x.text]
        else:
            made.append(_unstuck(x, whole))
    return tuple(made)


def _unstuck(own: Word, others: dict[str, Word]) -> Word:
    if own.text in others or len(own.text) <= AFTER_ARTICLE:
        return own
    for rest in unstuck(own.text):
        if rest in others:
            return others[rest]
    return own


def _moved_blank(a: Name, b: Name, paired: Paired) -> int:
    """How alike the letters are without blanks, where the blanks are what is wrong."""
    x, y = a.letters, b.letters
    length = min(len(x), len(y))
    if (
        a.numbers != b.numbers
        or length < _LONG
        or (len(a.words) == len(b.words) and not (paired.left_a and paired.left_b))
    ):
        return 0
    allowed = _BLANK_EDITS[length >= _MANY_LETTERS]
    apart = OSA.distance(x, y, score_cutoff=allowed + 1)
    if apart > allowed or (len(a.words) == len(b.words) and _no_blank_moved(a, b, apart)):
        return 0
    return SAME - _MOVED - _MISTYPED * apart // length


def _no_blank_moved(a: Name, b: Name, apart: int) -> bool:
    """True where no blank has moved, and wrong letters stand in a word so short that it is another word by them."""
    wrong = [(x, y, OSA.distance(x.text, y.text)) for x, y in zip(a.words, b.words, strict=True) if x.text != y.text]
    moved = sum(edits for _, _, edits in wrong) > apart
    return not moved and any(min(len(x.text), len(y.text)) < SOUND_LETTERS + edits - 1 for x, y, edits in wrong)


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
    if alike < _ANOTHER_FIRM and left_a and left_b:
        alike = max(alike, min(_ANOTHER_FIRM - 1, alike + _nearness(left_a, left_b) // of))
    sure = paired.sure + (_shortened_servant(a, b, left_a) if left_a else _shortened_servant(b, a, left_b))
    if sure >= _SURE_NAMES and not (left_a and left_b):
        return max(alike, min(_EXACT_MORE_NAMES, paired.gained * _MORE_NAMES // (paired.of * SAME)))
    return alike


def _shortened_servant(longer: Name, shorter: Name, left: Sequence[Word]) -> bool:
    """Whether of Abdul Basir Noorzai the other name says Abdul Noorzai; of Abdul alone nothing is said."""
    begun = any(_SERVANT in x.means for x in shorter.words)
    return begun and any(_SERVANT in x.means and x not in left and y in left for x, y in pairwise(longer.words))


def _nearness(left_a: Sequence[Word], left_b: Sequence[Word]) -> int:
    """What words that are no pair add below everything that counts as alike, so that the nearer stand before others."""
    return int(sum(x.weight * max(OSA.normalized_similarity(x.text, y.text) for y in left_b) for x in left_a) * SAME)


def _split(own: Sequence[Word], other: Sequence[Word]) -> tuple[Word, ...]:
    """A word that holds one of the other name, and beside it a word of a trade there, as these two words."""
    stems = [x for x in other if x.sort == "own" and len(x.text) >= _STEM]
    trades = [x for x in other if x.sort == "trade"]
    made: list[Word] = []
    for x in own:
        parts = [(stem, x.text.replace(stem.text, "", 1)) for stem in stems if stem.text in x.text]
        fitting = [(stem, trade) for stem, rest in parts for trade in trades if rest and abbreviates(rest, trade.text)]
        fitting = fitting or _two_trades(x.text, trades)
        made += [*fitting[0]] if fitting else [_meant(x, trades)]
    return tuple(made)


def _meant(own: Word, trades: Sequence[Word]) -> Word:
    """The word of a trade that a short word abbreviates but for a slip; else itself."""
    if own.sort == "own" and SHORTEST_ABBREVIATION <= len(own.text) <= SOUND_LETTERS:
        for trade in trades:
            missing = len(own.text) - LCSseq.similarity(own.text, trade.text)
            if missing == 0 or (missing == 1 and len(own.text) > TURNED_LETTERS):
                return trade
    return own


def _two_trades(text: str, trades: Sequence[Word]) -> list[tuple[Word, Word]]:
    """The words of a trade that a word abbreviates two of, one after the other."""
    halves = [(text[:n], text[n:]) for n in range(SHORTEST_ABBREVIATION, len(text) - 1)]
    pairs = permutations(trades, 2)
    return [(x, y) for x, y in pairs if any(abbreviates(a, x.text) and abbreviates(b, y.text) for a, b in halves)]


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


def _apart(x: Name, y: Name) -> int:
    """How alike two names are of which each is one."""
    if x.cut or y.cut:
        x, y = x.beside(y), y.beside(x)
    paired = _pairs(_joined(x.words, y.words), _joined(y.words, x.words), x.vowelless != y.vowelless)
    found = max(_by_words(x, y, paired), _moved_blank(x, y, paired))
    if found > _DOUBTFUL and (_are_father_and_son(x, y) or _few_signs_differ(x, y) or _few_letters(x, y)):
        return _DOUBTFUL
    if found <= _ANOTHER_FIRM and (x.firm or y.firm):
        found = max(found, _with_blank_lost(x, y))
    if found < _DOUBTFUL:
        found = max(found, _with_initials_apart(x, y))
    if x.classes and y.classes and not x.classes & y.classes:
        found -= _OTHER_FORM
    return found


def _few_signs_differ(a: Name, b: Name) -> bool:
    """True for two names in one script of which a sign says as much as a syllable, when one of few is another."""
    if a.script != b.script or a.script not in (ABJAD, LOGOGRAPHIC) or len(a.words) != len(b.words):
        return False
    other = {x.text for x in a.words} ^ {x.text for x in b.words}
    if a.script == LOGOGRAPHIC:
        return bool(other) and len(a.words) <= _FEW_SIGNS
    return any(len(x) <= _FEW_SIGNS for x in other)


def _few_letters(a: Name, b: Name) -> bool:
    """True where one name is written without vowels, in so few letters that many names are written so."""
    return a.vowelless != b.vowelless and min(len(a.letters), len(b.letters)) <= _FEW_LETTERS


def _are_father_and_son(a: Name, b: Name) -> bool:
    """True where each is said to be the other's son: Salman bin Muhammad, Muhammad bin Salman."""
    return bool(a.filial and b.filial and a.filial == b.filial[::-1] and a.filial[0] != a.filial[1])


def _with_initials_apart(a: Name, b: Name) -> int:
    """How alike two persons' names are when initials written as one word are taken one by one."""
    x, y = initials_apart(a.words), initials_apart(b.words)
    if a.firm or b.firm or (x, y) == (a.words, b.words):
        return 0
    return max(_by_words(a, b, _pairs(*pair, False)) for pair in ((x, b.words), (a.words, y)))


def _numbers_differ(a: NamesGiven, b: NamesGiven) -> bool:
    """True for names that both hold numbers, and not the same ones, in parentheses or before them."""
    x, y = name(a.whole).numbers, name(b.whole).numbers
    if not x or not y or x == y:
        return False
    outside, outside_too = name(a.main).numbers, name(b.main).numbers
    return (outside != x and outside_too != y) or outside != outside_too or not outside


def _of_several(a: NamesGiven, b: NamesGiven) -> int:
    """How alike two texts are of which one says more than one name at least."""
    found = _apart(name(a.whole), name(b.whole))
    mains = _apart(name(a.main), name(b.main))
    if a.others and b.others and (name(a.main).firm or name(b.main).firm):
        told = max(_apart(name(x), name(y)) for x in a.others for y in b.others)
        mains = mains if told >= _DOUBTFUL else min(mains, _DOUBTFUL)
    found = max(found, mains)
    crossed = [(x, b.main) for x in a.others] + [(a.main, x) for x in b.others]
    alone = [(x, b.main) for x in a.acronyms] + [(a.main, x) for x in b.acronyms]
    found = max(found, *(_apart(name(x), name(y)) for x, y in crossed), 0)
    return max(found, *(min(_DOUBTFUL, _apart(name(x), name(y))) for x, y in alone), 0)


@lru_cache(maxsize=65_536)
def score(a: str, b: str) -> int:
    """How alike two names are: 1000 for the same, 0 for nothing in common."""
    if a == b:
        return SAME
    if b < a:
        return score(b, a)
    x, y = names_given(a), names_given(b)
    found = _apart(name(a), name(b)) if x.plain and y.plain else _of_several(x, y)
    if _numbers_differ(x, y):
        found = min(found, _OTHER_NUMBER)
    return max(0, min(found, SAME))
