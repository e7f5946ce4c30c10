"""The units of systemd and the manifests of Kubernetes, held to what operating them needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from licensing.settings import settings

ROOT = Path(__file__).parents[2]
SYSTEMD = ROOT / "deploy" / "systemd"
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
ROLES = ("serve", "publish", "read", "consume", "clock")
ON_BROKERS = ("publish", "read", "consume")


def documents() -> list[dict[str, Any]]:
    return [made for path in MANIFESTS for made in yaml.safe_load_all(path.read_text())]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {made["metadata"]["name"]: made for made in documents() if made["kind"] == kind}


def container(role: str) -> dict[str, Any]:
    made: dict[str, Any] = of_kind("Deployment")[role]["spec"]["template"]["spec"]["containers"][0]
    return made


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_manifest_is_what_kubernetes_takes(path: Path) -> None:
    for made in yaml.safe_load_all(path.read_text()):
        kubernetes_validate.validate(made, kubernetes_validate.latest_version(), strict=True)


def test_a_manifest_with_a_slip_would_be_told() -> None:
    slip = of_kind("Deployment")["serve"] | {"spec": {"replica": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(slip, kubernetes_validate.latest_version(), strict=True)


def test_every_role_is_a_deployment_of_one() -> None:
    assert sorted(of_kind("Deployment")) == sorted(ROLES)
    for made in of_kind("Deployment").values():
        assert made["spec"]["replicas"] == 1
        assert made["spec"]["strategy"]["type"] == "Recreate"


@pytest.mark.parametrize("role", ROLES)
def test_a_pod_runs_its_role_without_privileges_and_is_asked_for_its_health(role: str) -> None:
    made = container(role)
    assert made["args"][0] == role
    assert made["livenessProbe"]["exec"]["command"] == ["counterfoil", "health", role]
    assert made["securityContext"]["readOnlyRootFilesystem"] is True
    assert made["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert made["resources"]["limits"]["memory"]


def test_a_secret_is_mounted_where_it_is_needed_and_nowhere_else() -> None:
    pods = {name: made["spec"]["template"]["spec"] for name, made in of_kind("Deployment").items()}
    held = {
        role: sorted(volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume)
        for role, pod in pods.items()
    }
    assert held == {
        "clock": ["database"],
        "consume": ["database", "kafka-consume"],
        "publish": ["database", "kafka-publish"],
        "read": ["database", "kafka-read"],
        "serve": ["database", "session"],
    }
    assert of_kind("Secret") == {}


def test_the_settings_of_all_roles_can_be_read() -> None:
    given: dict[str, str] = of_kind("ConfigMap")["counterfoil"]["data"]
    assert settings({}, {name: value for name, value in given.items() if not name.endswith("_FILE")}).production
    assert all(isinstance(value, str) for value in given.values())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", ["counterfoil@.service", "counterfoil-health@.service", "counterfoil-health@.timer"])
def test_systemd_finds_nothing_wrong_with_a_unit(unit: str, tmp_path: Path) -> None:
    for path in SYSTEMD.glob("*@.*"):
        if path.is_file():
            # What a unit runs is not installed on the machine of a test.
            text = re.sub(r"^ExecStart=(\S+)", f"ExecStart={shutil.which('true')}", path.read_text(), flags=re.M)
            (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit)], capture_output=True, text=True, check=False, timeout=60
    )
    told = [line for line in (done.stdout + done.stderr).splitlines() if "counterfoil" in line]
    assert (done.returncode, told) == (0, [])


def test_a_unit_reads_no_password_but_what_systemd_hands_over() -> None:
    unit = (SYSTEMD / "counterfoil@.service").read_text()
    assert "LoadCredential=database_password:" in unit
    assert "COUNTERFOIL_DATABASE_PASSWORD_FILE=%d/database_password" in unit
    drop_ins = sorted(path.parent.name for path in SYSTEMD.glob("*.d/kafka.conf"))
    assert drop_ins == sorted(f"counterfoil@{role}.service.d" for role in ON_BROKERS)
    for path in SYSTEMD.glob("*.env"):
        assert "PASSWORD" not in path.read_text()


@pytest.mark.parametrize(
    "option", ["NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "Restart=always", "MemoryMax="]
)
def test_a_unit_is_closed_and_comes_back(option: str) -> None:
    assert f"\n{option}" in (SYSTEMD / "counterfoil@.service").read_text()
