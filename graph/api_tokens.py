"""Tokens by which people and programs may change the graph: made once, kept only as hashes, known by role.

    ROOT/tokens.json    one entry a token: name, role, SHA-256 of the secret, when it was made and when it ends

A secret has 256 random bits, so its plain hash cannot be guessed back. Comparing takes the same time however much of
a token is right.
"""

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from graph.errors import InputError, NotFound, StoreDamaged

CURATOR: Final = "curator"
UPDATER: Final = "updater"
ADMIN: Final = "admin"
ROLES: Final = {
    UPDATER: "sends SPARQL updates and writes graphs",
    CURATOR: "reviews claims at /review",
    ADMIN: "does what an updater does, sees and cancels every query, and may ask for more time",
}
PREFIX: Final = "hn_"
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

        Raises StoreDamaged where the file cannot be read.
        """
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                self._known = tuple(Token(**entry) for entry in json.loads(self._path.read_text("utf-8")))
                self._stamp = stamp
            return self._known
        except FileNotFoundError:
            self._stamp, self._known = None, ()
            return ()
        except (OSError, ValueError, TypeError) as error:
            raise StoreDamaged(
                "The tokens in %(path)s cannot be read: %(error)s",
                hint="Mend or remove the file, and make new tokens: huunghi token new --name NAME",
                values={"path": self._path, "error": error},
            ) from error

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
        with self._lock():
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
        with self._lock():
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

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _write(self, tokens: list[Token]) -> None:
        handle, fresh = tempfile.mkstemp(prefix=".tokens-", dir=self._path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:  # mkstemp: readable by the owner alone
            json.dump([asdict(token) for token in tokens], file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(self._path)


def signing_key(root: Path) -> bytes:
    """Return the key that this store's sessions are signed with, made when it is first asked for."""
    path = root / "session.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    handle, fresh = tempfile.mkstemp(prefix=".key-", dir=root)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        os.link(fresh, path)  # the first of several processes wins
    except FileExistsError:
        pass
    finally:
        Path(fresh).unlink()
    return path.read_bytes()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
