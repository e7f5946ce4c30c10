"""Tokens, keys and sessions: what counts, and everything that does not."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from starlette.responses import Response

from licensing import tokens as signed_tokens
from licensing.access import Role
from licensing.http.auth.issuer import DEMO_OFFICERS, DemoIssuer, issuer_key, session_secret
from licensing.http.auth.sessions import Sessions
from licensing.http.problems import Refused, problem_of
from licensing.tokens import Issuing, Keys, KeysAway, TokenRefused, Tokens, key_source

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
    with pytest.raises((TokenRefused, KeysAway)) as refused:
        tokens().actor(signed(**changes))
    assert problem_of(refused.value).status == 401
    assert problem_of(refused.value).headers["WWW-Authenticate"].startswith("Bearer")


def test_another_algorithm_does_not_count() -> None:
    secret = OctKey.import_key(b"x" * 32)
    with pytest.raises((TokenRefused, KeysAway)):
        tokens().actor(signed(secret, "HS256"))
    with pytest.raises((TokenRefused, KeysAway)):
        tokens().actor("eyJhbGciOiJub25lIn0." + signed().split(".")[1] + ".")


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "....", "é.é.é", "e30.e30.e30"])
def test_what_is_no_token_does_not_count(text: str) -> None:
    with pytest.raises((TokenRefused, KeysAway)):
        tokens().actor(text)


def test_another_key_does_not_count() -> None:
    with pytest.raises((TokenRefused, KeysAway)):
        tokens(ECKey.generate_key("P-256", {"kid": "one"}, private=True)).actor(signed())


def test_an_unknown_key_is_fetched_once_more() -> None:
    held, clock, fetched = [ECKey.generate_key("P-256", {"kid": "old"}, private=True)], [100.0], []

    def fetch() -> Mapping[str, Any]:
        fetched.append(clock[0])
        return {"keys": [held[0].as_dict(private=False)]}

    opened = Tokens(Keys(fetch, seconds=lambda: clock[0]), ISSUING, now=lambda: NOW)
    with pytest.raises((TokenRefused, KeysAway)):
        opened.actor(signed())
    held[0] = KEY
    with pytest.raises((TokenRefused, KeysAway)):
        opened.actor(signed())
    clock[0] += 11
    assert opened.actor(signed()).subject == "u-1"
    assert fetched == [100.0, 111.0]


def test_keys_that_cannot_be_fetched_are_a_503(tmp_path: Path) -> None:
    opened = Tokens(Keys(key_source(str(tmp_path / "none.json"))), ISSUING)
    with pytest.raises((TokenRefused, KeysAway)) as refused:
        opened.actor(signed())
    assert problem_of(refused.value).status == 503


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"keys": 1}', b'{"keys": [{"kty": "EC"}]}'])
def test_what_comes_instead_of_keys_is_no_fault_of_the_token(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "jwks.json").write_bytes(body)
    opened = Tokens(Keys(key_source(str(tmp_path / "jwks.json"))), ISSUING)
    with pytest.raises((TokenRefused, KeysAway)) as refused:
        opened.actor(signed())
    assert (problem_of(refused.value).status, problem_of(refused.value).code) == (503, "KEYS_AWAY")


class Watch:
    """Two clocks that go together, and keys that the issuer may change."""

    def __init__(self) -> None:
        self.past, self.keys, self.fetched = 0.0, [KEY], 0
        keys = Keys(self._fetch, seconds=lambda: 1_000 + self.past)
        self.tokens = Tokens(keys, ISSUING, now=lambda: NOW + self.past)

    def _fetch(self) -> Mapping[str, Any]:
        self.fetched += 1
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def counts(self, token: str) -> bool:
        try:
            self.tokens.actor(token)
        except TokenRefused:
            return False
        except KeysAway:
            return True
        return True


def test_a_token_is_looked_into_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    watch, token, looked = Watch(), signed(exp=NOW + 600), []
    decode = jwt.decode

    def looking(*given: Any, **how: Any) -> Any:
        looked.append(given)
        return decode(*given, **how)

    monkeypatch.setattr(jwt, "decode", looking)
    assert watch.tokens.known(token) is None
    for watch.past in (0, 1, 59):
        assert watch.counts(token)
    assert watch.tokens.known(token) == watch.tokens.actor(token)
    assert len(looked) == 1
    watch.past = 60
    assert watch.tokens.known(token) is None
    assert watch.counts(token)
    assert len(looked) == 2


def test_a_token_that_was_opened_stops_counting_when_it_expires() -> None:
    watch, token = Watch(), signed(exp=NOW + 10)
    assert watch.counts(token)
    watch.past = 9.9
    assert watch.tokens.known(token)
    watch.past = 10
    assert watch.tokens.known(token) is None
    assert watch.counts(token), "clocks may differ by half a minute"
    watch.past = 41
    assert not watch.counts(token)


def test_a_key_that_the_issuer_removes_stops_counting_within_five_minutes() -> None:
    watch, token = Watch(), signed(exp=NOW + 3_600)
    assert watch.counts(token)
    watch.keys = [ECKey.generate_key("P-256", {"kid": "two"}, private=True)]
    watch.past = 299
    assert watch.counts(token), "the keys are asked for every five minutes"
    watch.past = 301
    assert not watch.counts(token)
    assert watch.fetched == 2


def test_tokens_are_forgotten_when_keys_are_fetched_for_another() -> None:
    watch, token = Watch(), signed(exp=NOW + 3_600)
    assert watch.counts(token)
    watch.keys, watch.past = [ECKey.generate_key("P-256", {"kid": "two"}, private=True)], 11
    other = jwt.encode({"alg": "ES256", "kid": "two"}, dict(CLAIMS), watch.keys[0])
    assert watch.counts(other)
    assert not watch.counts(token)


def test_only_so_many_tokens_are_remembered_and_none_that_did_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_tokens, "MOST_OPEN", 3)
    watch, many = Watch(), [signed(sub=f"u-{number}") for number in range(5)]
    assert all(map(watch.counts, many))
    assert [watch.tokens.known(token) is not None for token in many] == [False, False, True, True, True]
    forged = many[4][:-8] + "AAAAAAAA"
    assert not watch.counts(forged)
    assert watch.tokens.known(forged) is None


def test_threads_that_open_tokens_at_once_each_get_their_own() -> None:
    watch, many = Watch(), {f"u-{number}": signed(sub=f"u-{number}") for number in range(12)}

    def ask(_: int) -> list[str]:
        return [watch.tokens.actor(token).subject for token in many.values()]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(64))) == [list(many)] * 64


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
    assert {opened.actor(issuer.token(officer)) for officer in DEMO_OFFICERS} == set(DEMO_OFFICERS)
    assert {officer.role for officer in DEMO_OFFICERS} == set(Role)
    assert "d" not in issuer.jwks()["keys"][0]


def test_a_session_is_read_back_until_it_expires() -> None:
    clock = [float(NOW)]
    sessions, reply = Sessions(b"s" * 32, secure=True, now=lambda: clock[0]), Response()
    begun = sessions.begin(reply, DEMO_OFFICERS[0])
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
    mine, theirs = sessions.begin(Response(), DEMO_OFFICERS[0]), sessions.begin(Response(), DEMO_OFFICERS[0])
    assert sessions.check(mine, sessions.form_token(mine)) == mine
    for session, token in ((mine, sessions.form_token(theirs)), (mine, ""), (None, "x"), (mine, "é")):
        with pytest.raises(Refused):
            sessions.check(session, token)
