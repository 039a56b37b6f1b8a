"""What a client says the host is stands in its own answer at most: never in what another client is given."""

import asyncio

import httpx

from graph.store.versions import VersionStore
from tests.web.conftest import Inside
from tests.web.kinds import ERRORS, PAGES
from web.app import create_app
from web.settings import Settings

OURS, THEIRS, PUBLIC = "mine.example", "evil.example", "public.example"
SUFFIXES = ("ttl", "jsonld", "nt", "rdf", "csv", "bib", "ris", "json", "graphml")
MORE = (
    *(
        "/changes.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/openapi.json",
        "/docs",
        "/ontology",
        "/ontology.ttl",
        "/about",
    ),
    *(
        "/about/",
        "/id/",
        "/sparql/",
        "/graphs",
        "/healthz",
        "/nowhere",
        "/static/none.css",
        "/id/place/nghe-an",
    ),
    *(f"/id/place/nghe-an.{suffix}" for suffix in SUFFIXES),
    *(f"/trace/document/12-ct-tw-2022-01-05.{suffix}" for suffix in SUFFIXES),
)
ADDRESSES = (*PAGES.values(), *(path for path, _ in ERRORS.values()), *MORE)
POISONED = {"Host": THEIRS, "X-Forwarded-Host": THEIRS, "Forwarded": f"host={THEIRS}"}


def said(answer: httpx.Response) -> str:
    return answer.text + str(list(answer.headers.items()))


def test_no_answer_has_the_host_that_somebody_else_named(inside: Inside) -> None:
    """Whatever is kept of an answer to one Host is not given to another."""
    found = []
    for address in ADDRESSES:
        inside.get(address, POISONED)
        if THEIRS in said(inside.get(address, {"Host": OURS})):
            found.append(address)
    assert found == []


def test_no_answer_has_any_host_but_the_public_one_where_that_is_set(five_reports_root: VersionStore) -> None:
    app = create_app(Settings(store=five_reports_root.root, public_url=f"https://{PUBLIC}"))

    async def ask_all() -> dict[str, str]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{THEIRS}") as client:
            return {address: said(await client.get(address, headers=POISONED)) for address in MORE}

    answers = asyncio.run(ask_all())
    assert [address for address, text in answers.items() if THEIRS in text] == []
    assert PUBLIC in answers["/sitemap.xml"]
