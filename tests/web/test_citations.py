"""An answer that is cited can be checked later: the same bytes and hash, or what changed in it and by which claims."""

import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.claims.sources import withdraw
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
from ontology.iris import mint
from queries.export.digest import digest_of
from tests.web.conftest import GONE, serving

QUERY = "SELECT ?member ?body { ?m org:member ?member ; org:organization ?body } ORDER BY ?member ?body"

FRENCH = 'SELECT ?thing ?name { ?thing skos:prefLabel ?name FILTER(LANG(?name) = "fr") } ORDER BY ?thing'


@pytest.fixture(scope="module")
def served(
    five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[VersionStore, httpx.Client]]:
    root = tmp_path_factory.mktemp("citations") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    store = VersionStore(root)
    store.tag("first")
    with serving(root) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.headers["Accept-Language"] = "en"
        yield store, client


@pytest.fixture
def store(served: tuple[VersionStore, httpx.Client]) -> VersionStore:
    """The store that is served, the five reports its newest version; a test may change it."""
    store, _ = served
    if store.current_number() != 1:
        store.restore("first")
    return store


@pytest.fixture
def site(served: tuple[VersionStore, httpx.Client], store: VersionStore) -> httpx.Client:
    return served[1]


def cite(site: httpx.Client, query: str = QUERY, form: str = "page") -> str:
    """Cite the answer of today; return the address of the citation."""
    site.cookies.clear()  # of the language
    answer = site.post("/links", data={"query": query, "as": form})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["href"])


def verdict(site: httpx.Client, href: str) -> tuple[str, str]:
    site.cookies.clear()  # which may have a language
    page = site.get(href, headers={"Accept": "text/html"})
    assert page.status_code == 200, page.text
    found = re.search(r'data-verdict="([a-z-]+)"', page.text)
    assert found
    return found[1], html.unescape(page.text)


def parameters(href: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in href.partition("?")[2].split("&"))


def prune(store: VersionStore, href: str) -> None:
    """Remove the version that is cited, as pruning does once nobody has it open."""
    shutil.rmtree(store.path_of(int(parameters(href)["version"])))


def file_of(site: httpx.Client, href: str) -> httpx.Response:
    """The CSV of the version that is cited."""
    return site.get(f"{href.partition('?')[0]}.csv", params={"version": parameters(href)["version"]})


def test_the_hash_is_that_of_the_csv_of_the_version(site: httpx.Client) -> None:
    href = cite(site)
    said = parameters(href)
    file = file_of(site, href)
    assert hashlib.sha256(file.content).hexdigest() == said["sha256"]
    assert said["rows"] == str(len(file.text.splitlines()) - 1)
    kind, page = verdict(site, href)
    assert kind == "same"
    assert f"{href.partition('?')[0]}.csv?version={said['version']}' | sha256sum" in page
    assert verdict(site, href + "&lang=vi")[0] == "same"


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?x a hn:Tenure }",
        "CONSTRUCT { ?s a ?t } WHERE { ?s a hn:Tenure, ?t }",
        'SELECT ?x { VALUES ?x { "a,b" "line\\nbreak" "\\"quoted\\"" "" <http://e.org/a,b> } }',
        "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t",
        "SELECT * { ?s ?p ?o FILTER(isBlank(?o)) } LIMIT 10",
        "SELECT ?x { ?x a hn:NoSuchThing }",
    ],
)
def test_answers_of_every_form_are_cited(site: httpx.Client, query: str) -> None:
    assert verdict(site, cite(site, query))[0] == "same"


def test_the_order_of_rows_is_spoken_of_where_there_are_rows(site: httpx.Client) -> None:
    for query, warned in (
        ("SELECT ?x { ?x a hn:Term }", True),
        (QUERY, False),
        ("ASK { ?x a hn:Term }", False),
    ):
        page = site.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
        assert "Cite this answer" in page.text
        assert ("has no ORDER BY" in page.text) is warned


def test_a_changed_answer_says_by_which_claims(site: httpx.Client, store: VersionStore) -> None:
    href = cite(site, FRENCH)
    before = file_of(site, href).content
    withdraw(store, mint("source", GONE))
    kind, page = verdict(site, href)
    assert kind == "changed"
    assert "Rows that went" in page
    assert "claims of things in these rows" in page
    assert f"/id/source/{GONE}" in page
    again = file_of(site, href).content
    assert again == before
    assert hashlib.sha256(again).hexdigest() == parameters(href)["sha256"]


