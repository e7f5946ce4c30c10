"""How brokers are named: what is said of them goes together, and passwords are not shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensing.__main__ import main
from licensing.brokers import named_brokers
from licensing.settings import BadSetting, settings
from tests.conftest import KafkaForTest

NAMED = {"COUNTERFOIL_KAFKA": "k:9092"}
BY_TLS = NAMED | {"COUNTERFOIL_KAFKA_PROTOCOL": "SSL", "COUNTERFOIL_KAFKA_CA": "/ca.pem"}
BY_PASSWORD = NAMED | {
    "COUNTERFOIL_KAFKA_PROTOCOL": "SASL_SSL",
    "COUNTERFOIL_KAFKA_USER": "u",
    "COUNTERFOIL_KAFKA_PASSWORD": "hidden",
}


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "no brokers are named"),
        (NAMED | {"COUNTERFOIL_KAFKA_CA": "/ca.pem"}, "KAFKA_CA would not be used by PLAINTEXT.*SSL or SASL_SSL"),
        (NAMED | {"COUNTERFOIL_KAFKA_PASSWORD": "hidden"}, "KAFKA_PASSWORD would not be used by PLAINTEXT"),
        (BY_TLS | {"COUNTERFOIL_KAFKA_USER": "u"}, "KAFKA_USER would not be used by SSL.*SASL_SSL"),
        (BY_TLS | {"COUNTERFOIL_KAFKA_KEY": "/k.pem"}, "go together"),
        (BY_PASSWORD | {"COUNTERFOIL_KAFKA_PASSWORD": ""}, "SASL_SSL needs"),
    ],
)
def test_what_does_not_go_together_is_told(environment: dict[str, str], told: str) -> None:
    with pytest.raises(BadSetting, match=told) as refused:
        named_brokers(settings({}, environment))
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    "environment",
    [
        NAMED,
        BY_TLS,
        BY_TLS | {"COUNTERFOIL_KAFKA_CERTIFICATE": "/c.pem", "COUNTERFOIL_KAFKA_KEY": "/k.pem"},
        BY_PASSWORD,
        BY_PASSWORD | {"COUNTERFOIL_KAFKA_MECHANISM": "PLAIN", "COUNTERFOIL_KAFKA_CA": "/ca.pem"},
    ],
)
def test_what_goes_together_is_taken_and_no_password_shown(environment: dict[str, str]) -> None:
    made = named_brokers(settings({}, environment))
    assert str(made) == "k:9092"
    assert "hidden" not in repr(made)


@pytest.mark.parametrize(
    ("mode", "copies", "expected"),
    [
        ("production", "", (3, True)),
        ("demo", "", (None, False)),
        ("", "", (None, False)),
        ("production", "5", (5, True)),
    ],
)
def test_production_asks_for_three_copies_and_a_demo_for_what_the_brokers_say(
    mode: str, copies: str, expected: tuple[int | None, bool]
) -> None:
    made = named_brokers(settings({}, NAMED | {"COUNTERFOIL_MODE": mode, "COUNTERFOIL_KAFKA_COPIES": copies}))
    assert (made.copies, made.strict) == expected


def test_topics_are_made_shown_and_in_production_refused(
    kafka: KafkaForTest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("COUNTERFOIL_DATA", str(tmp_path))
    monkeypatch.setenv("COUNTERFOIL_KAFKA", kafka.bootstrap)
    monkeypatch.setenv("COUNTERFOIL_EVENTS_TOPIC", kafka.topic("events"))
    monkeypatch.setenv("COUNTERFOIL_INBOUND_TOPIC", kafka.topic("inbound"))
    assert main(["topics"]) == 1
    assert "counterfoil topics --make" in capsys.readouterr().out
    assert main(["topics", "--make"]) == 0
    assert f"{kafka.topic('events')}\tpartitions=1 copies=1" in capsys.readouterr().out
    assert main(["topics", "--mode", "production"]) == 1
    assert "wrong: there is one copy of it" in capsys.readouterr().out
    assert main(["publish", "--mode", "production"]) == 1
    assert "is not fit: there is one copy of it" in capsys.readouterr().err


def test_the_rights_are_listed_for_the_users_and_topics_that_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERFOIL_INBOUND_TOPIC", "facts")
    assert main(["topics", "--acls", "--user-of-sender", "customs", "--group", "ours"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert "--add --allow-principal User:customs --operation Write --operation Describe --topic facts" in listed
    assert "--add --allow-principal User:counterfoil-consume --operation Read --group ours" in listed
    assert not any("*" in right or "--operation All" in right for right in listed)
