"""Settings: options first, then the environment, then the defaults; what is secret stays so."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from licensing.settings import KNOWN, BadSetting, masked, settings
from licensing.settings.setting import Setting
from licensing.settings.store import PARTS

GIVEN = {
    "database": "postgresql://u:p@h/db",
    "mode": "demo",
    "clock": "wall",
    "states": "XA,XB",
    "database_tls": "require",
    "kafka_copies": "3",
    "metrics": "127.0.0.1:9464",
    "trusted_proxies": "10.0.0.7,192.168.1.0/24",
}
"""A value of each setting that takes no other text, and has no default."""

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


def written(folder: Path, text: str) -> str:
    path = folder / "secret"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_every_setting_may_be_held_by_a_file(known: Setting, tmp_path: Path) -> None:
    given = GIVEN.get(known.name, known.default or "text")
    beside = {"COUNTERFOIL_DATABASE_HOST": "h"} if known.name in PARTS[1:] else {}
    path = written(tmp_path, f"{given}\n")
    by_file = settings({}, beside | {known.file_variable: path})
    assert getattr(by_file, known.name) == getattr(settings({}, beside | {known.variable: given}), known.name)
    assert by_file.origins[known.name] == f"file {path} ({known.file_variable})"


@pytest.mark.parametrize(
    ("held", "read"), [("pass word\n", "pass word"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a ", " a "), ("a\tb", "a\tb")]
)
def test_of_a_file_the_newline_at_its_end_is_not_meant_and_all_else_is(held: str, read: str, tmp_path: Path) -> None:
    assert settings({}, {"COUNTERFOIL_SESSION_KEY_FILE": written(tmp_path, held)}).session_key == read


def test_a_value_and_a_file_are_one_too_many(tmp_path: Path) -> None:
    path = written(tmp_path, "a")
    with pytest.raises(BadSetting, match="COUNTERFOIL_TOKEN and COUNTERFOIL_TOKEN_FILE are both given"):
        settings({}, {"COUNTERFOIL_TOKEN": "a", "COUNTERFOIL_TOKEN_FILE": path})
    assert settings({}, {"COUNTERFOIL_TOKEN": "", "COUNTERFOIL_TOKEN_FILE": path}).token == "a"
    assert settings({}, {"COUNTERFOIL_TOKEN": "a", "COUNTERFOIL_TOKEN_FILE": ""}).token == "a"


@pytest.mark.parametrize(
    ("held", "told"),
    [(b"\n", "is empty"), (b"\xff", "not text"), (b"a" * 70_000, "longer than 64 KiB"), (None, "cannot be")],
)
def test_a_file_that_holds_no_value_is_told_by_name_and_not_by_what_it_holds(
    held: bytes | None, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "secret"
    if held is not None:
        path.write_bytes(held)
    with pytest.raises(BadSetting, match=f"COUNTERFOIL_TOKEN_FILE: .*secret.*{told}") as refused:
        settings({}, {"COUNTERFOIL_TOKEN_FILE": str(path)})
    assert "aaa" not in str(refused.value)


def test_a_certificate_is_named_and_not_held(tmp_path: Path) -> None:
    pem = written(tmp_path, "-----BEGIN CERTIFICATE-----")
    with pytest.raises(BadSetting, match="the path of a PEM file"):
        settings({}, {"COUNTERFOIL_DATABASE_HOST": "h", "COUNTERFOIL_DATABASE_CA_FILE": pem})
    assert settings({}, {"COUNTERFOIL_DATABASE_HOST": "h", "COUNTERFOIL_DATABASE_CA": pem}).database_ca == pem


@pytest.mark.parametrize("letter", "@/?#%:' \\ü")
def test_a_password_stands_in_a_part_as_it_is(letter: str, tmp_path: Path) -> None:
    password = f"{letter}a{letter}b{letter}"
    found = settings(
        {},
        {
            "COUNTERFOIL_DATABASE_HOST": "db.example",
            "COUNTERFOIL_DATABASE_USER": "o/p@q",
            "COUNTERFOIL_DATABASE_PASSWORD_FILE": written(tmp_path, password),
            "COUNTERFOIL_DATABASE_TLS": "verify-full",
            "COUNTERFOIL_DATABASE_CA": "/etc/our ca.pem",
        },
    )
    assert conninfo_to_dict(str(found.place)) == {
        "host": "db.example",
        "port": "5432",
        "user": "o/p@q",
        "password": password,
        "dbname": "counterfoil",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/our ca.pem",
    }
    assert masked(DATABASE, found.database).startswith("postgresql://o%2Fp%40q:***@db.example:5432/counterfoil?")
    assert found.origins["database"] == "its parts"


@pytest.mark.parametrize("host", ["/run/postgresql", "::1", "10.0.0.1"])
def test_a_host_may_be_a_folder_of_sockets_or_a_number(host: str) -> None:
    assert conninfo_to_dict(settings({}, {"COUNTERFOIL_DATABASE_HOST": host}).database)["host"] == host


def test_a_password_opens_a_real_database_whatever_its_letters(postgres: str) -> None:
    parts, password, user = conninfo_to_dict(postgres), "@/?#%:' \\ü", f"u{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(user), sql.Literal(password)))
    made = settings(
        {},
        {
            "COUNTERFOIL_DATABASE_HOST": str(parts["host"]),
            "COUNTERFOIL_DATABASE_PORT": str(parts["port"]),
            "COUNTERFOIL_DATABASE_NAME": str(parts["dbname"]),
            "COUNTERFOIL_DATABASE_USER": user,
            "COUNTERFOIL_DATABASE_PASSWORD": password,
        },
    )
    try:
        with psycopg.connect(made.database) as opened:
            assert opened.execute("SELECT current_user").fetchall() == [(user,)]
    finally:
        with psycopg.connect(postgres, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(user)))


@pytest.mark.parametrize("letter", "@/?#%")
def test_a_password_that_breaks_an_address_is_told_with_the_mend_and_not_shown(letter: str) -> None:
    with pytest.raises(BadSetting, match="%40 %2F %3F %23 %25; or give its parts") as refused:
        settings({}, {"COUNTERFOIL_DATABASE": f"postgresql://u:hid{letter}den@h/db"})
    assert "den" not in str(refused.value)
    lawful = f"postgresql://u:hid{quote(letter, safe='')}den@h/db"
    assert settings({}, {"COUNTERFOIL_DATABASE": lawful}).place == lawful


def test_an_address_and_parts_are_one_too_many_but_what_the_call_names_sets_both_aside() -> None:
    address, parts = {"COUNTERFOIL_DATABASE": "postgresql://u@h/db"}, {"COUNTERFOIL_DATABASE_HOST": "h"}
    with pytest.raises(BadSetting, match="COUNTERFOIL_DATABASE and the parts of an address are both given"):
        settings({}, address | parts)
    with pytest.raises(BadSetting, match="COUNTERFOIL_DATABASE_PASSWORD given without COUNTERFOIL_DATABASE_HOST"):
        settings({}, {"COUNTERFOIL_DATABASE_PASSWORD": "a"})
    assert settings({"database": "postgresql://u@g/db"}, parts).place == "postgresql://u@g/db"
    assert settings({"data": "here"}, parts).place == Path("here")


def test_sources_are_a_list() -> None:
    assert settings({}, {"COUNTERFOIL_SOURCES": "/states/XA, /states/XB/customs*,"}).sources == (
        "/states/XA",
        "/states/XB/customs*",
    )
