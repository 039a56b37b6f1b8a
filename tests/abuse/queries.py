"""Queries that knock servers over: each takes all time, memory or stack that it gets, or what it may not.

`NASTY` is name -> text; the texts are made when they are asked for, since some are megabytes long.
"""

from collections.abc import Callable
from typing import Final

P: Final = "http://example.org/p"
_KNOWS: Final = f"<{P}/knows>"
_HUB: Final = "<http://example.org/thing/0>"
_MEGABYTE: Final = 1_000_000


def _doubled(times: int) -> str:
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times))
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("abcdefgh" AS ?x0) {steps} }}'


def _replaced(times: int) -> str:
    steps = " ".join(f'BIND(REPLACE(?x{n}, "a", "aaaaaaaaaa") AS ?x{n + 1})' for n in range(times))
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("a" AS ?x0) {steps} }}'


def _nested_selects(depth: int) -> str:
    return "SELECT * {" + "{ SELECT * {" * depth + " ?s ?p ?o " + "} }" * depth + "}"


NASTY: Final[dict[str, Callable[[], str]]] = {
    "cross join counted": lambda: (
        "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(6)) + " }"
    ),
    "cross join sorted": lambda: "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "cross join distinct": lambda: "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "cross join grouped": lambda: "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    "sort by random numbers": lambda: (
        "SELECT * { ?s ?p ?o . ?o ?q ?r } ORDER BY RAND() DESC(STRLEN(STR(?r)))"
    ),
    "all pairs by a path": lambda: f"SELECT (COUNT(*) AS ?n) {{ ?a ({_KNOWS}|^{_KNOWS})* ?b }}",
    "path over every property": lambda: "SELECT (COUNT(*) AS ?n) { ?a (<urn:no>|!<urn:no>)+ ?b }",
    "path of paths": lambda: f"SELECT * {{ ?a (({_KNOWS}*)*/({_KNOWS}+)*)* ?b }}",
    "long path": lambda: f"SELECT * {{ ?a {'/'.join([_KNOWS] * 2000)} ?b }}",
    "nested groups": lambda: "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}",
    "nested parentheses": lambda: "SELECT * { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }",
    "nested selects": lambda: _nested_selects(3_000),
    "nested optionals": lambda: "SELECT * {" + " OPTIONAL { ?s ?p ?o" * 3_000 + " }" * 3_000 + "}",
    "nested lists": lambda: "SELECT * { ?s ?p " + "(" * 20_000 + ")" * 20_000 + " }",
    "many unions": lambda: "SELECT * {" + " UNION ".join("{ ?s ?p ?o }" for _ in range(5_000)) + "}",
    "many optionals": lambda: (
        "SELECT * { ?s ?p ?o " + " ".join(f"OPTIONAL {{ ?s ?p{n} ?o{n} }}" for n in range(60)) + "}"
    ),
    "many values": lambda: (
        "SELECT * { VALUES ?x { " + " ".join(str(n) for n in range(300_000)) + " } ?s ?p ?x }"
    ),
    "values crossed with values": lambda: (
        "SELECT (COUNT(*) AS ?n) {"
        + " ".join(f"VALUES ?v{n} {{ {' '.join(str(i) for i in range(1000))} }}" for n in range(4))
        + "}"
    ),
    "huge literal": lambda: 'SELECT * { BIND("' + "x" * (8 * _MEGABYTE) + '" AS ?x) }',
    "huge iri": lambda: "ASK { <urn:" + "x" * (8 * _MEGABYTE) + "> ?p ?o }",
    "escaped quotes": lambda: 'SELECT * { BIND("' + '\\"' * _MEGABYTE + '" AS ?x) }',
    "comment without end": lambda: "ASK {} #" + "x" * (8 * _MEGABYTE),
    "backtracking pattern": lambda: 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "^(a+)+(b+)+(c*)*$")) }',
    "huge pattern": lambda: 'ASK { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a{1,99}){1,99}){1,99}){1,99}")) }',
    "many negations": lambda: "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "replace that grows": lambda: _replaced(12),
    "concatenation that doubles": lambda: _doubled(40),
    "group_concat of everything": lambda: (
        'SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?o), STR(?r)); separator="----------") AS ?x) { ?s ?p ?o . ?q ?r ?t }'
    ),
    "construct a cross join": lambda: "CONSTRUCT { ?a ?e ?c . ?d ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    "describe everything": lambda: f"DESCRIBE * {{ ?s ?p ?o . ?s {_KNOWS} {_HUB} . ?a ?b ?s }}",
    "service to nowhere": lambda: "SELECT * { SERVICE <http://192.0.2.1/sparql> { ?s ?p ?o } }",
    "service to inside addresses": lambda: (
        "SELECT * {"
        + " UNION ".join(
            f"{{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
            for address in (
                "http://127.0.0.1:22/",
                "http://169.254.169.254/latest/",
                "http://[::1]/",
                "file:///etc/passwd",
            )
        )
        + "}"
    ),
    "update in a query": lambda: "CLEAR ALL ; INSERT { ?s ?p ?o } WHERE { ?s ?p ?o . ?a ?b ?c }",
    "many prefixes": lambda: (
        "".join(f"PREFIX p{n}: <urn:{n}:>\n" for n in range(200_000)) + "SELECT * { ?s p1:a ?o }"
    ),
}
