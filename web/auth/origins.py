"""From where a browser sends what would change something: our own pages, or another site, with its reader's rights.

A page of any site can have a browser send a form here, and the browser adds what this reader may: a cookie, a password
that it keeps, or the mere place on this machine where updates are open. Programs that are no browsers send none of the
fields looked at here, and a bearer token is given by whoever has it, so neither is asked where it comes from.
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from web.errors import Forbidden

_OURS: Final = ("same-origin", "none")
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


def is_foreign(*, site: str, origin: str, host: str, public_url: str = "") -> bool:
    """Whether another site's page has sent a request: by `Sec-Fetch-Site`, or where a browser has none, by `Origin`.

    >>> is_foreign(site="", origin="https://elsewhere.example", host="localhost:8000")
    True
    >>> is_foreign(site="", origin="", host="localhost:8000")  # curl
    False
    """
    if site:
        return site.strip().lower() not in _OURS
    if not origin:
        return False
    scheme = origin.partition("://")[0].lower()
    return _host_of(origin) not in {_host_of(f"{scheme}://{host}") or "-", _host_of(public_url) or "-"}


def is_loopback(host: str) -> bool:
    """Whether a `Host` field names this machine itself, and no name that somebody else's name server leads here.

    >>> [is_loopback(host) for host in ("localhost:8000", "127.0.0.1", "[::1]:80", "rebound.example:8000")]
    [True, True, True, False]
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        return name.split(".")[-1] == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_secure(request: Request) -> bool:
    """Whether the reader reached us by https, perhaps at a proxy before us: then cookies are sent by nothing else."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "") == "https"


def refuse_foreign(*, site: str, origin: str, host: str, public_url: str = "") -> None:
    """Raise Forbidden where another site's page has sent a request with the rights of its reader."""
    if is_foreign(site=site, origin=origin, host=host, public_url=public_url):
        raise Forbidden(
            "A page of another site sent this, and such pages change nothing here.",
            hint="A program that may change data sends a token: Authorization: Bearer TOKEN",
        )


def refuse_rebound(host: str, public_url: str = "") -> None:
    """Raise Forbidden where updates are open, and the request was sent to a name that is not this machine's own.

    A page whose name leads here (DNS rebinding) is to its browser a page of ours.
    """
    if not is_loopback(host) and _host_of(f"http://{host}") != (_host_of(public_url) or "-"):
        raise Forbidden(
            "Updates without a token are taken at this machine's own name, and %(host)s is another.",
            hint="Send them to localhost or 127.0.0.1, or send a token: Authorization: Bearer TOKEN",
            values={"host": host[:80] or "-"},
        )


def _host_of(address: str) -> str:
    """The host and port of an address, in lower case and without the default port; '' for `null`."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme.lower(), "-"))
