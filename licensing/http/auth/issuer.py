"""The built-in issuer: named officers of invented States, for demonstrations and development only."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey

from licensing.access import Actor, Role
from licensing.tokens import Issuing, Seconds, claims_of
from projections.store.private import private_folder

ISSUER = "counterfoil-demo"
AUDIENCE = "counterfoil"
TOKEN_SECONDS = 8 * 3600
REFUSED_IN_PRODUCTION = (
    "the built-in issuer of demo officers is refused in production: name the keys of your own issuer in "
    "COUNTERFOIL_JWKS, its name in COUNTERFOIL_ISSUER and this service in COUNTERFOIL_AUDIENCE"
)


def _officer(subject: str, name: str, state: str, role: Role, register_id: str | None = None) -> Actor:
    """An officer of the demo, who is a person with one account."""
    return Actor(subject, name, state, role, register_id, person=subject)


DEMO_OFFICERS = (
    _officer("amara", "Amara Lindqvist", "XA", Role.LICENSING_OFFICER),
    _officer("jonas", "Jonas Okafor", "XA", Role.APPROVING_OFFICER),
    _officer("noor", "Noor Castellan", "XA", Role.CUSTOMS),
    _officer("ilse", "Ilse Marrow", "XA", Role.AUDITOR),
    _officer("tomas", "Tomas Vey", "XB", Role.LICENSING_OFFICER),
    _officer("bruno", "Bruno Achterberg", "XB", Role.APPROVING_OFFICER),
    _officer("livia", "Livia Moreau", "XB", Role.CUSTOMS),
    _officer("yusra", "Yusra Halloran", "XC", Role.LICENSING_OFFICER),
    _officer("emeka", "Emeka Strand", "XC", Role.APPROVING_OFFICER),
    _officer("hana", "Hana Torvald", "XC", Role.CUSTOMS),
    _officer("mei", "Mei Abara", "XE", Role.LICENSING_OFFICER),
    _officer("rafael", "Rafael Sund", "XE", Role.CUSTOMS),
    _officer("petra", "Petra Quill", "XA", Role.APPLICANT, "XA-P-000030"),
    _officer("sam", "Sam Adeyemi", "XA", Role.ADMINISTRATOR),
    _officer("dora", "Dora Lindqvist", "XA", Role.ADMINISTRATOR),
)


class DemoIssuer:
    """Signs tokens for the demo officers with a key of its own."""

    def __init__(self, key: ECKey, officers: tuple[Actor, ...] = DEMO_OFFICERS, now: Seconds = time.time) -> None:
        self._key, self._now = key, now
        self.officers = {officer.subject: officer for officer in officers}
        self.issuing = Issuing(ISSUER, AUDIENCE)

    def token(self, officer: Actor) -> str:
        """A bearer token for an officer, good for eight hours."""
        now = int(self._now())
        claims = claims_of(officer) | {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + TOKEN_SECONDS}
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)

    def jwks(self) -> Mapping[str, Any]:
        """The public keys."""
        return {"keys": [self._key.as_dict(private=False)]}


def issuer_key(folder: Path) -> ECKey:
    """The signing key of a data folder, made on first use and readable by its owner alone."""
    held = kept_secret(folder / "issuer.jwk", _new_key)
    return ECKey.import_key(msgspec.json.decode(held, type=dict[str, Any]))


def session_secret(folder: Path) -> bytes:
    """The secret that sessions of a data folder are signed with, made on first use."""
    return kept_secret(folder / "session.key", lambda: secrets.token_hex(32).encode())


def _new_key() -> bytes:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
    return msgspec.json.encode(key.as_dict(private=True))


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; made whole, with mode 0600, when absent; of several processes the first wins."""
    private_folder(path.parent)
    if not path.exists():
        mine = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        _publish(mine, path)
    return path.read_bytes()


def _publish(mine: Path, path: Path) -> None:
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
