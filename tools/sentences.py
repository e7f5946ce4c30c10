"""Compiles the catalogues of sentences, .po to .mo, with Babel: `python -m tools.sentences [--check]`."""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from projections.sentences.catalogue import CODE, DOMAIN, FOLDER

ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in a compiled catalogue for the days of its making, so that equal sources give equal files."""


def sources(folder: Path = FOLDER) -> list[Path]:
    """The catalogue of each language as it is written."""
    return sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def catalogue_of(source: Path) -> Catalog:
    """A catalogue as its source has it; raises PoFileError where that cannot be read."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, domain=DOMAIN, abort_invalid=True)


def compiled(source: Path) -> bytes:
    """A catalogue as gettext reads it."""
    catalogue = catalogue_of(source)
    catalogue.creation_date = catalogue.revision_date = ALWAYS
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def texts_of(catalogue: Catalog, context: str | None = None) -> dict[str, tuple[str, ...]]:
    """What a catalogue says for each id, singular first."""
    return {
        entry.id if isinstance(entry.id, str) else entry.id[0]: _texts(entry.string)
        for entry in catalogue
        if entry.id and entry.context == context
    }


def _texts(string: object) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string) if isinstance(string, list | tuple) else ()


def _read(file: bytes) -> Catalog:
    return read_mo(io.BytesIO(file))


def is_fresh(source: Path) -> bool:
    """Whether what gettext reads says what the source says; versions of Babel do not matter."""
    made = source.with_suffix(".mo")
    if not made.exists():
        return False
    there, new = _read(made.read_bytes()), _read(compiled(source))
    return all(texts_of(there, context) == texts_of(new, context) for context in (None, CODE))


def main() -> int:
    """Writes what is not fresh, or with --check only says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something would be written")
    checking = parser.parse_args().check
    stale = [source for source in sources() if not is_fresh(source)]
    for source in stale:
        print(f"{'stale' if checking else 'compiled'}: {source.with_suffix('.mo').name} of {source.parent.parent.name}")
        if not checking:
            made = compiled(source)
            GNUTranslations(io.BytesIO(made))
            source.with_suffix(".mo").write_bytes(made)
    return 1 if checking and stale else 0


if __name__ == "__main__":
    sys.exit(main())
