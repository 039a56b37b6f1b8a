"""Whatever is read may be read by a page of any site, without its reader's rights (CORS); what is written may not."""

import httpx

from tests.web.kinds import PAGES

PLACE = "/id/place/nghe-an"
TRACE = "/trace/programme/cluster-1-2024"
READ = (
    *list(PAGES.values())[::6],
    PAGES["sparql-answer"],
    PLACE,
    *(f"{PLACE}.{suffix}" for suffix in ("ttl", "jsonld", "nt", "rdf", "bib", "ris", "csl")),
    "/concept/body/cluster",
    "/concept/body/cluster.ttl",
    "/describe?iri=http://www.w3.org/ns/org%23Organization",
    "/ontology",
    "/ontology.ttl",
    "/ontology/shapes.ttl",
    "/queries/unresolved-citations.csv",
    "/queries/unresolved-citations.json",
    "/queries/unresolved-citations.rq",
    *(f"{TRACE}.{suffix}" for suffix in ("csv", "json", "graphml")),
    "/trace/matrix.csv",
    "/search?q=nghe+an&format=json",
    "/suggest?q=ngh",
    "/changes.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/graphs?default",
)
WRONG = {
    "/id/person/nobody": 404,
    "/id/person/nobody.ttl": 404,
    "/no/such/page": 404,
    "/id/organisation/vufo.ttl?at=yesterday": 400,
    "/queries/nothing.csv": 404,
    "/sparql?query=SELECT+nonsense": 400,
    "/graphs?graph=urn:nothing": 404,
    "/sparql/queries": 403,
    "/id/place/nghe-an.ttl?version=77": 404,
}
ORIGIN = {"Origin": "https://elsewhere.example"}
FIELDS = {"data-version", "etag", "link", "location", "retry-after"}


def test_whatever_is_read_may_be_read_by_a_page_of_any_site(client: httpx.Client) -> None:
    for address in READ:
        answer = client.get(address, headers={**ORIGIN, "Accept": "*/*"})
        assert answer.status_code in (200, 303), address
        assert answer.headers["access-control-allow-origin"] == "*", address
        assert "access-control-allow-credentials" not in answer.headers
        exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
        assert set(exposed) >= FIELDS, address


def test_what_cannot_be_read_says_so_to_a_page_of_any_site(client: httpx.Client) -> None:
    for address, status in WRONG.items():
        answer = client.get(address, headers={**ORIGIN, "Accept": "application/json"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*"), address
    refused = client.get(PLACE, headers={**ORIGIN, "Accept": "image/png"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (406, "*")


def test_an_answer_that_has_not_changed_may_be_read_too(client: httpx.Client) -> None:
    tag = client.get(f"{PLACE}.ttl").headers["etag"]
    answer = client.get(f"{PLACE}.ttl", headers={**ORIGIN, "If-None-Match": tag})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (304, "*")


def test_options_is_answered_wherever_something_is_read(site: str) -> None:
    asks = {
        **ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    with httpx.Client(base_url=site, headers=asks) as client:
        for address in (*READ, "/static/built/none.css"):
            answer = client.options(address)
            assert (answer.status_code, answer.content) == (204, b""), address
            assert "GET" in answer.headers["allow"], address
            assert "GET" in answer.headers["access-control-allow-methods"], address
            assert answer.headers["access-control-allow-origin"] == "*", address
            assert "If-None-Match" in answer.headers["access-control-allow-headers"], address
        nothing = client.options("/no/such/page")
        assert (nothing.status_code, nothing.headers["access-control-allow-origin"]) == (404, "*")


def test_the_review_is_for_its_own_pages(site: str) -> None:
    with httpx.Client(base_url=site, headers=ORIGIN) as client:
        for method, address in (
            ("GET", "/review"),
            ("OPTIONS", "/review"),
            ("OPTIONS", "/review/decide"),
            ("OPTIONS", "/review/sign-in"),
            ("POST", "/review/sign-in"),
        ):
            answer = client.request(method, address)
            assert "access-control-allow-origin" not in answer.headers, (method, address)
            assert method != "OPTIONS" or answer.status_code == 204
        assert "POST" in client.options("/review/decide").headers["allow"]
