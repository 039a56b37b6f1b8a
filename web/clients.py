"""Who a client is: the address of the other side, or what a proxy in front says it is.

The log and the owner of a query are by this address; shares, turns and wrong tokens by `network_of` it, or whoever has
an IPv6 network would have a share for each of its addresses. Behind a proxy every request comes from its address; one
that the settings name (HUUNGHI_TRUSTED_PROXIES) is believed what it adds to `X-Forwarded-For`, anybody else is not.
"""

import ipaddress
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from starlette.types import Scope

_FORWARDED: Final = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
"""Fields that a proxy adds: who stands behind it may be anywhere."""


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address from its text, an IPv4 address that is written as IPv6 as itself; None for any other text.

    >>> address_of("::ffff:192.0.2.1"), address_of("localhost")
    (IPv4Address('192.0.2.1'), None)
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=4096)
def network_of(client: str) -> str:
    """Return what one client can take addresses from: an IPv4 address itself, of an IPv6 address the first half.

    >>> network_of("192.0.2.1"), network_of("2001:db8::1"), network_of("?")
    ('192.0.2.1', '2001:db8::', '?')
    """
    address = address_of(client)
    if address is None:
        return client[:45] or "?"
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


def is_on_this_machine(scope: Scope) -> bool:
    """Whether a request comes from a program on this machine, and through no proxy.

    >>> near = {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "headers": []}
    >>> is_on_this_machine(near), is_on_this_machine(near | {"client": ("192.0.2.1", 1)})
    (True, False)
    >>> is_on_this_machine(near | {"headers": [(b"x-forwarded-for", b"127.0.0.1")]})
    False
    """
    near = address_of((scope.get("client") or ("",))[0])
    return (
        near is not None and near.is_loopback and _FORWARDED.isdisjoint(name for name, _ in scope["headers"])
    )


def is_proxy(proxies: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what tells whether an address is one of these proxies, or in one of these networks."""
    networks = tuple(ipaddress.ip_network(one, strict=False) for one in proxies)

    def trusted(text: str) -> bool:
        address = address_of(text)
        return address is not None and any(address in network for network in networks)

    return trusted


def client_address(proxies: tuple[str, ...]) -> Callable[[Scope], str]:
    """Return what tells the client's address of a request; `proxies` are addresses or networks.

    >>> field = (b"x-forwarded-for", b"203.0.113.9, 198.51.100.7, 10.0.0.2")
    >>> client_address(("10.0.0.0/8",))({"client": ("10.0.0.1", 1), "headers": [field]})
    '198.51.100.7'
    >>> client_address(())({"client": ("10.0.0.1", 1), "headers": [field]})
    '10.0.0.1'
    """
    trusted = is_proxy(proxies)

    def direct(scope: Scope) -> str:
        return (scope.get("client") or ("",))[0]

    def behind(scope: Scope) -> str:
        address = direct(scope)
        if not trusted(address):
            return address
        fields = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        for one in reversed(",".join(fields).split(",")):
            hop = one.strip()
            if address_of(hop) is None:
                break
            address = hop
            if not trusted(hop):
                break
        return address

    return behind if proxies else direct
