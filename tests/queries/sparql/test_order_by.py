"""ORDER BY, MIN and MAX follow one total order, whatever is compared."""

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from graph.engine.functions import FUNCTIONS
from graph.engine.order import LARGE, key_of
from queries.sparql.rewrite import rewrite

Term = NamedNode | BlankNode | Literal | Triple
XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


def answers(query: str) -> list[tuple[Any, ...]]:
    found = Store().query(rewrite(query), custom_functions=FUNCTIONS)
    assert isinstance(found, QuerySolutions)
    return [tuple(row) for row in found]


def values(terms: Iterable[Term | None]) -> str:
    return " ".join("UNDEF" if term is None else _written(term) for term in terms)


def _written(term: Term) -> str:
    return f"<<( {' '.join(map(_written, term))} )>>" if isinstance(term, Triple) else str(term)


edges = [math.nextafter(n, to) for n in (LARGE, 2**127 / 10**18) for to in (0, n, math.inf)]
"""The numbers at which the engine's decimals end, with those beside them."""
large = st.sampled_from(
    [typed(repr(sign * n).replace("inf", "INF"), name) for name in ("double", "float")
     for n in (*edges, 1.69e20, 1.8e20, 1.7e21, math.inf) for sign in (1, -1)]
    + [typed(f"{sign}{n // 10**18}.{n % 10**18:018}", "decimal") for sign in ("", "-")
       for n in (17 * 10**37 - 1, 17 * 10**37, 17 * 10**37 + 1, 2**127 - 1, 2**127 - 10**18, 2**127 + 10**18)]
)  # fmt: skip
zones = st.sampled_from(["", "Z", "+07:00", "-05:00", "+14:00", "-14:00"])
days = st.dates().map(lambda day: day.isoformat())
terms = st.one_of(
    st.sampled_from(["urn:a", "urn:b", "http://example.org/ừ", "http://example.org/a,b"]).map(NamedNode),
    st.integers(-(2**64), 2**64).map(lambda n: typed(str(n), "integer")),
    st.sampled_from([2**53 - 1, 2**53, 2**53 + 1, 2**24, 2**24 + 1]).map(Literal),
    st.decimals(-(10**15), 10**15, places=3).map(lambda n: typed(f"{n:f}", "decimal")),
    st.floats().map(lambda n: typed(repr(n).replace("inf", "INF").replace("nan", "NaN"), "double")),
    st.floats(width=32).map(lambda n: typed(repr(n).replace("inf", "INF").replace("nan", "NaN"), "float")),
    large,
    st.booleans().map(Literal),
    st.tuples(days, zones).map(lambda of: typed("".join(of), "date")),
    st.tuples(days, st.times(), zones).map(
        lambda of: typed(f"{of[0]}T{of[1].isoformat()}{of[2]}", "dateTime")
    ),
    st.tuples(days, zones).map(lambda of: typed(of[0][:7] + of[1], "gYearMonth")),
    st.tuples(days, zones).map(lambda of: typed(of[0][:4] + of[1], "gYear")),
    st.tuples(st.times(), zones).map(lambda of: typed(f"{of[0].isoformat()}{of[1]}", "time")),
    st.sampled_from(["P1M", "P30D", "P31D", "-P1M", "P1Y", "PT0S", "P1Y2M3DT4H5M6.7S", "P1X"]).map(
        lambda text: typed(text, "duration")
    ),
    st.sampled_from(["--02-29", "--02-29Z"]).map(lambda text: typed(text, "gMonthDay")),
    st.sampled_from(["2019-13-45", "2019-02-29", "x", "", "20190", "-0044"]).map(
        lambda text: typed(text, "date")
    ),
    st.text(max_size=4).map(Literal),
    st.tuples(st.text("aAăđ", max_size=3), st.sampled_from(["en", "vi", "en-GB"])).map(
        lambda of: Literal(of[0], language=of[1])
    ),
    st.text("ab1", max_size=2).map(lambda text: Literal(text, datatype=NamedNode("urn:t"))),
    st.sampled_from(["1", "x", "Literal"]).map(lambda text: typed(text, "hexBinary")),
    st.integers(0, 3).map(lambda n: Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal(n))),
    st.text("ab", max_size=1).map(lambda text: Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal(text))),
)
columns = st.lists(st.one_of(terms, st.none()), max_size=40)
untimed = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def stored(terms: list[Term | None]) -> list[Term | None]:
    """The terms as the engine has them: it writes numbers and times in one way."""
    return [row[0] for row in answers(f"SELECT ?v {{ VALUES ?v {{ {values(terms)} }} }}")]


