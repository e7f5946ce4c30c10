"""Tokens, keys and sessions: what counts, and everything that does not."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from starlette.responses import Response

from licensing.access import Role
from licensing.api.issuer import OFFICERS, DemoIssuer, issuer_key, session_secret
from licensing.api.problems import Refused
from licensing.api.sessions import Sessions
from licensing.api.sign_in import Issuing, Keys, Tokens, key_source

ISSUING = Issuing("https://issuer.example", "counterfoil")
NOW = 1_900_000_000
KEY = ECKey.generate_key("P-256", {"kid": "one"}, private=True)
CLAIMS: Mapping[str, Any] = {
    "iss": ISSUING.issuer,
    "aud": "counterfoil",
    "sub": "u-1",
    "exp": NOW + 60,
    "name": "Ann",
    "state": "XA",
    "role": "customs",
}


def tokens(key: ECKey = KEY) -> Tokens:
    return Tokens(Keys(lambda: {"keys": [key.as_dict(private=False)]}), ISSUING, now=lambda: NOW)


def signed(key: Any = KEY, alg: str = "ES256", **changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "one"}, claims, key, algorithms=[alg])


def test_a_token_of_the_issuer_for_this_service_names_its_actor() -> None:
    actor = tokens().actor(signed())
    assert (actor.subject, actor.name, actor.state, actor.role) == ("u-1", "Ann", "XA", Role.CUSTOMS)


def test_an_audience_may_be_one_of_several() -> None:
    assert tokens().actor(signed(aud=["another", "counterfoil"])).subject == "u-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"exp": NOW - 60},
        {"exp": None},
        {"nbf": NOW + 600},
        {"sub": None},
        {"role": "king"},
        {"role": None},
        {"state": "Xa"},
        {"state": None},
        {"role": "applicant"},
    ],
    ids=str,
)
def test_a_token_that_lacks_or_misses_something_does_not_count(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        tokens().actor(signed(**changes))
    assert refused.value.problem.status == 401
    assert refused.value.problem.headers["WWW-Authenticate"].startswith("Bearer")


def test_another_algorithm_does_not_count() -> None:
    secret = OctKey.import_key(b"x" * 32)
    with pytest.raises(Refused):
        tokens().actor(signed(secret, "HS256"))
    with pytest.raises(Refused):
        tokens().actor("eyJhbGciOiJub25lIn0." + signed().split(".")[1] + ".")


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "....", "é.é.é", "e30.e30.e30"])
def test_what_is_no_token_does_not_count(text: str) -> None:
    with pytest.raises(Refused):
        tokens().actor(text)


def test_another_key_does_not_count() -> None:
    with pytest.raises(Refused):
        tokens(ECKey.generate_key("P-256", {"kid": "one"}, private=True)).actor(signed())


def test_an_unknown_key_is_fetched_once_more() -> None:
    held, clock, fetched = [ECKey.generate_key("P-256", {"kid": "old"}, private=True)], [100.0], []

    def fetch() -> Mapping[str, Any]:
        fetched.append(clock[0])
        return {"keys": [held[0].as_dict(private=False)]}

    opened = Tokens(Keys(fetch, seconds=lambda: clock[0]), ISSUING, now=lambda: NOW)
    with pytest.raises(Refused):
        opened.actor(signed())
    held[0] = KEY
    with pytest.raises(Refused):
        opened.actor(signed())
    clock[0] += 11
    assert opened.actor(signed()).subject == "u-1"
    assert fetched == [100.0, 111.0]


def test_keys_that_cannot_be_fetched_are_a_503(tmp_path: Path) -> None:
    opened = Tokens(Keys(key_source(str(tmp_path / "none.json"))), ISSUING)
    with pytest.raises(Refused) as refused:
        opened.actor(signed())
    assert refused.value.problem.status == 503


def test_a_jwks_comes_from_a_file_or_by_https() -> None:
    with pytest.raises(ValueError, match="https"):
        key_source("http://issuer.example/jwks")
    with pytest.raises(ValueError, match="https"):
        key_source("ftp://issuer.example/jwks")
    key_source("https://issuer.example/jwks")
    key_source("http://127.0.0.1:1/jwks")


def test_keys_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = issuer_key(tmp_path / "made").as_dict(private=True)
    assert issuer_key(tmp_path / "made").as_dict(private=True) == first
    secret = session_secret(tmp_path / "made")
    assert session_secret(tmp_path / "made") == secret
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "made").iterdir()}
    assert modes == {0o600}


def test_the_demo_issuer_names_officers_of_every_role(tmp_path: Path) -> None:
    issuer = DemoIssuer(issuer_key(tmp_path), now=lambda: NOW)
    opened = Tokens(Keys(issuer.jwks), issuer.issuing, now=lambda: NOW)
    assert {opened.actor(issuer.token(officer)) for officer in OFFICERS} == set(OFFICERS)
    assert {officer.role for officer in OFFICERS} == set(Role)
    assert "d" not in issuer.jwks()["keys"][0]


def test_a_session_is_read_back_until_it_expires() -> None:
    clock = [float(NOW)]
    sessions, reply = Sessions(b"s" * 32, secure=True, now=lambda: clock[0]), Response()
    begun = sessions.begin(reply, OFFICERS[0])
    cookie = reply.headers["set-cookie"]
    assert all(word in cookie for word in ("__Host-counterfoil=", "HttpOnly", "SameSite=lax", "Secure", "Path=/"))
    value = cookie.partition("=")[2].partition(";")[0]
    assert sessions.of({"__Host-counterfoil": value}) == begun
    assert Sessions(b"t" * 32, secure=True, now=lambda: clock[0]).of({"__Host-counterfoil": value}) is None
    assert sessions.of({"__Host-counterfoil": value[:-4] + "AAAA"}) is None
    clock[0] += 9 * 3600
    assert sessions.of({"__Host-counterfoil": value}) is None


def test_a_form_belongs_to_one_session() -> None:
    sessions = Sessions(b"s" * 32, secure=False)
    mine, theirs = sessions.begin(Response(), OFFICERS[0]), sessions.begin(Response(), OFFICERS[0])
    assert sessions.check(mine, sessions.form_token(mine)) == mine
    for session, token in ((mine, sessions.form_token(theirs)), (mine, ""), (None, "x"), (mine, "é")):
        with pytest.raises(Refused):
            sessions.check(session, token)
