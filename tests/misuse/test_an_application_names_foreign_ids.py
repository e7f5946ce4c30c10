"""An application that names what another State holds is told no more of it than of what is on record nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from licensing.access import Actor, Role
from tests import builders
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.licensing.ordering_world import END_USER, IMPORTER, NOW, WHO, OrderingWorld, terms

KNOWN, UNKNOWN = "IA-EL-1", "IA-EL-2"
ABROAD = {
    "xena": Actor("xena", "Xena Paz", "XE", Role.APPROVING_OFFICER, person="xena"),
    "milo": Actor("milo", "Milo Abar", "XE", Role.APPROVING_OFFICER, person="milo"),
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrderingWorld]:
    for name, actor in ABROAD.items():
        monkeypatch.setitem(WHO, name, actor)
    with OrderingWorld(tmp_path) as made:
        made.licence("XA:EL-1", 100)
        made.desk.recorded("mei", "party register", builders.registered("XE-P-0001")["data"])
        yield made


def told(world: OrderingWorld, number: str, authorization: str, end_user: str) -> list[str]:
    """What XE is told of a licence that it is to issue against an authorization of XB to XA, without the names."""
    application = {"application": {"state": "XE", "reference": f"AP-{number}"}}
    told: Fact = terms(20, authorization)
    exporter = told["exporter"] | {"register_id": "XE-P-0001", "state": "XE"}
    told |= {"export_state": "XE", "exporter": exporter, "end_user": told["end_user"] | {"register_id": end_user}}
    world.desk.recorded("mei", "application submit", application | {"wanted": wanted(told)})
    determined = world.desk.by_two("mei", "application determine", application | {"determination": determination(told)})
    assessed = application | {"recommendation": "GRANT", "assessment": "All in order."}
    world.desk.recorded("mei", "application assess", assessed)
    order = application | {"licence": {"state": "XE", "reference": number}, "issued_on": NOW[:10]}
    made = world.desk.by_two("xena", "licence issue", order)
    said: list[Any] = [determined.reasons, made.reasons, made.outcome]
    return [re.sub(r"IA-EL-\d|AP-\w+|E\d-\w+", "N", str(x)) for x in said]


def test_what_another_state_holds_is_told_like_what_is_nowhere(world: OrderingWorld) -> None:
    known, unknown = told(world, "E1-1", KNOWN, IMPORTER), told(world, "E1-2", UNKNOWN, IMPORTER)
    assert known == unknown
    assert known[-1] == "REFUSED"


def test_whose_case_is_for_its_recipient_is_told_what_is_left_of_it(world: OrderingWorld) -> None:
    assert "IMPORT_EXCEEDED" in told(world, "E1-1", KNOWN, END_USER)[1]
