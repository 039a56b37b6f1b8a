"""Queries run by name or as text, over any reader, and their answers are written in standard formats."""

import json
from io import StringIO
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from rich.console import Console

from graph.errors import BadParameter, InputError, QueryError, UnknownQuery, UnreadableQuery
from graph.store.reader import NO_NODES, MemoryReader, Nodes, Reader, Rows, VersionName
from queries.collection import Collection, read_folder
from queries.export.results import short, to_csv, to_json, to_table
from queries.runner import Answer, Form, form_of, run, run_text

ALICE, NAME = NamedNode("http://example.org/alice"), NamedNode("http://xmlns.com/foaf/0.1/name")
FILE = """\
#+ title: {en: Names, vi: Tên}
#+ description: {en: Names of a thing., vi: Tên của một vật.}
#+ order: 1
#+ parameters:
#+   thing: {type: iri, label: {en: Thing, vi: Vật}, required: true, example: "http://example.org/alice"}
SELECT ?name { $thing foaf:name ?name } ORDER BY ?name
"""


@pytest.fixture
def reader() -> MemoryReader:
    """Two names of one person, one of them in Vietnamese."""
    store = Store()
    store.extend([Quad(ALICE, NAME, Literal('An, "A"')), Quad(ALICE, NAME, Literal("Ân", language="vi"))])
    return MemoryReader(store, version=VersionName(7, "2026-01-01T00:00:00Z"))


@pytest.fixture
def folder(tmp_path: Path) -> Collection:
    """A collection of one query, names-of-thing."""
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "names-of-thing.rq").write_text(FILE, encoding="utf-8")
    return read_folder(tmp_path, title="the test folder")


def test_a_query_runs_by_name(reader: MemoryReader, folder: Collection) -> None:
    """The answer names the query, the text that ran, and the version that answered."""
    answer = run(reader, "names-of-thing", {"thing": "http://example.org/alice"}, within=folder)
    assert answer.query == "names-of-thing"
    assert answer.variables == ("name",)
    assert answer.rows == ((Literal('An, "A"'),), (Literal("Ân", language="vi"),))
    assert answer.version.label == "7"
    assert "<http://example.org/alice>" in answer.text


def test_an_unknown_query_names_the_nearest(reader: MemoryReader, folder: Collection) -> None:
    """A misspelt name is refused with the name that was probably meant."""
    with pytest.raises(UnknownQuery) as caught:
        run(reader, "name-of-things", within=folder)
    assert str(caught.value) == (
        "there is no query 'name-of-things' in the test folder\nDid you mean names-of-thing?"
    )
    assert "name-of-things" not in folder


def test_a_thing_that_is_not_there_names_the_nearest(five_reports: Reader) -> None:
    """A misspelt thing is refused; one that is there gives an answer without rows where nothing is known."""
    day = {"day": "2024-04-02"}
    with pytest.raises(BadParameter) as caught:
        run(five_reports, "holders-of-post", {"post": "post/nghe-an-union-char", **day})
    assert str(caught.value) == (
        "query holders-of-post: parameter post was given 'post/nghe-an-union-char', and the graph has no such post\n"
        "Did you mean post/nghe-an-union-chair?"
    )
    assert (
        run(five_reports, "holders-of-post", {"post": "post/nghe-an-union-chair", "day": "1954-05-07"}).rows
        == ()
    )
    assert run(five_reports, "holders-of-post", {"post": "http://example.org/post", **day}).rows == ()


def test_a_wrong_file_of_a_folder_is_named(tmp_path: Path) -> None:
    """One bad file refuses the folder, by its name."""
    (tmp_path / "nowhere").mkdir()
    (tmp_path / "nowhere" / "bad-one.rq").write_text(FILE, encoding="utf-8")
    with pytest.raises(InputError, match=r"bad-one\.rq"):
        read_folder(tmp_path, title="the test folder")


def test_text_of_any_form_runs(reader: MemoryReader) -> None:
    """SELECT, ASK, CONSTRUCT and DESCRIBE all give an answer with rows."""
    assert len(run_text(reader, "SELECT ?s ?o { ?s foaf:name ?o }").rows) == 2
    ask = run_text(reader, "ASK { ?s foaf:name ?o }")
    assert (ask.form, short(ask.rows[0][0])) == (Form.ASK, "true")
    triples = run_text(reader, "CONSTRUCT { ?o foaf:isOf ?s } WHERE { ?o foaf:name ?s }")
    assert triples.variables == ("subject", "predicate", "object")
    assert len(triples.rows) == 2
    assert len(run_text(reader, "DESCRIBE <http://example.org/alice>").rows) == 2


@pytest.mark.parametrize(
    "text", ["", "hello", "DELETE WHERE { ?s ?p ?o }", "SELECT ?s { ?s", "# SELECT", "<SELECT> 'ASK'", "ASK"]
)
def test_text_that_is_no_query_is_refused(reader: MemoryReader, text: str) -> None:
    """Neither an update nor broken text runs."""
    with pytest.raises(QueryError):
        run_text(reader, text)


