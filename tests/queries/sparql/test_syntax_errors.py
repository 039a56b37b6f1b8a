"""A SPARQL text that cannot be read is explained by its place, what was expected, and what to do."""

import re

import pytest
from pyoxigraph import Store

from graph.limits import LIMITS
from ontology.prefixes import PREFIXES
from queries.sparql.explanation import Explanation
from queries.sparql.places import excerpt
from queries.sparql.syntax_errors import explain, explain_failure

BASE = "https://example.org/"

QUERIES = [
    # what was expected, where no mistake is recognised
    ("DESCRIBE", "1:9", "The text ends where it needs “*”, a variable or an IRI", ""),
    ("ASK", "1:4", "ends where it needs FROM, WHERE or “{”", ""),
    ("SELECT * { ?s ?p 12abc }", "1:20", "“abc” stands where the text needs “,”, “;”, “.”", ""),
    ("SELECT * { VALUES ?x { 1 ?y } }", "1:26", "“?y” stands where the text needs a value or “}”", ""),
    ("SELECT * { ?s foaf:knows/ ?o }", "1:27", "needs a property", ""),
    ("SELECT * { ?s ?p 'x'^^ }", "1:24", "needs an IRI", ""),
    ("SELECT * { ?s ?p ?o FILTER(?o > ) }", "1:33", "needs an expression", ""),
    ("What is Hữu Nghị?", "1:1", "needs SELECT, ASK, CONSTRUCT or DESCRIBE", ""),
    ("", "1:1", "There is nothing to run", "SELECT *"),
    ("# only a comment", "1:17", "There is nothing to run", "SELECT *"),
    ("SELECT * { ?s ?p \0 }", "1:18", "“U+0000” stands where", ""),
    # braces and brackets
    ("SELECT ?x {", "1:12", "the “{” of line 1 is not closed", "A “}” is missing"),
    ("SELECT ?x\n{ ?x ?p ?o\nOPTIONAL {\n}", "4:2", "the “{” of line 2 is not closed", "A “}” is missing"),
    ("SELECT ?x WHERE { ?x ?p ?o } }", "1:30", "This “}” has no opening bracket", "Remove it"),
    ("SELECT * { ?s ?p ?o FILTER((?o = 1) }", "1:37", "the “(” of line 1 has to be closed", "A “)”"),
    ("SELECT * { ?s ?p [ ?q ?r }", "1:26", "the “[” of line 1 has to be closed", "A “]”"),
    ("SELECT * WHERE ?s ?p ?o", "1:16", "A “{” is missing here", "braces"),
    ("SELECT * { ?s ?p ?o OPTIONAL ?s ?q ?z }", "1:30", "After OPTIONAL comes a group", "OPTIONAL { … }"),
    # dots, semicolons, commas
    ("SELECT * { ?x <a> ?o ?y <b> ?z }", "1:22", "A new triple begins at “?y”", "A dot is missing"),
    ("SELECT * { ?s ?p ?o . . }", "1:23", "two dots", "Remove one"),
    ("SELECT * { ?s ?p }", "1:18", "This triple has no object", "before “}”"),
    ("SELECT * { ?s }", "1:15", "has only a subject", "its property and its object"),
    ("SELECT * { [] . }", "1:12", "has only a subject", "its property and its object"),
    ("SELECT ?x, ?y { ?x ?p ?y }", "1:10", "stand without commas", "SELECT ?x ?y"),
    ("SELECT * { ?s ?p ?o } ORDER BY ?s, ?o", "1:34", "without commas", "?x ?y"),
    ("SELECT * { ?s ?p ?o };", "1:22", "ends without a semicolon", "Remove it"),
    # prefixes and IRIs
    ("SELECT ?x {\n ?x no:where 1 }", "2:5", "The prefix no: is not declared", "Begin with PREFIX no: <…>"),
    ("PREFIX a: <urn:a> SELECT * { ?x a:b 'no:no' ; no:w 1 }", "1:47", "The prefix no:", "Begin with"),
    ("SELECT * { ?s dcterms:title ?o }", "1:15", "The prefix dcterms:", "<http://purl.org/dc/terms/>"),
    ("SELECT * { ?s scema:name ?o }", "1:15", "The prefix scema:", "Did you mean schema:?"),
    ("SELECT * { ?s http://example.org/p ?o }", "1:15", "is an IRI without angle brackets", "<http://example"),
    ("SELECT * { ?s <http://a b> ?o }", "1:24", "There is a space in the IRI <http://a b>", "%20"),
    ("SELECT * { ?s <http://a{b}> ?o }", "1:24", "“{” cannot stand in the IRI", "Percent-encode"),
    ("SELECT * { ?s a <http://[x]/> }", "1:17", "<http://[x]/> is no IRI", "host"),
    ("PREFIX a <urn:a> SELECT * {}", "1:8", "a name that ends in a colon", "PREFIX ex:"),
    ("PREFIX a: <urn:a> . SELECT * {}", "1:19", "ends without a dot", "Turtle"),
    ("@prefix a: <urn:a> . SELECT * {}", "1:1", "“@prefix” is Turtle", "PREFIX, without @"),
    ("SELECT * { ?s ?p ?o FILTER(?o > '2020'^^xsd.date) }", "1:41", "A prefix ends in a colon", "xsd:"),
    # strings, languages, characters
    ("SELECT * {?s ?p ?o FILTER(?o = 'a) }", "1:32", "The string that begins here does not end", "'''"),
    ("SELECT * {\n?s ?p 'abc\n}", "2:7", "The string that begins here does not end", "'''"),
    ("SELECT * {\n?s ?p '''abc\n}\n", "2:7", "The string that begins here does not end.", "'''"),
    ("SELECT * { ?s ?p 'it's' }", "1:22", "The string 'it' ends before “s”", "backslash"),
    ("SELECT * { ?s ?p “a” }", "1:18", "“ is a quotation mark of prose", 'Write " in its place'),
    ("SELECT * { ?s\u00a0?p ?o }", "1:14", "unusual space", "Replace it"),
    ("\ufeffSELECT * {}", "1:1", "U+FEFF", "take it out"),
    ("SELECT * { ?s ?p ?o ：}", "1:21", "“：” is another character than “:”", "Write “:”"),
    ("SELECT * { ?s ?p 'a'@ }", "1:21", "“@” begins the language of a string", "@vi"),
    ("SELECT * { ?s ?p @en }", "1:18", "“@” begins the language of a string", "@vi"),
    ("SELECT%20*%20%7B%7D", "1:7", "percent-encoded", "Encode it once"),
    ('SELECT * {\n?s ?p ?o\nFILTER(REGEX(?o, "\\d{4}"))}', "3:19", "“\\d” is not an escape", "“\\\\d”"),
    ("SELECT * { ?s ?p \'\'\'a\\d\'\'\' }", "1:22", "“\\d” is not an escape", "“\\\\d”"),
    ("SELECT * { ?s ?p '\\u12' }", "1:19", "“\\u12” begins the escape of a character, and has fewer than 4", "1EC7"),
    ("SELECT * { ?s ?p '\\uD800' }", "1:19", "“\\uD800” is not a character", "one code point"),
    ("SELECT * { ?s <http://a/\\uD800> ?o }", "1:25", "“\\uD800” is not a character", "one code point"),
    ("SELECT * { ?s hn:a\\d ?o }", "1:19", "“\\d” is not an escape in a prefixed name", "angle brackets"),
    ("SELECT ?\\u0061 { ?a ?p ?o }", "1:9", "“\\u0061” stands outside of them", "itself: a"),
    ("SEL\\u0045CT ?a { ?a ?p ?o }", "1:4", "“\\u0045” stands outside of them", "itself: E"),
    ("SELECT * { ?s ?p 'x'@toolonglanguagetag }", "1:21", "“@toolonglanguagetag” is not a language", "@vi"),
    # words and functions
    ("SELEC ?x {}", "1:1", "“SELEC” is not a word of SPARQL", "Did you mean SELECT?"),
    ("SELECT * { ?x ?p ?o . FLITER(?x > 1) }", "1:23", "“FLITER” is not a word", "Did you mean FILTER?"),
    ("SELECT * { ?x ?p ?o . OPTINAL { ?s ?p ?z } }", "1:23", "“OPTINAL”", "Did you mean OPTIONAL?"),
    ("SELECT DISTNCT ?x {}", "1:8", "“DISTNCT” is not a word", "Did you mean DISTINCT?"),
    ("SELECT * { ?s ?p ?o FILTER(LENGTH(?o) > 1) }", "1:28", "no function LENGTH", "Did you mean STRLEN?"),
    ("SELECT * { ?s ?p ?o FILTER(STRSTART(?o, 'a')) }", "1:28", "STRSTART", "Did you mean STRSTARTS?"),
    ("SELECT (MEDIAN(?o) AS ?m) { ?s ?p ?o }", "1:9", "There is no function MEDIAN", "IRI"),
    ("SELECT * { FILTER(SUBSTR(?x)) }", "1:19", "arguments of SUBSTR is 2–3, and here it is 1", "?a, ?b"),
    ("SELECT * { ?s ?p None }", "1:18", "“None” is not a value", "not written"),
    ("SELECT * { ?s ?p ?x FILTER(?x = TRUE) FILTR(?y) }", "1:39", "FILTR", "FILTER"),
    ("SELECT * { ?s ?p bare }", "1:18", "“bare” is a bare word", "?bare"),
    ("SELECT (COUNT(?s) AS n) { ?s ?p ?o }", "1:22", "“n” is not a variable", "?n"),
    # operators
    ("SELECT * { ?s ?p ?o FILTER(?o == 1) }", "1:32", "one equals sign", "="),
    ("SELECT * { ?s ?p ?o FILTER(?o <> 1) }", "1:31", "no operator <>", "!="),
    ("SELECT * { ?s ?p ?o FILTER(?o > 1 AND ?o < 3) }", "1:35", "AND is not an operator", "&&"),
    ("SELECT * { ?s ?p ?o FILTER(1 < ?o < 3) }", "1:35", "Comparisons cannot follow", "a < b && b < c"),
    ("SELECT * { ?s ?p ?o FILTER(?o IN 1, 2) }", "1:34", "IN takes a list", "IN (1, 2)"),
    ("SELECT * { ?s ?p ?o // all\n}", "1:21", "not a comment in SPARQL", "#"),
    ("SELECT * { ?s ?p+ ?o }", "1:17", "?p is a variable", "one by one"),
    ("SELECT * { ?s ?p ?o FILTER(?o IS NULL) }", "1:31", "There is no NULL", "Write !BOUND(?o)."),
    ("SELECT * { ?s ?p ?o FILTER(?o IS NOT NULL) }", "1:31", "There is no NULL", "Write BOUND(?o)."),
    ("SELECT * { ?s rdf:type++ ?z }", "1:24", "one sign of repetition", "Remove one"),
    ("SELECT * { ?s rdf:type*? ?z }", "1:24", "one sign of repetition", "Remove one"),
    ("SELECT * { ?s rdf:rest{2} ?z }", "1:23", "not counted in braces", "rdf:rest/rdf:rest"),
    # VALUES, and other languages
    ("SELECT * { VALUES ?x ?y {1 2} }", "1:22", "Several variables of VALUES", "(?x ?y) { (1 2)"),
    ("SELECT * { VALUES ?x (1 2) }", "1:22", "values of VALUES stand in braces", "VALUES ?x { 1 2 }"),
    ("SELECT * { VALUES ?x [1 2] }", "1:22", "values of VALUES stand in braces", "VALUES ?x { 1 2 }"),
    ("SELECT * { VALUES ?x {1, 2} }", "1:24", "without commas", "VALUES ?x { 1 2 }"),
    ("SELECT * { VALUES (?x ?y) {1 2} }", "1:28", "each row of values", "(1 2) (3 4)"),
    ("MATCH (n) RETURN n", "1:1", "MATCH begins a query in Cypher", "SELECT * {"),
    ("SELECT * { LET (?x := 1) }", "1:12", "LET is not a word of SPARQL", "BIND (… AS ?x)"),
    # SELECT
    ("SELECT COUNT(*) { ?s ?p ?o }", "1:8", "in parentheses with the name of its column", "(COUNT(…) AS ?name)"),
    ("SELECT (COUNT(*) ?n) { ?s ?p ?o }", "1:18", "no name for its result", "(… AS ?name)"),
    ("SELECT ?x AS ?y { ?x ?p ?y }", "1:11", "renamed in parentheses", "(?x AS ?name)"),
    ("SELECT WHERE { ?s ?p ?o }", "1:8", "SELECT names no variable", "SELECT *"),
    ("SELECT (?s AS ?a, ?o AS ?b) { ?s ?p ?o }", "1:17", "its own parentheses", "(… AS ?x) (… AS ?y)"),
    ("SELECT (GROUP_CONCAT(?o, ',') AS ?z) {?s ?p ?o}", "1:24", "one expression", "SEPARATOR"),
    ("SELECT ?p\n(MAX(*) AS ?n) {?s ?p ?o} GROUP BY ?p", "2:6", "Only COUNT takes *; MAX", "MAX(?x)"),
    ("SELECT (GROUP_CONCAT(DISTINCT *) AS ?n) {?s ?p ?o}", "1:31", "Only COUNT takes *", "GROUP_CONCAT(?x)"),
    ("SELECT (SAMPLE() AS ?n) {?s ?p ?o}", "1:16", "needs DISTINCT or an expression", ""),
    ("SELECT (SUM(?o; SEPARATOR=',') AS ?n) {?s ?p ?o}", "1:15", "Only GROUP_CONCAT has a separator", "Remove it"),
    ("SELECT (MIN(?s, ?o) AS ?n) {?s ?p ?o}", "1:15", "takes one expression", "IF(?x < ?y, ?x, ?y)"),
    # what follows the pattern
    ("SELECT * { ?s ?p ?o LIMIT 3 }", "1:21", "LIMIT stands inside the group", "behind the “}”"),
    ("SELECT * { ?s ?p ?o ORDER BY ?o }", "1:21", "ORDER stands inside the group", "behind the “}”"),
    ("SELECT * {} LIMIT -1", "1:19", "LIMIT takes a whole number from 0", "LIMIT 10"),
    ("SELECT * {} LIMIT ten", "1:19", "LIMIT takes a whole number", "LIMIT 10"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", "1:29", "ORDER is not followed by BY", "ORDER BY"),
    ("SELECT * { ?s ?p ?o } ORDER BY ?o DESC", "1:35", "DESC stands before", "DESC(?o)"),
    ("SELECT * { ?s ?p ?o } LIMIT 1 ORDER BY ?s", "1:31", "ORDER comes too late", "The order is"),
    # patterns
    ("SELECT * { ?s ?p ?o FILTER ?o > 1 }", "1:28", "FILTER takes an expression in parentheses", "(?x > 1)"),
    ("SELECT * { ?s ?p ?o FILTER STRLEN(?o) > 1 }", "1:39", "stands in parentheses", "FILTER ("),
    ("SELECT * { BIND ?x AS ?y }", "1:17", "BIND takes an expression and a name", "BIND (… AS ?x)"),
    ("SELECT * { ?s ?p ?o NOT EXISTS {?s ?q ?z} }", "1:21", "EXISTS stands in a FILTER", "NOT EXISTS"),
    ("SELECT * { ?s ?p ?o UNION { ?s ?q ?z } }", "1:21", "UNION joins two groups", "} UNION {"),
    ("CONSTRUCT WHERE { ?s ?p ?o FILTER(?o > 1) }", "1:28", "FILTER is none", "second part"),
    # scope
    ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", "1:36", "?x is bound already in this group, in line 1", "another"),
    ("SELECT * {\n?s ?p ?x\nBIND(2 AS ?x) }", "3:11", "?x is bound already in this group, in line 2", "another"),
    ("SELECT * { OPTIONAL { ?s ?q ?z }\nBIND(1 AS ?z) }", "2:11", "?z is bound already", "another"),
    ("SELECT ?x (1 AS ?x) {}", "1:17", "SELECT names ?x twice", "name it otherwise"),
    ("SELECT (?o AS ?s) {?s ?p ?o}", "1:15", "?s is bound already, in line 1", "AS"),
    ("SELECT ?x ?y { ?x ?p ?y } GROUP BY ?x", "1:11", "?y is neither grouped by", "SAMPLE(?y)"),
    ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "1:8", "?x is neither grouped by", "Add it to GROUP BY"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "1:8", "SELECT * cannot stand", "Name what is grouped by"),
    ("SELECT * { ?s ?p ?o FILTER(COUNT(?o) > 1) }", "1:28", "COUNT counts over groups", "HAVING"),
    ("SELECT * { { SELECT ?s (COUNT(?q) AS ?n) { ?s ?q ?z } } }", "1:21", "?s is neither grouped by", "GROUP BY"),
    ("SELECT * { VALUES (?a ?b) { (1) } }", "1:29", "in this row is 1, and that of the variables", "UNDEF"),
    ("SELECT * { { _:a ?p ?o } { _:a ?q ?r } }", "1:28", "_:a stands in another group already", "variable"),
    ("SELECT (COUNT(?s) AS ?n) (?n*2 AS ?m) {?s ?p ?o}", "1:27", "?n is named in this SELECT", "COUNT(?s) again"),
    ("SELECT ?s ?n {?s ?p ?o} GROUP BY ?s (COUNT(*) AS ?n)", "1:38", "COUNT is taken of groups", "to SELECT"),
    ("CONSTRUCT WHERE {?s ?p ?o} GROUP BY ?s", "1:37", "CONSTRUCT does not group rows", "subquery"),
    ("DESCRIBE ?o {?s ?p ?o} GROUP BY ?s", "1:10", "?o is neither grouped by", "GROUP BY"),
    ("SELECT * {?s ?p ?o} VALUES (?s ?s) {(1 2)}", "1:32", "VALUES names ?s twice", "Leave one"),
    ("SELECT * {} LIMIT 18446744073709551616", "1:19", "The number after LIMIT is too great", "LIMIT 10"),
    ("SELECT * {?s rdf:rest+ ?o ~ rdf:nil}", "1:27", "A path is not a triple", "one by one"),
    ("CONSTRUCT {?s rdf:rest+ ?o} WHERE {?s ?p ?o}", "1:15", "this is a property path", "one property"),
    # an update
    ("INSERT DATA { <urn:a> <urn:b> 1 }", "1:1", "INSERT begins an update", "update=, with a token"),
    ("PREFIX a: <urn:a>\nDELETE WHERE { ?s ?p ?o }", "2:1", "DELETE begins an update", "update="),
    ("SELECT * { INSERT DATA {} }", "1:12", "An update stands inside a pattern", "alone"),
]  # fmt: skip

