"""Real clients, as people use them: what they send is understood, what they get they understand."""

import csv
import io
import shutil
import subprocess
import warnings
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import pandas
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import Unauthorized

from graph.api_tokens import Tokens
from tests.web.sparql.conftest import DATA, GRAPHS, oxigraph_serving

NAMES = "SELECT ?l { <http://example.org/nghe-an> <http://example.org/name> ?l } ORDER BY ?l"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_json(server: Any, method: str) -> None:
    client = SPARQLWrapper(server.url + "/sparql", returnFormat=JSON)
    client.setMethod(method)
    client.setQuery(NAMES)
    rows = client.query().convert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == ["Nghe An", "Nghệ An"]


def test_sparqlwrapper_reads_xml_csv_and_rdf(server: Any) -> None:
    client = SPARQLWrapper(server.url + "/sparql", returnFormat=XML)
    client.setQuery(NAMES)
    assert len(client.query().convert().getElementsByTagName("result")) == 2
    client.setReturnFormat(CSV)
    assert client.query().convert().decode().split("\r\n")[:2] == ["l", "Nghe An"]
    client.setReturnFormat(N3)
    client.setQuery("CONSTRUCT WHERE { ?s <http://example.org/number> ?o }")
    graph = Graph().parse(client.query().convert(), format="turtle")
    assert len(graph) == 1


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of Oxigraph's own server with the same data."""
    with oxigraph_serving(tmp_path_factory.mktemp("oxigraph"), DATA, GRAPHS) as address:
        yield address


