"""XML that is written is XML, and says what was to be said; or it is refused."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store, Triple, parse
from pyoxigraph import parse_query_results as read_results

from graph.errors import UnwritableFormat
from queries.export.basic import encoded_triples
from queries.export.graphml import Edge, Node, graphml
from queries.export.rdf import write
from queries.export.xml import CheckedXml

S, P = NamedNode("urn:s"), NamedNode("http://example.org/p")


def _checked(document: bytes, size: int) -> bytes:
    out = io.BytesIO()
    checked = CheckedXml(out)
    for at in range(0, len(document), size):
        checked.write(document[at : at + size])
    checked.finish()
    return out.getvalue()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.integers(1, 40))
def test_a_literal_comes_back_from_results_in_xml_or_is_refused(text: str, size: int) -> None:
    solutions = Store().query(f"SELECT ?x {{ VALUES ?x {{ {Literal(text)} }} }}")
    document = solutions.serialize(format=QueryResultsFormat.XML)
    try:
        written = _checked(document, size)
    except UnwritableFormat:
        assert any(not _is_xml(letter) for letter in text)
        return
    assert all(map(_is_xml, text))
    namespace = "{http://www.w3.org/2005/sparql-results#}"
    found = etree.fromstring(written).find(f".//{namespace}literal")
    assert found is not None
    assert (found.text or "") == text
    ((value,),) = read_results(written, format=QueryResultsFormat.XML)
    assert value == Literal(text)


def _is_xml(letter: str) -> bool:
    code = ord(letter)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_literal_comes_back_from_rdf_xml_or_is_refused(text: str) -> None:
    triple = Triple(S, P, Literal(text))
    try:
        written = write([triple], "rdf")
    except UnwritableFormat as refusal:
        assert any(not _is_xml(letter) for letter in text)
        assert "U+" in refusal.message
        return
    assert [quad.triple for quad in parse(written, format=RdfFormat.RDF_XML)] == [triple]


@pytest.mark.parametrize(
    "predicate",
    [
        "http://ex.test/123",
        "http://example.org/",
        "http://www.w3.org/2000/xmlns/a",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
        "urn:9",
    ],
)
def test_a_property_that_rdf_xml_cannot_name_is_refused(predicate: str) -> None:
    with pytest.raises(UnwritableFormat):
        write([Triple(S, NamedNode(predicate), Literal("x"))], "rdf")


def test_a_class_that_rdf_xml_cannot_name_is_refused() -> None:
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    with pytest.raises(UnwritableFormat, match="123"):
        write([Triple(S, kind, NamedNode("http://ex.test/123"))], "rdf")


def test_a_triple_term_in_json_ld_is_encoded_as_four_statements() -> None:
    """JSON-LD holds RDF 1.1 only, so the basic encoding of RDF 1.2 stands for it (`queries.export.basic`)."""
    term = Triple(S, P, S)
    written = write([Triple(S, P, term)], "jsonld")
    assert set(parse(written, RdfFormat.JSON_LD)) == {
        Quad(one.subject, one.predicate, one.object) for one in encoded_triples([Triple(S, P, term)])
    }


def test_graphml_has_a_sign_in_place_of_what_xml_cannot_hold() -> None:
    document = graphml(
        [Node("urn:a", "a\fb\r\n<c>", "x&y")], [Edge("urn:a", "urn:b", "p", "s", wording="\ufffe")]
    )
    root = etree.fromstring(document.encode())
    texts = [one.text for one in root.iter("{http://graphml.graphdrawing.org/xmlns}data")]
    assert "a\ufffdb\r\n<c>" in texts
    assert "x&y" in texts
    assert "\ufffd" in texts