UPDATES = [
    ("SELECT * {}", "1:1", "SELECT begins a query, and this is an update", "query="),
    ("INSERT DATA { ?x <urn:b> 1 }", "1:15", "INSERT DATA takes no variables, and ?x is one", "INSERT { … } WHERE"),
    ("DELETE DATA { _:a <urn:b> 1 }", "1:15", "DELETE DATA takes no blank nodes", "DELETE { … } WHERE"),
    ("DELETE WHERE { _:a <urn:b> 1 }", "1:16", "DELETE WHERE takes no blank nodes", "variable"),
    ("DELETE { ?s ?p _:b } WHERE { ?s ?p ?o }", "1:16", "DELETE takes no blank nodes", "variable"),
    ("INSERT { ?s ?p ?o }", "1:20", "The text ends where it needs USING or WHERE", ""),
    ("INSERT INTO <urn:g> { <urn:a> <urn:b> 1 }", "1:8", "INSERT INTO is no longer SPARQL", "GRAPH"),
    ("INSERT DATA { <urn:a> <urn:b> 1", "1:32", "the “{” of line 1 is not closed", "A “}”"),
    ("INSERT DATA { 'a' <urn:b> 1 }", "1:15", "A literal cannot be a subject", "IRI"),
    ("INSERT DATA { <urn:a> <urn:b>/<urn:c> 1 }", "1:23", "this is a property path", "one property"),
    ("DELETE DATA { <urn:a> <urn:b> (1 2) }", "1:31", "DELETE DATA takes no blank nodes", "variable"),
    ("INSERT DATA {_:a <urn:b> 1};\nINSERT DATA {_:a <urn:b> 2}", "2:14", "_:a stands in two operations", "IRI"),
    ("CLEAR <urn:g>", "1:7", "needs SILENT, GRAPH, DEFAULT, NAMED or ALL", ""),
    ("INSERT DATA {} INSERT DATA {}", "1:16", "needs “;” or the end of the text", ""),
    ("INSERT DATA {};;", "1:16", "needs INSERT, DELETE or another update", ""),
]  # fmt: skip


