"""What the engine computes otherwise than the standard is computed by the standard, wherever it stands in a query."""

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from graph.engine.functions import FUNCTIONS
from graph.engine.regular_expressions import BadPattern, translate_pattern, translate_replacement
from queries.sparql.rewrite import rewrite, run_rewritten
from queries.sparql.update import run_update

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def answers(query: str) -> list[tuple[Any, ...]]:
    found = Store().query(rewrite(XSD + query), custom_functions=FUNCTIONS)
    assert isinstance(found, QuerySolutions)
    return [tuple(None if term is None else str(term) for term in row) for row in found]


def value(expression: str, data: str = "") -> str | None:
    ((found,),) = answers(f"SELECT ({expression} AS ?x) {{ {data} }}")
    return found


REPLACED = [
    (r'"2024-10-01", "^([0-9]+)-([0-9]+)-([0-9]+)$", "$3_$2_$1"', '"01_10_2024"'),
    (r'"abcd", "(b)", "[$1]"', '"a[b]cd"'),
    (r'"abcd", "(b)", "[$12]"', '"a[b2]cd"'),
    (r'"abcd", "b", "$1"', '"acd"'),
    (r'"abcd", "b", "[$0]"', '"a[b]cd"'),
    (r'"abcd", "(b)", "\\$1"', '"a$1cd"'),
    (r'"abcd", "b", "\\\\"', r'"a\\cd"'),
    (r'"abracadabra", "bra", "*"', '"a*cada*"'),
    (r'"abracadabra", "a.*a", "*"', '"*"'),
    (r'"abracadabra", "a.*?a", "*"', '"*c*bra"'),
    (r'"abracadabra", "a(.)", "a$1$1"', '"abbraccaddabbra"'),
    (r'"AAAA", "A+?", "b"', '"bbbb"'),
    (r'"darted", "^(.*?)d(.*)$", "$1c$2"', '"carted"'),
    (r'"abcd", ".*?", "$1"', None),
    (r'"abcd", "b*", "x"', None),
    (r'"abcd", "(b)", "$x"', None),
    (r'"abcd", "(b)", "$"', None),
    (r'"abcd", "(b)", "\\n"', None),
    (r'"abcd", "(b", "x"', None),
    (r'"a.b", ".", "$1\\", "q"', r'"a$1\\b"'),
    (r'"aXbx", "x", "-", "i"', '"a-b-"'),
    (r'"a b", "a b", "-", "x"', '"a b"'),
    (r'"ab", "a #b", "-", "x"', '"ab"'),
    (r'"a#b", "a #b", "-", "x"', '"-"'),
    (r'"a\nb", "a.b", "-", "s"', '"-"'),
    (r'"a\nb", "^b", "-", "m"', r'"a\n-"'),
    (r'"ab", "b", "-", "z"', None),
    (r'"ab"@en, "b", "-"', '"a-"@en'),
    (r'REPLACE("abc", "b", "(x)"), "(\\()x\\)", "$1$1"', '"a((c"'),
    (r'"a-b", CONCAT("(a)", "-(b)"), CONCAT("$2", "_$1")', '"b_a"'),
    (r'"a-b", "(a)-(b)", REPLACE("x", "x", "\\$2_\\$1")', '"b_a"'),
    (r'"a-b", ?p, ?r', '"b_a"'),
    (r'"a-b", ?p, ?r, ?f', '"b_a"'),
    (r'"a-b", ?p, "$"', None),
]


@pytest.mark.parametrize(("arguments", "wanted"), REPLACED)
def test_replace_follows_xpath(arguments: str, wanted: str | None) -> None:
    data = 'VALUES (?p ?r ?f) { ("(a)-(b)" "$2_$1" "i") }'
    assert value(f"REPLACE({arguments})", data) == wanted
    assert value(f"replace ( {arguments} # a comment\n )", data) == wanted


