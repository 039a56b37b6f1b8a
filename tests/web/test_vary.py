"""Answers that differ by language or wished format say so, for caches; and HEAD says what GET says."""

import httpx

from tests.web.kinds import PAGES
from tests.web.test_cross_origin import READ

MORE = (
    "/graph?focus=organisation/vufo&format=json",
    "/graph?focus=organisation/vufo&format=graphml",
    "/search?q=nghe+an&format=csv",
    "/trace/documents.csv",
    "/trace/matrix.json",
    "/trace.csv?from=2024",
    "/describe?iri=http://www.w3.org/ns/org%23Organization&format=ttl",
)
ADDRESSES = [one for one in (*READ, *MORE) if one != "/metrics" and one not in PAGES.values()]
OF_ONE_REQUEST = {"x-request-id", "date", "server-timing", "query-id", "transfer-encoding", "content-length"}


def test_what_depends_on_language_or_format_says_so(client: httpx.Client) -> None:
    for address in ADDRESSES:
        asked = {"Accept": "*/*", "Accept-Language": "en"}
        first = client.get(address, headers=asked)
        varies = {name.strip() for name in first.headers.get("vary", "").split(",")}
        for field, value in (("Accept-Language", "vi"), ("Accept", "text/html")):
            other = client.get(address, headers={**asked, field: value})
            assert _same(first, other) or field in varies, (address, field)


def test_head_says_what_get_says(client: httpx.Client) -> None:
    for address in ADDRESSES:
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (got.status_code, b""), address
        for name in got.headers.keys() - OF_ONE_REQUEST:
            assert head.headers.get(name) == got.headers[name], (address, name)


def _same(one: httpx.Response, other: httpx.Response) -> bool:
    fields = ("content-type", "location", "link")
    return one.content == other.content and all(one.headers.get(f) == other.headers.get(f) for f in fields)
