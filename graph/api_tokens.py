"""Tokens by which people and programs may change the graph: made once, kept only as hashes, known by role.

    ROOT/tokens.json    one entry a token: name, role, SHA-256 of the secret, when it was made and when it ends
    ROOT/session.key    32 random bytes that sign the cookies of the review's sessions

A secret has 256 random bits, so its plain hash cannot be guessed back. Comparing takes the same time however much of
a token is right.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from graph.errors import DamagedKey, DamagedTokens, InputError, NotFound
from graph.private_files import locked, replace

CURATOR: Final = "curator"
UPDATER: Final = "updater"
ADMIN: Final = "admin"
REPLICA: Final = "replica"
ROLES: Final = {
    UPDATER: "sends SPARQL updates and writes graphs",
    CURATOR: "reviews claims at /review",
    ADMIN: "does what an updater does, sees and cancels every query, may ask for more time, fetches and sends versions",
    REPLICA: "fetches the versions of the store, files and all",
}
PREFIX: Final = "hn_"
KEY: Final = "session.key"
_KEY_BYTES: Final = 32
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,80}")


@dataclass(frozen=True)
class Token:
    """What is kept of a token: who it was made for, what it may do, and the hash of its secret."""

    id: str
    name: str
    role: str
    sha256: str
    created: str
    expires: str = ""

    @classmethod
    def of(cls, entry: object) -> Self:
        """Return the token of an entry of the file. Raises ValueError or TypeError for what is none."""
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise ValueError("an entry is no object of texts")
        token = cls(**entry)
        if not _HASH.fullmatch(token.sha256):
            raise ValueError(f"the entry of {token.name!r} has no hash")
        if token.role not in ROLES:
            raise ValueError(f"the entry of {token.name!r} has no role")
        token.is_over()
        return token

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether its time has passed."""
        return bool(self.expires) and datetime.fromisoformat(self.expires) <= (now or datetime.now(UTC))


class Tokens:
    """The tokens of one store."""

    def __init__(self, root: Path) -> None:
        self._path = root / "tokens.json"
        self._stamp: tuple[int, int] | None = None
        self._known: tuple[Token, ...] = ()

    def all(self) -> tuple[Token, ...]:
        """Return the tokens, oldest first; a change of the file is seen at once.

        Raises DamagedTokens where the file cannot be read.
        """
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                entries = json.loads(self._path.read_text("utf-8"))
                if not isinstance(entries, list):
                    raise ValueError("it is no list of tokens")
                self._known, self._stamp = tuple(map(Token.of, entries)), stamp
            return self._known
        except FileNotFoundError:
            self._stamp, self._known = None, ()
            return ()
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise DamagedTokens(
                "The tokens of this service (tokens.json) cannot be read; reading goes on without them.",
                hint="Whoever runs the service: `huunghi versions repair` keeps those that are whole; make others: "
                "huunghi token new --name NAME",
                where=self._path,
                cause=error,
            ) from error

    def whole(self) -> tuple[Token, ...]:
        """Return the tokens that can be read of a file that is damaged."""
        with suppress(OSError, ValueError, RecursionError):
            entries = json.loads(self._path.read_text("utf-8", "replace"))
            return tuple(_whole(entries)) if isinstance(entries, list) else ()
        return ()

    def keep(self, tokens: Iterable[Token]) -> None:
        """Put these tokens in place of all that are there."""
        with locked(self._path):
            self._write(list(tokens))

    def new(self, *, name: str, role: str, days: int | None = None) -> tuple[str, Token]:
        """Make a token and return its text, which is kept nowhere, with its entry.

        Raises InputError for an unknown role, or a name that is taken, empty, too long or not of one line.
        """
        if role not in ROLES:
            raise InputError(
                "%(role)r is no role.",
                hint="The roles: %(roles)s.",
                values={"role": role, "roles": ", ".join(ROLES)},
            )
        if not _NAME.fullmatch(name.strip()):
            raise InputError("A token needs a name of 1 to 80 characters.", hint="--name 'Lan Nguyen'")
        text = PREFIX + secrets.token_urlsafe(32)
        now = datetime.now(UTC).replace(microsecond=0)
        expires = (now + timedelta(days=days)).isoformat() if days is not None else ""
        token = Token(secrets.token_hex(4), name.strip(), role, _hash(text), now.isoformat(), expires)
        with locked(self._path):
            if any(known.name == token.name for known in self.all()):
                raise InputError(
                    "There is a token named %(name)r.",
                    hint="Choose another name, or revoke that one.",
                    values={"name": token.name},
                )
            self._write([*self.all(), token])
        return text, token

    def revoke(self, name: str) -> Token:
        """Let a token, given by its name or id, do nothing from now on; raise NotFound for an unknown one."""
        with locked(self._path):
            known = self.all()
            for token in known:
                if name in (token.id, token.name):
                    self._write([t for t in known if t is not token])
                    return token
        raise NotFound(
            "There is no token %(name)r.", hint="huunghi token list names them.", values={"name": name}
        )

    def find(self, text: str) -> Token | None:
        """Return the token that this text is and that still holds, or None.

        Every token is compared, each in constant time, so that the time taken does not tell which one fits.
        """
        digest = _hash(text)
        found = None
        for token in self.all():
            if hmac.compare_digest(token.sha256, digest) and not token.is_over():
                found = token
        return found

    def check(self, text: str, *, role: str) -> Token | None:
        """Return the token of a role that this text is, or None."""
        found = self.find(text)
        return found if found is not None and found.role == role else None

    def by_id(self, token_id: str, *, role: str) -> Token | None:
        """Return a token of a role that still holds, by its id."""
        return next((t for t in self.all() if t.id == token_id and t.role == role and not t.is_over()), None)

    def _write(self, tokens: list[Token]) -> None:
        entries = [asdict(token) for token in tokens]
        replace(self._path, json.dumps(entries, ensure_ascii=False, indent=1).encode())


def signing_key(root: Path) -> bytes:
    """Return the key that this store's sessions are signed with, made when it is first asked for.

    Raises DamagedKey for one that is empty, short or damaged: whoever guesses a key signs in as anybody, and a new
    one is made only by `new_signing_key`, for it ends every session.
    """
    path = root / KEY
    try:
        key = _read_key(path)
        if key is None:
            replace(path, secrets.token_bytes(_KEY_BYTES), unless_there=True)
            key = _read_key(path)
    except OSError as error:
        raise _damaged_key(path, f"it cannot be read ({error.strerror})") from error
    if key is None or len(key) != _KEY_BYTES or len(set(key)) < _KEY_BYTES // 4:
        raise _damaged_key(path, f"it is not {_KEY_BYTES} random bytes")
    return key


def new_signing_key(root: Path) -> None:
    """Make a new key for this store's sessions: all of them end. Raises StoreError where the store takes no writes."""
    path = root / KEY
    with locked(path):
        replace(path, secrets.token_bytes(_KEY_BYTES))


def _read_key(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(2 * _KEY_BYTES)
    except FileNotFoundError:
        return None


def _damaged_key(path: Path, reason: str) -> DamagedKey:
    return DamagedKey(
        "The key that sessions are signed with (session.key) cannot be used; reading goes on without it.",
        hint="Make a new one, and have everybody sign in again: huunghi token new-key",
        where=path,
        cause=reason,
    )


def _whole(entries: list[object]) -> Iterator[Token]:
    for entry in entries:
        with suppress(ValueError, TypeError):
            yield Token.of(entry)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
