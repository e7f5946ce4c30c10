"""Opens an office over a log and its views: keys, sessions, readings and the writer."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from licensing.http.auth.issuer import AUDIENCE, REFUSED, DemoIssuer, issuer_key, session_secret
from licensing.http.auth.sessions import Sessions
from licensing.http.context import ApplicationContext
from licensing.http.readings import Readings
from licensing.log import Log
from licensing.orders.deciding import command_handler, now
from licensing.orders.writer import Writer
from licensing.settings import BadSetting
from licensing.tokens import Issuing, Keys, Tokens, key_source
from projections.page_data import SheetMaker
from projections.store.opening import open_views

SHORTEST_SECRET = 32


class SignIn(NamedTuple):
    """Who may issue tokens for this service; without a JWKS it is the built-in issuer of demo officers."""

    jwks: str = ""
    issuer: str = ""
    audience: str = AUDIENCE
    session_key: str = ""


def open_context(log: Log, place: Path | str, keys: Path, sign_in: SignIn, production: bool) -> ApplicationContext:
    """The office; `keys` is the folder where keys and secrets are kept. Raises BadSetting."""
    issuer = None if sign_in.jwks else _demo_issuer(keys, production)
    return ApplicationContext(
        readings=Readings(lambda: open_views(place), lambda findings, history: SheetMaker(findings, history, log.at)),
        log=log,
        writer=Writer(log, lambda: open_views(place), command_handler(log)),
        tokens=Tokens(Keys(issuer.jwks), issuer.issuing) if issuer else _tokens(sign_in),
        sessions=Sessions(_secret(keys, sign_in), secure=production),
        issuer=issuer,
        head=log.head,
        clock=log.greatest_recordedat,
        now=now,
        production=production,
    )


def _demo_issuer(keys: Path, production: bool) -> DemoIssuer:
    if production:
        raise BadSetting(REFUSED)
    return DemoIssuer(issuer_key(keys))


def _tokens(sign_in: SignIn) -> Tokens:
    if not sign_in.issuer:
        raise BadSetting("COUNTERFOIL_JWKS names keys, but COUNTERFOIL_ISSUER does not say whose they are")
    try:
        fetch = key_source(sign_in.jwks)
    except ValueError as why:
        raise BadSetting(f"COUNTERFOIL_JWKS: {why}") from why
    return Tokens(Keys(fetch), Issuing(sign_in.issuer, sign_in.audience))


def _secret(keys: Path, sign_in: SignIn) -> bytes:
    if not sign_in.session_key:
        return session_secret(keys)
    if len(sign_in.session_key) < SHORTEST_SECRET:
        raise BadSetting(f"COUNTERFOIL_SESSION_KEY must have at least {SHORTEST_SECRET} characters")
    return sign_in.session_key.encode()
