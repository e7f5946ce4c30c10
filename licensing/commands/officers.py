"""For whom a command acts: named by options in a demo, by a token of the authority's issuer in production."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from licensing.access import Actor
from licensing.modes import must_act_in_a_mode
from licensing.settings import BadSetting, Settings

HOW = "name a file that holds a token of your issuer with --token-file, or set COUNTERFOIL_TOKEN"


def offer_token(parser: argparse._ActionsContainer) -> None:
    """The option by which a token is handed over; the token itself would be seen by others in a list of processes."""
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="bearer token of the officer; in production the only way"
    )


def holder_of_token(arguments: argparse.Namespace, settings: Settings, named: Mapping[str, object]) -> Actor | None:
    """The officer a command acts for, as a token says; None in a demo without one: then options name somebody.

    `named` are those options with their values. Raises BadSetting without a mode, where it is told in another way than
    the mode allows, and for a token that does not count.
    """
    must_act_in_a_mode(settings)
    token = _token(arguments.token_file, settings)
    options = [option for option, value in named.items() if value is not None]
    if settings.production and options:
        raise BadSetting(f"{', '.join(options)} cannot say in production who acts; {HOW}")
    if settings.production and not token:
        raise BadSetting(f"nobody is named who acts; {HOW}")
    if token and options:
        raise BadSetting(f"a token says who acts already; leave out {', '.join(options)}")
    return _holder(token, settings) if token else None


def _token(file: Path | None, settings: Settings) -> str:
    if file is None:
        return settings.token.strip()
    try:
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as why:
        raise BadSetting(f"--token-file {file} cannot be read as a token: {why}") from why


def _holder(token: str, settings: Settings) -> Actor:
    """Who holds a token, by the same keys as over HTTP."""
    from licensing.tokens import Issuing, Keys, KeysAway, TokenRefused, Tokens, key_source

    if not settings.jwks or not settings.issuer:
        raise BadSetting("no token can be checked: name your issuer's keys and name in COUNTERFOIL_JWKS and _ISSUER")
    try:
        keys = Keys(key_source(settings.jwks))
        return Tokens(keys, Issuing(settings.issuer, settings.audience)).actor(token)
    except TokenRefused as why:
        raise BadSetting(f"{str(why).rstrip('.')}; fetch a new one from the issuer") from why
    except (KeysAway, ValueError) as why:
        raise BadSetting(f"COUNTERFOIL_JWKS: {why}") from why
