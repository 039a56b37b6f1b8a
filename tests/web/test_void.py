"""The data is described in VoID, and its counts are those of the data."""

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store

from graph.store.reader import EmbeddedReader
from ontology.iris import BASE
from ontology.prefixes import PREFIXES
from tests.web.conftest import Inside
from web.pages.void import ADDRESS

EXT = "http://ldf.fi/void-ext#"
LOADER = """
    PREFIX void: <http://rdfs.org/ns/void#>
    PREFIX void-ext: <http://ldf.fi/void-ext#>
    SELECT DISTINCT ?class ?property ?objectClass ?datatype {
      ?part void:class ?class ; void:propertyPartition ?of .
      ?of void:property ?property .
      OPTIONAL {
        { ?of void:classPartition [ void:class ?objectClass ] }
        UNION { ?of void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
      }
    }"""
"""What programs that learn the shape of the data ask of VoID."""


def void(inside: Inside, accept: str = "text/turtle", query: str = "") -> Store:
    answer = inside.get(ADDRESS + query, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    store = Store()
    store.load(
        answer.content, format=RdfFormat.from_media_type(answer.headers["Content-Type"].partition(";")[0])
    )
    return store


def rows(store: Store, query: str) -> set[tuple[str, ...]]:
    return {
        tuple("" if one is None else one.value for one in row)
        for row in store.query(query, prefixes=PREFIXES)
    }


def test_the_dataset_says_how_much_it_is_and_where_it_can_be_had(
    inside: Inside, five_reports: EmbeddedReader
) -> None:
    found = rows(
        void(inside),
        f"SELECT ?n ?at ?dump {{ <{BASE}> void:triples ?n ; void:sparqlEndpoint ?at ; void:dataDump ?dump }}",
    )
    (count,) = five_reports.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0]
    assert found == {(count.value, "http://inside/sparql", "http://inside/graphs")}


def test_each_class_has_its_things_and_its_properties_with_counts(
    inside: Inside, five_reports: EmbeddedReader
) -> None:
    of_void = rows(
        void(inside),
        f"""SELECT ?class ?things ?property ?n {{ <{BASE}> void:classPartition ?part .
            ?part void:class ?class ; void:entities ?things ; void:propertyPartition ?of .
            ?of void:property ?property ; void:triples ?n }}""",
    )
    of_data = five_reports.select(
        """SELECT ?class ?things ?property (COUNT(*) AS ?n) {
             { SELECT ?class (COUNT(*) AS ?things) { ?x a ?class } GROUP BY ?class }
             ?thing a ?class ; ?property ?value } GROUP BY ?class ?things ?property"""
    )
    assert of_void == {tuple(one.value for one in row) for row in of_data.rows}
    assert len(of_void) > 500


def test_programs_find_to_what_the_properties_of_a_class_lead(inside: Inside) -> None:
    found = rows(void(inside), LOADER)
    hn, xsd = PREFIXES["hn"], PREFIXES["xsd"]
    assert (f"{hn}Citation", f"{hn}cited", f"{hn}PolicyDocument", "") in found
    assert (f"{hn}Citation", f"{hn}wording", "", f"{PREFIXES['rdf']}langString") in found
    assert (f"{hn}Congress", f"{hn}ordinal", "", f"{xsd}integer") in found


@pytest.mark.parametrize(
    "media_type", ["application/ld+json", "application/n-triples", "application/rdf+xml"]
)
def test_every_format_says_the_same(inside: Inside, media_type: str) -> None:
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert rows(void(inside, media_type, "?version=1"), everything) == rows(void(inside), everything)


def test_rdflib_reads_it(inside: Inside) -> None:
    graph = rdflib.Graph().parse(data=inside.get(ADDRESS).text, format="turtle")
    assert (rdflib.URIRef(BASE), rdflib.RDF.type, rdflib.VOID.Dataset) in graph


def test_a_format_or_a_version_that_is_not_there_is_refused(client: httpx.Client) -> None:
    assert client.get(ADDRESS, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(ADDRESS + "?format=pdf").status_code == 406
    assert client.get(ADDRESS + "?version=999").status_code == 404
    assert client.get(ADDRESS + ".ttl").headers["Content-Type"].startswith("text/turtle")


def test_the_first_page_leads_to_it(client: httpx.Client) -> None:
    assert f'rel="describedby" type="text/turtle" href="{ADDRESS}"' in client.get("/").text
