"""JSON-LD finds its contexts on this machine; what it says goes where it should."""

import json
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from graph.errors import InputError
from graph.store.versions import VersionStore
from loaders.rdf.contexts import known_contexts
from loaders.rdf.files import rdf_files
from loaders.rdf.json_ld import prepare
from loaders.rdf.load import load_rdf
from tests.loaders.rdf.reading import read


@pytest.mark.parametrize(
    "address",
    [
        "https://schema.org",
        "http://schema.org/",
        "https://schema.org/docs/jsonldcontext.jsonld",
    ],
)
def test_schema_org_is_known_under_all_its_addresses(tmp_path: Path, address: str) -> None:
    text = json.dumps(
        {
            "@context": [address, {"hn": "urn:hn:"}],
            "@id": "urn:a",
            "type": "Person",
            "name": "An",
            "sameAs": "urn:b",
            "birthDate": "1980-01-02",
            "hn:x": 1,
        }
    )
    assert set(read(tmp_path / "a.jsonld", text)[0]) == {
        "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person>",
        '<urn:a> <http://schema.org/name> "An"',
        "<urn:a> <http://schema.org/sameAs> <urn:b>",
        '<urn:a> <http://schema.org/birthDate> "1980-01-02"^^<http://schema.org/Date>',
        '<urn:a> <urn:hn:x> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }


def test_annotations_of_the_w3c_are_read(tmp_path: Path) -> None:
    text = """{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:a", "type": "Annotation",
      "motivation": "tagging", "bodyValue": "x", "created": "2024-01-02T03:04:05Z",
      "target": {"id": "urn:t",
                 "source": "urn:s", "selector": {"id": "urn:q", "type": "TextPositionSelector", "start": 3}}}"""
    oa, rdf, xsd = (
        "http://www.w3.org/ns/oa#",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/2001/XMLSchema#",
    )
    assert set(read(tmp_path / "a.jsonld", text)[0]) == {
        f"<urn:a> <{rdf}type> <{oa}Annotation>",
        f"<urn:a> <{oa}motivatedBy> <{oa}tagging>",
        f'<urn:a> <{oa}bodyValue> "x"',
        f'<urn:a> <http://purl.org/dc/terms/created> "2024-01-02T03:04:05Z"^^<{xsd}dateTime>',
        f"<urn:a> <{oa}hasTarget> <urn:t>",
        f"<urn:t> <{oa}hasSource> <urn:s>",
        f"<urn:t> <{oa}hasSelector> <urn:q>",
        f"<urn:q> <{rdf}type> <{oa}TextPositionSelector>",
        f'<urn:q> <{oa}start> "3"^^<{xsd}nonNegativeInteger>',
    }


def test_the_place_of_a_context_does_not_matter_nor_a_value_that_looks_like_one(tmp_path: Path) -> None:
    text = (
        '{"@id": "urn:a", "name": ["https://schema.org", "@context"],\n'
        '"knows": {"@context": "https://schema.org", "@id": "urn:b", "name": "B"}, "@context": "https://schema.org/"}'
    )
    assert len(read(tmp_path / "a.jsonld", text)[0]) == 4


def test_a_context_that_is_not_known_is_refused_with_what_to_do_and_taken_from_a_file(tmp_path: Path) -> None:
    text = (
        '{"@context":\n ["https://example.org/ctx", "https://example.org/other"], "@id": "urn:a", "n": "An"}'
    )
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.jsonld", text)
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, 3), (2, 30)]
    assert "https://example.org/other is not known here, and nothing is fetched" in str(caught.value)
    assert "--context ADDRESS=FILE" in caught.value.hint
    context = tmp_path / "ctx.json"
    context.write_text('{"@context": {"n": "urn:n"}}')
    known = known_contexts({"https://example.org/ctx": context, "https://example.org/other": context})
    assert read(tmp_path / "a.jsonld", text, contexts=known)[0] == ['<urn:a> <urn:n> "An"']


def test_a_context_that_imports_another_is_refused_by_its_address(tmp_path: Path) -> None:
    text = '{"@context": {"@version": 1.1, "@import": "https://example.org/ctx"}, "@id": "urn:a", "n": "An"}'
    with pytest.raises(InputError, match=r"https://example\.org/ctx is not known here"):
        read(tmp_path / "a.jsonld", text)


@pytest.mark.parametrize("text", ["no json", "[", '{"@context": "https://example.org/more"}', "3"])
def test_a_file_that_is_no_context_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ctx.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"ctx\.json is no (JSON|context)"):
        known_contexts({"https://example.org/ctx": path})


def test_triples_of_json_ld_go_into_the_graph_that_is_named(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(
        '{"@context": {"p": "urn:p"}, "@id": "urn:m", "p": 1, "@graph": [{"@id": "urn:a", "p": 2}]}'
    )
    with pytest.raises(InputError, match="names its graphs itself"):
        load_rdf(versions, rdf_files(path), graph="urn:g")
    path.write_text('{"@context": {"p": "urn:p"}, "p": 1, "@graph": [{"@id": "urn:a", "p": 2}]}')
    with pytest.raises(InputError, match=r"in a graph that a blank node names(.|\n)*--graph IRI"):
        load_rdf(versions, rdf_files(path))
    load_rdf(versions, rdf_files(path), graph="urn:g")
    with versions.require_current().open() as opened:
        assert len(list(opened.store.quads_for_pattern(None, None, None, NamedNode("urn:g")))) == 2
        assert list(opened.store.quads_for_pattern(None, None, None, DefaultGraph())) == []


def test_a_fault_of_a_context_is_told_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonld"
    path.write_text('{"@context": {"name": 5}}')
    with pytest.raises(InputError, match=r"wrong\.jsonld is no context of JSON-LD: Term definition"):
        known_contexts({"https://example.org/context": path})


@pytest.mark.parametrize(
    "text", [b'{"@id": "a b', b'{"@id": "a b\\', b'{"@language": "1', b'{"@context": "x']
)
def test_of_a_string_that_is_not_closed_the_parser_says_what_is_wrong(text: bytes) -> None:
    prepared = prepare(text, {})
    assert (prepared.text, prepared.faults, prepared.unknown) == (text, [], [])
