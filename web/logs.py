"""What the service says of itself on standard error: as text, or one JSON object a line (`serve --log-format json`).

A line about a request has the request's id: the X-Request-ID that it came with, or one that is made for it; its trace,
where it came with a `traceparent` (W3C Trace Context); and the id of its query. No line has a token, nor a secret of
the settings, whoever wrote it: formatting leaves them out.
"""

import json
import logging
import logging.config
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from graph.api_tokens import PREFIX
from web.settings import LOG_JSON, Settings

REQUEST_ID: Final = b"x-request-id"
LEFT_OUT: Final = "[left out]"
ids: ContextVar[dict[str, str]] = ContextVar("ids", default={})  # noqa: B039 - nobody writes to the default
"""The ids of the request that is being answered: `request`, and `trace` and `query` where it has them."""

_GIVEN: Final = re.compile(rb"[A-Za-z0-9._~+/=:@-]{1,128}")
_TRACEPARENT: Final = re.compile(
    rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?"
)
"""W3C Trace Context, 3.2: version, trace-id, parent-id, flags; a later version may say more. Zeros are no id."""
_TOKEN: Final = re.escape(PREFIX) + r"[A-Za-z0-9_-]{20,}"


def ids_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the ids of a request by its header fields (names in lower case): `request`, and `trace` where it has one.

    >>> ids_of([(b"x-request-id", b"abc-1"), (b"traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01")])
    {'request': 'abc-1', 'trace': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}
    >>> len(ids_of([(b"x-request-id", b"two words")])["request"])
    16
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if name == REQUEST_ID and _GIVEN.fullmatch(value):
            found["request"] = value.decode()
        elif name == b"traceparent" and (trace := _TRACEPARENT.fullmatch(value)):
            found["trace"] = trace[1].decode()
    return found if "request" in found else {"request": os.urandom(8).hex(), **found}


def configure(settings: Settings) -> None:
    """Have this process write its log as the settings say; what nobody caught, and warnings, go there too."""
    logging.config.dictConfig(configuration(settings))
    logging.captureWarnings(True)
    log = logging.getLogger("huunghi")
    sys.excepthook = lambda kind, error, trace: log.critical("%s", error, exc_info=(kind, error, trace))
    threading.excepthook = lambda said: log.error("a thread failed", exc_info=said.exc_value)


def configuration(settings: Settings) -> dict[str, Any]:
    """Return the configuration of Python's logging, for this process or for granian, which sets up each of its own."""
    lines = JsonLines if settings.log_format == LOG_JSON else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines, "hide": hider(settings)}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"huunghi": {"level": "INFO"}, "_granian": {"level": "WARNING"}},
    }


def hider(settings: Settings) -> Callable[[str], str]:
    """Return a function that leaves tokens, and the secrets of the settings, out of a text or a line of JSON.

    >>> hider(Settings(update_token='open "sesame"'))('{"a": "hn_0123456789abcdefghij", "b": "open \\\\"sesame\\\\""}')
    '{"a": "[left out]", "b": "[left out]"}'
    """
    secrets = [getattr(settings, one.name) for one in fields(settings) if one.metadata["rule"].secret]
    written = {
        form for one in filter(None, secrets) for form in (one, json.dumps(one, ensure_ascii=False)[1:-1])
    }
    return partial(re.compile("|".join([_TOKEN, *map(re.escape, sorted(written))])).sub, LEFT_OUT)


def now() -> str:
    """Return the time, UTC, as ISO 8601 has it, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class TextLines(logging.Formatter):
    """A line of text, and more where there is a traceback."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        super().__init__("[%(levelname)s] %(message)s")
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        return self._hide(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object, on one line: time, level, logger, message, the ids of the request, and what was raised."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        super().__init__()
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        fields = {
            "time": now(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **ids.get(),
        }
        if query := getattr(record, "query", ""):
            fields["query"] = query
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return self._hide(json.dumps(fields, ensure_ascii=False))
