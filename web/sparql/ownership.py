"""Whose a query is: who asked may end it, and nobody else who knows its id.

A query asked with a token is ended with the same. One asked without is its asker's by address and, in a browser, by the
site of the page; so behind a proxy, where all addresses are one, an id that is to be kept from others is a random one
(those that the service gives are), or the query has a token.
"""

import hmac
from collections.abc import Callable
from typing import NamedTuple

from web.auth.bearer import token_in
from web.auth.origins import is_foreign
from web.sparql.exchange import Exchange


class Asker(NamedTuple):
    """Who sent a request: its token, its address, and the site of the page where that is not ours."""

    token: str
    address: str
    site: str

    def owns(self, owner: "Asker") -> bool:
        """Whether a query that `owner` asked is this one's.

        >>> lan = Asker("hn_a", "192.0.2.1", "")
        >>> lan.owns(Asker("", "192.0.2.1", "")), lan.owns(Asker("hn_b", "192.0.2.1", ""))
        (True, False)
        """
        if owner.token:
            return hmac.compare_digest(self.token.encode(), owner.token.encode())
        return (self.address, self.site) == (owner.address, owner.site)


def asker_of(exchange: Exchange, public_url: str = "") -> Asker:
    """Return who sent a request."""
    return asker_with(lambda name: exchange.header(name.encode()), exchange.client, public_url)


def asker_with(header: Callable[[str], str], address: str, public_url: str = "") -> Asker:
    """Return who sent a request from an address with these header fields (lower-case names; '' for one not sent)."""
    return Asker(token_in(header("authorization")), address, _foreign_site(header, public_url))


def _foreign_site(header: Callable[[str], str], public_url: str) -> str:
    origin, site = header("origin"), header("sec-fetch-site")
    if not origin and not site:
        return ""
    foreign = is_foreign(site=site, origin=origin, host=header("host"), public_url=public_url)
    return (origin or "?") if foreign else ""
