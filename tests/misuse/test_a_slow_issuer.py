"""The issuer of keys is slow or away, and strangers name keys that nobody has: those who are known go on."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from licensing.tokens import ASK_AGAIN, KEYS_KEPT, KEYS_STAY, Issuing, Keys, KeysAway, TokenRefused, Tokens
from tests.licensing.ordering_world import PATIENCE

NOW = 1_900_000_000
ISSUING = Issuing("https://issuer.example", "counterfoil")


def key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid}, private=True)


def token(signing: ECKey, subject: str) -> str:
    claims = {"iss": ISSUING.issuer, "aud": ISSUING.audience, "exp": NOW + 90_000, "sub": subject, "state": "XA"}
    return jwt.encode({"alg": "ES256", "kid": signing.kid}, claims | {"role": "customs"}, signing)


class Issuer:
    """Gives its keys when it is let, and fails when it is told to."""

    def __init__(self) -> None:
        self.keys, self.past, self.fetched, self.away = [key("one")], 0.0, 0, False
        self.lets = threading.Event()
        self.lets.set()
        self.tokens = Tokens(Keys(self._fetch, seconds=lambda: 1_000 + self.past), ISSUING, now=lambda: NOW + self.past)

    def _fetch(self) -> Mapping[str, Any]:
        self.fetched += 1
        assert self.lets.wait(PATIENCE)
        if self.away:
            raise OSError("away")
        return {"keys": [one.as_dict(private=False) for one in self.keys]}

    def told(self, text: str) -> str:
        try:
            return self.tokens.actor(text).subject
        except (TokenRefused, KeysAway) as why:
            return type(why).__name__


def test_unknown_keys_while_the_issuer_is_slow_keep_nobody_from_being_known() -> None:
    issuer = Issuer()
    assert issuer.told(token(issuer.keys[0], "u-1")) == "u-1"
    issuer.past, stranger = ASK_AGAIN + 1.0, key("strange")
    issuer.lets.clear()
    try:
        with ThreadPoolExecutor(40) as threads:
            strange = [threads.submit(issuer.told, token(stranger, f"s-{number}")) for number in range(200)]
            assert issuer.told(token(issuer.keys[0], "u-2")) == "u-2"
            assert {one.result(PATIENCE) for one in strange} == {"TokenRefused"}
        assert issuer.fetched == 2
    finally:
        issuer.lets.set()


def test_the_last_good_keys_count_while_the_issuer_is_away_and_not_for_ever() -> None:
    issuer = Issuer()
    assert issuer.told(token(issuer.keys[0], "u-1")) == "u-1"
    issuer.away, issuer.past = True, KEYS_STAY + 1.0
    assert issuer.told(token(issuer.keys[0], "u-2")) == "u-2"
    issuer.past = KEYS_KEPT + 1.0
    assert issuer.told(token(issuer.keys[0], "u-3")) == "KeysAway"


def test_an_issuer_that_is_away_is_asked_less_and_less_often() -> None:
    issuer = Issuer()
    issuer.away = True
    for _ in range(50):
        assert issuer.told(token(issuer.keys[0], "u-1")) == "KeysAway"
    assert issuer.fetched == 1
    for _ in range(600):
        issuer.past += 0.1
        issuer.told(token(issuer.keys[0], "u-1"))
    assert 5 <= issuer.fetched <= 12
    issuer.away, issuer.past = False, issuer.past + ASK_AGAIN
    assert issuer.told(token(issuer.keys[0], "u-1")) == "u-1"


def test_a_key_that_the_issuer_takes_into_use_is_known_at_once() -> None:
    issuer = Issuer()
    assert issuer.told(token(issuer.keys[0], "u-1")) == "u-1"
    issuer.keys, issuer.past = [key("two")], ASK_AGAIN + 1.0
    assert issuer.told(token(issuer.keys[0], "u-1")) == "u-1"


@pytest.mark.parametrize(
    "text", ["", ".", "..", "e30.e30.", "W10.W10.AA", "bnVsbA.e30.AA", "\x00.a.b", "ü.ü.ü", "a" * 9_000]
)
def test_no_text_is_more_than_a_token_that_does_not_count(text: str) -> None:
    issuer = Issuer()
    assert issuer.told(text) == "TokenRefused"
