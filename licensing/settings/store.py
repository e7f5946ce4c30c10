"""Where the record is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from licensing.settings.setting import LAST_PORT, BadSetting, Setting, one_of_or_none, path_of_pem

_TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def _database(text: str) -> str:
    if text:
        if urlsplit(text).scheme not in ("postgresql", "postgres"):
            raise ValueError("an address like postgresql://user@host/database")
        _must_be_read_as_meant(text)
    return text


def _must_be_read_as_meant(address: str) -> None:
    """Raises ValueError for an address that libpq reads otherwise than a person does."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    mend = (
        "an address whose user and password have @ / ? # % written as %40 %2F %3F %23 %25; or give its parts, "
        "COUNTERFOIL_DATABASE_HOST and COUNTERFOIL_DATABASE_PASSWORD_FILE, where they stand as they are"
    )
    try:
        conninfo_to_dict(address)
    except (ProgrammingError, UnicodeDecodeError):  # its text holds the password
        raise ValueError(mend) from None
    read = urlsplit(address)
    cut_short = bool(read.netloc) and "@" not in read.netloc and "@" in address
    if cut_short or read.netloc.count("@") > 1 or "#" in address:
        raise ValueError(mend)


def _port(text: str) -> str:
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise ValueError(f"a port, a number from 1 to {LAST_PORT}")
    return text


STORE = (
    Setting(
        "data",
        "COUNTERFOIL_DATA",
        "--data",
        "./counterfoil-data",
        "folder of the embedded store; two folders are two worlds",
        Path,
    ),
    Setting(
        "database",
        "COUNTERFOIL_DATABASE",
        "--database",
        "",
        "PostgreSQL address to use instead of the folder; or its parts, from COUNTERFOIL_DATABASE_HOST on",
        _database,
        secret=True,
    ),
    Setting("database_host", "COUNTERFOIL_DATABASE_HOST", None, "", "host of PostgreSQL, instead of an address"),
    Setting("database_port", "COUNTERFOIL_DATABASE_PORT", None, "5432", "its port", _port),
    Setting("database_name", "COUNTERFOIL_DATABASE_NAME", None, "counterfoil", "the database there"),
    Setting("database_user", "COUNTERFOIL_DATABASE_USER", None, "counterfoil", "the user there"),
    Setting(
        "database_password",
        "COUNTERFOIL_DATABASE_PASSWORD",
        None,
        "",
        "the user's password, as it is: nothing in it is written otherwise",
        secret=True,
    ),
    Setting(
        "database_tls",
        "COUNTERFOIL_DATABASE_TLS",
        None,
        "",
        "sslmode of libpq; over a network verify-full",
        one_of_or_none(*_TLS),
    ),
    Setting(
        "database_ca",
        "COUNTERFOIL_DATABASE_CA",
        None,
        "",
        "path of the certificates (PEM) that vouch for PostgreSQL",
        path_of_pem,
    ),
)
PARTS = tuple(known.name for known in STORE if known.name.startswith("database_"))


@dataclass(frozen=True, kw_only=True)
class StoreSettings:
    """Where the record is kept."""

    data: Path
    database: str
    database_host: str
    database_port: str
    database_name: str
    database_user: str
    database_password: str
    database_tls: str
    database_ca: str

    @property
    def place(self) -> Path | str:
        """Where the log is kept: the PostgreSQL address if there is one, else the folder."""
        return self.database or self.data


def address_of_parts(values: Mapping[str, Any], given: Collection[str]) -> str:
    """The PostgreSQL address that parts make, each written so that it is read as it was given; empty without parts.

    `given` names the parts that somebody gave. Raises BadSetting where there is no host among them.
    """
    if not given:
        return ""
    if not values["database_host"]:
        named = ", ".join(sorted(f"COUNTERFOIL_{name.upper()}" for name in given))
        raise BadSetting(f"{named} given without COUNTERFOIL_DATABASE_HOST; name the host, or leave them out")
    user, password, name = (quote(values[f"database_{part}"], safe="") for part in ("user", "password", "name"))
    host = values["database_host"]
    place = f"[{host}]" if ":" in host else quote(host, safe="")
    who = f"{user}:{password}" if password else user
    asked = {"sslmode": values["database_tls"], "sslrootcert": values["database_ca"]}
    query = urlencode({name: value for name, value in asked.items() if value}, quote_via=quote)
    return f"postgresql://{who}@{place}:{values['database_port']}/{name}" + (f"?{query}" if query else "")
