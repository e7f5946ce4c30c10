from __future__ import annotations

import pytest

from tests.builders import amount, licence, line, mention
from tests.domain.rows import ROWS
from tests.domain.rows.licences import BY_VALUE, valued
from tests.domain.rows.row import Row, left
from tests.given import numbered, standing
from tests.movements import declared, exited, item


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.rule}: {row.sentence}")
def test_a_rule_speaks_exactly_when_it_should(row: Row) -> None:
    facts = numbered(row.facts)
    assert standing(row.rule, *facts) == standing(row.rule, *reversed(facts)) == row.says


def test_a_value_in_another_currency_leaves_a_line_undetermined() -> None:
    dollars = item(1, 1, value={"amount": "1", "currency": "USD"})
    found = standing(
        "R01", licence([line(1, 1) | BY_VALUE]), valued("9999"), declared("S2", [dollars]), exited(), exited("S2")
    )
    assert found == ""


def test_an_amount_without_value_hides_nothing_that_is_certain() -> None:
    unstated = item(1, 0) | {"quantity": amount(None)}
    assert standing("R01", licence(), *left(101), declared("S2", [unstated]), exited("S2")) == "HOLD 1"


def test_a_recipient_in_no_register_is_whoever_the_licence_names_under_its_id() -> None:
    number, other = ({"identifiers": [{"scheme": "REGISTRATION", "value": x}]} for x in ("XB000001", "XB000002"))
    consignee, end_user = mention("CONSIGNEE", "XB-P-0009") | number, mention("END_USER", "XB-P-0009")
    named = {key: x for key, x in mention("CONSIGNEE", "XB-P-0009").items() if key != "register_id"}
    history = licence(consignee=consignee, end_user=end_user), declared(parties=[named | other]), exited()
    assert standing("R19", *history) == ""
    elsewhere = licence(consignee=consignee, end_user=end_user | number), *history[1:]
    assert standing("R19", *elsewhere) == "HOLD"
