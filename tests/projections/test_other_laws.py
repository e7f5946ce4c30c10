"""Findings under another law or by other rules: what is handed in reaches everything that findings are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import domain.record.statutes
from domain.findings.lifecycle import KeptFinding
from domain.record.law_variants import LAW_NAMES, PLAIN_NAMES, changed, limits, number_named
from domain.record.statutes import StatuteBook, parameters, statutes
from domain.rules import CATALOGUE
from projections.findings.model import FindingsModel
from projections.findings.printing import all_findings
from tests.domain.rows import ROWS
from tests.given import ViewsInMemory, delivered, numbered

ROOT = Path(__file__).parent.parent.parent
OTHER = {
    **{"settle_decl": "1", "tz_slack": "0", "late_arrival": "3", "tol_rounds": "2", "tol_propellant": "0.01"},
    **{"grave_share": "0.05", "grave_firearms": "2", "grave_breach": "2", "dvc_due": "5", "dvc_check": "6"},
    **{"tacit_consent": "40", "transit_max_sea": "3", "transit_max_road": "1", "late_export": "30", "stop_min": "1"},
    **{"no_exit_enquiry": "5", "euc_verify_due": "2", "doc_similarity": "0.95", "body_distance": "0"},
    **{"seal_reconcile": "1", "seal_life": "3", "seal_suffix": "3", "temp_return": "10", "struct_band": "0.3"},
    **{"struct_min": "2", "struct_window": "20", "kit_min": "2", "kit_window": "30", "reexport_share": "0.01"},
    **{"trace_lookback": "1", "mass_min": "1", "risk_raise": "0.5", "risk_new_party": "400", "address_most": "1"},
}
"""A law that is another in almost every number."""


def made_by(model: FindingsModel, facts: Iterable[Any]) -> list[KeptFinding]:
    """Every finding that a model makes of a history."""
    with closing(ViewsInMemory()) as views:
        generation = views.current(model.name, model.tables)
        asking = model.open(generation)
        events = delivered(numbered(facts))
        asking.apply(events)
        with views.transaction():
            asking.flush()
        return all_findings(generation)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[StatuteBook]:
    """The other law, as if it had always been the published one."""
    law = changed(statutes(), OTHER)
    rows = [
        row | ({"value": _as_published(OTHER[row["name"]])} if row["name"] in OTHER else {}) for row in parameters()
    ]
    monkeypatch.setattr(domain.record.statutes, "parameters", lambda: rows)
    statutes.cache_clear()
    yield law
    monkeypatch.undo()
    statutes.cache_clear()


def _as_published(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def test_findings_under_a_law_handed_in_are_those_of_a_store_that_knew_no_other(published: StatuteBook) -> None:
    assert statutes() == published
    whole = [(row.sentence, made_by(FindingsModel(), row.facts)) for row in ROWS]
    statutes.cache_clear()
    with pytest.MonkeyPatch.context() as today:
        today.setattr(domain.record.statutes, "parameters", parameters)
        assert statutes() != published
        handed_in = [(row.sentence, made_by(FindingsModel(book=published), row.facts)) for row in ROWS]
        as_today = [(row.sentence, made_by(FindingsModel(), row.facts)) for row in ROWS]
    assert handed_in == whole
    assert handed_in != as_today


@pytest.mark.parametrize("id_", dict.fromkeys(rule.id for rule in CATALOGUE))
def test_a_rule_asked_alone_finds_what_it_finds_among_all(id_: str) -> None:
    alone = FindingsModel(catalogue=[rule for rule in CATALOGUE if rule.id == id_])
    for row in ROWS:
        if row.rule == id_:
            among = [x for x in made_by(FindingsModel(), row.facts) if x.rule == id_]
            assert made_by(alone, row.facts) == among, row.sentence


def test_the_law_is_looked_up_where_records_are_and_nowhere_else_in_the_domain() -> None:
    asking = re.compile(r"\bstatutes\(\)")
    paths = [path for path in (ROOT / "domain").rglob("*.py") if asking.search(path.read_text("utf-8"))]
    assert {path.name for path in paths} == {"statutes.py", "law_variants.py", "records.py"}


def test_every_plain_name_is_of_a_rule_and_of_a_number_of_the_law() -> None:
    assert set(PLAIN_NAMES) <= {rule.id for rule in CATALOGUE}
    for rule, names in PLAIN_NAMES.items():
        for plain, number in names.items():
            assert number in LAW_NAMES
            assert plain not in LAW_NAMES
            assert number_named(plain, [rule]) == number


def test_every_published_number_is_within_its_limits() -> None:
    for name in LAW_NAMES:
        least, most = limits(name)
        assert all(least <= value <= most for value in statutes().values(name)), name
