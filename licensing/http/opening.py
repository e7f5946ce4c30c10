"""Opens the application context: keys, sessions and readings around a log and its writer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from licensing.access import Actor
from licensing.access_log import AccessLog, open_store
from licensing.http.auth.issuer import DEMO_OFFICERS, REFUSED_IN_PRODUCTION, DemoIssuer, issuer_key, session_secret
from licensing.http.auth.sessions import Sessions
from licensing.http.context import ApplicationContext
from licensing.http.readings import Readings
from licensing.log import Log
from licensing.modes import must_act_in_a_mode
from licensing.orders.deciding import CommandHandler
from licensing.orders.writer import Writer
from licensing.settings import BadSetting, Settings
from licensing.tokens import Issuing, Keys, Tokens, key_source
from projections.page_data import SheetMaker
from projections.store.connecting import USUAL_LIMITS
from projections.store.opening import open_views

SHORTEST_SECRET = 32
_ANSWERING = USUAL_LIMITS.at_most(10)
"""Who asks for a page does not wait as long as who keeps the views."""


def open_context(
    settings: Settings, log: Log, writer: Writer, handler: CommandHandler, officers: Sequence[Actor] | None = None
) -> ApplicationContext:
    """The context; `officers` are those whom the built-in issuer knows, where there is one. Raises BadSetting."""
    must_act_in_a_mode(settings)
    place, keys = settings.place, settings.data / "keys"
    issuer = None if settings.jwks else _demo_issuer(keys, settings.production, officers)
    return ApplicationContext(
        readings=Readings(
            lambda: open_views(place, _ANSWERING), lambda findings, history: SheetMaker(findings, history, log.at)
        ),
        access_log=AccessLog(lambda: open_store(place)),
        accesses=lambda: open_store(place),
        log=log,
        writer=writer,
        tokens=Tokens(Keys(issuer.jwks), issuer.issuing) if issuer else _tokens(settings),
        sessions=Sessions(_secret(keys, settings.session_key), secure=settings.production),
        issuer=issuer,
        head=log.head,
        clock=log.greatest_recordedat,
        now=handler.now,
        production=settings.production,
        ready_lag=settings.ready_lag,
        most_of_strangers=settings.most_of_strangers,
        most_of_one=settings.most_of_one,
        ready_seconds=settings.ready_seconds,
    )


def _demo_issuer(keys: Path, production: bool, officers: Sequence[Actor] | None) -> DemoIssuer:
    if production:
        raise BadSetting(REFUSED_IN_PRODUCTION)
    return DemoIssuer(issuer_key(keys), DEMO_OFFICERS if officers is None else tuple(officers))


def _tokens(settings: Settings) -> Tokens:
    if not settings.issuer:
        raise BadSetting("COUNTERFOIL_JWKS names keys, but COUNTERFOIL_ISSUER does not say whose they are")
    try:
        fetch = key_source(settings.jwks)
    except ValueError as why:
        raise BadSetting(f"COUNTERFOIL_JWKS: {why}") from why
    return Tokens(Keys(fetch), Issuing(settings.issuer, settings.audience))


def _secret(keys: Path, session_key: str) -> bytes:
    if not session_key:
        return session_secret(keys)
    if len(session_key) < SHORTEST_SECRET:
        raise BadSetting(f"COUNTERFOIL_SESSION_KEY must have at least {SHORTEST_SECRET} characters")
    return session_key.encode()