RETURN_FORMATS = (JSON, XML, TURTLE, N3, RDF, RDFXML, CSV, TSV, JSONLD)
FORMS = {
    "SELECT": "SELECT ?s ?o { ?s <http://example.org/name> ?o }",
    "ASK": "ASK { ?s <http://example.org/name> ?o }",
    "CONSTRUCT": "CONSTRUCT WHERE { ?s <http://example.org/name> ?o }",
    "DESCRIBE": "DESCRIBE <http://example.org/vinh>",
}
RESULTS_READERS = {
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


def said(form: str, media_type: str, body: bytes) -> object:
    """What an answer says, whichever format it came in: rows of texts, yes or no, or a graph."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        return {quad.triple for quad in parse(body, format=RdfFormat.from_media_type(media_type))}
    if media_type == "text/csv":
        lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
        return lines == [["true"]] if form == "ASK" else set(map(tuple, lines[1:]))
    if form == "ASK" and media_type == "text/tab-separated-values":
        return body.strip() == b"true"
    results = parse_query_results(body, format=RESULTS_READERS[media_type])
    if isinstance(results, QuerySolutions):
        return {tuple(term.value for term in row) for row in results}
    return bool(results)


def asked(endpoint: str, method: str, form: str, return_format: str) -> object:
    """What an answer to SPARQLWrapper says; it has made of it what it does by itself before."""
    client = SPARQLWrapper(endpoint, returnFormat=return_format)
    if method == "DIRECT":  # the query alone is the body, and the format stands in Accept alone
        client.setMethod(POST)
        client.setRequestMethod(POSTDIRECTLY)
        client.setOnlyConneg(True)
    else:
        client.setMethod(method)
    client.setQuery(FORMS[form])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of formats that do not fit the form, and asks all the same
        client.queryAndConvert()
        answer = client.query()
    return said(form, answer.info()["content-type"].partition(";")[0], answer.response.read())


@pytest.mark.parametrize("method", ["GET", "POST", "DIRECT"])
@pytest.mark.parametrize("form", FORMS)
def test_sparqlwrapper_gets_what_oxigraph_s_server_gives_it(
    server: Any, oxigraph: str, method: str, form: str
) -> None:
    """In every format that it knows, whether it fits the form of the query or not: its own defaults do not."""
    for return_format in RETURN_FORMATS:
        expected = asked(oxigraph + "/query", method, form, return_format)
        assert asked(server.url + "/sparql", method, form, return_format) == expected, return_format


def test_sparqlwrapper_updates(shared: Any) -> None:
    client = SPARQLWrapper(shared.url + "/sparql", updateEndpoint=shared.url + "/update")
    client.setMethod(POST)
    client.setQuery('INSERT DATA { <urn:wrapper> <urn:p> "Nghệ" }')
    client.query()
    assert shared.query("SELECT ?o { <urn:wrapper> ?p ?o }").rows == [{"o": "Nghệ"}]


@pytest.fixture(scope="module")
def token(shared: Any) -> str:
    """A token of the shared server."""
    text, _ = Tokens(shared.store).new(name="clients", role="admin")
    return text


def test_sparqlwrapper_gives_its_token_as_a_password(shared: Any, token: str) -> None:
    client = SPARQLWrapper(shared.url + "/sparql", updateEndpoint=shared.url + "/update")
    client.setMethod(POST)
    client.setQuery("INSERT DATA { <urn:with-password> <urn:p> 1 }")
    client.setCredentials("anybody", "not-" + token)
    with pytest.raises(Unauthorized):
        client.query()
    client.setCredentials("anybody", token)
    client.query()
    assert shared.query("ASK { <urn:with-password> <urn:p> 1 }").json["boolean"] is True


def test_rdflib_gives_its_token_as_a_password(shared: Any, token: str) -> None:
    endpoints = (shared.url + "/sparql", shared.url + "/update")
    triple = (URIRef("urn:rdflib-password"), URIRef("urn:p"), Literal("ạ"))
    wrong = Graph(SPARQLUpdateStore(*endpoints, auth=("anybody", "wrong")), identifier=URIRef("urn:password"))
    with pytest.raises(HTTPError, match="401"):
        wrong.add(triple)
    right = Graph(SPARQLUpdateStore(*endpoints, auth=("anybody", token)), identifier=URIRef("urn:password"))
    right.add(triple)
    assert list(right) == [triple]


def test_a_password_opens_what_a_token_opens_but_for_pages_of_other_sites(shared: Any, token: str) -> None:
    def listed(authorization: str, **fields: str) -> Any:
        return shared.get("/sparql/queries", Authorization=authorization, **fields)

    basic = "Basic " + b64encode(f"nghệ:{token}".encode()).decode()
    assert listed(basic).status == 200
    assert listed("bAsIc " + basic.partition(" ")[2]).status == 200
    assert listed(basic, Sec_Fetch_Site="cross-site").status == 403
    for wrong in (
        "Basic",
        "Basic !",
        "Basic " + b64encode(b"no colon").decode(),
        "Basic OnRva2Vu",
        "Digest x",
    ):
        answer = listed(wrong)
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Bearer realm=")
        assert ', Basic realm="huunghi", charset="UTF-8"' in answer.headers["www-authenticate"]


def test_rdflib_s_store_reads(server: Any) -> None:
    graph = Graph(SPARQLStore(server.url + "/sparql"))
    found = set(graph.objects(URIRef("http://example.org/nghe-an"), URIRef("http://example.org/name")))
    assert found == {Literal("Nghệ An", lang="vi"), Literal("Nghe An", lang="en")}
    assert [str(row[0]) for row in graph.query(NAMES)] == ["Nghe An", "Nghệ An"]
    assert (URIRef("http://example.org/vinh"), None, None) in graph


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("return_format", ["xml", "json", "csv", "tsv"])
def test_rdflib_s_store_asks_in_every_form_and_format(server: Any, method: str, return_format: str) -> None:
    store = SPARQLStore(server.url + "/sparql", method=method, returnFormat=return_format)
    graph = Graph(store)
    names = graph.query(NAMES, initBindings={"unused": URIRef("urn:x")} if method == "POST" else None)
    assert [str(row[0]) for row in names] == ["Nghe An", "Nghệ An"]
    columns = graph.query("SELECT * { ?thing <http://example.org/in> ?place }").vars
    assert [str(name) for name in columns or ()] == ["thing", "place"]
    if return_format in ("xml", "json"):  # of an answer in CSV or TSV it makes rows
        assert graph.query("ASK { ?s <http://example.org/in> ?o }").askAnswer is True
    if return_format == "xml":  # with every other it takes no RDF at all
        made = graph.query("CONSTRUCT WHERE { ?s <http://example.org/in> ?o }").graph
        assert made is not None and len(made) == 1
        told = graph.query("DESCRIBE <http://example.org/vinh>").graph
        assert told is not None and len(told) == 2


def test_rdflib_s_store_lists_and_reads_named_graphs(server: Any) -> None:
    store = SPARQLStore(server.url + "/sparql")
    assert {str(name) for name in store.contexts()} == {"http://example.org/g1", "http://example.org/g2"}
    one = Graph(store, identifier=URIRef("http://example.org/g1"))
    assert [str(o) for o in one.objects()] == ["in one"]
    assert len(one) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib_s_update_store_writes_and_reads_back(shared: Any, method: str) -> None:
    store = SPARQLUpdateStore(shared.url + "/sparql", shared.url + "/update", method=method)
    graph = Graph(store, identifier=URIRef(f"urn:rdflib:{method}"))
    triple = (URIRef("urn:a"), URIRef("urn:b"), Literal('ạ "quoted"\nline', lang="vi"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert list(graph) == []


def test_pandas_reads_csv_from_the_address(server: Any) -> None:
    query = 'SELECT * { VALUES (?name ?n) { ("a, \\"b\\"\\nc" 1) ("Nghệ An" 2) } }'
    frame = pandas.read_csv(f"{server.url}/sparql?format=csv&query={quote(query)}")
    assert frame["n"].tolist() == [1, 2]
    assert frame["name"].tolist() == ['a, "b"\nc', "Nghệ An"]
    posted = server.query(query, accept="text/csv")
    assert pandas.read_csv(io.BytesIO(posted.body)).equals(frame)


def test_pandas_reads_the_workbook_with_numbers_as_numbers(server: Any) -> None:
    query = 'SELECT * { VALUES (?name ?n) { ("=1+1" 1) ("Nghệ An" 2) } } ORDER BY ?n'
    frame = pandas.read_excel(io.BytesIO(server.get(f"/sparql?format=xlsx&query={quote(query)}").body))
    assert frame["n"].tolist() == [1, 2]
    assert frame["name"].tolist() == ["=1+1", "Nghệ An"]


def test_a_workbook_of_more_rows_than_asked_for_is_cut_and_says_so(server: Any) -> None:
    query = "SELECT ?n { VALUES ?n { 1 2 3 } }"
    answer = server.get(f"/sparql?format=xlsx&max-rows=2&query={quote(query)}")
    assert answer.headers["truncated"] == "rows=2"
    assert len(pandas.read_excel(io.BytesIO(answer.body))) == 2


def test_pandas_reads_tsv_and_json_too(server: Any) -> None:
    address = f"{server.url}/sparql?query={quote(NAMES)}&format="
    tsv = pandas.read_csv(address + "tsv", sep="\t", quoting=csv.QUOTE_NONE)
    assert tsv["?l"].tolist() == ['"Nghe An"@en', '"Nghệ An"@vi']
    json_rows = pandas.json_normalize(
        server.get(address.removeprefix(server.url) + "json").json["results"]["bindings"]
    )
    assert json_rows["l.value"].tolist() == ["Nghe An", "Nghệ An"]


def test_sparqldataframe_makes_a_frame_with_the_columns_of_the_query(server: Any) -> None:
    sparqldataframe = pytest.importorskip("sparqldataframe")
    text = "SELECT * { ?thing <http://example.org/in> ?place OPTIONAL { ?thing <urn:none> ?a } }"
    frame = sparqldataframe.query(server.url + "/sparql", text)
    assert frame.columns.tolist() == ["thing", "place", "a"]
    assert frame.values.tolist() == [["http://example.org/vinh", "http://example.org/nghe-an", None]]


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_asks_in_every_way(server: Any) -> None:
    def curl(*arguments: str) -> str:
        done = subprocess.run(["curl", "-sSf", *arguments], capture_output=True, check=True, timeout=30)
        return done.stdout.decode()

    address = server.url + "/sparql"
    as_csv = ["-H", "Accept: text/csv"]
    expected = "l\r\nNghe An\r\nNghệ An\r\n"
    assert curl(*as_csv, "-G", "--data-urlencode", f"query={NAMES}", address) == expected
    assert curl(*as_csv, "--data-urlencode", f"query={NAMES}", address) == expected
    direct = ["-H", "Content-Type: application/sparql-query", "--data-binary", NAMES]
    assert curl(*as_csv, *direct, address) == expected
    assert curl(*as_csv, "-X", "QUERY", *direct, address) == expected
    assert curl("--compressed", *as_csv, *direct, address) == expected
    assert "sd:Service" in curl(address)
    quads = curl(server.url + "/graphs").splitlines()
    assert '<http://example.org/a> <http://example.org/p> "in one" <http://example.org/g1> .' in quads
    preflight = curl("-X", "OPTIONS", "-i", "-H", "Origin: https://elsewhere.example", server.url + "/graphs")
    assert "access-control-allow-origin: *" in preflight.lower()
    for accept in ("text/csv", "application/sparql-results+xml"):
        got = curl("-i", "-H", f"Accept: {accept}", "-G", "--data-urlencode", f"query={NAMES}", address)
        head = curl("-I", "-H", f"Accept: {accept}", "-G", "--data-urlencode", f"query={NAMES}", address)
        assert _fields(head) == _fields(got)


def _fields(answer: str) -> dict[str, str]:
    """The header fields of an answer, but those of the single request."""
    lines = answer.replace("\r", "").partition("\n\n")[0].split("\n")[1:]
    fields = {name.lower(): value for name, _, value in (line.partition(":") for line in lines)}
    return {n: v for n, v in fields.items() if n not in ("date", "query-id", "server-timing", "x-request-id")}


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_updates_with_a_user_name_and_a_password(shared: Any, token: str) -> None:
    def curl(password: str) -> str:
        update = "update=INSERT DATA { <urn:curl> <urn:p> 1 }"
        command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-u", f"me:{password}"]
        command += ["--data-urlencode", update, shared.url + "/update"]
        return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout.decode()

    assert (curl("wrong"), curl(token)) == ("401", "204")
