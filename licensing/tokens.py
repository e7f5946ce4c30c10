"""Bearer tokens: ES256 alone, of the issuer named, for this service, not expired, signed by a known key."""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import Any, NamedTuple
from urllib.request import urlopen

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.kernel.errors import DomainError
from licensing.access import Actor, Role

ALGORITHMS = ["ES256"]
SLACK = 30
KEYS_STAY = 300
ASK_AGAIN = 10
KEYS_KEPT = 24 * 3600
"""Seconds for which the last good keys count while the issuer does not answer."""
KEYS_WAITED_FOR, MOST_WAITING = 1.0, 8
GIVEN_UP = 30.0
"""After so many seconds more an answer that drips in is waited for no longer."""
STAYS_OPEN = 60
MOST_OPEN = 4_096

Seconds = Callable[[], float]
_LOG = logging.getLogger(__name__)


class Issuing(NamedTuple):
    """Whose tokens count, and for whom they must be made."""

    issuer: str
    audience: str


class KeysAway(DomainError):
    """The keys of the issuer cannot be had just now."""

    def __init__(self) -> None:
        super().__init__("The keys of the issuer cannot be fetched just now.")


class TokenRefused(DomainError):
    """The token does not count; the message says why."""

    mend = "Fetch a new token from the issuer and send it as `Authorization: Bearer …`."

    def __init__(self, why: str) -> None:
        super().__init__(f"The bearer token does not count: {why}.")


class Keys:
    """The public keys of an issuer, fetched in the background when needed: every few minutes, and for an unknown `kid`.

    The last good ones count while the issuer is away, for a day. A slow issuer keeps a few waiting, for a second.
    """

    def __init__(self, fetch: Callable[[], Mapping[str, Any]], seconds: Seconds = time.monotonic) -> None:
        self._fetch, self._seconds, self._lock = fetch, seconds, Lock()
        self._keys: KeySet | None = None
        self._at = 0.0
        self._failures, self._not_before = 0, float("-inf")
        self._fetching: tuple[Event, float] | None = None
        self._waiting = BoundedSemaphore(MOST_WAITING)

    def current(self, kid: str | None = None) -> KeySet:
        """The keys; an unknown `kid` has them fetched again, at most every ten seconds. Raises KeysAway."""
        with self._lock:
            self._fetch_if_needed(kid)
            fetching = self._fetching
        if fetching is not None:
            self._wait_for(*fetching)
        keys = self._keys
        if keys is None or self._seconds() - self._at > KEYS_KEPT:
            raise KeysAway
        return keys

    def still(self, keys: KeySet) -> bool:
        """Whether these are the keys that count, without fetching any."""
        return self._keys is keys and self._seconds() - self._at <= KEYS_STAY

    def _fetch_if_needed(self, kid: str | None) -> None:
        now = self._seconds()
        age = now - self._at
        needed = self._keys is None or age > KEYS_STAY or (not self._knows(kid) and age > ASK_AGAIN)
        given_up = self._fetching is None or time.monotonic() > self._fetching[1] + GIVEN_UP
        if needed and given_up and now >= self._not_before:
            done = Event()
            self._fetching = done, time.monotonic() + KEYS_WAITED_FOR
            Thread(target=self._fetch_them, args=(done,), name="keys of the issuer", daemon=True).start()

    def _wait_for(self, done: Event, until: float) -> None:
        """Whoever asks while keys are fetched waits a moment; where many do, the others go on with what is there."""
        if self._waiting.acquire(blocking=False):
            try:
                done.wait(max(0.0, until - time.monotonic()))
            finally:
                self._waiting.release()

    def _fetch_them(self, done: Event) -> None:
        found = self._fetched()
        with self._lock:
            if found is not None:
                self._keys, self._at, self._failures = found, self._seconds(), 0
            else:
                self._failures += 1
                self._not_before = self._seconds() + min(ASK_AGAIN, 2.0 ** (self._failures - 2))
            if self._fetching is not None and self._fetching[0] is done:
                self._fetching = None
        done.set()

    def _fetched(self) -> KeySet | None:
        try:
            return KeySet.import_key_set(dict(self._fetch()))  # type: ignore[arg-type]
        except Exception as why:
            _LOG.warning("the keys of the issuer cannot be fetched: %s", type(why).__name__)
            return None

    def _knows(self, kid: str | None) -> bool:
        return kid is None or any(key.kid == kid for key in (self._keys.keys if self._keys else ()))


