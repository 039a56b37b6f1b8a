"""Whose a query is: who asked may end it, and nobody else who knows its id.

A query asked with a token is ended with the same. One asked without is its asker's by address and, in a browser, by the
site of the page; so behind a proxy, where all addresses are one, an id that is to be kept from others is a random one
(those that the service gives are), or the query has a token.
"""

import hmac
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
    return Asker(
        token_in(exchange.header(b"authorization")), exchange.client, _foreign_site(exchange, public_url)
    )


def _foreign_site(exchange: Exchange, public_url: str) -> str:
    if b"origin" not in exchange.headers and b"sec-fetch-site" not in exchange.headers:
        return ""
    origin, site = exchange.header(b"origin"), exchange.header(b"sec-fetch-site")
    foreign = is_foreign(site=site, origin=origin, host=exchange.header(b"host"), public_url=public_url)
    return (origin or "?") if foreign else ""