def explained(text: str, *, update: bool = False) -> Explanation:
    """What the engine refuses, explained; the test fails where it takes the text."""
    with pytest.raises(SyntaxError) as caught:
        if update:
            Store().update(text, base_iri=BASE)
        else:
            Store().query(text, base_iri=BASE, prefixes=PREFIXES)
    return explain(text, str(caught.value), update=update)


@pytest.mark.parametrize(("text", "place", "said", "hint"), QUERIES, ids=[t[:50] for t, *_ in QUERIES])
def test_a_query_is_explained(text: str, place: str, said: str, hint: str) -> None:
    explanation = explained(text)
    assert f"{explanation.line}:{explanation.column}" == place
    assert said in explanation.message
    assert hint in explanation.advice
    assert not re.search(r"%\(|\\u\{", explanation.message + explanation.advice)


@pytest.mark.parametrize(("text", "place", "said", "hint"), UPDATES, ids=[t[:50] for t, *_ in UPDATES])
def test_an_update_is_explained(text: str, place: str, said: str, hint: str) -> None:
    explanation = explained(text, update=True)
    assert f"{explanation.line}:{explanation.column}" == place
    assert said in explanation.message
    assert hint in explanation.advice


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_count_code_points_and_any_end_of_line(end: str) -> None:
    explanation = explained(end.join(["SELECT * {", "\t?s ?p '😀', 'ệ' ?x", "}"]))
    assert (explanation.line, explanation.column) == (2, 17)


