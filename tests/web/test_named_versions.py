"""A named version of the data answers alike wherever it is asked: 404 where none was, 410 where one is not kept."""

import html
import re
import shutil
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest

from graph.claims.sources import withdraw
from graph.store.versions import VersionStore
from ontology.iris import mint
from tests.web.conftest import GONE, serving

FORM = "application/x-www-form-urlencoded"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <https://w3id.org/huunghi/graph/source/{GONE}> {{ ?s ?p ?o }} }}"
JSON = {"Accept": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def site(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a store of versions 1 (release `first`), 3 and 4; 2 was pruned, and 1 alone has the source GONE."""
    root = tmp_path_factory.mktemp("named") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    store = VersionStore(root)
    store.tag("first")
    withdraw(store, mint("source", GONE))
    for n in range(2):
        with store.change(note="more") as change:
            change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {n} }}")
    shutil.rmtree(root / "versions" / "000002")
    with (
        serving(root, "--open-updates") as address,
        httpx.Client(base_url=address, headers={"Accept-Language": "en"}, timeout=60) as client,
    ):
        yield client


def sparql(site: httpx.Client, how: str, text: str, version: str) -> httpx.Response:
    named = {"version": version}
    match how:
        case "get":
            return site.get("/sparql", params={"query": text, **named}, headers=JSON)
        case "form":
            return site.post("/sparql", data={"query": text, **named}, headers=JSON)
        case "form, named in the address":
            return site.post("/sparql", params=named, data={"query": text}, headers=JSON)
        case "body":
            headers = {**JSON, "Content-Type": "application/sparql-query"}
            return site.post("/sparql", params=named, content=text, headers=headers)
    return site.request(
        "QUERY",
        "/sparql",
        params=named,
        content=text,
        headers={**JSON, "Content-Type": "application/sparql-query"},
    )


HOW = ["get", "form", "form, named in the address", "body", "query"]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("version", "number"), [("1", "1"), ("first", "1"), ("3", "3"), ("4", "4")])
def test_sparql_answers_from_the_version_named_however_it_is_asked(
    site: httpx.Client, how: str, version: str, number: str
) -> None:
    answer = sparql(site, how, COUNT, version)
    assert answer.status_code == 200
    assert answer.headers["data-version"] == number
    (row,) = answer.json()["results"]["bindings"]
    assert (int(row["n"]["value"]) > 0) is (number == "1")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("2", 410),
        ("77", 404),
        ("0", 404),
        ("9" * 18, 404),
        ("spring", 404),
        ("-1", 400),
        ("1;2", 400),
        ("x" * 300, 400),
    ],
)
def test_a_version_that_is_not_there_says_why(
    site: httpx.Client, how: str, version: str, status: int
) -> None:
    answer = sparql(site, how, COUNT, version)
    assert answer.status_code == status
    assert "named0" not in answer.text, "where the store lies is nobody's business"
    assert answer.json()["hint"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=Hung",
        "/sources",
        "/queries",
        "/ontology.html",
        "/ontology/Tenure",
        "/queries/first-citations",
        "/queries/first-citations.csv",
        "/trace",
        "/trace/matrix.csv",
        "/trace/documents",
        "/id/person/nguyen-ngoc-hung.html",
        "/id/person/nguyen-ngoc-hung.ttl",
        "/sparql",
        "/graphs?default",
    ],
)
def test_pages_queries_and_exports_do_the_same(site: httpx.Client, address: str) -> None:
    join = "&" if "?" in address else "?"
    accept = {"Accept": "text/turtle" if address.startswith("/graphs") else "text/html,*/*;q=0.5"}
    for version, status in {"1": 200, "first": 200, "2": 410, "77": 404, "-1": 400}.items():
        answer = site.get(f"{address}{join}version={quote(version)}", headers=accept)
        assert answer.status_code == status, (version, answer.text[:500])
        if status == 200:
            assert answer.headers["data-version"] == "1"


def test_a_prepared_query_and_sparql_give_the_same_rows_of_a_named_version(site: httpx.Client) -> None:
    text = site.get("/queries/sources.rq", params={"version": "1"}).text
    prepared, asked = (
        {
            version: sorted(str(sorted(row.items())) for row in answer.json()["results"]["bindings"])
            for version in ("1", "4")
            for answer in [ask(version)]
        }
        for ask in (
            lambda version: site.get("/queries/sources.json", params={"version": version}),
            lambda version: sparql(site, "form", text, version),
        )
    )
    assert prepared == asked
    assert prepared["1"] != prepared["4"]


def test_the_same_query_of_two_versions_has_two_entity_tags(site: httpx.Client) -> None:
    tags = {v: sparql(site, "get", COUNT, v).headers["etag"] for v in ("1", "4")}
    assert tags["1"] != tags["4"]
    again = site.get(
        "/sparql", params={"query": COUNT, "version": "1"}, headers={**JSON, "If-None-Match": tags["1"]}
    )
    assert again.status_code == 304
    assert again.headers["data-version"] == "1"
    other = site.get(
        "/sparql", params={"query": COUNT, "version": "4"}, headers={**JSON, "If-None-Match": tags["1"]}
    )
    assert other.status_code == 200


def test_older_versions_are_asked_in_turn_by_one_worker(site: httpx.Client) -> None:
    for version in ("1", "3", "4", "1", "3", "4"):
        assert sparql(site, "get", COUNT, version).headers["data-version"] == version


def test_the_version_of_sparql_is_no_version_of_the_data(site: httpx.Client) -> None:
    assert sparql(site, "get", COUNT, "1.2").headers["data-version"] == "4"
    both = site.get(
        "/sparql?" + urlencode([("query", COUNT), ("version", "1.2"), ("version", "1")]), headers=JSON
    )
    assert both.headers["data-version"] == "1"
    twice = site.get(
        "/sparql?" + urlencode([("query", COUNT), ("version", "3"), ("version", "1")]), headers=JSON
    )
    assert twice.status_code == 400


@pytest.mark.parametrize("address", ["/update?version=1", "/sparql?version=1"])
def test_an_update_names_no_version(site: httpx.Client, address: str) -> None:
    answer = site.post(address, data={"update": "INSERT DATA { <urn:x> <urn:y> 1 }"})
    assert answer.status_code == 400
    assert "versions restore" in answer.json()["hint"]
    written = site.put("/graphs?graph=urn:g&version=1", content="", headers={"Content-Type": "text/turtle"})
    assert written.status_code == 400


def test_the_form_asks_and_names_the_version_that_is_read(site: httpx.Client) -> None:
    page = site.get("/sparql?version=1", headers={"Accept": "text/html"}).text
    assert 'action="/sparql?version=1"' in page
    assert "version first, not the current one" in page
    answer = site.post("/sparql?version=1", data={"query": COUNT}, headers={"Accept": "text/html"})
    assert answer.headers["data-version"] == "1"
    rows = re.search(r"<tbody>.*?</tbody>", answer.text, re.DOTALL)
    assert rows is not None
    assert re.sub(r"<[^>]+>|\s", "", rows[0]) not in ("", "0")
    links = [html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', answer.text)]
    current = re.search(r'class="older".*?href="([^"]*)"', answer.text, re.DOTALL)
    assert current is not None
    for link in links:
        if link != html.unescape(current[1]) and link.startswith(
            ("/id/", "/queries", "/sparql", "/trace", "/sources")
        ):
            assert "version=1" in link, link
    assert site.get("/sparql", headers={"Accept": "text/html"}).text.count(">version 4</span>") == 1