def key(term: Term | None) -> str:
    return "" if term is None else key_of(term)


@untimed
@given(columns)
def test_any_list_sorts_by_the_one_order(column: list[Term | None]) -> None:
    sorted_ = [row[0] for row in answers(f"SELECT ?v {{ VALUES ?v {{ {values(column)} }} }} ORDER BY ?v")]
    assert list(map(str, sorted_)) == list(map(str, sorted(stored(column), key=key)))


@untimed
@given(columns)
def test_an_expression_sorts_as_a_variable_and_backwards_too(column: list[Term | None]) -> None:
    table = f"VALUES ?v {{ {values(column)} }}"
    wanted = list(map(str, sorted(stored(column), key=key, reverse=True)))
    for condition in ("DESC(?v)", "DESC(COALESCE(?v))"):
        found = [str(row[0]) for row in answers(f"SELECT ?v {{ {table} }} ORDER BY {condition}")]
        assert found == wanted


@untimed
@given(st.lists(terms, min_size=1, max_size=20))
def test_min_and_max_are_the_ends_of_the_order(column: list[Term]) -> None:
    ends = [key(row) for row in sorted(stored(list(column)), key=key)]
    table = f"VALUES ?v {{ {values(column)} }}"
    for value in ("?v", "COALESCE(?v)"):
        ((least, most),) = answers(f"SELECT (MIN({value}) AS ?a) (MAX({value}) AS ?b) {{ {table} }}")
        # Of a variable the engine compares what is in one class, by itself where it can.
        assert (key(least)[:2], key(most)[:2]) == (ends[0][:2], ends[-1][:2])
        if value != "?v":
            assert (key(least), key(most)) == (ends[0], ends[-1])


@untimed
@given(
    st.lists(
        st.one_of(st.integers(-(2**63), 2**63 - 1), st.decimals(-(10**19), 10**19, places=18)), max_size=20
    )
)
def test_whole_numbers_and_decimals_sort_exactly(numbers: list[int | Decimal]) -> None:
    column = values(typed(f"{n:f}", "decimal") if isinstance(n, Decimal) else Literal(n) for n in numbers)
    found = [
        Fraction(row[0].value) for row in answers(f"SELECT ?v {{ VALUES ?v {{ {column} }} }} ORDER BY ?v")
    ]
    assert found == sorted(found)


@untimed
@given(st.lists(large, min_size=1, max_size=20))
def test_numbers_where_decimals_end_sort_by_value(numbers: list[Literal]) -> None:
    column = [term for term in stored(list(numbers)) if isinstance(term, Literal)]
    wanted = [str(term) for term in sorted(column, key=key)]
    assert [
        str(row[0]) for row in answers(f"SELECT ?v {{ VALUES ?v {{ {values(column)} }} }} ORDER BY ?v")
    ] == wanted
    doubles = [term for term in sorted(column, key=key) if term.datatype.value.endswith("double")]
    sizes = [float(term.value) for term in doubles]
    assert sizes == sorted(sizes)


def test_infinity_is_the_largest_number() -> None:
    for sign in ("", "-"):
        numbers = ["1.69E20", "1.7E20", "1.8E20", "1.7E21", "INF"]
        column = [typed(sign + number, "double") for number in (numbers if not sign else numbers[::-1])]
        found = answers(f"SELECT ?v {{ VALUES ?v {{ {values(column[::-1])} }} }} ORDER BY ?v")
        assert [row[0] for row in found] == stored(list(column))


