"""TLS for pages and API, where no proxy before them does it."""

from __future__ import annotations

import ssl

import uvicorn

from licensing.settings import BadSetting, Settings


def serve_by_tls(config: uvicorn.Config, settings: Settings) -> bool:
    """Has a server show the certificate that settings name; whether there is one. Raises BadSetting where it cannot."""
    certificate, key = settings.tls_certificate, settings.tls_key
    if not certificate and not key:
        return False
    if not (certificate and key):
        raise BadSetting("COUNTERFOIL_TLS_CERTIFICATE and COUNTERFOIL_TLS_KEY go together; one of them lacks")
    try:
        # The password as a function: without one OpenSSL would ask at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, lambda: settings.tls_key_password)
    except OSError as why:
        raise BadSetting(
            f"the certificate at {certificate} (COUNTERFOIL_TLS_CERTIFICATE) and the key at {key} "
            f"(COUNTERFOIL_TLS_KEY) cannot be used: {why}"
        ) from why
    config.ssl_certfile, config.ssl_keyfile = certificate, key
    config.ssl_keyfile_password = settings.tls_key_password or None
    return True
