"""A history of many small worlds side by side, each with licences and consignments of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.reference.histories import history
from tests.reference.verdict import Key

Fact = dict[str, Any]


def side_by_side(worlds: int, seed: int = 0) -> list[Fact]:
    """Deliveries of several adversarial histories, as they would come in: mixed, each in its own order."""
    told = [list(_told_apart(history(Random(1000 * seed + number)), number)) for number in range(worlds)]
    r, mixed = Random(seed), []
    while told := [rest for rest in told if rest]:
        mixed.append(r.choice(told).pop(0))
    return mixed


def _told_apart(facts: list[Fact], number: int) -> Iterator[Fact]:
    names = (
        (r"\bUCXA(\d)", rf"UCXA\g<1>W{number}"),
        (r"(?i)(EL[- ]?2[0O]3[0O][-/]?(?:01|OI|II))\b", rf"\g<1>-W{number}"),
        (r"\bIA-2030-00(\d{4})", rf"IA-2030-{number + 10:02d}\1"),
        (r"\bTN-(\d)", rf"TN-\g<1>W{number}"),
        (r"\b(X[AB])-P-000(\d)", rf"\1-P-{number:03d}0\2"),
    )
    for fact in facts:
        text = json.dumps(fact, ensure_ascii=False)
        for pattern, instead in names:
            text = re.sub(pattern, instead, text)
        made: Fact = json.loads(text)
        made["id"] = f"{number}-{made['id']}"
        if "corrects" in made:
            made["corrects"] = f"{number}-{made['corrects']}"
        if made["type"] == "finding.disposed.v1" and made["data"]["finding_id"] != "0" * 64:
            made["data"]["finding_id"] = Key(made["data"]["rule"], **made["data"]["key"]).finding_id
        yield made
