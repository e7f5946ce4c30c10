"""The compose file, the image and the lock, held to what operating them needs."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict

from licensing.brokers import named_brokers
from licensing.settings import settings
from services import java
from services.kafka import SETTINGS
from services.postgres import IMAGE

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVERS = ("kafka", "postgres")
ROLES = sorted(set(SERVICES) - set(SERVERS))


def compose() -> list[str] | None:
    """How Compose is called, where it is installed; it needs no daemon to read a file."""
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]):
            done = subprocess.run([*words, "version"], capture_output=True, text=True, check=False, timeout=60)
            if done.returncode == 0 and "Docker Compose" in done.stdout:
                return words
    return None


COMMANDS = {"api": "serve", "publisher": "publish", "readers": "read", "inbound": "consume", "clock": "clock"}
DEMO = ROOT / "deploy" / "demo" / "demo.env"


def volumes(name: str) -> dict[str, str]:
    return dict(mount.split(":")[:2] for mount in SERVICES[name].get("volumes", []))


def required() -> dict[str, str]:
    """The variables without which nothing starts, each with what is said where it lacks."""
    return dict(re.findall(r"\$\{(\w+):\?([^}]+)\}", (ROOT / "docker-compose.yml").read_text()))


def of_demo() -> dict[str, str]:
    """What the demo says for itself."""
    lines = [line for line in DEMO.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_nothing_starts_before_mode_issuer_and_password_are_said_and_a_demo_says_them() -> None:
    assert set(required()) == {"COUNTERFOIL_MODE", "COUNTERFOIL_ISSUER", "COUNTERFOIL_DATABASE_PASSWORD_FILE"}
    assert "demo or production" in required()["COUNTERFOIL_MODE"]
    assert set(required()) <= set(of_demo())
    assert of_demo()["COUNTERFOIL_MODE"] == "demo"
    assert (ROOT / of_demo()["COUNTERFOIL_DATABASE_PASSWORD_FILE"]).is_file()


def test_officers_are_in_the_open_only_where_somebody_says_so() -> None:
    assert {
        SERVICES[name]["environment"]["COUNTERFOIL_DEMO_IN_THE_OPEN"] for name in ROLES
    } == {"${COUNTERFOIL_DEMO_IN_THE_OPEN:-no}"}  # fmt: skip
    assert of_demo()["COUNTERFOIL_DEMO_IN_THE_OPEN"] == "yes"


def test_a_role_starts_with_the_settings_of_the_demo() -> None:
    environment = {
        name: re.sub(r"\$\{(\w+)(?::[?-]([^}]*))?\}", lambda found: of_demo().get(found[1], found[2] or ""), value)
        for name, value in SERVICES["api"]["environment"].items()
    }
    environment["COUNTERFOIL_DATABASE_PASSWORD_FILE"] = str(ROOT / of_demo()["COUNTERFOIL_DATABASE_PASSWORD_FILE"])
    found = settings({}, environment)
    assert conninfo_to_dict(found.database)["password"] == "of a demo, known to all: @/?#%"
    assert (found.mode, found.demo_in_the_open, named_brokers(found).strict) == ("demo", True, False)


@pytest.mark.skipif(compose() is None, reason="docker compose is not installed")
def test_compose_itself_refuses_and_accepts() -> None:
    def told(*words: str) -> tuple[int, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
        command = [*(compose() or []), "--project-directory", str(ROOT), "-f", str(ROOT / "docker-compose.yml"), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stderr

    refused, why = told("config", "--quiet")
    assert refused
    assert "COUNTERFOIL_" in why
    assert told("--env-file", str(DEMO), "config", "--quiet") == (0, "")


def test_the_image_is_built_once() -> None:
    assert [name for name in ROLES if "build" in SERVICES[name]] == ["api"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_may_take_so_much_memory_and_so_much_log(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])
    logging = SERVICES[name]["logging"]
    assert logging["driver"] == "json-file"
    assert {"max-size", "max-file"} <= set(logging["options"])


@pytest.mark.parametrize("name", ROLES)
def test_a_role_is_asked_for_its_health_by_its_own_name(name: str) -> None:
    assert SERVICES[name]["command"][0] == COMMANDS[name]
    assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "counterfoil", "health", COMMANDS[name]]


def test_keys_are_where_they_are_needed_and_nowhere_else() -> None:
    assert [name for name in sorted(SERVICES) if "data" in volumes(name)] == ["api"]
    told = [name for name in ROLES if {"COUNTERFOIL_JWKS", "COUNTERFOIL_ISSUER"} & set(SERVICES[name]["environment"])]
    assert told == ["api"]
    assert "secrets" not in SERVICES["kafka"]
    assert not any("PASSWORD" in name for service in SERVICES.values() for name in service["environment"]
                   if not name.endswith("_FILE"))  # fmt: skip


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
    assert role["environment"]["COUNTERFOIL_DATABASE_HOST"] == "postgres"
    assert role["environment"]["COUNTERFOIL_DATABASE_PASSWORD_FILE"] == "/run/secrets/database_password"
    assert role["secrets"] == SERVICES["postgres"]["secrets"] == ["database_password"]


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
