"""Pages and API over TLS: the certificate that settings name is shown, and one that cannot be is told."""

from __future__ import annotations

import re
import ssl
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

import pytest

from licensing.__main__ import main
from services.certificates import Authority
from tests.licensing.ordering_world import PATIENCE
from tests.licensing.test_serve import running

pytestmark = pytest.mark.usefixtures("as_demo")


def live(connection: HTTPConnection) -> int:
    """What is answered to the question whether it lives."""
    connection.timeout = PATIENCE
    with closing(connection):
        connection.request("GET", "/livez")
        return connection.getresponse().status


def test_whoever_trusts_the_authority_is_answered_and_nobody_in_the_clear(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "keys")
    certificate, key = authority.vouch("licences.example")
    words = ("--tls-certificate", str(certificate), "--tls-key", str(key))
    with running("serve", "--port", "0", "--data", str(tmp_path / "data"), *words) as said:
        found = re.search(r"https://127\.0\.0\.1:(\d+)/", said)
        assert found is not None, said
        port = int(found[1])
        assert (
            live(HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context(cafile=authority.path))) == 200
        )
        with pytest.raises(ssl.SSLCertVerificationError):
            live(HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context()))
        with pytest.raises((HTTPException, OSError)):
            live(HTTPConnection("127.0.0.1", port))


@pytest.mark.parametrize("lacking", ["--tls-certificate", "--tls-key"])
def test_a_certificate_without_its_key_is_told(
    lacking: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, key = Authority(tmp_path / "keys").vouch("licences.example")
    words = {"--tls-certificate": str(certificate), "--tls-key": str(key)}
    del words[lacking]
    assert main(["serve", "--port", "0", "--data", str(tmp_path), *(x for pair in words.items() for x in pair)]) == 2
    assert "go together" in capsys.readouterr().err


def test_a_key_of_another_certificate_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    authority = Authority(tmp_path / "keys")
    certificate, another = authority.vouch("licences.example")[0], authority.vouch("another.example")[1]
    words = ["--tls-certificate", str(certificate), "--tls-key", str(another)]
    assert main(["serve", "--port", "0", "--data", str(tmp_path), *words]) == 2
    assert "cannot be used" in capsys.readouterr().err