def test_the_order_of_kinds() -> None:
    """What /about/endpoint says of the order, kind by kind."""
    column = """UNDEF <urn:a> <urn:b> "-INF"^^xsd:double -3 2.5 "1e300"^^xsd:double "NaN"^^xsd:double false true
        "2019"^^xsd:gYear "2019-12"^^xsd:gYearMonth "2019-12-05"^^xsd:date "2019-12-05T10:00:00+07:00"^^xsd:dateTime
        "2019-12-05T04:00:00"^^xsd:dateTime "10" "An"@vi "an" "10:00:00"^^xsd:time "P30D"^^xsd:duration
        99999999999999999999 "a"^^<urn:t> <<( <urn:a> <urn:b> 1 )>>"""
    prefix = f"PREFIX xsd: <{XSD}> "
    wanted = answers(f"{prefix} SELECT ?v {{ VALUES ?v {{ {column} }} }}")
    mixed = " ".join(reversed(column.split("\n")))
    assert answers(f"{prefix} SELECT ?v {{ VALUES ?v {{ {mixed} }} }} ORDER BY ?v") == wanted
    assert answers(f"{prefix} SELECT ?v {{ VALUES ?v {{ {mixed} }} }} ORDER BY DESC(?v)") == wanted[::-1]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT ?v { VALUES ?v { 2 1 3 } } ORDERBY?v", [1, 2, 3]),
        ("SELECT ?v { VALUES ?v { 2 1 3 } } order by desc ( ?v ) LIMIT 2", [3, 2]),
        ("SELECT ?v { VALUES ?v { 2 1 3 } } ORDER BY(-?v)", [3, 2, 1]),
        ("SELECT ?v { VALUES ?v { 2 1 3 } } ORDER BY # a comment\n ASC((?v))OFFSET 1", [2, 3]),
        ("SELECT ?v { VALUES (?v ?w) { (2 'b') (1 'b') (3 'a') } } ORDER BY ?w DESC(?v)", [3, 2, 1]),
        ("SELECT ?v { { SELECT ?v { VALUES ?v { 2 'x' 1 3 } } ORDER BY ?v LIMIT 2 } FILTER(?v > 1) }", [2]),
        ("SELECT (COUNT(*) AS ?n) { VALUES ?v { 2 2 1 } } GROUP BY ?v ORDER BY DESC(?n)", [2, 1]),
        ("SELECT ?v (MAX(?w) AS ?m) { VALUES (?v ?w) { (1 2) (2 1) } } GROUP BY ?v ORDER BY ?m", [2, 1]),
        ("SELECT ?v { VALUES (?v ?w) { (1 2) (2 1) } } GROUP BY ?v ORDER BY MAX(?w) COUNT(*)", [2, 1]),
        ("SELECT ?v { VALUES (?v ?w) { (1 'x') (2 1) } } GROUP BY ?v HAVING (MIN(?w) = 1)", [2]),
        ("SELECT (?v + 1 AS ?n) { VALUES ?v { 2 1 } } ORDER BY ?n", [2, 3]),
        ("SELECT ?v { VALUES ?v { 2 1 } } ORDER BY NOT EXISTS { ?v ?v ?v } ?v", [1, 2]),
        ("SELECT DISTINCT ?v { VALUES ?v { 2 1 2 } } ORDER BY ?v VALUES ?v { 1 2 }", [1, 2]),
    ],
)
def test_conditions_are_found_wherever_they_stand(query: str, wanted: list[int]) -> None:
    assert [int(row[0].value) for row in answers(query)] == wanted


