"""How alike two words are: as spelled, as heard, by what they mean, as short forms, initials and abbreviations."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from domain.names.words import Word

SAME = 1000
"""What is the same."""
SHORT_FORM, SOUND_LETTERS = 880, 5
"""How alike a given name and its short form are; from how many letters on a word may sound a little otherwise."""
_SOUNDS_ALIKE, _MEANS_ALIKE, _ABBREVIATED, _INITIAL, _TURNED = 965, 970, 920, 820, 800
"""How alike two words are that sound the same, name one trade, abbreviate, are a name and its initial, are turned."""
_NUMBER_DIFFERS = 600
_LETTER_LOST, _SHORT_LETTER_LOST = 700, 640
_MISTYPED, _MISHEARD = 600, 1200
"""What a wrong letter costs a word of one letter; a longer word by its length less."""
ONE_EDIT, _TWO_EDITS = 4, 9
"""From how many letters on a word may have one wrong, and two."""
TURNED_LETTERS, SHORTEST_ABBREVIATION = 3, 2
LEAST_CONSONANTS = 4
"""From how many consonants on words with other vowels are one."""
_LIKE_VOWELS, _OTHER_VOWELS, _OTHER_SYLLABLE, _LONGEST_SYLLABLE = 950, 860, 640, 6
"""How alike words with other vowels are, and two syllables that both are names; no syllable has more letters."""
_BONES, _FEW_BONES, _FEW = 900, 860, 2
"""How alike words are of which one is written without vowels, and words of no more than so few letters then."""
_SURNAME_OF = 850
"""How alike a name is to the family name made of it: Ahmad, Ahmadi."""
_WRITTEN = str.maketrans("veop", "uiub", "h")
"""Letters that a script without vowels writes alike, and one that is lost in spelling."""


def mistyped_letters(length: int) -> int:
    """How many letters may be mistyped in a word of a length."""
    return 0 if length < ONE_EDIT else 1 if length < _TWO_EDITS else 2


def abbreviates(short: str, long: str) -> bool:
    """The letters of a short word stand in a long one in their order, beginning with the same."""
    if len(short) < SHORTEST_ABBREVIATION or short[0] != long[0] or len(short) * 4 > len(long) * 3:
        return False
    rest = iter(long)
    return all(c in rest for c in short)


def _short_slip(a: str, b: str) -> int:
    """How alike two short words are that are one slip apart; with another letter they are another word."""
    if len(a) == len(b):
        return _TURNED if sorted(a) == sorted(b) else 0
    return _LETTER_LOST if max(len(a), len(b)) >= ONE_EDIT else _SHORT_LETTER_LOST


def _typed_alike(a: Word, b: Word) -> int:
    length = max(len(a.text), len(b.text))
    syllables = length <= _LONGEST_SYLLABLE and a.syllable and b.syllable
    allowed = mistyped_letters(min(len(a.text), len(b.text)))
    apart = OSA.distance(a.text, b.text, score_cutoff=allowed + 1)
    if syllables and apart == 1 and len(a.text) == len(b.text) >= ONE_EDIT:
        return _OTHER_SYLLABLE
    if a.sound == b.sound:
        return _SOUNDS_ALIKE if apart > allowed else max(_SOUNDS_ALIKE, SAME - _MISTYPED * apart // length)
    if not syllables and length >= ONE_EDIT and a.folded == b.folded:
        return _LIKE_VOWELS
    if apart <= allowed and apart:
        if _is_made_of(a.text, b.text) or _is_made_of(b.text, a.text):
            return _SURNAME_OF
        return SAME - _MISTYPED * apart // length
    if allowed == 0 and apart == 1 and length >= TURNED_LETTERS:
        return _short_slip(a.text, b.text)
    if min(len(a.sound), len(b.sound)) >= SOUND_LETTERS and OSA.distance(a.sound, b.sound, score_cutoff=1) == 1:
        return SAME - _MISHEARD // length
    return _OTHER_VOWELS if a.bones == b.bones and len(a.bones) >= LEAST_CONSONANTS and a.sound[0] == b.sound[0] else 0


def _is_made_of(longer: str, name: str) -> bool:
    """True for a family name made of a given name by one letter: Ahmadi, Roberts."""
    return len(longer) == len(name) + 1 and longer.startswith(name) and longer[-1] in "is"


def _as_letters(figure: Word, other: Word) -> int:
    """How alike a Roman figure is to a word of the same letters, which may be no number: Xi, or V. for Vincent."""
    if not figure.roman or other.sort == "trade":
        return 0
    if figure.roman == other.text:
        return SAME
    return _INITIAL if len(figure.roman) == 1 and other.text.startswith(figure.roman) else 0


def _alike_sorts(a: Word, b: Word) -> int | None:
    """How alike two words of special sorts are; None for words that are compared letter by letter."""
    if "number" in (a.sort, b.sort):
        if a.sort == b.sort:
            return _NUMBER_DIFFERS if a.roman and b.roman else 0
        return _as_letters(*((a, b) if a.sort == "number" else (b, a)))
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
        return SHORT_FORM
    if "trade" in (a.sort, b.sort):
        traded, other = (a, b) if a.sort == "trade" else (b, a)
        if abbreviates(other.text, traded.text):
            return _ABBREVIATED
    return _typed_alike(a, b)


def by_consonants(a: Word, b: Word) -> int:
    """How alike two words are of which one is written without vowels: it holds nothing that the other has not."""
    if a.bones != b.bones or len(a.bones) <= 1:
        return 0
    short, long = sorted((a.sound.translate(_WRITTEN), b.sound.translate(_WRITTEN)), key=len)
    rest = iter(long)
    if not all(c in rest for c in short.rstrip("aiu")):
        return 0
    return _BONES if min(len(a.text), len(b.text)) > _FEW else _FEW_BONES
