"""Views of answers: which fit is told by the columns, and any data gives a drawing or a reason, never a fault."""

import html
import re
from itertools import pairwise
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Term
from ontology.terms import xsd
from queries.view_comment import read_view, view_comment
from web.languages import words
from web.urls import Links
from web.views.answers.chart import draw_chart, read_chart
from web.views.answers.columns import Sort, answer_rows, day_of, point_of
from web.views.answers.graph import draw_graph, graph_fits, read_graph
from web.views.answers.timeline import draw_timeline, read_timeline
from web.views.terms import TermRenderer

TERMS = TermRenderer(words("en"), Links())
NO_OPTIONS = read_view("")
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"


def day(text: str, datatype: str = xsd.date) -> Literal:
    return Literal(text, datatype=NamedNode(datatype))


def thing(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


# -- what a query asks for --------------------------------------------------------------------------------------


def test_a_view_is_asked_for_by_a_comment_and_by_nothing_that_looks_like_one() -> None:
    assert view_comment("# View : map at=2024\nSELECT * {}") == "map at=2024"
    assert view_comment('SELECT * { ?s ?p "#view: map" }') == ""
    assert view_comment("SELECT * { ?s <http://x#view:map> ?o }") == ""
    assert read_view("chart x=?a $y").unread == ("$y",)


# -- columns ----------------------------------------------------------------------------------------------------


def test_columns_are_told_by_most_of_their_values() -> None:
    rows = [
        (thing("a"), day("2024-04"), Literal(3), Literal("12-CT/TW"), Literal("2019"), Literal(1999), None),
        (
            thing("b"),
            Literal("2024-04-02"),
            Literal(2.5),
            Literal("x"),
            Literal("2020-01"),
            Literal(2001),
            None,
        ),
        (Literal("c"), None, Literal("n/a"), BlankNode("b"), None, Literal(2003), None),
    ]
    variables = ("thing", "day", "count", "number", "from", "year", "nothing")
    sorts = [one.sort for one in answer_rows(variables, rows).columns]
    assert sorts == [Sort.THING, Sort.DAY, Sort.NUMBER, Sort.TEXT, Sort.DAY, Sort.DAY, Sort.EMPTY]


def test_days_of_any_exactness_and_era_are_days_and_nothing_else_is() -> None:
    for text in ("2024", "2024-04", "2024-04-01", "-0044-03-15"):
        assert day_of(Literal(text, datatype=NamedNode(xsd.gYear))) == text
    for other in (
        Literal("2024-13-01"),
        Literal("2024-02-30"),
        Literal("12"),
        Literal("2024", language="en"),
    ):
        assert day_of(other) == "", other


def test_a_point_is_where_its_geometry_says() -> None:
    assert point_of(Literal("POINT(105.8 21.0)", datatype=NamedNode(WKT))) == (105.8, 21.0)
    swapped = "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(21.0 105.8)"
    assert point_of(Literal(swapped, datatype=NamedNode(WKT))) == (105.8, 21.0)
    assert point_of(Literal("POINT(705 21)", datatype=NamedNode(WKT))) is None


# -- drawings ---------------------------------------------------------------------------------------------------


def test_a_row_lasts_from_its_start_to_its_end_and_is_open_where_none_is_given() -> None:
    rows = [
        (thing("a"), day("2019"), day("2024-05-01")),
        (thing("b"), day("2021-02"), None),
        (thing("c"), None, None),
        (thing("b"), day("2021-02"), None),
    ]
    found = read_timeline(answer_rows(("who", "start", "end"), rows), NO_OPTIONS)
    assert found is not None
    assert (found.lines, found.undated) == (2, 1)
    drawn = draw_timeline(found, TERMS)
    assert drawn is not None
    whole, open_ended = drawn.timeline.bars
    assert whole.solid is not None
    assert not whole.opens
    assert open_ended.opens
    assert open_ended.when.endswith("…")


def test_a_day_alone_is_a_mark_and_a_year_is_dashed_about_it() -> None:
    rows = [
        (thing("a"), day("2024-05-01")),
        (thing("b"), day("2021", xsd.gYear)),
        (thing("c"), day("-0044", xsd.gYear)),
    ]
    found = read_timeline(answer_rows(("event", "date"), rows), NO_OPTIONS)
    assert found is not None
    drawn = draw_timeline(found, TERMS)
    assert drawn is not None
    assert [one.label for one in drawn.timeline.bars] == [
        "http://example.org/c",
        "http://example.org/b",
        "http://example.org/a",
    ]
    assert [bool(one.opens) for one in drawn.timeline.bars] == [True, True, False]
    assert all(one.solid is None and len(one.points) == 1 for one in drawn.timeline.bars)


def test_every_link_is_drawn_once_and_a_loop_ends() -> None:
    rows = [(thing(a), thing(b)) for a, b in ("ab", "bc", "ca", "aa", "ab")]
    answer = answer_rows(("from", "to"), rows)
    found = read_graph(answer, NO_OPTIONS)
    assert found is not None
    assert found.links == 4
    drawn = draw_graph(found, answer, TERMS)
    assert sum(row.thing and not row.focus for row in drawn.tree.rows) == 4
    assert len(drawn.data.nodes) == 3
    ys = [row.y for row in drawn.tree.rows]
    assert len(set(ys)) == len(ys), "two lines of writing share a row"


def test_a_column_of_properties_says_by_what_things_are_tied() -> None:
    rows = [(thing("a"), NamedNode("http://example.org/knows"), thing("b"))]
    answer = answer_rows(("s", "p", "o"), rows)
    found = read_graph(answer, NO_OPTIONS)
    assert found is not None
    assert [one.label for one in draw_graph(found, answer, TERMS).data.ties] == ["knows"]


def test_a_large_answer_is_drawn_in_part_and_says_of_how_much() -> None:
    rows = [(thing(f"a{n}"), thing(f"b{n % 7}")) for n in range(5400)]
    answer = answer_rows(("a", "b"), rows)
    found = read_graph(answer, NO_OPTIONS)
    assert found is not None
    assert (len(found.edges), found.links) == (LIMITS.drawn_links, 5400)


def test_bars_are_of_categories_and_rows_of_one_bar_are_added_up() -> None:
    rows: list[tuple[Term | None, ...]] = [
        (thing("a"), Literal("ru"), Literal(3)),
        (thing("a"), Literal("en"), Literal(-2)),
        (thing("b"), Literal("en"), Literal(1204)),
        (thing("b"), Literal("en"), Literal(1204)),
        (thing("b"), Literal("en"), Literal(1)),
        (thing("b"), None, None),
    ]
    found = read_chart(answer_rows(("kind", "sourceLanguage", "citations"), rows), NO_OPTIONS)
    assert found is not None
    assert (found.added, found.without) == (1, 1)
    drawn = draw_chart(found, TERMS).bars
    assert drawn is not None
    assert [(b.number, b.series) for c in drawn.categories for b in c.bars] == [
        ("3", "Russian"),
        ("−2", "English"),
        ("1,205", "English"),
    ]


def test_numbers_over_years_are_lines_with_their_names_apart() -> None:
    rows = [
        (Literal(year), Literal(kind), Literal(10))
        for year in range(2000, 2020)
        for kind in ("directive", "decree", "decision")
    ]
    found = read_chart(answer_rows(("year", "kind", "count"), rows), NO_OPTIONS)
    assert found is not None
    drawn = draw_chart(found, TERMS).lines
    assert drawn is not None
    assert len(drawn.lines) == 3
    places = sorted(one.name_y for one in drawn.lines)
    assert all(b - a >= 16 for a, b in pairwise(places))


HOSTILE = st.one_of(
    st.none(),
    st.builds(thing, st.sampled_from("abc")),
    st.builds(BlankNode),
    st.builds(Literal, st.text(max_size=20)),
    st.builds(Literal, st.integers(-(10**30), 10**30) | st.floats() | st.booleans()),
    st.builds(
        day, st.text("0123456789-T:Z", max_size=12), st.sampled_from([xsd.date, xsd.gYear, xsd.dateTime])
    ),
    st.builds(day, st.dates().map(str)),
    st.builds(
        day,
        st.integers(-99_999, 99_999).map(lambda n: f"{'-' if n < 0 else ''}{abs(n):04}"),
        st.just(xsd.gYear),
    ),
)
NAMES = ("start", "end", "p", "year", "lat", "long", "x", "count")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_data_gives_a_drawing_within_its_bounds_or_none(data: st.DataObject) -> None:
    variables = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    rows = data.draw(st.lists(st.tuples(*[HOSTILE] * len(variables)), max_size=8))
    answer = answer_rows(variables, rows)
    asked = (
        read_view(f"x x=?{variables[0]} start=?{variables[-1]}") if data.draw(st.booleans()) else NO_OPTIONS
    )
    if (dated := read_timeline(answer, asked)) is not None and (
        line := draw_timeline(dated, TERMS)
    ) is not None:
        for bar in line.timeline.bars:
            assert all(0 <= x <= 100 for x in (*bar.points, *(x for pair in bar.opens for x in pair)))
        assert len(line.timeline.ticks) <= 8
    if graph_fits(answer) and (links := read_graph(answer, asked)) is not None:
        draw_graph(links, answer, TERMS)
    if (numbers := read_chart(answer, asked)) is not None:
        drawn = draw_chart(numbers, TERMS)
        for one in drawn.bars.categories if drawn.bars else ():
            assert all(-0.1 <= bar.x <= 100 and bar.x + bar.width <= 100.1 for bar in one.bars)
        for row in drawn.lines.lines if drawn.lines else ():
            assert all(0 <= point.x <= 100 for point in row.points)


# -- pages ------------------------------------------------------------------------------------------------------

SPARQL = {
    "timeline": "SELECT ?event ?date { ?event schema:startDate ?date }",
    "graph": "SELECT ?person ?post { ?tenure org:member ?person ; hn:post ?post }",
    "chart": "SELECT ?kind (COUNT(?d) AS ?documents) { ?d dct:type ?kind ; a hn:PolicyDocument } GROUP BY ?kind",
    "map": "SELECT ?body ?place { ?body hn:territory ?place }",
}


def page(client: httpx.Client, query: str, more: str = "") -> str:
    answer = client.get(f"/sparql?query={quote(query)}{more}")
    assert answer.status_code == 200, answer.text[:2000]
    return html.unescape(answer.text)


@pytest.mark.parametrize("view", SPARQL)
def test_an_answer_is_drawn_by_its_comment_or_its_address_with_its_table_below(
    client: httpx.Client, view: str
) -> None:
    by_comment = page(client, f"#view: {view}\n{SPARQL[view]}")
    by_address = page(client, SPARQL[view], f"&view={view}")
    for text in (by_comment, by_address):
        assert f'id="drawing-{view}"' in text
        assert "<table" in text[text.index(f'id="drawing-{view}"') :]
        assert re.search(f'data-view="{view}" aria-current="true"', text)
    assert 'id="drawing-' not in page(client, SPARQL[view])
    for suffix in ("svg", "png"):
        picture = client.get(f"/sparql?query={quote(SPARQL[view])}&view={view}&picture={view}.{suffix}")
        assert picture.status_code == 200
    assert 'id="drawing-' in html.unescape(
        client.get(f"/sparql?part=answer&query={quote(SPARQL[view])}&view={view}").text
    )


def test_statements_are_a_graph(client: httpx.Client) -> None:
    text = page(client, "#view: graph\nCONSTRUCT WHERE { ?c hn:citing ?x ; hn:cited ?d }")
    assert 'id="drawing-graph"' in text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("timelin", "Did you mean timeline?"),
        ("timeline", "A timeline needs a column of days"),
        ("chart", "A chart needs a column of numbers"),
        ("map x=?post", "The view “map” has no option “x”"),
        ("graph from=?nobody", "no column ?nobody; its columns are ?person, ?post."),
        ("map at=soon", "at=soon is no day"),
        ("graph please", "“please” says nothing of a view"),
        ("chart type=pie", "type=pie is not known; it is bars or lines."),
    ],
)
def test_a_view_that_does_not_fit_says_why(client: httpx.Client, said: str, expected: str) -> None:
    assert expected in page(client, f"#view: {said}\n{SPARQL['graph']}")