def test_the_mark_stands_under_the_place() -> None:
    line, mark = str(excerpt("SELECT * {\r\n\t?s ?p '日本' ?x\r\n}", 2, 13)).split("\n")
    assert line == "\t?s ?p '日本' ?x"
    assert mark == "\t" + " " * 13 + "^"  # a tab stays one, and a wide character is two blanks


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    text = f"SELECT * {{ ?s ?p '{'x' * 5000}' ?q }} # {'y' * 5000}"
    explanation = explained(text)
    line, mark = str(excerpt(text, explanation.line or 0, explanation.column or 0)).split("\n")
    assert len(line) < 110
    assert line[len(mark) - 1 :].startswith("?q")
    assert line[0] == line[-1] == "…"


def test_a_fault_beyond_what_is_looked_at_has_the_parsers_place() -> None:
    text = "SELECT * {\n" + "?s ?p ?o .\n" * (LIMITS.query_explained // 10) + "FLITER"
    explanation = explained(text)
    assert explanation.line == text.count("\n") + 1
    assert "cannot be read beyond this place" in explanation.message


def test_a_fault_in_the_beginning_of_a_long_text_is_found() -> None:
    text = "SELECT * { FLITER\n" + "?s ?p ?o .\n" * (LIMITS.query_explained // 10)
    assert explained(text).advice == "Did you mean FILTER?"


@pytest.mark.parametrize(
    "deep", ["{" * 3000, "{" * 3000 + "}" * 3000 + "}", "FILTER(" + "(" * 3000, "[ <a> " * 3000]
)
def test_a_deep_text_is_explained_too(deep: str) -> None:
    assert explain(f"SELECT * {{ {deep}", "error at 1:5: expected one of [_]").message


def test_a_relative_iri_without_a_base_is_named() -> None:
    text = "SELECT * { ?s <p> ?o }"
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    explanation = explain(text, str(caught.value), based=False)
    assert str(explanation) == "line 1, column 15: The IRI <p> is relative, and there is no base."


@pytest.mark.parametrize(
    ("call", "place", "hint"),
    [
        ("xsd:dateTme(?o)", 9, "xsd:dateTime"),
        ("<http://www.w3.org/2005/xpath-functions#strlen>(?o)", 9, "STRLEN"),
        ("<https://example.org/f>(?o)", 9, "hn:fold"),
    ],
)
def test_a_function_nobody_knows_is_explained(call: str, place: int, hint: str) -> None:
    text = f"SELECT ({call} AS ?x) {{ BIND('a' AS ?o) }}"
    with pytest.raises(RuntimeError) as caught:
        list(Store().query(text, prefixes=PREFIXES))  # type: ignore[arg-type]
    explanation = explain_failure(text, str(caught.value), functions=[f"{PREFIXES['hn']}fold"])
    assert (explanation.line, explanation.column) == (1, place)
    assert "There is no function" in explanation.message
    assert hint in explanation.advice


def test_a_message_without_a_place_stays_as_it_is() -> None:
    assert str(explain("ASK {}", "something else, 100%")) == "something else, 100%"
