"""The XML of a published list: in bounds, nothing outside of the file is looked at, and no entity is expanded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from consumers.published.content import text_of
from consumers.published.faults import bad

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARED = re.compile(r"""\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_READ = ("utf-8", "utf8")
_WIDE = ("utf-16", "utf-16le", "utf-16be")


def xml_root(content: bytes, name: str) -> Element:
    """The root, which has a name; namespaces are left out. Raises BadList with the place of what is wrong."""
    from lxml import etree

    text = text_of(content)
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in (*_READ, *(_WIDE if b"\0" in content[:8] else ())):
        raise bad("line 1", f"it declares the encoding {declared[1]!r}", "save the file as UTF-8 and say so")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        told = "it declares a document type or entities, which no published list does"
        raise bad("the file", told, "fetch it from the publisher itself")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), parser)
    except etree.XMLSyntaxError as why:
        line, column = why.position
        mend = "the file is cut off or damaged: fetch the list again"
        raise bad(f"line {line}, column {column}", f"{why.msg}", mend) from why
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    if root.tag != name:
        raise bad("the root", f"it is {root.tag!s}, not {name}", "name the file of that list, in XML")
    return root
