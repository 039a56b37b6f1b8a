"""Who a client is: the address of the other side, or what a proxy in front says it is.

Shares, lines of waiting queries, the log and wrong tokens are by client. Behind a proxy every request comes from its
address; one that the settings name (HUUNGHI_TRUSTED_PROXIES) is believed what it adds to `X-Forwarded-For`, anybody
else is not.
"""

import ipaddress
from collections.abc import Callable
from typing import Final

from starlette.types import Scope

_FORWARDED: Final = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
"""Fields that a proxy adds: who stands behind it may be anywhere."""


def is_on_this_machine(scope: Scope) -> bool:
    """Whether a request comes from a program on this machine, and through no proxy.

    >>> near = {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "headers": []}
    >>> is_on_this_machine(near), is_on_this_machine(near | {"client": ("192.0.2.1", 1)})
    (True, False)
    >>> is_on_this_machine(near | {"headers": [(b"x-forwarded-for", b"127.0.0.1")]})
    False
    """
    try:
        near = ipaddress.ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    mapped = getattr(near, "ipv4_mapped", None) or near
    return mapped.is_loopback and _FORWARDED.isdisjoint(name for name, _ in scope["headers"])


def is_proxy(proxies: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what tells whether an address is one of these proxies, or in one of these networks."""
    networks = tuple(ipaddress.ip_network(one, strict=False) for one in proxies)

    def trusted(text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in networks)

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
            if not _is_address(hop):
                break
            address = hop
            if not trusted(hop):
                break
        return address

    return behind if proxies else direct


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
