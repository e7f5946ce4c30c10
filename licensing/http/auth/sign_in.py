"""What somebody is told who did not sign in."""

from __future__ import annotations

from licensing.http.problems import refused


def unauthenticated() -> Exception:
    """The 401 for a request without a token."""
    return refused(
        401,
        "SIGN_IN_FIRST",
        "This address needs a bearer token.",
        "Fetch one from the issuer (in a demo: POST /token) and send it as `Authorization: Bearer …`.",
        WWW_Authenticate="Bearer",
    )