def test_a_change_without_a_claim_is_said(site: httpx.Client, store: VersionStore, tmp_path: Path) -> None:
    href = cite(site, "SELECT ?s ?o { ?s <http://example.org/knows> ?o }")
    more = tmp_path / "more.nt"
    more.write_text("<http://example.org/a> <http://example.org/knows> <http://example.org/b> .\n")
    load_rdf(store, rdf_files(more))
    kind, page = verdict(site, href)
    assert kind == "changed"
    assert "Rows that came" in page
    assert "What was put in without a claim changed:" in page


def test_an_answer_that_did_not_change_is_the_same_in_a_later_version(
    site: httpx.Client, store: VersionStore
) -> None:
    store.restore("first")
    href = cite(site, "SELECT ?x { ?x a hn:Term } ORDER BY ?x")
    store.restore("first")
    assert verdict(site, href)[0] == "same"
    prune(store, href)
    kind, page = verdict(site, href)
    assert kind == "gone-same"
    assert "no longer kept" in page


def test_a_pruned_version_says_what_can_still_be_said(site: httpx.Client, store: VersionStore) -> None:
    store.restore("first")
    href = cite(site, FRENCH)
    withdraw(store, mint("source", GONE))
    prune(store, href)
    kind, page = verdict(site, href)
    assert kind == "gone"
    assert parameters(href)["sha256"][:8] in page
    assert "Whoever kept the CSV" in page
    bib = site.get(href.replace("?", ".bib?"))
    assert bib.status_code == 200
    assert f"version = {{{parameters(href)['version']}}}" in bib.text
    assert "date" not in bib.text


def test_references_name_query_version_rows_and_hash(site: httpx.Client) -> None:
    query = f"# title: Members & bodies\n{QUERY}"
    said = parameters(cite(site, query))
    bib, ris, csl = (site.get(cite(site, query, form)) for form in ("bib", "ris", "csl"))
    assert r"Members \& bodies" in bib.text
    for one in (bib, ris):
        assert said["sha256"] in one.text
        assert f"{said['rows']} rows" in one.text
    (item,) = json.loads(csl.text)
    assert item["URL"].endswith(f"&unordered={said['unordered']}")
    assert item["version"] == ("first" if said["version"] == "1" else said["version"])
    assert item["issued"]["date-parts"][0][0] > 2000


def test_a_changed_address_is_not_what_was_cited(site: httpx.Client) -> None:
    href = cite(site)
    said = parameters(href)
    assert verdict(site, href.replace(said["sha256"], "0" * 64))[0] == "reordered"
    other = href.replace(said["sha256"], "0" * 64).replace(said["unordered"], "0" * 16)
    assert verdict(site, other)[0] == "other"
    for wrong, status in (
        (href.replace(said["sha256"], "abc"), 400),
        (href.replace(f"version={said['version']}", "version=777"), 404),
        (href.replace(f"version={said['version']}&", ""), 400),
        (href.replace(said["unordered"], "x"), 400),
        (href.replace(f"rows={said['rows']}", "rows=many"), 400),
        (href.replace("/q/", "/q/0"), 404),
        (href.replace("?", ".pdf?"), 404),
    ):
        assert site.get(wrong, headers={"Accept": "text/html"}).status_code == status, wrong


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT (NOW() AS ?t) {}", "another each time"),
        ("SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }", "another service"),
        ("CONSTRUCT { _:x a ?t } WHERE { ?s a ?t }", "blank nodes"),
    ],
)
def test_an_answer_that_is_another_each_time_is_not_cited(site: httpx.Client, query: str, why: str) -> None:
    answer = site.post("/links", data={"query": query, "as": "page"})
    assert (answer.status_code, why in answer.json()["detail"]) == (400, True)


def test_a_file_is_told_by_its_rows_in_any_order_and_parts() -> None:
    text = b'x,y\r\n1,"a\r\n""b"""\r\n2,c\r\n3,\r\n'
    whole = digest_of([text])
    assert whole == digest_of(text[at : at + 1] for at in range(len(text)))
    assert whole.rows == 3
    other = digest_of([b'x,y\r\n3,\r\n1,"a\r\n""b"""\r\n2,c\r\n'])
    assert (other.unordered, other.rows) == (whole.unordered, whole.rows)
    assert other.sha256 != whole.sha256
    assert digest_of([b"x,y\r\n1,a\r\n"]).unordered != digest_of([b"x,y\r\n1,b\r\n"]).unordered
