"""Who may sign in, and by whose word."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.settings.setting import Setting

SIGNING_IN = (
    Setting("jwks", "COUNTERFOIL_JWKS", "--jwks", "", "keys of your issuer: an https address or a file", only="serve"),
    Setting("issuer", "COUNTERFOIL_ISSUER", "--issuer", "", "your issuer's name, the claim `iss`", only="serve"),
    Setting("audience", "COUNTERFOIL_AUDIENCE", "--audience", "counterfoil", "us, the claim `aud`", only="serve"),
    Setting("session_key", "COUNTERFOIL_SESSION_KEY", None, "", "secret that signs the cookies of pages", secret=True),
    Setting("token", "COUNTERFOIL_TOKEN", None, "", "bearer token of the officer for whom commands act", secret=True),
)


@dataclass(frozen=True, kw_only=True)
class SignInSettings:
    """Who may sign in, and by whose word."""

    jwks: str
    issuer: str
    audience: str
    session_key: str
    token: str
