"""An office of this test alone, one that tests of a module share to read in, and one over PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.licensing.an_office import AnOffice


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