def key_source(address: str) -> Callable[[], Mapping[str, Any]]:
    """How to fetch a JWKS: over HTTPS (HTTP on this machine), or from a file."""
    local = ("http://127.0.0.1", "http://localhost", "http://[::1]")
    if address.startswith("https://") or address.startswith(local):
        return lambda: _decoded(urlopen(address, timeout=5).read(1 << 20))  # noqa: S310 - scheme checked above
    if "://" in address and not address.startswith("file://"):
        raise ValueError(f"a JWKS comes by https:// or from a file, not from {address}")
    return lambda: _decoded(Path(address.removeprefix("file://")).read_bytes())


def _decoded(body: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = msgspec.json.decode(body, type=dict[str, Any])
    return found


class _Opened(NamedTuple):
    """A token that counted: who holds it, until when that need not be looked into again, by which keys."""

    actor: Actor
    until: float
    keys: KeySet


class Tokens:
    """Opens bearer tokens, and remembers for a minute which it has opened: a signature takes long to check."""

    def __init__(self, keys: Keys, issuing: Issuing, now: Seconds = time.time) -> None:
        self._keys, self._issuing, self._now = keys, issuing, now
        self._open: dict[str, _Opened] = {}
        self._lock = Lock()

    def actor(self, token: str) -> Actor:
        """Who holds the token; raises TokenRefused that says what is wrong with it, and KeysAway."""
        return self.known(token) or self._actor(token)

    def known(self, token: str) -> Actor | None:
        """Who holds the token, where that is remembered; answers at once."""
        opened = self._open.get(token)
        if opened is None or opened.until <= self._now() or not self._keys.still(opened.keys):
            return None
        return opened.actor

    def _actor(self, token: str) -> Actor:
        try:
            keys = self._keys.current(_kid(token))
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            self._must_hold(claims)
            opened = _Opened(actor_of(claims), min(self._now() + STAYS_OPEN, float(claims["exp"])), keys)
        except RecursionError:
            raise TokenRefused("it is nested too deep") from None
        except (JoseError, ValueError, KeyError, TypeError) as why:
            raise TokenRefused(str(why) or type(why).__name__) from why
        self._keep(token, opened)
        return opened.actor

    def _keep(self, token: str, opened: _Opened) -> None:
        with self._lock:
            oldest = next(iter(self._open), None)
            if oldest is not None and self._open[oldest].keys is not opened.keys:
                self._open.clear()
            elif oldest is not None and len(self._open) >= MOST_OPEN:
                del self._open[oldest]
            self._open[token] = opened

    def _must_hold(self, claims: Mapping[str, Any]) -> None:
        now = int(self._now())
        wanted = jwt.JWTClaimsRegistry(
            now=now,
            leeway=SLACK,
            iss={"essential": True, "value": self._issuing.issuer},
            aud={"essential": True, "value": self._issuing.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        wanted.validate(dict(claims))


def _kid(token: str) -> str | None:
    head = token.partition(".")[0]
    try:
        kid = msgspec.json.decode(_unpadded(head), type=dict[str, Any]).get("kid")
    except (ValueError, msgspec.DecodeError) as why:
        raise ValueError("the token is not a JWT") from why
    return kid if isinstance(kid, str) else None


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def actor_of(claims: Mapping[str, Any]) -> Actor:
    """The actor that the claims name: `sub`, `name`, `state`, `role`, for applicants `register_id`.

    `person` names the human being behind any account and role; who has none may sign in, and neither proposes nor
    confirms what takes two persons.

    Raises ValueError when a claim is missing or says nothing this program knows.
    """
    state, register_id = str(claims["state"]), claims.get("register_id")
    if len(state) != 2 or not state.isascii() or not state.isupper():  # noqa: PLR2004
        raise ValueError("the claim `state` is not the code of a State")
    role = Role(str(claims["role"]))
    if role is Role.APPLICANT and not register_id:
        raise ValueError("an applicant's token must name its register_id")
    name = str(claims.get("name") or claims["sub"])
    return Actor(str(claims["sub"]), name, state, role, str(register_id) if register_id else None, _person(claims))


def _person(claims: Mapping[str, Any]) -> str | None:
    """Who somebody is across accounts and roles; None where nothing is said."""
    found = claims.get("person")
    if found is not None and not (isinstance(found, str) and found.strip()):
        raise ValueError("the claim `person` is not a text that names somebody")
    return found.strip() if found else None


def claims_of(actor: Actor) -> dict[str, Any]:
    """The claims that `actor_of` reads."""
    claims = {"sub": actor.subject, "name": actor.name, "state": actor.state, "role": actor.role.value}
    told = {"register_id": actor.register_id, "person": actor.person}
    return claims | {name: value for name, value in told.items() if value}
