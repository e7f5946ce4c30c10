"""Names damaged as people damage them: mistyped, transliterated, turned, shortened, in other scripts and letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from benchmarks.real_names import Named

Damage = Callable[[str, Named, Random], str]

_SPELLINGS = (
    *(("kh", "h"), ("ou", "u"), ("u", "ou"), ("ee", "i"), ("i", "ee"), ("q", "k"), ("k", "q"), ("w", "v"), ("v", "w")),
    *(("sh", "sch"), ("ch", "tch"), ("zh", "j"), ("y", "i"), ("ei", "ey"), ("ai", "ay"), ("ks", "x"), ("ph", "f")),
    *(("dh", "d"), ("gh", "g"), ("th", "t"), ("ts", "tz"), ("yu", "iu"), ("ya", "ia"), ("f", "ff"), ("ss", "s")),
    *(
        ("ü", "ue"),
        ("ö", "oe"),
        ("ä", "ae"),
        ("ß", "ss"),
        ("đ", "dj"),
        ("š", "sh"),
        ("č", "ch"),
        ("ć", "c"),
        ("ž", "zh"),
    ),
)
_VOWELS = (("o", "u"), ("u", "o"), ("e", "a"), ("a", "e"), ("i", "e"), ("e", "i"))
"""Vowels that are heard in scripts that do not write them."""
_NAMES = (
    *(
        ("Muhammad", "Mohd"),
        ("Muhammad", "Mohammed"),
        ("Muhammad", "Md"),
        ("Muhammad", "Mohamed"),
        ("Mohammad", "Muhammad"),
    ),
    *(("Abdul ", "Abd al-"), ("Abd al-", "Abdul "), ("Abd al-", "Abdel "), ("Abdul ", "Abdul"), ("Abd al-", "Abd El")),
    *(("al-", "Al "), ("al-", "el-"), ("al-", ""), ("Hussein", "Husayn"), ("Hussein", "Hossein"), ("Yusuf", "Youssef")),
    *(("Omar", "Umar"), ("Khalid", "Khaled"), ("Said", "Saeed"), ("Aleksandr", "Alexander"), ("Sergei", "Sergey")),
    *(
        ("Dmitry", "Dmitrii"),
        ("Yevgeny", "Evgeniy"),
        ("Yuri", "Iurii"),
        ("Mikhail", "Michail"),
        ("Đ", "Dj"),
        ("đ", "dj"),
    ),
    *(
        ("William", "Wm"),
        ("Robert", "Bob"),
        ("Michael", "Mike"),
        ("Thomas", "Tom"),
        ("James", "Jim"),
        ("Richard", "Dick"),
    ),
    *(
        ("Jose ", "J. "),
        ("Francisco", "Fco"),
        ("Elizabeth", "Liz"),
        ("Charles", "Chas."),
        ("Company", "Co"),
        ("Trading", "Trdg"),
    ),
    *(("Limited", "Ltd"), ("Ltd", "Limited"), ("International", "Intl"), ("Industries", "Ind."), ("No ", "Number ")),
    *(("No ", "№ "), ("No ", "#"), ("Corporation", "Corp."), ("General Trading", "Gen. Trading")),
)
_CYRILLIC = (
    *(
        ("shch", "щ"),
        ("kh", "х"),
        ("zh", "ж"),
        ("ch", "ч"),
        ("sh", "ш"),
        ("ts", "ц"),
        ("yu", "ю"),
        ("ya", "я"),
        ("yo", "ё"),
    ),
    *(
        ("a", "а"),
        ("b", "б"),
        ("c", "к"),
        ("d", "д"),
        ("e", "е"),
        ("f", "ф"),
        ("g", "г"),
        ("h", "х"),
        ("i", "и"),
        ("j", "дж"),
    ),
    *(
        ("k", "к"),
        ("l", "л"),
        ("m", "м"),
        ("n", "н"),
        ("o", "о"),
        ("p", "п"),
        ("q", "к"),
        ("r", "р"),
        ("s", "с"),
        ("t", "т"),
    ),
    *(("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "й"), ("z", "з")),
)
_GREEK = (
    *(
        ("th", "θ"),
        ("ch", "χ"),
        ("kh", "χ"),
        ("ps", "ψ"),
        ("ph", "φ"),
        ("ou", "ου"),
        ("b", "μπ"),
        ("d", "ντ"),
        ("sh", "σ"),
    ),
    *(
        ("a", "α"),
        ("c", "κ"),
        ("e", "ε"),
        ("f", "φ"),
        ("g", "γκ"),
        ("h", "χ"),
        ("i", "ι"),
        ("j", "τζ"),
        ("k", "κ"),
        ("l", "λ"),
    ),
    *(
        ("m", "μ"),
        ("n", "ν"),
        ("o", "ο"),
        ("p", "π"),
        ("q", "κ"),
        ("r", "ρ"),
        ("s", "σ"),
        ("t", "τ"),
        ("u", "ου"),
        ("v", "β"),
    ),
    *(("w", "ου"), ("x", "ξ"), ("y", "ι"), ("z", "ζ")),
)
_ARABIC = (
    *(("al-", "ال"), ("al ", "ال"), ("kh", "خ"), ("gh", "غ"), ("sh", "ش"), ("th", "ث"), ("dh", "ذ"), ("ch", "چ")),
    *(("ee", "ي"), ("oo", "و"), ("ou", "و"), ("aa", "ا"), ("ai", "ي"), ("a", ""), ("b", "ب"), ("c", "ك"), ("d", "د")),
    *(
        ("e", ""),
        ("f", "ف"),
        ("g", "گ"),
        ("h", "ه"),
        ("i", "ي"),
        ("j", "ج"),
        ("k", "ك"),
        ("l", "ل"),
        ("m", "م"),
        ("n", "ن"),
    ),
    *(
        ("o", "و"),
        ("p", "ب"),
        ("q", "ق"),
        ("r", "ر"),
        ("s", "س"),
        ("t", "ت"),
        ("u", "و"),
        ("v", "ف"),
        ("w", "و"),
        ("x", "كس"),
    ),
    *(("y", "ي"), ("z", "ز")),
)
_LOOK_ALIKES = {
    "a": "а",
    "e": "е",
    "o": "о",
    "p": "р",
    "c": "с",
    "x": "х",
    "A": "А",
    "E": "Е",
    "O": "О",
    "B": "В",
    "H": "Н",
    "K": "К",
    "M": "М",
    "T": "Т",
}
_NEIGHBOURS = {
    "a": "sq",
    "s": "ad",
    "d": "sf",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "n": "bm",
    "m": "n",
    "r": "et",
    "t": "ry",
    "l": "k",
    "k": "l",
    "u": "yi",
}
_SHORTEST = 5


_IN_ARABIC = (
    *(
        ("abdullah", "عبد الله"),
        ("abd al-", "عبد ال"),
        ("abdul ", "عبد ال"),
        ("mohammad", "محمد"),
        ("muhammad", "محمد"),
    ),
    *(("ahmad", "احمد"), ("hussein", "حسين"), ("hossein", "حسين"), ("hassan", "حسن"), ("ali", "علي"), ("omar", "عمر")),
)


def _in_script(text: str, table: tuple[tuple[str, str], ...]) -> str:
    for latin, other in _IN_ARABIC if table is _ARABIC else ():
        text = re.sub(rf"\b{latin}(?!\w)" if latin[-1].isalpha() else rf"\b{latin}", other, text, flags=re.IGNORECASE)
    text = re.sub(r"\b[aeiou](?=[bcdfghjkmnqrstz])", "ا" if table is _ARABIC else r"\g<0>", text.lower())
    text = re.sub(r"([bcdfghjklmnpqrstvwxz])\1", r"\1", text)
    for latin, other in table:
        text = text.replace(latin, other)
    return text


def mistyped(name: str, _: Named, chance: Random) -> str:
    """A letter wrong, lost, doubled or turned in one of the longer words."""
    words = name.split(" ")
    long = [n for n, x in enumerate(words) if len(x) >= _SHORTEST and x.isalpha()]
    if not long:
        return name
    n = chance.choice(long)
    word, at, way = words[n], chance.randrange(1, len(words[n]) - 1), chance.randrange(4)
    near = chance.choice(_NEIGHBOURS.get(word[at], "aeinrst"))
    words[n] = (
        word[:at] + near + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[way]
    return " ".join(words)


def transliterated(name: str, whose: Named, chance: Random) -> str:
    """One or two sounds written in another way."""
    fitting = [(x, y) for x, y in _SPELLINGS if x in name.lower()]
    if whose.script == "arabic":
        fitting += [(x, y) for x, y in _VOWELS if x in name.lower()]
    for x, y in chance.sample(fitting, min(len(fitting), chance.choice((1, 1, 2)))):
        at = name.lower().find(x)
        if at >= 0:
            name = name[:at] + (y.capitalize() if name[at].isupper() else y) + name[at + len(x) :]
    return name


def turned(name: str, whose: Named, chance: Random) -> str:
    """The family name first, with a comma or without; of a firm, two words changed."""
    if not whose.person:
        return name
    *given, family = name.split(" ")
    return family + chance.choice((", ", " ")) + " ".join(given) if given else name


def shortened(name: str, _: Named, chance: Random) -> str:
    """A usual short form or other spelling of a name or of a word of a trade."""
    fitting = [(x, y) for x, y in _NAMES if re.search(rf"\b{re.escape(x)}", name)]
    return re.sub(rf"\b{re.escape((found := chance.choice(fitting))[0])}", found[1], name, count=1) if fitting else name


def with_initial(name: str, whose: Named, chance: Random) -> str:
    """A further given name by its initial."""
    words = name.split(" ")
    if not whose.person or len(words) < 3 or len(words[1]) < 2 or "Abd" in name:
        return name
    words[1] = words[1][0] + chance.choice((".", ""))
    return " ".join(words)


def without_middle(name: str, whose: Named, chance: Random) -> str:
    """A further given name left out."""
    words = name.split(" ")
    if not whose.person or len(words) < 3 or "Abd" in name:
        return name
    del words[chance.randrange(1, len(words) - 1)]
    return " ".join(words)


def parentheses(name: str, _: Named, chance: Random) -> str:
    """What stands in parentheses left out, or an acronym put behind a firm's name."""
    if "(" in name:
        return chance.choice((re.sub(r"\s*\([^)]*\)", "", name), name.replace("(", "- ").replace(")", "")))
    return name


