"""CSV: whatever stands in a cell comes back from it (RFC 4180, SPARQL 1.1 Query Results CSV)."""

import csv
import io

import pandas
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from graph.store.reader import Term, VersionName
from queries.export.csv import csv_parts, write_csv
from queries.export.results import to_csv
from queries.runner import Answer, Form

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ROUGH = st.sampled_from(['"', ",", "\r", "\n", "\r\n", '","', " ", "\t", "=1", "é", "|", ";"])
CELLS = st.lists(TEXTS | ROUGH, max_size=4).map("".join)
IRIS = st.text("abcXYZ019,;:'()@!$&*+=/?#éệ%", max_size=10).map(
    lambda tail: "http://example.org/" + _valid(tail)
)


def _valid(tail: str) -> str:
    return tail.replace("%", "%2C").replace("#", "")


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
@example([("Paris,_Texas", 'a "quoted" word', "two\r\nlines"), ("", "", "")])
def test_python_s_reader_gets_every_cell_back(rows: list[tuple[str, str, str]]) -> None:
    text = write_csv(["a", 'b, "c"', "d\n"], rows)
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found == [["a", 'b, "c"', "d\n"], *map(list, rows)]


@given(st.lists(st.tuples(IRIS, CELLS), min_size=1, max_size=8))
def test_pandas_gets_iris_and_literals_back(rows: list[tuple[str, str]]) -> None:
    solutions = [(NamedNode(iri), Literal(text)) for iri, text in rows]
    written = b"".join(csv_parts(["thing", "text"], solutions))
    frame = pandas.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
    # The parser of pandas takes a lone carriage return inside quotes as it is, and normalises no line end.
    assert list(zip(frame["thing"], frame["text"], strict=True)) == rows


def test_a_single_column_keeps_its_empty_rows() -> None:
    written = b"".join(csv_parts(["x"], [(None,), (Literal("a"),), (Literal(""),)]))
    assert written == b'x\r\n""\r\na\r\n""\r\n'
    assert pandas.read_csv(io.BytesIO(written), keep_default_na=False)["x"].tolist() == ["", "a", ""]


def test_every_kind_of_term_has_its_form() -> None:
    row: tuple[Term | None, ...] = (
        NamedNode("http://dbpedia.org/resource/Paris,_Texas"),
        BlankNode("b1"),
        Literal("1,5", language="vi"),
        Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal('"q"')),
        None,
    )
    written = b"".join(csv_parts(list("abcde"), [row])).decode()
    assert written.splitlines()[1] == (
        '"http://dbpedia.org/resource/Paris,_Texas",_:b1,"1,5","<<( <urn:a> <urn:b> ""\\""q\\"""" )>>",'
    )


def test_long_tables_come_in_parts() -> None:
    solutions = [(Literal("x" * 1000),)] * 100
    parts = list(csv_parts(["a"], solutions))
    assert len(parts) > 3
    assert max(map(len, parts)) < 32_000


def test_the_catalogue_and_the_command_line_write_the_same() -> None:
    iri = NamedNode("http://example.org/a,b")
    version = VersionName(1, "2024-01-01T00:00:00Z")
    rows = Answer("", "", Form.SELECT, ("x", "y"), ((iri, Literal("z")),), version)
    assert to_csv(rows) == b'x,y\r\n"http://example.org/a,b",z\r\n'
    yes = Answer("", "", Form.ASK, ("answer",), ((Literal("true"),),), version)
    assert to_csv(yes) == b"true"


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_tsv_holds_a_row_a_line_and_every_term_in_full(rows: list[tuple[str, str]]) -> None:
    """The engine writes it; what its lines and tabs divide is read back as terms."""
    values = " ".join(f"({Literal(a)} {Literal(b, language='vi')})" for a, b in rows)
    found = Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}")
    assert isinstance(found, QuerySolutions)
    written = found.serialize(format=QueryResultsFormat.TSV)
    assert written is not None
    head, *lines = written.decode().removesuffix("\n").split("\n")
    assert head == "?a\t?b"
    terms = [line.split("\t") for line in lines]
    text = "".join(
        f"<urn:r{n}> <urn:{c}> {cell} .\n" for n, row in enumerate(terms) for c, cell in enumerate(row)
    )
    read = [quad.object for quad in parse(text, format=RdfFormat.N_TRIPLES)]
    assert read == [term for a, b in rows for term in (Literal(a), Literal(b, language="vi"))]
