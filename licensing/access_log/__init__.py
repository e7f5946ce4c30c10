"""The access log: who looked at which case, when and in which role; rows are added and read, and never changed."""

from __future__ import annotations

from licensing.access_log.keeping import AccessLog
from licensing.access_log.opening import open_store
from licensing.access_log.rows import Access, AccessFilter, KeptAccess, row_moment
from licensing.access_log.store import AccessStore

__all__ = ["Access", "AccessFilter", "AccessLog", "AccessStore", "KeptAccess", "open_store", "row_moment"]
