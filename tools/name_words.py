"""Makes domain/data/name_words.json from the two files of opensanctions/rigour: `python -m tools.name_words FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from domain.names.spelling import words

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "domain" / "data" / "name_words.json"
ORIGIN = "opensanctions/rigour @ 8f4044d : resources/names/org_types.yml, symbols.yml"
LICENCE = "MIT, Copyright (c) OpenSanctions Datenbanken GmbH"
GOODS = {
    "arms": ["arms", "armament", "armaments", "weapons", "waffen", "armes", "armas", "armi", "оружие"],
    "ammunition": ["ammunition", "ammo", "munition", "munitions", "municiones", "munizioni", "боеприпасы"],
    "hunting": ["hunting", "hunters", "hunt", "jagd", "chasse", "caza", "caccia", "охота"],
    "shooting": ["shooting", "shooters", "schiess", "tir", "tiro"],
    "sport": ["sport", "sports", "sporting", "deportes", "спорт"],
    "outdoor": ["outdoor", "outdoors"],
    "armoury": ["armoury", "armory", "gunsmith", "guns", "firearms"],
    "trading": ["trading house", "handel", "ticaret", "commerce"],
}
"""Words of the trade in arms that the files do not know."""
AFFIXES = ("bin", "bint", "ould", "abu", "abul", "abdul", "umm", "von", "van", "saint")


def _forms(types: list[dict[str, Any]]) -> dict[str, str]:
    """By the words of a legal form: its class; nothing where it belongs to none."""
    found: dict[str, str] = {}
    for row in types:
        own = row.get("generic") or ""
        for alias in [row.get("display"), row.get("compare"), *row["aliases"]]:
            said = words(alias) if alias else ()
            if len("".join(said)) > 1 and said != ("ii",):
                found.setdefault(" ".join(said), own)
    return dict(sorted(found.items()))


def _symbols(*groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """By the words of an alias: what it may stand for."""
    found: dict[str, set[str]] = {}
    for group in groups:
        for symbol, aliases in group.items():
            for alias in (symbol, *aliases):
                said = " ".join(words(str(alias)))
                if len(said) > 1:
                    found.setdefault(said, set()).add(symbol)
    return {alias: sorted(symbols) for alias, symbols in sorted(found.items())}


def main(folder: Path) -> None:
    """Writes the file."""
    types = yaml.safe_load((folder / "rigour_org_types.yml").read_text("utf-8"))["types"]
    names = yaml.safe_load((folder / "rigour_name_symbols.yml").read_text("utf-8"))
    people = names["person_symbols"]
    told = {
        "origin": ORIGIN,
        "licence": LICENCE,
        "forms": _forms(types),
        "trades": _symbols(names["org_symbols"], names["org_domains"], GOODS),
        "affixes": _symbols({k: v for k, v in people.items() if k in AFFIXES}),
        "titles": _symbols({k: v for k, v in people.items() if k not in AFFIXES}),
        "given": _symbols(names["person_nick"]),
    }
    TARGET.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
