"""Signing in: a curator's token once, then a signed cookie; and the mark that every form carries (CSRF).

The cookie holds no secret: whose token it was, a random number, and until when; signed with the store's key, sent to
no script, and never from another site. A session ends by signing out (graph/sessions.py), after its hours, when its
token is revoked or over, and when the key is another.
"""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from graph.api_tokens import CURATOR, Token, Tokens, signing_key
from graph.errors import StoreError
from graph.sessions import EndedSessions
from web.auth.origins import is_foreign, is_secure
from web.errors import Forbidden, SignInNeeded

COOKIE: Final = "review"
HOURS: Final = 12
_NOBODY: Final = ("", None, 0)
_PATH: Final = "/"
"""Every page: whoever may review finds the way to the queue on each."""


@dataclass(frozen=True)
class Session:
    """Who asks: the token behind the session (None: nobody yet), and the mark for the page's forms.

    `until` is when a session that was read from a cookie ends by itself, in Unix time.
    """

    nonce: str
    mark: str
    token: Token | None = None
    until: int = 0


class Sessions:
    """The sessions of one store."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.tokens = Tokens(root)
        self._ended = EndedSessions(root)

    def of(self, request: Request) -> Session:
        """Return the session of a request; a new one of nobody where it has none that holds."""
        nonce, token, until = self._read(request.cookies.get(COOKIE, ""))
        nonce = nonce or secrets.token_hex(16)
        return Session(nonce, self._sign("form " + nonce), token, until)

    def may_review(self, request: Request) -> bool:
        """Whether a request is a curator's, by its cookie; what cannot be told is no."""
        if COOKIE not in request.cookies:
            return False
        try:
            return self.of(request).token is not None
        except (OSError, StoreError):
            return False

    def sign_in(self, text: str) -> Session:
        """Return a new session for a token's text. Raises SignInNeeded where it is no curator's token."""
        token = self.tokens.check(text.strip(), role=CURATOR)
        if token is None:
            raise SignInNeeded(
                "This is no token of a curator, or its time has passed.",
                hint="Ask for a new one: huunghi token new --role curator --name NAME",
            )
        nonce = secrets.token_hex(16)
        return Session(nonce, self._sign("form " + nonce), token)

    def check(self, request: Request, session: Session, mark: str) -> None:
        """Refuse a form that our own page, in this session, did not send. Raises Forbidden."""
        origin = request.headers.get("origin", "")
        foreign = is_foreign(
            site=request.headers.get("sec-fetch-site", ""),
            # Our pages say no referrer, and some browsers then name no origin: the mark decides alone.
            origin="" if origin == "null" else origin,
            host=request.headers.get("host", ""),
            public_url=request.app.state.settings.public_url,
        )
        sent = mark.encode("utf-8", "backslashreplace")  # compare_digest takes texts of ASCII only
        if foreign or not hmac.compare_digest(sent, session.mark.encode()):
            raise Forbidden(
                "This form was not sent from this page, or the page is too old.",
                hint="Go back, load the page again, and send the form once more.",
            )

    def keep(self, request: Request, response: Response, session: Session) -> None:
        """Set the session's cookie on a response."""
        until = int(time.time()) + HOURS * 3600
        said = f"{session.nonce}.{session.token.id if session.token else ''}.{until}"
        response.set_cookie(
            COOKIE,
            f"{said}.{self._sign(said)}",
            max_age=HOURS * 3600,
            path=_PATH,
            httponly=True,
            samesite="strict",
            secure=is_secure(request),
        )

    def end(self, session: Session) -> None:
        """End a session here, whoever has a copy of its cookie. Raises StoreError where the store takes no writes."""
        if session.token is not None:
            self._ended.add(session.nonce, until=session.until)

    def forget(self, response: Response) -> None:
        """Have the browser forget its cookie."""
        response.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="strict")

    def _read(self, cookie: str) -> tuple[str, Token | None, int]:
        said, _, signature = cookie.rpartition(".")
        parts = said.split(".")
        if len(parts) != 3 or not hmac.compare_digest(signature.encode(), self._sign(said).encode()):
            return _NOBODY
        nonce, token_id, until = parts
        if not until.isdigit() or int(until) < time.time() or (token_id and self._ended.has(nonce)):
            return _NOBODY
        token = self.tokens.by_id(token_id, role=CURATOR) if token_id else None
        return nonce, token, int(until)

    def _sign(self, text: str) -> str:
        digest = hmac.new(signing_key(self._root), text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
