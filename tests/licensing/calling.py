"""Commands called over one data folder, and facts for it, for tests of lists and screening."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from licensing.__main__ import main

CONSOLIDATED = Path(__file__).parents[1] / "consumers" / "published" / "consolidated.xml"
HEAD = "entry,kind,name,aliases,date_of_birth,nationality,state,identifiers,listed_on,delisted_on"
HALLAK = "XX-1,PERSON,Arvo Hallak,Arvo Halak,1971-03-02,XA,XB,PASSPORT:N1234567,2012-12-31,"
FALCON = "XX-2,ENTITY,Falcon Trading Company,,,,XB,REGISTRATION:77-1,2013-01-01,"
HERON = "XX-3,VESSEL,Grey Heron,,,,,IMO:9074729,2013-01-01,"


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Caller:
    """Calls commands, and writes the files they read."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.startswith("COUNTERFOIL_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("COUNTERFOIL_DATA", str(folder / "data"))
        monkeypatch.setenv("COUNTERFOIL_MODE", "demo")
        self._capsys, self.folder = capsys, folder

    def __call__(self, *words: str | Path) -> Said:
        code = main([str(word) for word in words])
        return Said(code, *self._capsys.readouterr())

    def file(self, name: str, *lines: str) -> Path:
        made = self.folder / name
        made.write_text("\n".join(lines), "utf-8")
        return made

    def listed(self, *rows: str, options: Sequence[str] = ("--state", "XA")) -> Said:
        """Imports a list of sanctions in CSV; another administrator confirms it."""
        return self.imported("--form", "csv", *options, self.file("list.csv", HEAD, *rows))

    def imported(self, *words: str | Path) -> Said:
        """Imports a list, which another administrator of the State confirms; what the import said."""
        said = self("lists", "import", *words)
        waits = re.search(r"confirms (([A-Z]{2}):\S+): counterfoil", said.err)
        if waits:
            order = self.file("confirm.json", json.dumps({"data": {"proposal": waits[1]}}))
            mode = ("--mode", "demo", "--state", waits[2], "--role", "administrator", "--officer", "the-other")
            confirmed = self("proposal", "confirm", order, *mode)
            assert confirmed.code == 0, confirmed.err
        return said

    def lists(self) -> list[dict[str, Any]]:
        return self("lists", "--format", "jsonl").rows


def registered(id_: str, day: str, **party: Any) -> str:
    """A register entry as a line of a history."""
    fact = {
        "specversion": "1.0",
        "id": id_,
        "source": "/states/XB/register",
        "type": "party.registered.v1",
        "subject": party["register_id"],
        "time": f"{day}T09:00:00Z",
        "recordedat": f"{day}T09:00:00Z",
        "datacontenttype": "application/json",
        "data": {"party": {"kind": "INDIVIDUAL", "state": "XB", "identifiers": [], **party}},
    }
    return json.dumps(fact)