MATCHED = [
    ("a_b", r"^\\w+$", "", False),
    ("a+b", r"^\\w+$", "", True),
    ("phường", r"^\\w+$", "", True),
    ("b", "^[a-z-[aeiou]]$", "", True),
    ("e", "^[a-z-[aeiou]]$", "", False),
    ("!", "^[^a-z-[!]]$", "", False),
    ("a:b", r"^\\i\\c*$", "", True),
    ("1a", r"^\\i\\c*$", "", False),
    ("a\u00a0b", r"a\\sb", "", False),
    ("a\tb", r"a\\sb", "", True),
    ("&", "^[a&&b]$", "", True),
    ("~", "^[a~~b]$", "", True),
    ("-", "^[-a]$", "", True),
    ("helloworld", "hello world", "x", True),
    ("hello[ ]world", r"hello\\[[ ]\\]world", "x", True),
    ("a.b", ".b", "q", True),
    ("acb", "a.b", "q", False),
    ("ĐƯỜNG", "đường", "i", True),
    ("a\r\nb", r"^a.\nb", "", False),
    ("a\rb", "^a.b$", "", False),
    ("a\rb", "^a.b$", "s", True),
    ("a\rb", "^(?s)a.b$", "", True),
    ("a.b", r"^a[.]b\\.?$", "", True),
    ("a\rb", r"^a[.\r]b$", "", True),
    ("aừb", "^a.b$", "m", True),
    ("ก", r"\\p{IsThai}", "", True),
]


@pytest.mark.parametrize(("text", "pattern", "flags", "wanted"), MATCHED)
def test_regex_follows_xpath(text: str, pattern: str, flags: str, wanted: bool) -> None:
    words = f'{Literal(text)}, "{pattern}", "{flags}"'
    said = f'"{str(wanted).lower()}"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    assert value(f"REGEX({words})") == said
    computed = f'REGEX({Literal(text)}, CONCAT("{pattern}", ""), ?f)'
    assert value(computed, f'VALUES ?f {{ "{flags}" }}') == said


def test_blocks_that_are_called_as_no_script_have_no_value() -> None:
    assert value(r'REGEX("é", "\\p{IsLatin-1Supplement}")') is None
    assert value(r'REGEX("é", "[\u0080-\u00FF]")') == '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


simple = st.text(string.ascii_lowercase + "$\\0123456789_", max_size=6)


@settings(max_examples=200)
@given(simple, st.integers(0, 3))
def test_replacements_are_read_by_the_longest_number_of_a_group(replacement: str, groups: int) -> None:
    """Said once more, digit by digit, and by Python's own expressions of the same pattern."""
    pattern = "".join(f"({c})" for c in "abc"[:groups]) + "d"
    wanted: str | None = ""
    rest = replacement
    while rest and wanted is not None:
        if rest[0] == "\\":
            wanted = wanted + rest[1] if rest[1:2] in ("\\", "$") and len(rest) > 1 else None
            rest = rest[2:]
        elif rest[0] == "$":
            digits = rest[1 : len(rest) - len(rest[1:].lstrip(string.digits))]
            if not digits:
                wanted = None
                continue
            number = next((n for n in range(len(digits), 0, -1) if int(digits[:n]) <= groups), 1)
            number = 1 if digits[0] == "0" else number
            index = int(digits[:number])
            wanted += ("abc"[:groups] + "d" if not index else "abc"[index - 1]) if index <= groups else ""
            rest = rest[1 + number :]
        else:
            wanted, rest = wanted + rest[0], rest[1:]
    found = value(f'REPLACE("{"abc"[:groups]}d", "{pattern}", {Literal(replacement)})')
    assert found == (None if wanted is None else str(Literal(wanted)))


def test_what_cannot_be_read_as_a_pattern_says_so() -> None:
    with pytest.raises(BadPattern):
        translate_pattern("[a-z")
    with pytest.raises(BadPattern):
        translate_replacement("$", "a")


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("GROUP_CONCAT(?v)", '"urn:a b 1 x"'),
        ('GROUP_CONCAT(?v; SEPARATOR=", ")', '"urn:a, b, 1, x"'),
        ('group_concat ( DISTINCT ?v ; separator = "" )', '"urn:ab1x"'),
        ('GROUP_CONCAT(CONCAT("<", STR(?v), ">"))', '"<urn:a> <b> <1> <x>"'),
        ("LANG(GROUP_CONCAT(?v))", '""'),
        ('GROUP_CONCAT(LCASE("A"@en))', '"a a a a"'),
        ("STRLEN(GROUP_CONCAT(?v))", '"11"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ],
)
def test_group_concat_joins_whatever_has_a_text(call: str, wanted: str) -> None:
    assert value(call, 'VALUES ?v { <urn:a> "b" 1 "x"@en }') == wanted


def test_booleans_may_be_written_in_any_case() -> None:
    assert answers("SELECT (TRUE AS ?a) (False AS ?b) (true AS ?c) { ?s ?p true }") == []
    assert answers('SELECT (TRUE AS ?a) ("TRUE" AS ?b) {}') == [
        ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"TRUE"')
    ]


