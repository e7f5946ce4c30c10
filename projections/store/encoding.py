"""A database holds what people write only in UTF-8; every way into one asks for that before anything else."""

from __future__ import annotations

from typing import Any

from domain.kernel.errors import DomainError


class NotUtf8(DomainError):
    """A database, or the connection to it, is in another encoding than UTF8; nothing was written there."""


def must_be_utf8(connection: Any) -> None:
    """Raises NotUtf8, with what to do, for a psycopg connection; what it goes by, the server has said on connecting."""
    told = connection.info
    server, client = told.parameter_status("server_encoding"), told.parameter_status("client_encoding")
    if server != "UTF8":
        raise NotUtf8(
            f"the database {told.dbname} is encoded in {server} and cannot hold every name: make one in UTF8 with"
            " `createdb -E UTF8 -T template0 NAME` and give its address; what is in this one goes along by pg_dump"
        )
    if client != "UTF8":
        raise NotUtf8(
            f"the connection to the database {told.dbname} goes by client_encoding {client} and cannot carry every"
            " name: unset PGCLIENTENCODING, and take client_encoding out of the address"
        )
