"""Nothing that the engine would do to a managed graph is hidden from the check by what two lexers read differently."""

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Store

from graph.errors import QueryError
from ontology.iris import DECISIONS_GRAPH
from queries.sparql.ambiguity import ambiguous
from queries.sparql.lexer import significant_tokens
from queries.sparql.update import run_update
from web.sparql.federation import check_calls

FORGED = f"INSERT DATA {{ GRAPH <{DECISIONS_GRAPH}> {{ <urn:x> <urn:p> 1 }} }}"
HIDDEN = [
    ("FILTER(?a<?b)#>{{\n", "FILTER(?a<?b)#> }}\n"),
    ("FILTER(?a<=?b)#>{{\n", "FILTER(?a<=?b)#> }}\n"),
    ("FILTER(?a <urn:a)#>{{\n", "FILTER(?a <urn:a)#> }}\n"),
    ("FILTER(?a<?b&&'a'!='>{{')", "FILTER(?a<?b&&'a'!='>}}')"),
    ("FILTER(EXISTS { ?a ?p ?b }<?b)#>{{\n", "FILTER(?a<?b)#> }}\n"),
    ("FILTER(?a<<urn:b#>)", "FILTER(1=1 \n)"),
    ("FILTER(?a<<(b#>)", "FILTER((1=1) \n)"),
]


def store() -> Store:
    one = Store()
    one.update(f"INSERT DATA {{ GRAPH <{DECISIONS_GRAPH}> {{ <urn:d> <urn:p> 1 }} <urn:a> <urn:p> 1 }}")
    return one


def decisions(one: Store) -> int:
    return len(list(one.quads_for_pattern(None, None, None, NamedNode(DECISIONS_GRAPH))))


def around(first: str, last: str) -> str:
    """A text in which a lexer that reads it wrongly sees one operation where there are three."""
    bound = "BIND(1 AS ?a) BIND(2 AS ?b)"
    return (
        "PREFIX u: <urn:> PREFIX urn: <urn:> "
        f"INSERT {{ <urn:x> <urn:p> 1 }} WHERE {{ {bound} {first} }} ; {FORGED} ; "
        f"DELETE {{ <urn:q> <urn:q> 1 }} WHERE {{ {bound} {last} }}"
    )


@pytest.mark.parametrize(("first", "last"), HIDDEN)
def test_an_operation_that_is_hidden_from_one_reader_is_refused_with_its_line(first: str, last: str) -> None:
    text = around(first, last)
    plain = store()
    plain.update(text, base_iri="http://example.org/")
    assert decisions(plain) == 2, "the engine reads three operations"
    guarded = store()
    with pytest.raises(QueryError, match=r"Line 1: .*less than"):
        run_update(guarded, text, base_iri="http://example.org/")
    assert decisions(guarded) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s <urn:p#q> ?o FILTER(?s < ?o) # > {",
        "ASK { ?s ?p ?o FILTER(?s IN (<urn:a#b>, <urn:c#d>)) }",
        "ASK { ?s (<urn:a#b>/<urn:c#d>)* ?o FILTER(EXISTS { ?s <urn:p#q> ?o }) }",
        "ASK { VALUES (?a ?b) { (<http://example.org/#a> <http://example.org/#b>) } }",
        "ASK { ?s ?p ( 1 [ ?q <urn:a#b> ] ) . << ?s ?p ?o >> ?q ?r BIND(<<( <urn:s> <urn:p> 1 )>> AS ?t) }",
        "ASK { FILTER(?a<?b&&?c>?d) }",
    ],
)
def test_what_is_plain_is_not_refused(text: str) -> None:
    assert ambiguous(significant_tokens(text)) is None


def test_a_call_is_not_hidden_so_where_some_hosts_may_be_called() -> None:
    text = "ASK { FILTER(?a<?b&&'>'!='x') SERVICE <http://127.0.0.1/> { ?s ?p ?o } FILTER(''='') }"
    found = check_calls(text, update=False, allowed=("example.org",))
    assert found.refusal is not None and found.refusal.line == 1 and not found.parses


VALUES = (
    "?a", "1", '"s"', "'s'", "<urn:i#j>", "urn:a", '"""l"""', "true", "(1)", "STR(?a)", '"x"@en', '"1"^^<urn:t#u>',
    "EXISTS { ?s ?p ?o }", "'a\\'b'", '"\\u0022"', "u:a\\#b", "u:a\\'b", "''", "<<( <urn:s> <urn:p> 1 )>>",
)  # fmt: skip
SIGNS = ("<", "<=", ">", "=", "!=", "&&", "||", "+", "-", "/", " < ", " <", "<<", "<<(", ",", " IN ")
ODD = (
    "#>",
    "#",
    ">",
    "{",
    "}",
    "{{",
    "}}",
    ")",
    "'",
    '"',
    '"""',
    "\n",
    "\r",
    "{|",
    ";",
    "\\",
    "#>{{",
    "#> }}",
    ")#>{{",
    "`",
)
PATTERNS = (
    "?s <urn:p#q> ?o",
    "{ }",
    "?s (<urn:a#>/<urn:b#>)* ?o",
    "?s ?p (1 <urn:b#c> ?o)",
    "?s ?p [ ?q <urn:a#b> ]",
)


def pieces(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(1, 3)):
        kind = chance.random()
        if kind < 0.5:
            said = chance.choice(VALUES) + chance.choice(SIGNS) + chance.choice(VALUES)
            yield f"FILTER({said}{chance.choice(ODD) if chance.random() < 0.5 else ''})"
        elif kind < 0.8:
            yield chance.choice(PATTERNS)
        else:
            yield "".join(chance.choice(ODD) for _ in range(chance.randint(1, 3)))


def test_no_text_made_by_chance_leads_the_engine_past_the_check() -> None:
    """Of 8,000 texts some hundreds are such that the engine, asked directly, forges a decision."""
    chance = random.Random(52)
    parsed = 0
    for _ in range(8_000):
        text = around(
            " ".join(pieces(chance)) + chance.choice("\n "), " ".join(pieces(chance)) + chance.choice("\n ")
        )
        plain = store()
        try:
            plain.update(text, base_iri="http://example.org/")
        except (SyntaxError, ValueError, RuntimeError):
            continue
        if decisions(plain) == 1:
            continue
        parsed += 1
        guarded = store()
        with pytest.raises(Exception, match=r"."):
            run_update(guarded, text, base_iri="http://example.org/")
        assert decisions(guarded) == 1, text
    assert parsed > 100