def test_minimum_and_maximum_of_kinds_that_do_not_compare() -> None:
    data = 'VALUES ?v { 14 "2019-12-05"^^xsd:date 3 }'
    assert value("MIN(?v)", data) == str(Literal(3))
    assert value("MAX(DISTINCT ?v)", data) == '"2019-12-05"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert value("MAX(?v)", "VALUES ?v { 1 UNDEF }") is None, (
        "as the standard has it: an error among the values"
    )


def test_a_call_of_another_server_is_sent_as_it_is() -> None:
    query = 'SELECT * { SERVICE SILENT <urn:x> { SELECT (MIN(?a) AS ?b) { FILTER REGEX(?a, "\\\\w") } ORDER BY ?b } }'
    assert rewrite(query) == query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?order ?min ?max }",
        'SELECT * { ?s ?p "ORDER BY ?x" } # REPLACE(?a, "\\\\w", "$2_")',
        'SELECT * { ?s <urn:MIN(> ?o FILTER(REGEX(?o, "^a[0-9]+$", "i")) }',
        "SELECT (COUNT(*) AS ?n) { ?s regex:MAX ?o }",
        "MIN(",
        "SELECT * { ?s ?p ?o } ORDER BY",
        "",
    ],
)
def test_a_text_without_such_calls_goes_through_untouched(query: str) -> None:
    assert rewrite(query) == query


def test_faults_are_told_of_the_text_as_it_was_sent() -> None:
    query = 'SELECT * { ?s ?p ?o FILTER(REGEX(?o, "\\\\w"))\n ORDER BY ?s ?p'
    with pytest.raises(SyntaxError) as sent:
        Store().query(query)
    with pytest.raises(SyntaxError) as found:
        run_rewritten(query, lambda text: Store().query(text, custom_functions=FUNCTIONS))
    assert str(found.value) == str(sent.value)


@pytest.mark.parametrize("escape", ["\\d", "\\u12", "\\uD800", "\\\\\\q"])
def test_a_wrong_escape_is_refused_where_a_pattern_is_rewritten_too(escape: str) -> None:
    text = f'SELECT * {{ ?s ?p ?o FILTER(REGEX(?o, "{escape}[a-z-[x]]")) }}'
    with pytest.raises(SyntaxError):
        run_rewritten(text, lambda made: Store().query(made, custom_functions=FUNCTIONS))


def test_lines_stay_what_they_are() -> None:
    query = "SELECT (GROUP_CONCAT(\n?x # why\n) AS ?y) {}\nORDER BY\n ?x\n LIMIT\n 1"
    made = rewrite(query)
    assert made.count("\n") == query.count("\n")
    assert made.splitlines()[-2:] == query.splitlines()[-2:]


def test_deep_nesting_is_left_to_the_engine() -> None:
    query = "SELECT (" + "REPLACE(" * 5000 + '"a"' + ', "a", "b")' * 5000 + " AS ?x) {}"
    assert rewrite(query) == query


def test_an_update_computes_as_a_query_does() -> None:
    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:on"), Literal("2024-10-01")))
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:on"), Literal(5)))
    run_update(
        store,
        """INSERT { <urn:a> <urn:least> ?m ; <urn:said> ?r } WHERE {
             { SELECT (MIN(?v) AS ?m) { <urn:a> <urn:on> ?v } }
             { SELECT ?v { <urn:a> <urn:on> ?v } ORDER BY DESC(?v) LIMIT 1 }
             BIND(REPLACE(?v, "(....)-(..)-(..)", "$3_$2_$1") AS ?r) }""",
    )
    found = {quad.predicate.value: quad.object for quad in store if quad.predicate.value != "urn:on"}
    assert found == {"urn:least": Literal(5), "urn:said": Literal("01_10_2024")}


def test_blank_nodes_are_compared_too() -> None:
    store = Store()
    for n in range(3):
        store.add(Quad(BlankNode(), NamedNode("urn:p"), Literal(n)))
    found = store.query(rewrite("SELECT (MAX(?s) AS ?m) { ?s ?p ?o }"), custom_functions=FUNCTIONS)
    assert isinstance(found, QuerySolutions)
    assert isinstance(next(found)["m"], BlankNode)


def test_words_without_a_blank_between_them_are_found() -> None:
    """Else the engine takes a pattern as its own, and compares what does not compare."""
    data = "VALUES ?v { 'a_b' 'a+b' }"
    assert answers(rf"SELECT ?v {{ {data} FILTERREGEX(?v, '^\\w+$') }}") == [('"a+b"',)]
    assert "HAVINGOBJECT(MIN(" in rewrite("SELECT ?k { ?k ?p ?v } GROUPBY?k HAVINGMIN(?v)")
