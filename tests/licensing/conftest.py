"""An office of this test alone, one that tests of a module share to read in, and one over PostgreSQL; and desks.

A desk takes orders about goods that are declared under a licence.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from licensing.log import Log, open_log
from tests.licensing.an_office import AnOffice
from tests.licensing.deliveries import Place
from tests.licensing.order_office import DECLARED, OrderOffice, unhurried
from tests.modes import AS_DEMO


@pytest.fixture
def log(place: Place) -> Iterator[Log]:
    """A log that holds nothing yet."""
    opened = open_log(place)
    yield opened
    opened.close()


@pytest.fixture
def as_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that are started here run as a demo."""
    for name, value in AS_DEMO.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOffice]:
    made = AnOffice(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def reading_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnOffice]:
    """An office that nobody changes."""
    made = AnOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


@pytest.fixture
def over_postgres(tmp_path: Path, postgres: str) -> Iterator[AnOffice]:
    made = AnOffice(tmp_path, database=postgres)
    yield made
    made.close()


@pytest.fixture
def amara(office: AnOffice) -> TestClient:
    """A licensing officer of XA, over the API."""
    return office.client("amara")


@pytest.fixture(scope="module")
def reader(reading_room: AnOffice) -> TestClient:
    """A licensing officer of XA, over the API, who only reads."""
    return reading_room.client("amara")


@pytest.fixture(scope="module")
def browser(reading_room: AnOffice) -> TestClient:
    """A browser of a licensing officer of XA who only reads."""
    return reading_room.browser("amara")


@pytest.fixture
def amara_browser(office: AnOffice) -> TestClient:
    """A browser of a licensing officer of XA."""
    return office.browser("amara")


@pytest.fixture(scope="module")
def declared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the licence is issued and the goods are declared."""
    folder = tmp_path_factory.mktemp("declared")
    with unhurried(), OrderOffice(folder) as office:
        office.go(*DECLARED)
        office.has_read()
    return folder


@pytest.fixture
def folder(declared_folder: Path, tmp_path: Path) -> Path:
    """The same, of this test alone."""
    return Path(shutil.copytree(declared_folder, tmp_path / "own"))


@pytest.fixture
def desk(folder: Path) -> Iterator[OrderOffice]:
    with unhurried(), OrderOffice(folder, "2030-04-12T10:00:00Z") as office:
        yield office


@pytest.fixture(scope="module")
def front(declared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrderOffice]:
    """An office that nobody gets anything recorded at."""
    copy = tmp_path_factory.mktemp("front") / "own"
    with unhurried(), OrderOffice(Path(shutil.copytree(declared_folder, copy)), "2030-04-12T10:00:00Z") as office:
        yield office
