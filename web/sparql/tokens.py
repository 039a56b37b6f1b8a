"""Who may change things: bearer tokens, of which only a hash is kept beside the store.

A token is 32 random bytes, so one round of SHA-256 is enough to keep it (there is nothing to guess). `update` tokens
may update and write graphs; `admin` tokens may also see and cancel everybody's queries and ask for more time.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.errors import InputError
from web.sparql.problems import Unauthorised

FILE: Final = "tokens.json"
_PREFIX: Final = "hn_"
NOBODY: Final = frozenset[str]()
SCOPES: Final = ("update", "admin")


@dataclass(frozen=True)
class Entry:
    """A token as it is kept."""

    name: str
    scope: str
    sha256: str
    created: str


class Tokens:
    """The tokens of one store; a change of the file is seen by the next request."""

    def __init__(self, root: Path, *, extra: str = "") -> None:
        self._path = root / FILE
        self._stamp: tuple[int, int] | None = None
        self._entries: tuple[Entry, ...] = ()
        self._extra = _hash(extra) if extra else ""

    def entries(self) -> tuple[Entry, ...]:
        """Return what is kept."""
        try:
            status = self._path.stat()
        except OSError:
            self._stamp, self._entries = None, ()
            return ()
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self._entries = tuple(Entry(**entry) for entry in kept)
            self._stamp = stamp
        return self._entries

    @property
    def configured(self) -> bool:
        """Whether there is any token at all."""
        return bool(self._extra or self.entries())

    def scopes(self, authorization: str) -> frozenset[str]:
        """Return what the bearer of an `Authorization` header may do; nothing without one.

        Raises Unauthorised for a header that is there and is not right.
        """
        if not authorization:
            return NOBODY
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthorised(
                "The Authorization header is no bearer token.", hint="Authorization: Bearer TOKEN"
            )
        given = _hash(token.strip())
        found: set[str] = set()
        # Every entry is compared, so that the time taken does not tell which one fits.
        for entry in self.entries():
            if hmac.compare_digest(given, entry.sha256):
                found |= {"update"} if entry.scope == "update" else set(SCOPES)
        if self._extra and hmac.compare_digest(given, self._extra):
            found |= {"update"}
        if not found:
            raise Unauthorised("The token is not known here.", hint="Make one with: huunghi token new")
        return frozenset(found)

    def new(self, name: str, *, scope: str = "update") -> str:
        """Make a token, keep its hash, and return it: it cannot be shown again."""
        if scope not in SCOPES:
            raise InputError(f"There is no scope {scope!r}.", hint=f"The scopes are {', '.join(SCOPES)}.")
        if any(entry.name == name for entry in self.entries()):
            raise InputError(
                f"There is a token named {name!r}.", hint="Choose another name, or revoke that one."
            )
        token = _PREFIX + secrets.token_urlsafe(32)
        created = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._write((*self.entries(), Entry(name, scope, _hash(token), created)))
        return token

    def revoke(self, name: str) -> None:
        """Forget a token."""
        kept = tuple(entry for entry in self.entries() if entry.name != name)
        if len(kept) == len(self.entries()):
            raise InputError(f"There is no token named {name!r}.", hint="huunghi token list")
        self._write(kept)

    def _write(self, entries: tuple[Entry, ...]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f".{FILE}.next")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([asdict(entry) for entry in entries], file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