def test_a_view_says_it_in_vietnamese_too(client: httpx.Client) -> None:
    text = page(client, SPARQL["graph"], "&view=timeline&lang=vi")
    assert "Trục thời gian cần một cột ngày" in text
    assert "lang=vi" in re.findall(r'<a href="([^"]*)"[^>]*data-view="map"', text)[0]


def test_links_to_views_have_the_query_also_of_one_that_was_posted(client: httpx.Client) -> None:
    answer = client.post("/sparql?view=map", data={"query": SPARQL["map"]})
    text = html.unescape(answer.text)
    for address in (
        *re.findall(r'<a href="([^"]*)"[^>]*data-view="graph"', text),
        *re.findall(r'<a href="([^"]*picture=map.svg[^"]*)"', text),
    ):
        assert client.get(address).status_code == 200
        assert "query=SELECT" in address


def test_numbers_of_places_stand_on_the_map_and_points_by_their_degrees(client: httpx.Client) -> None:
    counted = page(
        client,
        "#view: map\nSELECT ?place (COUNT(?b) AS ?bodies) { ?b hn:territory ?place } GROUP BY ?place",
    )
    assert "Nghe An: 7" in counted
    points = page(
        client,
        "#view: map\n"
        "SELECT ?name ?lat ?long { VALUES (?name ?lat ?long) { ('Hanoi' 21.03 105.85) ('Paris' 48.9 2.3) } }",
    )
    assert "<title>Hanoi</title>" in points
    assert "1 point lies beyond the map." in points


