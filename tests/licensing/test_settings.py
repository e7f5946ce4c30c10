"""Settings: options first, then the environment, then the defaults; what is secret stays so."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensing.settings import KNOWN, BadSetting, masked, settings

DATABASE = next(known for known in KNOWN if known.name == "database")


def test_without_anything_said_the_defaults_hold() -> None:
    found = settings({}, {})
    assert found.data == Path("counterfoil-data")
    assert found.place == found.data
    assert (found.database, found.kafka, found.workers, found.sources) == ("", "", 1, ("*",))
    assert (found.inbound_topic, found.events_topic) == ("counterfoil.inbound", "counterfoil.events")
    assert (found.mode, found.production, found.demo_in_the_open) == ("", False, False)
    assert set(found.origins.values()) == {"default"}


def test_an_option_goes_before_the_environment_and_that_before_the_default() -> None:
    environment = {"COUNTERFOIL_DATA": "there", "COUNTERFOIL_WORKERS": "4", "COUNTERFOIL_KAFKA": ""}
    found = settings({"data": "here"}, environment)
    assert (found.data, found.origins["data"]) == (Path("here"), "option --data")
    assert (found.workers, found.origins["workers"]) == (4, "environment COUNTERFOIL_WORKERS")
    assert found.origins["kafka"] == "default"


def test_a_database_takes_the_place_of_the_folder() -> None:
    address = "postgresql://u@h/db"
    assert settings({}, {"COUNTERFOIL_DATABASE": address}).place == address
    assert settings({"database": address}, {"COUNTERFOIL_DATA": "there"}).place == address


def test_a_folder_named_in_the_call_goes_before_a_database_in_the_environment() -> None:
    found = settings({"data": "here"}, {"COUNTERFOIL_DATABASE": "postgresql://u@h/db"})
    assert (found.place, found.origins["database"]) == (Path("here"), "set aside by --data")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"COUNTERFOIL_WORKERS": "many"}, "environment COUNTERFOIL_WORKERS is 'many'.*from 1 to 64"),
        ({"COUNTERFOIL_WORKERS": "0"}, "from 1 to 64"),
        ({"COUNTERFOIL_MODE": "test"}, "demo or production"),
        ({"COUNTERFOIL_DEMO_IN_THE_OPEN": "1"}, "yes or no"),
        ({"COUNTERFOIL_DATABASE": "mysql://h/db"}, "postgresql://"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_where_it_comes_from(environment: dict[str, str], told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        settings({}, environment)


def test_a_secret_in_a_refused_value_is_not_told() -> None:
    with pytest.raises(BadSetting) as refused:
        settings({}, {"COUNTERFOIL_DATABASE": "mysql://u:hidden@h/db"})
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://u:hidden@h:5432/db", "postgresql://u:***@h:5432/db"),
        (
            "postgresql://u@h/db?password=hidden&sslmode=require",
            "postgresql://u@h/db?password=***&sslmode=require",
        ),
        ("postgresql:///db?host=/run/pg", "postgresql:///db?host=/run/pg"),
        ("", ""),
    ],
)
def test_passwords_are_masked(address: str, expected: str) -> None:
    assert masked(DATABASE, address) == expected


def test_sources_are_a_list() -> None:
    assert settings({}, {"COUNTERFOIL_SOURCES": "/states/XA, /states/XB/customs*,"}).sources == (
        "/states/XA",
        "/states/XB/customs*",
    )
