"""Sessions of the pages: a signed cookie that scripts cannot read, and a token on every form."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.responses import Response

from licensing.access import Actor
from licensing.http.problems import refused
from licensing.tokens import Seconds, actor_of, claims_of

SESSION_SECONDS = 8 * 3600
FOR_SESSIONS = "counterfoil-session"


class Session(NamedTuple):
    """One browser: its own random name, and who signed in there, if anybody."""

    name: str
    actor: Actor | None


class Sessions:
    """Opens, writes and checks sessions; nothing is kept on the server."""

    def __init__(self, secret: bytes, secure: bool, now: Seconds = time.time) -> None:
        self._secret, self._key, self._now = secret, OctKey.import_key(secret), now
        self._secure = secure
        self.cookie = "__Host-counterfoil" if secure else "counterfoil"

    def of(self, cookies: Mapping[str, str]) -> Session | None:
        """The session the browser brought, unless it is expired or not ours."""
        try:
            claims = jwt.decode(cookies.get(self.cookie, ""), self._key, algorithms=["HS256"]).claims
            jwt.JWTClaimsRegistry(
                now=int(self._now()), aud={"essential": True, "value": FOR_SESSIONS}, exp={"essential": True}
            ).validate(claims)
            return Session(str(claims["sid"]), actor_of(claims) if "role" in claims else None)
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def begin(self, reply: Response, actor: Actor | None) -> Session:
        """Starts a new session, under a new name, in this answer."""
        session = Session(secrets.token_urlsafe(18), actor)
        claims: dict[str, Any] = {"sid": session.name, "aud": FOR_SESSIONS}
        claims |= {"exp": int(self._now()) + SESSION_SECONDS} | (claims_of(actor) if actor else {})
        value = jwt.encode({"alg": "HS256"}, claims, self._key)
        reply.set_cookie(
            self.cookie, value, max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=self._secure
        )
        return session

    def end(self, reply: Response) -> None:
        """Forgets the session."""
        reply.delete_cookie(self.cookie, httponly=True, samesite="lax", secure=self._secure)

    def form_token(self, session: Session) -> str:
        """What every form of this session carries."""
        return hmac.new(self._secret, f"form {session.name}".encode(), hashlib.sha256).hexdigest()

    def check(self, session: Session | None, given: str) -> Session:
        """The session, if the form is one of ours; raises a 403 otherwise."""
        if session is None or not hmac.compare_digest(self.form_token(session).encode(), given.encode()):
            raise refused(
                403,
                "FORM_NOT_OURS",
                "This form does not belong to your session.",
                "Load the page again and send the form from there.",
            )
        return session