MIXED = """"x" 3 "2019-12-05"^^<http://www.w3.org/2001/XMLSchema#date> <urn:a> true "10" -2.5 UNDEF"""
LEGAL = [
    f"SELECT ?v {{ VALUES ?v {{ {MIXED} }} }} {end}"
    for end in (
        "ORDER BY ?v", "ORDERBY ?v", "ORDERBY?v", "orderby(?v)", "ORDER BYASC(?v)", "ORDERBY<urn:f>(?v) ?v",
        "ORDER BY ?v VALUES (?w) { (1) }", "ORDER BY ASC(?v)VALUES(?w){(1)}", "ORDER BY ?v VALUES ?w { 1 }",
        "ORDER BY ?v LIMIT 99 OFFSET 0 VALUES (?w ?x) { (1 2) }", "ORDERBY ?v LIMIT99VALUES(?w){(1)}",
        "ORDER BYNOT EXISTS { ?v ?v ?v } ?v", "ORDERBYNOTEXISTS{?v ?v ?v}ASC(?v)",
        "GROUPBY?v ORDERBYMIN(?v)", "GROUP BY ?v HAVINGNOTEXISTS{?v ?v ?v}ORDERBYASC(?v)",
    )
]  # fmt: skip
"""Texts that the engine reads and that ask for the values in our order."""
OTHERS = [
    "SELECT ?v { VALUES ?v { 1 } } GROUP BY ?v HAVINGMIN(?v)",
    "SELECT ?v { VALUES ?v { 'a' } FILTERREGEX(?v, 'a') }",
    "SELECT (MIN(DISTINCTSTR(?v)) AS ?m) (COUNT(DISTINCTREGEX(?v, 'a')) AS ?n) { VALUES ?v { 'a' } }",
    "SELECT (GROUP_CONCAT(DISTINCTSTR(?v); SEPARATOR=',') AS ?x) { VALUES ?v { 'a' } }",
    "PREFIX x: <urn:> SELECT ?v { VALUES ?v { 'a' } FILTERx:f(REGEX(?v, 'a')) }",
    "PREFIXBYx: <urn:> SELECT ?v { ?v BYx:p BYx:o } ORDER BY ?v",
    "SELECT ?v { { SELECT ?v { VALUES ?v { 1 } } ORDER BY ?v VALUES (?w) { (1) } } } ORDER BY DESC(?v)",
]


@pytest.mark.parametrize("query", [*LEGAL, *OTHERS])
def test_what_the_engine_reads_it_reads_when_it_is_rewritten(query: str) -> None:
    functions = {**FUNCTIONS, NamedNode("urn:f"): lambda value: value}
    for text in (query, rewrite(query)):
        Store().query(text, custom_functions=functions)


@pytest.mark.parametrize("end", [*LEGAL])
def test_values_of_any_kind_are_sorted_however_the_words_are_written(end: str) -> None:
    found = Store().query(
        rewrite(end), custom_functions={**FUNCTIONS, NamedNode("urn:f"): lambda _: Literal(1)}
    )
    assert isinstance(found, QuerySolutions)
    column = [row[0] for row in found]
    assert len(column) == 8
    assert column == sorted(column, key=key)


def test_backwards_too_without_blanks_between_the_words() -> None:
    table = f"SELECT ?v {{ VALUES ?v {{ {MIXED} }} }} "
    wanted = answers(f"{table} ORDER BY ?v")[::-1]
    for end in ("ORDER BYDESC(?v)", "ORDERBYDESC(?v)", "ORDERBYdesc (?v)VALUES(?w){(1)}"):
        assert answers(table + end) == wanted


def test_what_is_sent_to_another_server_stays_as_it_is_without_blanks_too() -> None:
    query = "SELECT * { SERVICESILENT<http://x/>{ SELECT ?v { ?v ?p ?o } ORDERBY ?v } } ORDERBY ?v"
    made = rewrite(query)
    assert made.startswith(query[: query.rindex("?v")])
    assert made != query


def test_any_number_of_conditions_is_written_in_little_room() -> None:
    query = f"SELECT * {{ ?s ?p ?o }} ORDER BY {'?s ?p ?o ' * 1000}"
    assert len(rewrite(query)) < 300_000


def test_a_list_that_made_the_engine_panic_is_sorted() -> None:
    """A hundred values of kinds that do not compare: the engine's own sort finds that its order is none."""
    column = [Literal(n) if n % 3 else typed(f"20{n % 100:02}-01-01", "date") for n in range(300)]
    column += [Literal(f"{n}x") for n in range(200)]
    wanted = list(map(str, sorted(column, key=key)))
    found = answers(f"SELECT ?v {{ VALUES ?v {{ {values(column)} }} }} ORDER BY ?v")
    assert [str(row[0]) for row in found] == wanted
