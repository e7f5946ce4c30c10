"""Events of an older revision: every view reads them as of today's, and says what was written then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import domain.events.kinds  # noqa: F401  declares every kind
from domain.events.streams import stream_of
from domain.kernel.event import decode, envelope, kinds, recorded, type_of
from domain.kernel.log_entry import Stored
from projections.sentences import reasons_said, said, sentence
from projections.store.projection import newest

GOLDEN = Path(__file__).parent.parent / "golden"
TODAYS = {type_of(cls) for cls in kinds().values()}
OLDER = sorted(path.stem for path in GOLDEN.iterdir() if path.stem not in TODAYS)


def golden(type_: str) -> bytes:
    return (GOLDEN / f"{type_}.json").read_bytes()[:-1]


def stored(type_: str) -> Stored:
    fact = json.loads(golden(type_))
    return Stored(1, stream_of(type_, fact["data"], fact["subject"]), 1, type_, golden(type_))


def data_of(type_: str) -> Any:
    return recorded(golden(type_)).data


def today(type_: str) -> str:
    return type_of(kinds()[type_.rpartition(".v")[0]])


def test_there_are_older_revisions() -> None:
    assert [
        *("licence-application.granted.v1", "licence-application.submitted.v1"),
        *("licence.reservation-refused.v1", "order.refused.v1"),
    ] == OLDER


@pytest.mark.parametrize("type_", OLDER)
def test_what_views_read_of_an_older_revision_is_of_todays_type_and_is_not_upgraded_twice(type_: str) -> None:
    once = envelope(newest(stored(type_)))
    assert once.type == today(type_)
    assert decode(once.type, once.data) == decode(type_, envelope(golden(type_)).data)


@pytest.mark.parametrize("type_", OLDER)
def test_an_older_revision_and_todays_are_one_sentence(type_: str) -> None:
    kind = type_.rpartition(".v")[0]
    assert sentence(kind, data_of(type_)) == sentence(kind, data_of(today(type_)))


@pytest.mark.parametrize("type_", ["licence.reservation-refused.v1", "order.refused.v1"])
def test_reasons_that_were_written_in_english_are_said_as_they_were_written_with_their_figures(type_: str) -> None:
    (before,) = json.loads(golden(type_))["data"]["reasons"]
    (now,) = reasons_said(data_of(type_).reasons)
    assert (now.code, now.requirement, now.says, now.mend) == tuple(
        before[name] for name in ("code", "requirement", "says", "mend")
    )
    assert [{"name": x.name, "value": x.value} for x in now.figures] == before["figures"]


def test_the_preconditions_of_an_older_grant_are_said_as_they_were_written() -> None:
    before = json.loads(golden("licence-application.granted.v1"))["data"]["preconditions"]
    assert [said(x) for x in data_of("licence-application.granted.v1").preconditions] == before
    assert [said(x) for x in data_of("licence-application.granted.v2").preconditions] == before


def test_what_an_old_application_said_about_the_law_is_kept_as_a_claim_and_its_facts_as_what_is_wanted() -> None:
    before = json.loads(golden("licence-application.submitted.v1"))["data"]["terms"]
    now = data_of("licence-application.submitted.v1")
    claimed = {name: getattr(now.claimed, name) for name in ("profile", "kind", "import_authorization_required")}
    assert claimed == {name: before[name] for name in claimed}
    assert list(now.claimed.transit_states) == before["transit_states"]
    assert (now.claimed.embargo_exemption.row, now.claimed.open_lines) == ("EM-1", ())
    assert (now.wanted.valid_to, now.wanted.route, now.wanted.shipments) == (before["valid_to"], (), "ONE")
    assert now.wanted.lines[0].quantity.value == before["lines"][0]["quantity"]["value"]
