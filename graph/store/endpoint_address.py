"""Where a SPARQL endpoint is that is read in the store's place, and how one signs in there."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

from graph.errors import InputError


@dataclass(frozen=True)
class EndpointAddress:
    """Where an endpoint is, and how one signs in there: with a user name by HTTP Basic, without one by Bearer token."""

    url: str
    user: str = ""
    password: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                "%(url)s is no address of an endpoint.",
                hint="For example http://127.0.0.1:7878/query",
                values={"url": self.shown},
            )
        if parts.username or parts.password:
            raise InputError(
                "The address of an endpoint holds no password, for other programs see it.",
                hint="Set HUUNGHI_READER_USER, and HUUNGHI_READER_PASSWORD or HUUNGHI_READER_PASSWORD_FILE.",
            )

    @property
    def shown(self) -> str:
        """The address as it may be said, without what may be a password."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}" if rest else self.url

    @property
    def authorization(self) -> str:
        """The value of the Authorization field; empty where nobody signs in."""
        if self.user:
            return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()
        return f"Bearer {self.password}" if self.password else ""
