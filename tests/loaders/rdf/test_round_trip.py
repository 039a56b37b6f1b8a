"""What is accepted can be loaded again from our own export, in every format that can write it, term by term."""

import io
from typing import IO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.rdf.parse import read_body
from ontology.terms import xsd
from queries.export.xml import CheckedXml, UnwritableFormat

FORMATS = (
    RdfFormat.TURTLE,
    RdfFormat.N_TRIPLES,
    RdfFormat.RDF_XML,
    RdfFormat.JSON_LD,
    RdfFormat.N3,
    RdfFormat.N_QUADS,
    RdfFormat.TRIG,
)
BASE = "http://example.org/base"
XSD = xsd.integer.removesuffix("integer")


def escaped(text: str) -> str:
    return "".join(f"\\U{ord(sign):08X}" for sign in text)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.text("0123456789.-+eETZ: ", max_size=12)
iris = st.text(
    st.characters(exclude_characters='<>"{}|\\^`', exclude_categories=["Cs", "Cc"]), max_size=8
).map(lambda text: f"<http://example.org/{escaped(text)}>")
tags = st.sampled_from(["en", "vi", "zh-Hant", "EN-us", "x-private", "de-1996"])
TYPES = ("integer", "decimal", "date", "boolean", "double", "string", "anyURI", "token", "byte", "dateTime")
types = st.sampled_from(TYPES)
objects = st.one_of(
    iris,
    st.just("_:b"),
    texts.map(lambda text: f'"{escaped(text)}"'),
    st.builds(lambda text, tag: f'"{escaped(text)}"@{tag}', texts, tags),
    st.builds(lambda text, name: f'"{escaped(text)}"^^<{XSD}{name}>', st.one_of(texts, numbers), types),
)
names = st.text("abcdefgh", min_size=1, max_size=5).map(lambda name: f"<http://example.org/{name}>")
lines = st.builds(lambda s, p, o: f"{s} {p} {o} .\n", iris, st.one_of(iris, names), objects)


def stored(document: bytes, form: RdfFormat) -> Store:
    store = Store()
    store.extend(read_body(document, form, base=BASE))
    return store


def written(store: Store, form: RdfFormat) -> bytes:
    """Write a graph as the service does, which refuses RDF/XML where XML cannot hold it."""
    out = io.BytesIO()
    if form != RdfFormat.RDF_XML:
        store.dump(out, form, from_graph=DefaultGraph())
        return out.getvalue()
    checked = CheckedXml(out)
    store.dump(cast("IO[bytes]", checked), form, from_graph=DefaultGraph())
    checked.finish()
    return out.getvalue()


def terms(store: Store) -> set[tuple[str, ...]]:
    """The terms of all statements; blank nodes have no names of their own."""

    def named(quad: Quad) -> tuple[str, ...]:
        return tuple("_:" if str(term).startswith("_:") else str(term) for term in quad.triple)

    return {named(quad) for quad in store}


@given(st.lists(lines, min_size=1, max_size=3))
def test_what_is_accepted_loads_again_from_every_export(document: list[str]) -> None:
    try:
        store = stored("".join(document).encode(), RdfFormat.N_TRIPLES)
    except InputError:
        return  # an IRI that is none
    for form in FORMATS:
        try:
            out = written(store, form)
        except (UnwritableFormat, OSError):
            assert form == RdfFormat.RDF_XML, "only XML has signs that it cannot hold"
            continue
        assert terms(stored(out, form)) == terms(store), form.name


@pytest.mark.parametrize("sign", ["x", '"', "\x01"])
def test_the_largest_value_that_is_accepted_loads_again_from_every_export(sign: str) -> None:
    written_as = {"x": 1, '"': 2, "\x01": 6}[sign]
    value = sign * ((LIMITS.rdf_literal_bytes - 10) // written_as)
    short = value.replace('"', '\\"').replace("\x01", "\\u0001")
    store = stored(f'<urn:a> <urn:p> "{short}" .'.encode(), RdfFormat.N_TRIPLES)
    for form in FORMATS:
        if form == RdfFormat.RDF_XML and sign == "\x01":
            continue
        assert terms(stored(written(store, form), form)) == terms(store), form.name
