"""A database that cannot hold every name is refused before the first fact, by whatever is started over it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from domain.kernel.event import written
from licensing.__main__ import main
from licensing.http.json.order_examples import BODIES
from projections.store.encoding import NotUtf8
from projections.store.opening import open_views
from services.postgres import Server
from tests.consumers.facts import fact, line

ENCODINGS = ["LATIN1", "SQL_ASCII"]
OPEN = ["--mode", "demo", "--demo-in-the-open", "yes"]
COMMANDS: dict[str, list[str]] = {
    "import": ["import", "FACTS"],
    "findings": ["findings"],
    "notes": ["notes"],
    "rejects": ["rejects"],
    "views": ["views"],
    "rebuild": ["rebuild", "history"],
    "migrate": ["migrate", "--plan"],
    "publish": ["publish", "--kafka", "127.0.0.1:1"],
    "consume": ["consume", "--kafka", "127.0.0.1:1"],
    "read": ["read", "--kafka", "127.0.0.1:1"],
    "serve": ["serve", "--port", "0", *OPEN],
    "clock": ["clock", "XA"],
    "screen": ["screen", "--names", "NAMES"],
    "explain": ["explain", "0"],
    "an order": [
        "notice",
        "withdraw",
        "ORDER",
        "--state",
        "XB",
        "--role",
        "approving-officer",
        "--officer",
        "x",
        *OPEN,
    ],
}


@contextmanager
def encoded(server: str, encoding: str) -> Iterator[str]:
    """The address of an empty database in an encoding."""
    name = f"counterfoil_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as admin:
        made = sql.SQL("CREATE DATABASE {} ENCODING {} TEMPLATE template0 LOCALE 'C'")
        admin.execute(made.format(sql.Identifier(name), sql.Literal(encoding)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def tables_in(address: str) -> int:
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
        ).fetchone()
    return int(found[0]) if found else -1


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_refuses_it_in_one_sentence_that_says_what_to_do(
    postgres_server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    facts = tmp_path / "facts.jsonl"
    facts.write_bytes(line(subject="Пост"))
    files = {"FACTS": str(facts), "NAMES": str(tmp_path / "names.csv"), "ORDER": str(tmp_path / "order.json")}
    Path(files["NAMES"]).write_text("name\nOruvan Teskari\n")
    Path(files["ORDER"]).write_bytes(json.dumps(BODIES["notice withdraw"]).encode())
    with encoded(postgres_server.uri, encoding) as address:
        for words in COMMANDS.values():
            assert main([*(files.get(word, word) for word in words), "--database", address]) == 1, words
            said = capsys.readouterr().err.splitlines()[-1]
            assert f"is encoded in {encoding}" in said, words
            assert "createdb -E UTF8" in said
        with pytest.raises(NotUtf8):
            open_views(address)
        assert tables_in(address) == 0


def test_one_in_utf8_with_a_locale_of_its_own_takes_what_people_write(postgres_server: Server, tmp_path: Path) -> None:
    facts = tmp_path / "facts.jsonl"
    facts.write_bytes(written(fact(subject="Пост № 7 ☃")) + b"\n" + line(id_="D-2"))
    with encoded(postgres_server.uri, "UTF8") as address:
        assert main(["import", str(facts), "--database", address]) == 0
        assert main(["findings", "--database", address]) == 0
        with closing(open_views(address)) as views:
            assert views.held()


def test_a_connection_in_another_encoding_is_refused_too(
    postgres: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    assert main(["findings", "--database", postgres]) == 1
    assert "unset PGCLIENTENCODING" in capsys.readouterr().err
    monkeypatch.delenv("PGCLIENTENCODING")
    assert main(["findings", "--database", postgres]) == 0
