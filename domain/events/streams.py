"""In which stream an event belongs (R-116)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.events.refs import consignment_key, document_key, document_ref, finding_id
from domain.kernel.canon import bounded
from domain.kernel.event import declaration_of

__all__ = ["consignment_key", "document_key", "document_ref", "finding_id", "stream_of"]


def stream_of(type_: str, data: Mapping[str, Any], subject: str) -> str:
    """The stream of a fact, from its type, its data as plain JSON values, and the subject on its envelope."""
    return bounded(declaration_of(type_.rpartition(".v")[0]).stream(data, subject))
