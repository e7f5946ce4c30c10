"""What the processes of the service say about themselves while they run: structlog over the standard library.

Everybody logs to `logging.getLogger(__name__)`, with figures as `extra`; here it is decided what becomes of it: JSON,
one object a line, or lines for people where standard error is a terminal. Lines of the libraries come in the same form.

No name, address or number of a document of any person stands in a line of INFO or above: things are told by position,
by the id of an order or a request, and by what kind they are.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from licensing.settings.running import LOG_FORMS

if TYPE_CHECKING:
    from structlog.stdlib import ProcessorFormatter

AUTO, JSON, CONSOLE = LOG_FORMS
OURS = ("licensing", "consumers", "projections")
RETRYING = ("kafka", "psycopg.pool")
"""Libraries that try again by themselves and tell of each time; that something is away, we tell once."""
FIRST = ("time", "level", "role", "event", "request_id", "position")
"""The fields that are looked for first; all others follow in the order of the alphabet."""

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty where none is."""

Told = MutableMapping[str, Any]


class LogFormatter(logging.Formatter):
    """Makes a line of a record; structlog is loaded when the first one comes."""

    def __init__(self, role: str, form: str, stream: TextIO | None = None) -> None:
        super().__init__()
        self._role, self._form, self._stream = role, form, stream

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        return self._made.format(record)

    @cached_property
    def _made(self) -> ProcessorFormatter:
        from structlog import processors, stdlib
        from structlog.dev import ConsoleRenderer, plain_traceback

        stream = self._stream or sys.stderr
        as_json = self._form == JSON or (self._form == AUTO and not stream.isatty())
        renderers: list[Any] = (
            [processors.format_exc_info, processors.UnicodeDecoder(), processors.JSONRenderer(ensure_ascii=False)]
            if as_json
            else [ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain_traceback, timestamp_key="time")]
        )
        return stdlib.ProcessorFormatter(
            foreign_pre_chain=[stdlib.add_log_level, stdlib.add_logger_name, stdlib.ExtraAdder(), self._standing],
            processors=[stdlib.ProcessorFormatter.remove_processors_meta, _in_order, *renderers],
        )

    def _standing(self, _: Any, __: str, told: Told) -> Told:
        """What every line has: when, which role, and the request where there is one."""
        from datetime import UTC, datetime

        for left_by_others in ("message", "asctime"):
            told.pop(left_by_others, None)
        created = told["_record"].created
        told["time"] = datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told["role"] = self._role
        if request_id := told.get("request_id") or REQUEST_ID.get():
            told["request_id"] = request_id
        return told


def _in_order(_: Any, __: str, told: Told) -> Told:
    rest = sorted(name for name in told if name not in FIRST)
    return {name: told[name] for name in (*FIRST, *rest) if name in told}


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the time."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Standard error, whatever it was before."""
        return sys.stderr


def log_handler(role: str, form: str = AUTO, stream: TextIO | None = None) -> logging.Handler:
    """A handler that writes lines of this form, to standard error where nothing else is named."""
    made: logging.Handler = _StandardError() if stream is None else logging.StreamHandler(stream)
    made.setFormatter(LogFormatter(role, form, stream))
    return made


@contextmanager
def logging_to(handler: logging.Handler, level: str = "info") -> Iterator[None]:
    """What is logged inside goes to a handler: ours from a level on, that of libraries from WARNING on."""
    root, named = logging.getLogger(), [logging.getLogger(name) for name in (*OURS, *RETRYING)]
    levels, hook = {x: x.level for x in named}, threading.excepthook
    for logger in named:
        logger.setLevel(level.upper() if logger.name in OURS else logging.CRITICAL)
    root.addHandler(handler)
    threading.excepthook = _thread_failed
    try:
        yield
    finally:
        threading.excepthook = hook
        root.removeHandler(handler)
        for logger, before in levels.items():
            logger.setLevel(before)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    """A thread that nobody joins ended by an exception."""
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        name = failed.thread.name if failed.thread else "unknown"
        logging.getLogger(__name__).critical("a thread failed", exc_info=failed.exc_value, extra={"thread_name": name})
