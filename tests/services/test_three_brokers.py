"""The profile of three brokers: safe, closed, and the very settings on which leaders are killed in the drill."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.kafka import LARGEST
from services.kafka_cluster import COPIES, SECURITY
from tests.services.test_stack import DEMO, ROOT, SERVICES, compose

PROFILE = ROOT / "deploy" / "compose" / "three-brokers.yml"
CERTIFICATES = ROOT / "deploy" / "kafka" / "certificates.sh"


class _Loader(yaml.SafeLoader):
    """Reads the tags of Compose, which say how files are merged, as if they were not there."""


def _sequence(loader: yaml.Loader, node: yaml.SequenceNode) -> list[Any]:
    return list(loader.construct_sequence(node))


_Loader.add_constructor("!override", _sequence)

MADE: dict[str, Any] = yaml.load(PROFILE.read_text(), _Loader)  # noqa: S506  a safe loader with one tag more
BROKERS = ("kafka", "kafka-2", "kafka-3")


def variable(name: str) -> str:
    """How the image of Kafka is told a setting."""
    return "KAFKA_" + name.upper().replace("-", "___").replace(".", "_")


@pytest.mark.parametrize("name", sorted(SECURITY | COPIES))
@pytest.mark.parametrize("broker", BROKERS)
def test_a_broker_has_the_settings_of_the_drill(broker: str, name: str) -> None:
    told: str = MADE["services"][broker]["environment"][variable(name)]
    wanted = (SECURITY | COPIES)[name]
    if name == "listener.security.protocol.map":
        wanted += ",OUTSIDE:SASL_SSL"
    assert told.replace("$$", "$") == wanted


def test_senders_outside_show_a_password_as_those_inside_do() -> None:
    environment = MADE["services"]["kafka"]["environment"]
    clients = {name: value for name, value in environment.items() if "_CLIENTS_" in name}
    assert clients
    assert {name.replace("_CLIENTS_", "_OUTSIDE_"): value for name, value in clients.items()}.items() <= (
        environment.items()
    )
    assert environment["KAFKA_MESSAGE_MAX_BYTES"] == str(LARGEST)


def test_each_broker_has_its_own_keystore_and_each_role_its_own_password() -> None:
    keystores = [MADE["services"][broker]["secrets"][1]["source"] for broker in BROKERS]
    assert keystores == ["kafka_1_keystore", "kafka_2_keystore", "kafka_3_keystore"]
    roles = {name: made for name, made in MADE["services"].items() if name not in BROKERS}
    assert set(roles) == {"publisher", "readers", "inbound"} == set(SERVICES) - {"kafka", "postgres", "api", "clock"}
    passwords = {made["secrets"][1]["source"] for made in roles.values()}
    assert passwords == {f"kafka_password_of_{who}" for who in ("publish", "read", "consume")}
    users = {made["environment"]["COUNTERFOIL_KAFKA_USER"] for made in roles.values()}
    assert users == {f"counterfoil-{who}" for who in ("publish", "read", "consume")}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    if not shutil.which("openssl") or not shutil.which("bash"):
        pytest.skip("openssl and bash are not installed")
    made = tmp_path / "keys"
    subprocess.run(["bash", str(CERTIFICATES), str(made), "licences.example"], check=True, capture_output=True)
    return made


def test_the_script_makes_what_the_profile_names(keys: Path) -> None:
    for secret in MADE["secrets"].values():
        name = re.sub(r"^\$\{[^}]*\}/", "", secret["file"])
        assert (keys / name).is_file(), name
    assert keys.stat().st_mode & 0o777 == 0o700
    assert (keys / "ca.key").stat().st_mode & 0o777 == 0o600
    assert (keys / "administrator.keystore.pem").stat().st_mode & 0o777 == 0o600


def test_a_certificate_of_the_script_is_vouched_for(keys: Path) -> None:
    context = ssl.create_default_context(cafile=str(keys / "ca.pem"))
    context.load_cert_chain(keys / "kafka-1.keystore.pem")
    told = subprocess.run(
        ["openssl", "verify", "-CAfile", str(keys / "ca.pem"), "-verify_hostname", "licences.example",
         str(keys / "kafka-1.pem")], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@pytest.mark.skipif(compose() is None, reason="docker compose is not installed")
def test_compose_takes_both_files_together(keys: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
    files = ["-f", str(ROOT / "docker-compose.yml"), "-f", str(PROFILE), "--env-file", str(DEMO)]
    done = subprocess.run(
        [*(compose() or []), "--project-directory", str(ROOT), *files, "config", "--quiet"],
        env=environment | {"COUNTERFOIL_KAFKA_KEYS": str(keys)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