class Counting(MemoryReader):
    """Counts what it is asked."""

    asked = 0

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows:
        self.asked += 1
        return super().select(query, nodes)


def test_a_query_that_fails_while_it_is_answered_runs_once() -> None:
    """Only a rewritten text that cannot be read is asked as it was sent."""
    reader = Counting(Store())
    with pytest.raises(QueryError, match="cannot be answered") as caught:
        run_text(reader, "SELECT ?v { VALUES ?v { 1 2 } FILTER(<urn:f>(?v)) } ORDER BY ?v")
    assert not isinstance(caught.value, UnreadableQuery)
    assert reader.asked == 1


def test_the_form_is_told_by_the_first_keyword() -> None:
    """Neither comments, prefixes nor strings decide it; a keyword written with escapes does."""
    assert form_of("# ASK\nPREFIX construct: <urn:ask> SELECT ('ASK' AS ?x) {}") is Form.SELECT
    assert form_of(r"\u0041SK {}") is Form.ASK


def test_csv_and_json_are_the_standard_formats(reader: MemoryReader) -> None:
    """CSV quotes as RFC 4180 says; JSON keeps language and datatype; what is unbound is left out."""
    answer = run_text(
        reader,
        'SELECT ?name ?none (1 AS ?one) (BNODE("x") AS ?blank) { ?s foaf:name ?name } ORDER BY ?name LIMIT 1',
    )
    assert to_csv(answer).startswith(b'name,none,one,blank\r\n"An, ""A""",,1,_:')
    (binding,) = json.loads(to_json(answer))["results"]["bindings"]
    assert binding["name"] == {"type": "literal", "value": 'An, "A"'}
    assert binding["one"] == {
        "type": "literal",
        "value": "1",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    assert "none" not in binding
    assert binding["blank"]["type"] == "bnode"
    tagged = run_text(reader, "SELECT ?name { ?s foaf:name ?name FILTER(LANG(?name) = 'vi') }")
    assert json.loads(to_json(tagged))["results"]["bindings"] == [
        {"name": {"type": "literal", "value": "Ân", "xml:lang": "vi"}}
    ]


def test_yes_and_no_have_their_own_json(reader: MemoryReader) -> None:
    """An ASK is a boolean in JSON and one word in CSV."""
    answer = run_text(reader, "ASK { ?s foaf:name 'nobody' }")
    assert json.loads(to_json(answer)) == {"head": {}, "boolean": False}
    assert to_csv(answer) == b"false"


def printed(answer: Answer, width: int) -> list[str]:
    """Print an answer to a terminal of this width, and return its lines without the space around them."""
    file = StringIO()
    Console(width=width, file=file).print(to_table(answer, title="A title"))
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    return [line.strip() for line in lines]


@pytest.fixture
def wide(reader: MemoryReader) -> Answer:
    """Two rows of a long IRI, a sentence, and a column without any value."""
    return run_text(
        reader,
        "SELECT ?thing ?words ?nothing { VALUES (?thing ?words) {"
        f" (<https://example.org/{'abcdefghij' * 4}> 'some words to fold') (UNDEF 'more') }} }}",
    )


def test_a_wide_terminal_shows_a_table(wide: Answer) -> None:
    """One line of names, one line a row; what has no value is named at the end."""
    title, *lines, last = printed(wide, 120)
    assert title == "A title"
    assert next(line.split() for line in lines if line) == ["thing", "words"]
    assert "https://example.org/" + "abcdefghij" * 4 + "   some words to fold" in lines
    assert last == "2 rows, version 7; without a value: nothing"


def test_a_narrow_terminal_shows_records(wide: Answer) -> None:
    """Where a table would break words apart, each row is a list of names and values; long ones are folded, not cut."""
    lines = printed(wide, 40)
    assert [line.rstrip("─ ") for line in lines if "─" in line] == ["1", "2"]
    assert "abcdefghij" * 4 in "".join(line.removeprefix("thing").strip() for line in lines)
    assert "words  some words to fold" in lines
    assert "words  more" in lines


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (None, ""),
        (NamedNode("https://w3id.org/huunghi/concept/body/union"), "concept/body/union"),
        (NamedNode("http://www.w3.org/ns/org#member"), "org:member"),
        (NamedNode("http://example.org/x"), "http://example.org/x"),
        (BlankNode("b"), "_:b"),
        (Literal("2024-04", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")), "2024-04"),
        (
            Triple(ALICE, NAME, Literal("An")),
            '<<( <http://example.org/alice> <http://xmlns.com/foaf/0.1/name> "An" )>>',
        ),
    ],
)
def test_terms_are_written_short_for_reading(term: NamedNode | None, text: str) -> None:
    """Names of ours and prefixed names where they serve, everything else as it is."""
    assert short(term) == text
