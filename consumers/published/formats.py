"""The forms in which lists are published, by the name under which they are imported: the one place to add another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from consumers.published.content import table_text
from consumers.published.csv_list import read_csv_list
from consumers.published.faults import BadList, Published, bad
from consumers.published.tables import table_rows
from consumers.published.uk_lists import (
    field_name,
    read_uk_consolidated_csv,
    read_uk_consolidated_xml,
    read_uk_sanctions_csv,
    read_uk_sanctions_xml,
)
from consumers.published.un_consolidated import read_un_consolidated
from consumers.published.us_sdn import read_us_sdn_csv, read_us_sdn_xml
from consumers.published.workbooks import ZIPPED

_GLANCE, _LINES = 8_192, 5
_FIRST_OF_SDN = re.compile(r'"?\d+"?\s*[,;\t](?:.*[,;\t]){10}')


class ListFormat(NamedTuple):
    """How a file is written: what that is, the lists that come in it (None: any), and what reads it.

    `begins` is true of the beginning of such a file and of no other's; `companions` says which files belong to it, or
    nothing where a list is one file.
    """

    title: str
    lists: frozenset[str] | None
    read: Callable[[str, bytes, Sequence[bytes]], Published]
    begins: Callable[[str], bool] = lambda _: False
    companions: str = ""


_SANCTIONS = frozenset({"sanctions"})


def _of_sanctions(title: str, read: Callable[[bytes], Published], begins: Callable[[str], bool]) -> ListFormat:
    """A list of sanctions that is one file."""
    return ListFormat(title, _SANCTIONS, lambda _, content, __: read(content), begins)


def _element(name: str) -> Callable[[str], bool]:
    """Whether a file begins with an element, whatever stands before it."""
    form = re.compile(rf"\s*(?:<[?!][^>]*>\s*)*<(?:\w+:)?{name}\b")
    return lambda text: form.match(text) is not None


def _columns(*names: str) -> Callable[[str], bool]:
    """Whether one of the first lines of a table names these columns."""

    def found(text: str) -> bool:
        heads = ({field_name(x) for x in re.split(r"[,;\t]", line)} for line in text.splitlines()[:_LINES])
        return any(head.issuperset(names) for head in heads)

    return found


def _without_head(text: str) -> bool:
    """Whether the first line is one of sdn.csv: a number first, twelve cells, and the sign for nothing among them."""
    first = text.lstrip().partition("\n")[0]
    return _FIRST_OF_SDN.match(first) is not None and "-0-" in first


FORMATS: Mapping[str, ListFormat] = {
    "un-consolidated": _of_sanctions(
        "the consolidated list of the Security Council, in XML",
        read_un_consolidated,
        _element("CONSOLIDATED_LIST"),
    ),
    "uk-consolidated-csv": _of_sanctions(
        "the consolidated list of financial sanctions targets of the United Kingdom (OFSI), in CSV",
        read_uk_consolidated_csv,
        _columns("name6", "groupid"),
    ),
    "uk-consolidated-xml": _of_sanctions(
        "the consolidated list of financial sanctions targets of the United Kingdom (OFSI), in XML",
        read_uk_consolidated_xml,
        _element("ArrayOfFinancialSanctionsTarget"),
    ),
    "uk-sanctions-csv": _of_sanctions(
        "the UK sanctions list of the Foreign Office, in CSV",
        read_uk_sanctions_csv,
        _columns("name6", "uniqueid"),
    ),
    "uk-sanctions-xml": _of_sanctions(
        "the UK sanctions list of the Foreign Office, in XML",
        read_uk_sanctions_xml,
        _element("Designations"),
    ),
    "us-sdn-csv": ListFormat(
        title="the list of Specially Designated Nationals of the United States (OFAC), sdn.csv",
        lists=_SANCTIONS,
        read=lambda _, content, companions: read_us_sdn_csv(content, companions),
        begins=_without_head,
        companions="alt.csv, add.csv and sdn_comments.csv",
    ),
    "us-sdn-xml": _of_sanctions(
        "the list of Specially Designated Nationals of the United States (OFAC), sdn.xml",
        read_us_sdn_xml,
        _element("sdnList"),
    ),
    "csv": ListFormat(
        title="a table with a column for each field",
        lists=None,
        read=lambda name, content, _: read_csv_list(name, content),
    ),
}
LISTS_NOT_READ: Mapping[str, Callable[[str], bool]] = {
    "the consolidated list of the European Union": lambda text: (
        "fpi/fsd/export" in text or _columns("entitylogicalid", "namealiaswholename")(text)
    ),
    "the list of Specially Designated Nationals in its advanced XML": _element("Sanctions"),
    "the list of sanctions of Switzerland": _element("swiss-sanctions-list"),
}
"""Lists that are known and not read."""


def published_list(form: str, name: str, content: bytes, companions: Sequence[bytes] = ()) -> Published:
    """A list in a form; raises BadList for what is wrong with it, and for a list of another form by its name."""
    beginning = _beginning(content)
    for title, begins in LISTS_NOT_READ.items():
        if begins(beginning):
            raise bad("the file", f"this is {title}, which is not read", "convert it to the columns of --form csv")
    for other, found in FORMATS.items():
        if other != form and found.begins(beginning):
            raise bad("the file", f"this is {found.title}", f"import it with --form {other}")
    return FORMATS[form].read(name, content, companions)


def _beginning(content: bytes) -> str:
    """The first signs of a file, of a workbook its first lines; nothing where it cannot be told."""
    try:
        if content.startswith(ZIPPED):
            rows = [cells for _, cells in zip(range(_LINES), table_rows(content), strict=False)]
            return "\n".join(",".join(cells) for _, cells in rows)
        return table_text(content[:_GLANCE]).lstrip("\ufeff")
    except BadList:
        return content[:_GLANCE].decode("latin-1")
