"""Who may change things over HTTP: bearers of a token (RFC 6750), by the role it was made for.

Clients that know Basic authentication alone (rdflib, SPARQLWrapper) give the token as the password (RFC 7617).
"""

import binascii
import hmac
from base64 import b64decode
from pathlib import Path
from typing import Final

from graph.api_tokens import ADMIN, REPLICA, UPDATER, Tokens
from graph.errors import StoreError
from web.auth.attempts import WrongTokens
from web.errors import Unauthorised

NOBODY: Final = frozenset[str]()
PEER: Final = frozenset({"peer"})
"""What another server of the same graph may: see and end queries, for whom it has let in itself."""
SCOPES: Final = {
    UPDATER: frozenset({"update"}),
    ADMIN: frozenset({"update", "admin", "replicate", "publish"}),
    REPLICA: frozenset({"replicate"}),
}
"""What the bearer of a token of a role may do here; a curator's is for the review alone."""


def is_bearer(authorization: str) -> bool:
    """Whether an `Authorization` header has a bearer token: no browser adds one of its own accord.

    >>> is_bearer("bearer hn_x"), is_bearer("Basic eDp5"), is_bearer("")
    (True, False, False)
    """
    return authorization.partition(" ")[0].lower() == "bearer"


def token_in(authorization: str) -> str:
    """Return the token of an `Authorization` header: of a bearer, or the password of Basic with any user name.

    >>> token_in("Bearer hn_x"), token_in("Basic bWU6aG5feA=="), token_in("Digest y")
    ('hn_x', 'hn_x', '')
    """
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return text.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = b64decode(text.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]


class Bearers:
    """The tokens of one store as requests bear them, and those that the settings may name: an updater's, a
    replica's, and that of the other servers of the graph.
    """

    def __init__(self, root: Path, *, extra: str = "", replicas: str = "", peers: str = "") -> None:
        self._tokens = Tokens(root)
        self._given = tuple(
            (text.encode(), scopes)
            for text, scopes in ((extra, SCOPES[UPDATER]), (replicas, SCOPES[REPLICA]), (peers, PEER))
            if text
        )
        self.wrong = WrongTokens()

    def gives(self, scope: str) -> bool:
        """Whether there is any token that allows this here."""
        return any(scope in scopes for _, scopes in self._given) or any(
            scope in SCOPES.get(token.role, NOBODY) for token in self._tokens.all()
        )

    @property
    def takes_updates(self) -> bool:
        """Whether somebody could change anything here, as far as can be told."""
        try:
            return self.gives("update")
        except StoreError:
            return any("update" in scopes for _, scopes in self._given)

    def scopes(self, authorization: str, *, client: str | None = None) -> frozenset[str]:
        """Return what the bearer of an `Authorization` header may do; nothing without one.

        Raises Unauthorised for a header that is there and is not right; where the address of the `client` is given, its
        wrong token is counted, and is one too many when that raises TooManyTries.
        """
        if not authorization:
            return NOBODY
        given = token_in(authorization)
        if not given:
            raise Unauthorised(
                "The Authorization header has no token.",
                hint="Authorization: Bearer TOKEN, or Basic with the token as the password",
            )
        for text, scopes in self._given:
            if hmac.compare_digest(given.encode(), text):
                return scopes  # whatever has become of the others
        found = self._tokens.find(given)
        if found is not None:
            return SCOPES.get(found.role, NOBODY)
        if client is not None:
            self.wrong.note(client)
        raise Unauthorised(
            "The token is not known here.", hint="Make one with: huunghi token new --name NAME"
        )
