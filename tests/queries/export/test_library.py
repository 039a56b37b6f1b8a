"""The catalogue as RDF: every query of it can be run as it is described."""

import rdflib
from pyoxigraph import RdfFormat, serialize
from rdflib.namespace import RDF, RDFS, SH

from queries.collection import catalogue
from queries.export.library import LIBRARY, library_triples

ENDPOINT = "http://127.0.0.1:8000/sparql"


def described() -> rdflib.Graph:
    turtle = serialize(library_triples(catalogue().values(), ENDPOINT), format=RdfFormat.TURTLE)
    assert turtle is not None
    return rdflib.Graph().parse(data=turtle, format="turtle")


def test_every_query_is_described_in_both_languages_with_a_text_that_parses() -> None:
    """Programs that learn from examples find a sentence and a query for each."""
    graph = described()
    executables = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert executables == {rdflib.URIRef(f"{LIBRARY}/{name}") for name in catalogue()}
    for one in executables:
        assert {label.language for label in graph.objects(one, RDFS.label)} == {"en", "vi"}
        assert {comment.language for comment in graph.objects(one, RDFS.comment)} == {"en", "vi"}
        texts = [text for p in (SH.select, SH.ask, SH.construct) for text in graph.objects(one, p)]
        assert len(texts) == 1


def test_a_parameter_says_its_name_its_kind_and_an_example() -> None:
    """A client can make the form of it."""
    graph = described()
    query = rdflib.URIRef(f"{LIBRARY}/holders-of-post")
    parameters = {
        str(graph.value(node, SH.path)).rpartition("#")[2]: node
        for node in graph.objects(query, SH.parameter)
    }
    assert parameters.keys() == {"post", "day", "language"}
    assert graph.value(parameters["day"], SH.datatype) == rdflib.XSD.date
    assert graph.value(parameters["post"], SH.nodeKind) == SH.IRI
    assert graph.value(parameters["language"], SH.optional) == rdflib.Literal(True)
    assert graph.value(parameters["language"], SH.defaultValue) == rdflib.Literal("en")


def test_the_prefixes_of_all_texts_are_declared() -> None:
    """`sh:prefixes` leads to them, as SHACL has it."""
    graph = described()
    declared = {str(prefix) for prefix in graph.objects(None, SH.prefix)}
    assert {"hn", "org", "schema", "prov"} <= declared
