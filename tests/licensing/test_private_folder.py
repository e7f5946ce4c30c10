"""What lies in a data folder is opened by nobody but the user who runs the service."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from licensing.log import open_log
from projections.store.opening import open_views
from projections.store.private import private_folder
from tests.licensing.an_office import LICENCE, AnOffice


def modes(folder: Path) -> dict[str, int]:
    """The mode of a folder and of all that lies in it."""
    return {str(x.relative_to(folder)): stat.S_IMODE(x.stat().st_mode) for x in (folder, *folder.rglob("*"))}


def test_all_that_the_service_makes_in_its_folder_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    office = AnOffice(folder)
    try:
        assert office.client("amara").get(f"/api/v1/licences/{LICENCE}").status_code == 200
        found = modes(folder)
        assert {"events.db", "views.db", "access.db", "keys", "keys/issuer.jwk"} <= set(found)
        for path, mode in found.items():
            assert mode == (0o700 if (folder / path).is_dir() else 0o600), path
    finally:
        office.close()


def test_a_folder_that_is_open_to_others_is_closed_and_that_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "world"
    open_log(folder).close()
    folder.chmod(0o755)
    (folder / "events.db").chmod(0o644)
    with caplog.at_level(logging.WARNING):
        open_log(folder).close()
    assert modes(folder)["."] == 0o700
    assert modes(folder)["events.db"] == 0o600
    assert [record.getMessage().partition(" was open to others")[0] for record in caplog.records] == [
        str(folder),
        str(folder / "events.db"),
    ]


def test_what_others_put_there_is_left_as_it_is_and_nothing_is_told_twice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("ours")
    note.chmod(0o644)
    private_folder(tmp_path)
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        private_folder(tmp_path)
        open_views(tmp_path).close()
    assert caplog.records == []
    assert modes(tmp_path)["note.txt"] == 0o644
