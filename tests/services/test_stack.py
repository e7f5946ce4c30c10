"""The compose file, the image and the lock, held to what operating them needs."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from services import java
from services.kafka import SETTINGS
from services.postgres import IMAGE

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVERS = ("kafka", "postgres")
ROLES = sorted(set(SERVICES) - set(SERVERS))


def volumes(name: str) -> dict[str, str]:
    return dict(mount.split(":")[:2] for mount in SERVICES[name]["volumes"])


def test_every_role_is_there() -> None:
    assert ROLES == ["api", "clock", "inbound", "publisher", "readers"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_tells_its_health_and_comes_back(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "start_period", "retries"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_keeps_its_data_in_a_named_volume(name: str) -> None:
    assert set(volumes(name)) <= set(COMPOSE["volumes"])
    assert volumes(name)


@pytest.mark.parametrize("name", ROLES)
def test_a_role_runs_the_one_image_without_privileges(name: str) -> None:
    role = SERVICES[name]
    assert role["image"] == SERVICES["api"]["image"]
    assert role["user"] != "0"
    assert role["read_only"] is True
    assert role["cap_drop"] == ["ALL"]
    assert isinstance(role["command"], list)


@pytest.mark.parametrize("name", ROLES)
def test_a_role_waits_for_healthy_servers_and_knows_their_addresses(name: str) -> None:
    role = SERVICES[name]
    assert {server: role["depends_on"][server]["condition"] for server in SERVERS} == dict.fromkeys(
        SERVERS, "service_healthy"
    )
    assert role["environment"]["COUNTERFOIL_KAFKA"] == "kafka:9092"
    assert "@postgres:5432/" in role["environment"]["COUNTERFOIL_DATABASE"]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_says_its_mode_and_a_demo_says_that_it_is_open(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert environment["COUNTERFOIL_MODE"] == "${COUNTERFOIL_MODE:-demo}"
    assert environment["COUNTERFOIL_DEMO_IN_THE_OPEN"] == "yes"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_is_pinned_and_a_port_stays_on_the_loopback(name: str) -> None:
    assert re.search(r":\d+\.\d+(\.\d+)?$", SERVICES[name]["image"])
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_the_stack_runs_the_versions_and_limits_the_tests_run() -> None:
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{java.pinned('kafka')}"
    assert SERVICES["postgres"]["image"] == IMAGE
    environment = SERVICES["kafka"]["environment"]
    for name in ("message.max.bytes", "replica.fetch.max.bytes", "socket.request.max.bytes"):
        assert environment["KAFKA_" + name.upper().replace(".", "_")] == SETTINGS[name]


def test_the_image_is_built_in_stages_runs_as_nobody_special_and_tells_its_health() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert len(stages) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", stage) for stage in stages)
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.M)
    assert users == ["counterfoil"]
    assert "HEALTHCHECK" in DOCKERFILE
    assert "org.opencontainers.image.title" in DOCKERFILE


def test_one_uv_everywhere() -> None:
    pinned = re.search(r"^UV_VERSION = (\S+)", (ROOT / "Makefile").read_text(), re.M)
    assert pinned is not None
    assert f"uv=={pinned[1]}" in DOCKERFILE


def test_the_image_has_the_version_of_the_distribution() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert SERVICES["api"]["image"] == f"counterfoil:{version}"
    assert f"ARG VERSION={version}" in DOCKERFILE


def test_the_lock_names_the_public_index_only() -> None:
    hosts = set(re.findall(r'https?://([^/"]+)', (ROOT / "uv.lock").read_text()))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
