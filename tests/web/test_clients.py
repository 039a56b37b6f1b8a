"""Clients are told apart by what they can take addresses from, in every count of the server."""

import contextlib
import socket

import pytest

from web.clients import is_proxy, network_of
from web.connections import Connections
from web.request_log import RequestRecord


def test_a_request_takes_from_the_share_of_its_network_and_is_logged_by_its_address() -> None:
    scope = {"method": "GET", "path": "/", "headers": []}
    records = [RequestRecord(scope, address) for address in ("2001:db8::1", "2001:db8::2", "192.0.2.1")]
    assert [record.share for record in records] == ["2001:db8::", "2001:db8::", "192.0.2.1"]
    assert [record.client for record in records] == ["2001:db8::1", "2001:db8::2", "192.0.2.1"]


def test_an_ipv4_address_written_as_ipv6_is_itself_and_a_zone_is_no_part_of_a_network() -> None:
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("fe80::1%eth0") == "fe80::"


@pytest.mark.parametrize(("proxies", "kept"), [(("::1",), 3), (("::1/128",), 3), (("2001:db8::/32",), 1)])
def test_a_trusted_proxy_with_an_ipv6_address_has_no_share_of_connections(
    proxies: tuple[str, ...], kept: int
) -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("::1", 0), family=socket.AF_INET6))
        port = listener.getsockname()[1]
        clients = [stack.enter_context(socket.create_connection(("::1", port))) for _ in range(3)]
        for _ in clients:
            stack.enter_context(listener.accept()[0])
        Connections(port, share=1, seconds=1.0, exempt=is_proxy(proxies)).end_surplus()
        assert sum(_is_open(client) for client in clients) == kept


def _is_open(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
