"""For whom commands act: named by options in a demo, by a token in production and by nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from licensing.__main__ import main
from licensing.access import Actor, Role
from licensing.http.auth.issuer import AUDIENCE, ISSUER, DemoIssuer

AMARA = Actor("amara", "Amara Lindqvist", "XA", Role.LICENSING_OFFICER)
ORDER = ("licence", "suspend")
DISPOSE = ("findings", "dispose", "--rule", "R02")
IMPORT = ("lists", "import", "--form", "csv", "list.csv")


class Authority:
    """An authority with an issuer of its own, whose officers give orders on the command line in production."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
        self.issuer = DemoIssuer(key, (AMARA,))
        (folder / "keys.json").write_text(json.dumps(dict(self.issuer.jwks())))
        (folder / "order.json").write_text("{}")
        (folder / "list.csv").write_text("name\n")

    def token(self, officer: Actor = AMARA) -> Path:
        path = self.folder / "token"
        path.write_text(self.issuer.token(officer) + "\n")
        return path

    def __call__(self, *words: object) -> tuple[int, str]:
        code = main([*map(str, words), "--data", str(self.folder / "data")])
        return code, self._capsys.readouterr().err


@pytest.fixture
def authority(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path, capsys)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUNTERFOIL_MODE", "production")
    monkeypatch.setenv("COUNTERFOIL_JWKS", str(tmp_path / "keys.json"))
    monkeypatch.setenv("COUNTERFOIL_ISSUER", ISSUER)
    monkeypatch.setenv("COUNTERFOIL_AUDIENCE", AUDIENCE)
    monkeypatch.delenv("COUNTERFOIL_TOKEN", raising=False)
    return made


@pytest.mark.parametrize(
    "call",
    [
        (*ORDER, "order.json", "--officer", "jonas"),
        (*ORDER, "order.json", "--state", "XA"),
        (*ORDER, "order.json", "--role", "customs"),
        (*ORDER, "order.json", "--register-id", "XA-P-000001"),
        (*DISPOSE, "--officer", "jonas"),
        (*DISPOSE, "--acting-for", "XA"),
        (*DISPOSE, "--role", "approving-officer"),
        (*IMPORT, "--officer", "sam"),
        (*IMPORT, "--state", "XA"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("with_token", [False, True])
def test_in_production_no_option_says_who_acts(authority: Authority, call: Sequence[str], with_token: bool) -> None:
    code, said = authority(*call, *(("--token-file", authority.token()) if with_token else ()))
    assert code == 2
    assert f"{call[-2]} cannot say in production who acts" in said
    assert "--token-file" in said
    assert "COUNTERFOIL_TOKEN" in said


@pytest.mark.parametrize("call", [(*ORDER, "order.json"), DISPOSE, IMPORT], ids=" ".join)
def test_in_production_somebody_must_be_named(authority: Authority, call: Sequence[str]) -> None:
    code, said = authority(*call)
    assert code == 2
    assert "nobody is named who acts; name a file" in said


@pytest.mark.parametrize("how", ["file", "environment"])
def test_the_holder_of_the_token_acts(authority: Authority, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    body = {"data": {"licence": {"state": "XA", "reference": "EL-1"}, "effective_on": "2030-04-12"}}
    (authority.folder / "order.json").write_text(json.dumps(body))
    token = authority.token()
    if how == "environment":
        monkeypatch.setenv("COUNTERFOIL_TOKEN", token.read_text())
    code, said = authority(*ORDER, *(("--token-file", token) if how == "file" else ()), "order.json")
    assert code == 2
    assert "The role licensing officer may not suspend" in said


def test_another_issuers_token_does_not_count(authority: Authority, tmp_path: Path) -> None:
    other = DemoIssuer(ECKey.generate_key("P-256", {"alg": "ES256"}, private=True, auto_kid=True))
    (tmp_path / "forged").write_text(other.token(AMARA))
    code, said = authority(*ORDER, "order.json", "--token-file", tmp_path / "forged")
    assert code == 2
    assert "The bearer token does not count" in said
    assert "fetch a new one" in said


def test_an_expired_token_does_not_count(authority: Authority, tmp_path: Path) -> None:
    key = authority.issuer._key
    (tmp_path / "old").write_text(DemoIssuer(key, now=lambda: time.time() - 90_000).token(AMARA))
    code, said = authority(*ORDER, "order.json", "--token-file", tmp_path / "old")
    assert (code, "expired" in said) == (2, True)


def test_a_token_file_that_is_not_there_is_told(authority: Authority) -> None:
    code, said = authority(*ORDER, "order.json", "--token-file", "nowhere")
    assert code == 2
    assert "--token-file nowhere cannot be read" in said


def test_without_keys_no_token_counts(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERFOIL_JWKS")
    code, said = authority(*ORDER, "order.json", "--token-file", authority.token())
    assert code == 2
    assert "name your issuer's keys" in said


def test_in_a_demo_options_say_who_acts_or_a_token_not_both(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_MODE", "demo")
    assert "say who gives the order" in authority(*ORDER, "order.json", "--state", "XA")[1]
    both = authority(*ORDER, "order.json", "--officer", "jonas", "--token-file", authority.token())
    assert both[0] == 2
    assert "a token says who acts already; leave out --officer" in both[1]
