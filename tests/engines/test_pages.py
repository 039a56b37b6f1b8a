"""Every page, document, trace, prepared query and export is the same, read from another engine as from the store.

Two services run: one over the store, one with no store that reads from `oxigraph serve` with the same statements. What
differs of itself is taken out of both (`told`): the version, and what can be done with a store alone. An address of
`EXCUSED` differs for the reason beside it, and must differ.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx
import pytest

from queries.collection import catalogue
from tests.web.conftest import serving
from tests.web.kinds import PAGES

NO_NAMES: Final = "search needs the index of names, and says so"
NO_COUNTS: Final = "the counts of classes are made with a store's version, and their lack is said"
NO_VERSIONS: Final = "an endpoint keeps no versions, which the page says"
EXCUSED: Final = {
    **dict.fromkeys(
        (
            "/search?q=nghe+an",
            "/search?q=nghe+an&kind=organisation&view=table",
            "/search?q=nghe+an&view=timeline",
            "/search?q=qqqqqq",
            "/search?q=socio-economic+development",
            "/ask?q=who+chaired+the+Nghe+An+union+on+2+April+2024",
        ),
        NO_NAMES,
    ),
    "/ask?q=what+is+the+budget+of+VUFO": NO_NAMES,
    "/sparql/model": NO_COUNTS,
    "/changes": NO_VERSIONS,
    "/about": NO_VERSIONS,
}
ANY_ROWS: Final = {
    PAGES["sparql-answer"]: "a LIMIT without ORDER BY takes any nine rows",
    PAGES["graph"]: "neighbours of equal rank are drawn where the engine has them",
}
"""Address -> why its words differ by the engine: only that it answers is compared."""
DOCUMENTS: Final = (
    *(
        f"/id/programme/cluster-1-2024.{suffix}"
        for suffix in ("ttl", "nt", "rdf", "jsonld", "bib", "ris", "csl")
    ),
    "/id/person/nguyen-ngoc-hung.ttl",
    *(
        f"/trace/{thing}.{suffix}"
        for thing in ("programme/cluster-1-2024", "document/12-ct-tw-2022-01-05")
        for suffix in ("csv", "json", "graphml")
    ),
    *(f"/trace/matrix.{suffix}" for suffix in ("csv", "json", "graphml")),
    *(f"/trace/documents.{suffix}" for suffix in ("csv", "json")),
    *(f"/search?kind=document&sort=-cited-by&format={suffix}" for suffix in ("csv", "json")),
    "/map.json",
    *(f"/graph?focus=organisation/nghe-an-union&format={suffix}" for suffix in ("json", "graphml")),
    "/queries.ttl",
    "/sitemap.xml",
)
"""Documents beside pages, in every format that there is of each sort."""


def catalogue_addresses() -> Iterator[str]:
    """Yield each prepared query with its examples, as CSV and one in each other format."""
    for place, (name, query) in enumerate(sorted(catalogue().items())):
        given = "&".join(f"{one.name}={one.example}" for one in query.parameters if one.example)
        suffixes = ("csv", ("json", "xml", "tsv")[place % 3])
        yield from (f"/queries/{name}.{suffix}?{given}".rstrip("?") for suffix in suffixes)


def told(text: str) -> str:
    """Return what an answer says, without what differs between a store and an endpoint of itself."""
    for pattern in _OF_THE_STORE:
        text = pattern.sub("", text)
    return re.sub(r"\s+", " ", text)


_OF_THE_STORE: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"https?://127\.0\.0\.1:\d+",
        r"\b20\d\d-\d\d-\d\d[Tt]\d\d[:-]\d\d[:-]\d\d[Zz]",
        r'<footer class="foot">.*?</footer>',
        r'<link rel="alternate" type="application/atom\+xml"[^>]*>',
        r'<a href="/changes[^"]*"[^>]*>[^<]*</a>',
        r'<section class="cite".*?</section>',
        r"\?version=\d+",
        r'<span class="soft" id="version">[^<]*</span>|Last run: \d+ rows, [\d.]+ s',
        r',? ?"version": "[^"]*"|data version \d*,|"edition": "[^"]*"|version = \{[^}]*\},?|ET  - [^\r\n]*',
        r"(?<=cluster-1-2024-)1(?=[\",\s])",
        r"data-(?:version|citation|seconds|query-id)=\"[^\"]*\"",
        r"\s*(?:in )?version \d+(?: of \d+ \w+ \d+| of the data)?|read from an endpoint on \d+ \w+ \d+",
        r'(?<=versionInfo>)[^<]*|versionInfo> "[^"]*"|versionInfo "[^"]*"|versionInfo": \{\s*"@value": "[^"]*"\s*\}',
    )
)


@pytest.fixture(scope="module")
def remote(oxigraph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service that has no store, and reads from Oxigraph."""
    with serving(tmp_path_factory.mktemp("none") / "store", "--reader", oxigraph) as address:
        yield address


@pytest.fixture(scope="module")
def both(five_reports_root, remote: str) -> Iterator[tuple[httpx.Client, httpx.Client]]:  # type: ignore[no-untyped-def]
    """Clients of the service over the store and of the one over the endpoint."""
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with (
        serving(five_reports_root.root) as local,
        httpx.Client(base_url=local, headers=headers, timeout=120) as ours,
        httpx.Client(base_url=remote, headers=headers, timeout=120) as theirs,
    ):
        yield ours, theirs


def words(text: str) -> list[str]:
    """Return the words of an answer in no order: what the order of a page leaves equal comes as the engine has it."""
    return sorted(re.findall(r"\w+", text))


def differing(both: tuple[httpx.Client, httpx.Client], addresses: list[str]) -> dict[str, str]:
    """Return the addresses at which the two services say something else, and where that begins."""

    def compare(address: str) -> str:
        one, other = (client.get(address) for client in both)
        if one.status_code != other.status_code:
            return f"{one.status_code} and {other.status_code}: {other.text[:300]}"
        if one.status_code != 200:
            return f"{one.status_code}: {one.text[:300]}"
        ours, theirs = told(one.text), told(other.text)
        if ours == theirs or words(ours) == words(theirs) or address in ANY_ROWS:
            return ""
        start = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
        return (
            f"{ours[max(0, start - 80) : start + 120]!r}\n   and {theirs[max(0, start - 80) : start + 120]!r}"
        )

    with ThreadPoolExecutor(2) as pool:
        found = zip(addresses, pool.map(compare, addresses), strict=True)
        return {address: said for address, said in found if said}


def lines(found: dict[str, str]) -> str:
    """Return what differs, an address a paragraph."""
    return "\n".join(f"{address}\n   {said}" for address, said in found.items() if address not in EXCUSED)


def test_every_kind_of_page_is_the_same(both: tuple[httpx.Client, httpx.Client]) -> None:
    found = differing(both, list(PAGES.values()))
    assert not {address for address in found if address not in EXCUSED}, lines(found)
    assert [address for address in PAGES.values() if address in EXCUSED and address not in found] == []


def test_every_document_is_the_same(both: tuple[httpx.Client, httpx.Client]) -> None:
    assert not (found := differing(both, list(DOCUMENTS))), lines(found)


def test_every_prepared_query_has_the_same_answer(both: tuple[httpx.Client, httpx.Client]) -> None:
    addresses = list(catalogue_addresses())
    assert len(addresses) > 120
    assert not (found := differing(both, addresses)), lines(found)
