"""Whether a `Host` field names one host, as an address can (RFC 3986 section 3.2.2, RFC 9110 section 7.2); no I/O.

What it says may stand on pages and in feeds, so it holds nothing that is not of a name: no quote, no space, no markup.
"""

import ipaddress
import re
from functools import lru_cache
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_~.-]{0,253}[A-Za-z0-9_.~])?")
_PORT: Final = re.compile(r"(?::[0-9]{0,5})?")
_LONGEST: Final = 270


def names_one_host(field: bytes) -> bool:
    """Whether a field names one host, with a port or without.

    >>> [names_one_host(one) for one in (b"example.org:8000", b"[::1]", b"192.0.2.1", b"localhost:")]
    [True, True, True, True]
    >>> [names_one_host(one) for one in (b"[::::]", b"999.1.1.1", b"a b", b"a:99999", b"a@b", b"")]
    [False, False, False, False, False, False]
    """
    return len(field) <= _LONGEST and _names_one(field)


@lru_cache(maxsize=256)
def _names_one(field: bytes) -> bool:
    text = field.decode("latin-1")
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        return bool(closed) and "%" not in host and _is_address(host, 6) and _is_port(rest)
    host, colon, port = text.partition(":")
    if not _NAME.fullmatch(host) or ".." in host:
        return False
    # What ends in a number is an address, never a name (as browsers read it).
    numeric = host.removesuffix(".").rpartition(".")[2].isdigit()
    return (_is_address(host, 4) if numeric and "." in host else True) and _is_port(colon + port)


def _is_address(text: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version
    except ValueError:
        return False


def _is_port(rest: str) -> bool:
    return _PORT.fullmatch(rest) is not None and int(rest[1:] or 0) < 1 << 16