def other_script(name: str, whose: Named, chance: Random) -> str:
    """The name in Cyrillic, Greek or Arabic letters, by sound."""
    tables = {"arabic": (_CYRILLIC, _ARABIC, _ARABIC), "cyrillic": (_CYRILLIC, _GREEK)}.get(whose.script)
    return _in_script(name, chance.choice(tables)) if tables else name


def look_alikes(name: str, _: Named, chance: Random) -> str:
    """A few letters put for others that look like them, or signs that nobody sees."""
    made = [_LOOK_ALIKES[c] if c in _LOOK_ALIKES and chance.random() < 0.5 else c for c in name]
    return "".join(made) if chance.random() < 0.7 else name[:3] + "\u200b" + name[3:]


def blank_lost(name: str, _: Named, chance: Random) -> str:
    """A blank lost, or put in the wrong place."""
    places = [n for n, c in enumerate(name) if c == " "]
    if not places:
        return name
    at = chance.choice(places)
    return name[:at] + name[at + 1 :]


def as_written(name: str, _: Named, chance: Random) -> str:
    """In capitals, small letters, without accents or dashes, with blanks to spare."""
    ways = (
        name.upper(),
        name.lower(),
        name.replace("-", " "),
        name.replace(" ", "  "),
        f" {name}. ",
        name.replace(".", ""),
    )
    return chance.choice(ways)


DAMAGES: dict[str, Damage] = {
    "mistyped": mistyped,
    "transliterated": transliterated,
    "turned": turned,
    "shortened": shortened,
    "initial": with_initial,
    "middle left out": without_middle,
    "parentheses": parentheses,
    "other script": other_script,
    "look-alikes": look_alikes,
    "blank lost": blank_lost,
    "as written": as_written,
}
