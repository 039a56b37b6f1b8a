"""SPARQLWrapper, pandas and rdflib's SPARQLStore read every sort of term, the description, examples, and our errors.

`tests/web/sparql/test_clients.py` has every format and method, and how they write.
"""

import io
from urllib.error import HTTPError
from urllib.parse import quote

import pandas
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH, VOID
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper, SPARQLWrapper2
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed

from queries.collection import catalogue
from tests.clients.conftest import LARGE, MANY, TERMS, WRONG
from tests.web.sparql.conftest import Server

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
NGHE_AN = URIRef("https://w3id.org/huunghi/id/place/nghe-an")
RUSSIAN = 'Хайзыонг, "город"\nи провинция'


def wrapper(service: Server, query: str, form: str = JSON, method: str = "GET") -> SPARQLWrapper:
    client = SPARQLWrapper(f"{service.url}/sparql", returnFormat=form)
    client.setMethod(method)
    client.setQuery(query)
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_every_sort_of_term(service: Server, method: str) -> None:
    first, second, third = wrapper(service, TERMS, method=method).queryAndConvert()["results"]["bindings"]
    assert first["name"] == {"type": "literal", "value": "Nghệ An", "xml:lang": "vi"}
    assert first["day"] == {"type": "literal", "value": "2024-04-02", "datatype": str(XSD.date)}
    assert (second["name"]["value"], second["name"]["xml:lang"]) == (RUSSIAN, "ru")
    assert "place" not in third and "none" not in third
    assert {row["node"]["type"] for row in (first, second, third)} == {"bnode"}


def test_sparqlwrapper_s_own_bindings_and_xml_have_them_too(service: Server) -> None:
    client = SPARQLWrapper2(f"{service.url}/sparql")
    client.setQuery(TERMS)
    rows = client.query()
    assert rows.variables == ["place", "name", "value", "day", "none", "node"]
    assert [row["name"].value for row in rows.bindings] == ["Nghệ An", RUSSIAN, "=1+1"]
    assert rows.bindings[0]["name"].lang == "vi"
    document = wrapper(service, TERMS, XML).queryAndConvert()
    assert RUSSIAN in [one.firstChild.data for one in document.getElementsByTagName("literal")]


def test_sparqlwrapper_asks_constructs_and_gets_large_answers(service: Server) -> None:
    assert wrapper(service, "ASK { ?s ?p ?o }").queryAndConvert()["boolean"] is True
    made = wrapper(service, f"CONSTRUCT WHERE {{ <{NGHE_AN}> ?p ?o }}", TURTLE).queryAndConvert()
    assert Literal("Нге Ан", lang="ru") in set(Graph().parse(made, format="turtle").objects(NGHE_AN))
    assert len(wrapper(service, LARGE).queryAndConvert()["results"]["bindings"]) == MANY


def test_sparqlwrapper_tells_in_our_words_what_is_wrong(service: Server) -> None:
    with pytest.raises(QueryBadFormed) as wrong:
        wrapper(service, WRONG).query()
    assert "Line 1, column" in str(wrong.value) and "org" in str(wrong.value)
    client = SPARQLWrapper(f"{service.url}/sparql/versions/77", returnFormat=JSON)
    client.setQuery("ASK {}")
    with pytest.raises(EndPointNotFound) as unknown:
        client.query()
    assert "There is no version" in str(unknown.value) and "/changes lists them" in str(unknown.value)


def test_sparqlwrapper_asks_the_version_that_its_address_names(service: Server) -> None:
    client = SPARQLWrapper(f"{service.url}/sparql/versions/1", returnFormat=JSON)
    client.setQuery("ASK { ?s ?p ?o }")
    answer = client.query()
    assert answer.info()["data-version"] == "1" and answer.convert()["boolean"] is True


def test_pandas_makes_columns_of_numbers_dates_and_texts(service: Server) -> None:
    query = f"PREFIX xsd: <{XSD}> SELECT ?name ?n ?share ?day {{ VALUES (?name ?n ?share ?day) {{ " + (
        '("Nghệ An"@vi 7 1.5 "2024-04-02"^^xsd:date) ("Хайзыонг"@ru 8 UNDEF "2024-04-03"^^xsd:date) } }'
    )
    address = f"{service.url}/sparql?format=csv&query={quote(query)}"
    frame = pandas.read_csv(address, parse_dates=["day"])
    assert frame["name"].tolist() == ["Nghệ An", "Хайзыонг"]
    assert [frame[name].dtype.kind for name in ("n", "share", "day")] == ["i", "f", "M"]
    assert frame["share"].isna().tolist() == [False, True]
    assert len(pandas.read_csv(f"{service.url}/sparql?format=csv&query={quote(LARGE)}")) == MANY
    with pytest.raises(HTTPError, match="400") as wrong:
        pandas.read_csv(f"{service.url}/sparql?format=csv&query={quote(WRONG)}")
    assert "Line 1, column" in wrong.value.read().decode()
    sent = wrapper(service, query, CSV, "POST").queryAndConvert()
    assert pandas.read_csv(io.BytesIO(sent), parse_dates=["day"]).equals(frame)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_s_store_reads_every_sort_of_term(service: Server, method: str) -> None:
    graph = Graph(SPARQLStore(f"{service.url}/sparql", method=method, returnFormat="json"))
    first, second, third = graph.query(TERMS)
    assert (first.place, first.name) == (NGHE_AN, Literal("Nghệ An", lang="vi"))
    assert (first.value, first.day) == (Literal(7), Literal("2024-04-02", datatype=XSD.date))
    assert (second.name, second.day) == (Literal(RUSSIAN, lang="ru"), Literal("2024", datatype=XSD.gYear))
    assert (third.place, third.none, third.value) == (None, None, Literal(True))
    assert len({row.node for row in (first, second, third) if isinstance(row.node, BNode)}) == 3


def test_rdflib_s_store_finds_names_and_claims_by_patterns(service: Server) -> None:
    store = SPARQLStore(f"{service.url}/sparql")
    names = set(Graph(store).objects(NGHE_AN, URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")))
    assert Literal("Nghệ An", lang="vi") in names
    source = URIRef("https://w3id.org/huunghi/graph/source/nghe-an-2024-04-ru")
    assert source in {one.identifier if isinstance(one, Graph) else one for one in store.contexts()}
    assert next(Graph(store, identifier=source).subjects(RDF.subject, NGHE_AN), None) is not None
    with pytest.raises(ValueError, match="wrong formulating"):  # it keeps our words to itself
        Graph(store).query(WRONG)


def test_rdflib_reads_the_description_the_examples_and_void(service: Server) -> None:
    """From the service's own addresses, by what it negotiates itself."""
    graph = Graph().parse(f"{service.url}/sparql")
    assert next(graph.objects(None, SD.endpoint)) == URIRef(f"{service.url}/sparql")
    examples = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(examples) == len(catalogue())
    assert set(Graph().parse(f"{service.url}/queries").subjects(RDF.type, SH.SPARQLExecutable)) == examples
    void = Graph().parse(f"{service.url}/.well-known/void")
    counted = set(void.objects(None, VOID["class"]))
    assert URIRef("http://www.w3.org/ns/org#Post") in counted
    assert set(graph.objects(None, VOID["class"])) == counted
