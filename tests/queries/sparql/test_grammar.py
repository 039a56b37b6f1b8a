"""The grammar takes what the engine takes, and one token decides at each of its places."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from queries.sparql.grammar import ARGUMENTS, Node, read, rules
from queries.sparql.lexer import significant_tokens

ROOT = Path(__file__).resolve().parents[3]

LEGAL = [
    "SELECT * { ?s ?p ?o ; ; <urn:p> 1, -2, +3.5e1 . }",
    "SELECT * { (1 2) ?p ?o . [ ?p ?o ] . [] ?p ?o ; a ?c . }",
    "SELECT DISTINCT ?s (STR(?o) AS ?x) FROM <urn:g> FROM NAMED <urn:h> { ?s ?p ?o } OFFSET 1 LIMIT 2",
    "SELECT ?s (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o } GROUP BY ?s (STR(?o) AS ?k) HAVING (?n > 1) COUNT(*) ORDER BY "
    "DESC(?n) ?s STRLEN(?s) VALUES ?s { <urn:a> UNDEF }",
    "SELECT * { ?s (<urn:a>/^<urn:b>|!(a|^<urn:c>))+ ?o . ?s !<urn:p>? ?o }",
    "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 1 } UNION { ?s ?p ?o } MINUS { ?a ?b ?c } . ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } SERVICE SILENT <urn:x> { } FILTER NOT EXISTS { ?s ?p 1 } FILTER (?o NOT IN ()) }",
    "SELECT * { FILTER(!?a && -?b * 2 <= +3 || <urn:f>(1) = ?c || EXISTS { }) BIND(IF(true, 1, 2) AS ?z) }",
    "SELECT * { VALUES (?a ?b) { (1 'x'@en--ltr) (UNDEF <<( <urn:a> <urn:b> 1 )>>) } VALUES () { () } }",
    "SELECT * { << ?s ?p ?o ~ _:r >> ?q ?r . ?s ?p ?o ~ {| <urn:a> 1 |} . ?s ?p <<( ?a ?b ?c )>> }",
    "SELECT (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?x) { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT { } FROM <urn:g> WHERE { } LIMIT 1",
    "DESCRIBE * { ?s ?p ?o }",
    "DESCRIBE <urn:a> ?x",
    "BASE <urn:b> PREFIX : <urn:> VERSION '1.2' ASK FROM <urn:g> { : :p : }",
]
UPDATES = [
    "",
    "PREFIX : <urn:>",
    "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } <urn:a> <urn:b> 1 . GRAPH <urn:h> { } } ;",
    "WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING NAMED <urn:h> WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o } ; DELETE DATA { <urn:a> <urn:b> 1 }",
    "CLEAR SILENT ALL; DROP GRAPH <urn:g>; CREATE GRAPH <urn:g>; COPY DEFAULT TO GRAPH <urn:g>; ADD <urn:g> TO DEFAULT",
    "LOAD SILENT <urn:x> INTO GRAPH <urn:g>",
]


def stuck(text: str, *, update: bool = False) -> str:
    """The token at which the grammar stops, '' where it does not."""
    tokens = list(significant_tokens(text))
    place = read(tokens, update=update).stuck
    return "" if place is None else [*(token.text for token in tokens), "the end"][place]


def test_the_catalogue_follows_it() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "queries" / "catalogue").rglob("*.rq")]
    assert len(texts) > 30
    assert [text for text in texts if stuck(text)] == []


@pytest.mark.parametrize("text", LEGAL)
def test_what_the_engine_takes_follows_it(text: str) -> None:
    if "SERVICE" not in text:
        Store().query(text)
    assert stuck(text) == ""


@pytest.mark.parametrize("text", UPDATES)
def test_updates_follow_it(text: str) -> None:
    assert stuck(text, update=True) == ""


def test_one_token_decides() -> None:
    """No two choices begin alike, and nothing that may be left out begins as what follows it."""
    found = []
    for rule in rules().values():
        left: list[Node] = [rule.parts[0]]
        while left:
            node = left.pop()
            begins = [name for part in node.parts for name in part.first]
            if node.kind == "one" and len(begins) != len(set(begins)):
                found.append(rule.name)
            left += [part for part in node.parts if part.kind != "rule"]
    assert found == []


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_the_engine_takes_as_many_arguments(name: str) -> None:
    least, most = ARGUMENTS[name]

    def takes(count: int) -> bool:
        arguments = ", ".join("?abcdefgh"[:2] for _ in range(count))
        try:
            Store().query(f"SELECT ({name}({arguments}) AS ?result) {{ }}")
        except SyntaxError:
            return False
        return True

    counts = [count for count in range(6) if takes(count)]
    assert (counts[0], counts[-1]) == (least, min(most, 5))
