"""Stores as older programs wrote them: `form-N.db.gz` is a log of form N, `form-N.postgres.sql` its tables elsewhere.

That of form 1 holds 21 orders, some with a key, then 219 facts of the demo and of nobody, among them a note and three
rejects, then findings disposed of singly and together; all by the program that made form 1.
"""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

HERE = Path(__file__).parent
_TABLES = ("meta", "stored_events", "once", "rejects", "notes")


def old_folder(form: int, folder: Path) -> Path:
    """A folder with the log of a form in it."""
    folder.mkdir(parents=True)
    (folder / "events.db").write_bytes(gzip.decompress((HERE / f"form-{form}.db.gz").read_bytes()))
    return folder


def old_database(form: int, address: str, folder: Path) -> str:
    """The same rows in PostgreSQL, in tables as the program of that form made them."""
    file = old_folder(form, folder) / "events.db"
    with psycopg.connect(address) as server, closing(sqlite3.connect(file)) as connection:
        server.execute((HERE / f"form-{form}.postgres.sql").read_text("utf-8"))
        server.execute("DELETE FROM counterfoil_log.meta")
        for table in _TABLES:
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            marks = ", ".join(["%s"] * len(rows[0]))
            server.cursor().executemany(f"INSERT INTO counterfoil_log.{table} VALUES ({marks})", rows)
    return address
