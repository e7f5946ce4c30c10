"""Makes consumers/data/state_names.json of the table of country codes: `python -m tools.state_names FILE`."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from domain.kernel.canon import letters_and_digits

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "consumers" / "data" / "state_names.json"
ORIGIN = "datasets/country-codes @ caa72d1 : data/country-codes.csv"
LICENCE = "ODC-PDDL-1.0"
COLUMNS = (
    *("official_name_en", "CLDR display name", "UNTERM French Short", "UNTERM Spanish Short"),
    *("UNTERM Russian Short", "UNTERM Arabic Short", "UNTERM Chinese Short"),
)
ALSO = {
    "BO": ["Bolivia"], "CD": ["Democratic Republic of Congo", "DR Congo"], "CI": ["Ivory Coast", "Cote d'Ivoire"],
    "CV": ["Cape Verde"], "CZ": ["Czech Republic"], "FM": ["Micronesia"], "GB": ["United Kingdom", "Great Britain"],
    "IR": ["Iran"], "KP": ["North Korea", "DPRK"], "KR": ["South Korea"], "LA": ["Laos"], "LY": ["Libya"],
    "MD": ["Moldova"], "MK": ["Macedonia", "North Macedonia"], "MM": ["Burma"], "NL": ["Netherlands"],
    "PS": ["Palestine", "State of Palestine", "Palestinian"], "RU": ["Russia"], "SY": ["Syria"],
    "SZ": ["Swaziland"], "TR": ["Turkey", "Turkiye"], "TZ": ["Tanzania"], "US": ["United States", "USA"],
    "VA": ["Vatican City"], "VE": ["Venezuela"], "VN": ["Vietnam"],
}  # fmt: skip
"""Names in use that the table does not have."""


def names(row: dict[str, str]) -> list[str]:
    """Every name of a State in a row, without the article that some columns put behind."""
    found = [row[column].partition(" (l")[0].strip() for column in COLUMNS]
    found += [row[column].strip() for column in COLUMNS]
    return [x for x in found + ALSO.get(row["ISO3166-1-Alpha-2"], []) if x]


def main(table: Path) -> None:
    """Writes the file: by the letters of a name, the code of the State."""
    by_name: dict[str, str] = {}
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in (row["ISO3166-1-Alpha-3"], *names(row)):
                by_name.setdefault(letters_and_digits(name), row["ISO3166-1-Alpha-2"])
    told = {"origin": ORIGIN, "licence": LICENCE, "names": dict(sorted(by_name.items()))}
    TARGET.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
