"""Heads of requests that were read before: a client sends the same header fields every time.

To read a head field by field costs a small query more than to answer what it asks costs the service. So the bytes of
the fields of a plain GET are remembered with what the parser made of them; where the same bytes come again after a
request line that leaves no question, the parser is not asked. Everything else goes to the parser: other methods,
bodies, heads that come in pieces or several at once, targets with an unusual character.
"""

import re
from typing import Final, NamedTuple

_LINE: Final = re.compile(rb"GET (/[A-Za-z0-9/_.~%&=?+:;,@!$'()*-]*) HTTP/1\.1\r\n")
_END: Final = b"\r\n\r\n"
_KNOWN: Final = 1024
_LONG: Final = 1000
_SELECTING: Final = (b"host", b"accept", b"accept-encoding", b"content-type")
_NOT_PLAIN: Final = frozenset(
    {b"connection", b"content-length", b"expect", b"proxy-connection", b"transfer-encoding", b"upgrade"}
)

Fields = list[tuple[bytes, bytes]]
Selection = tuple[bytes | None, ...]


class Head(NamedTuple):
    """The header fields of a request: as they came, and by name; nobody changes them, for requests share them."""

    raw: Fields
    fields: dict[bytes, bytes]
    selection: Selection


def selection_of(fields: dict[bytes, bytes]) -> Selection:
    """Return the values of the fields that tell one answer from another: host, formats, codings, kind of body."""
    return tuple(fields.get(name) for name in _SELECTING)


class Heads:
    """Heads by their bytes, a thousand at most.

    >>> heads = Heads()
    >>> heads.note(b"GET /a HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n", [(b"host", b"b")], {b"host": b"b"})
    >>> target, head = heads.find(b"GET /c?d HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n")
    >>> target, head.fields
    (b'/c?d', {b'host': b'b'})
    >>> heads.find(b"GET /c?d HTTP/1.1\\r\\nHost: e\\r\\n\\r\\n") is None
    True
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Head] = {}

    def find(self, data: bytes) -> tuple[bytes, Head] | None:
        """Return target and head of a request that is all of `data`, None where the parser must read it."""
        line = _LINE.match(data)
        if line is None:
            return None
        head = self._known.get(data[line.end() :])
        return None if head is None else (line[1], head)

    def note(self, data: bytes, raw: Fields, fields: dict[bytes, bytes]) -> None:
        """Remember what the parser made of `data`, a whole request without a body, where it is a plain one."""
        line = _LINE.match(data)
        if line is None or data.find(_END) != len(data) - len(_END) or not _NOT_PLAIN.isdisjoint(fields):
            return
        rest = data[line.end() :]
        if len(rest) <= _LONG:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[rest] = Head(raw, fields, selection_of(fields))
