"""How pages and API are served over TLS."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.settings.setting import Setting, path_of_pem

TLS = (
    Setting(
        "tls_certificate",
        "COUNTERFOIL_TLS_CERTIFICATE",
        "--tls-certificate",
        "",
        "path of the certificate (PEM, with those that vouch for it) by which pages and API are served; none: no TLS",
        path_of_pem,
        only="serve",
    ),
    Setting(
        "tls_key", "COUNTERFOIL_TLS_KEY", "--tls-key", "", "path of that certificate's key", path_of_pem, only="serve"
    ),
    Setting("tls_key_password", "COUNTERFOIL_TLS_KEY_PASSWORD", None, "", "password of that key, if any", secret=True),
)


@dataclass(frozen=True, kw_only=True)
class TlsSettings:
    """How pages and API are served over TLS."""

    tls_certificate: str
    tls_key: str
    tls_key_password: str