def test_hostile_labels_stay_text(client: httpx.Client) -> None:
    name = "<script>alert(1)</script>\"'&"
    for view in ("timeline", "chart"):
        answer = client.get(
            f"/sparql?view={view}&query="
            + quote(f'SELECT ("""{name}\\u202e""" AS ?x) ("2024"^^xsd:gYear AS ?y) (5 AS ?n) {{}}')
        )
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_prepared_queries_have_their_views(client: httpx.Client) -> None:
    text = html.unescape(client.get("/queries/citation-counts?view=chart").text)
    assert 'data-caption="Citations counted by kind and language"' in text
    assert client.get("/queries/citation-counts?view=chart&picture=chart.png").status_code == 200
    assert "needs a column of days" in client.get("/queries/citation-counts?view=timeline").text


def test_a_stored_query_has_its_views_at_its_own_address(client: httpx.Client) -> None:
    made = client.post("/links", data={"query": SPARQL["map"]}, headers={"Accept": "application/json"})
    address = made.json()["href"]
    text = html.unescape(client.get(address, params={"view": "map"}).text)
    assert 'id="drawing-map"' in text
    assert re.findall(r'<a href="([^"]*)"[^>]*data-view="graph"', text) == [f"{address}?view=graph"]
    assert client.get(address, params={"view": "map", "picture": "map.svg"}).status_code == 200


def test_rows_too_large_to_be_drawn_together_are_drawn_in_part(client: httpx.Client) -> None:
    large = (
        "SELECT ?n (REPLACE('" + "x" * 100 + "', 'x', '" + "y" * 100 + "') AS ?text) {"
        " VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 } VALUES ?c { 0 1 2 3 4 5 6 7 8 9 }"
        " VALUES ?d { 1 2 3 } BIND(?a + 10 * ?b + 100 * ?c AS ?n) }"
    )
    text = page(client, large, "&view=chart")
    assert 'id="drawing-chart"' in text
    assert "Of the first 100 rows; there are more." in text
