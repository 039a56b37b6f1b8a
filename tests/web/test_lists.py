"""Lists of a kind through the service: columns, sorting, filters, pages, downloads, and classes of other data."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import Inside, pages_of
from tests.web.test_search_pages import facet_links, get

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def heads(page: str) -> list[str]:
    return [
        unescape(re.sub("<[^>]+>", "", one)).strip(" ↑↓")
        for one in re.findall(r"<th scope=\"col\".*?</th>", page)
    ]


def rows(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [
            unescape(re.sub("<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in body.split("</tr>")
        if "<th" in row
    ]


COLUMNS = [
    ("document", ["Document number", "Type", "Title", "Issued by", "Day", "In force", "Cited by"]),
    ("person", ["Name", "Posts", "Organisation", "When"]),
    ("organisation", ["Name", "Type", "Where", "Led by"]),
    ("post", ["Name", "Organisation", "Held by"]),
    ("event", ["Name", "Type", "When", "Where", "Organised by"]),
    ("programme", ["Name", "Type", "Years", "When", "Where", "Documents cited", "Cited by"]),
    ("place", ["Name", "Type", "Part of", "Today"]),
    ("source", ["Name", "Type", "Publisher", "Language", "Day", "Claims"]),
    ("citation", ["Name", "Type", "Names or means", "Cited in"]),
]


@pytest.mark.parametrize(("kind", "columns"), COLUMNS)
def test_a_list_has_the_columns_of_its_kind_and_none_that_is_empty(
    client: httpx.Client, kind: str, columns: list[str]
) -> None:
    page = get(client, kind=kind).text
    assert heads(page) == columns
    cells = rows(page)
    assert all(any(row[at] for row in cells) for at in range(len(columns)))


def test_days_that_a_vague_one_begins_are_said_once(client: httpx.Client) -> None:
    """ "April 2024 - 1 April 2024" stood there."""
    for address in ({"kind": "event"}, {"kind": "programme"}, {"q": "cluster 1", "view": "table"}):
        page = get(client, **address).text
        assert not re.search(r"April 2024 \u2013 \d+ April 2024", page)
        assert "1\u20133 April 2024" in page


def test_a_heading_sorts_by_its_column_and_then_the_other_way(client: httpx.Client) -> None:
    page = get(client, kind="document").text
    assert 'aria-sort="ascending"' in page
    by_day = client.get(unescape(re.search(r'<a href="([^"]*sort=day[^"]*)"', page)[1])).text  # type: ignore[index]
    assert re.search(r'<th scope="col" aria-sort="ascending"><a href="[^"]*sort=-day', by_day)
    years = [re.search(r"\d{4}", row[4]) for row in rows(by_day) if row[4]]
    assert [one[0] for one in years if one] == sorted(one[0] for one in years if one)
    down = get(client, kind="document", sort="-day").text
    assert 'aria-sort="descending"' in down
    assert [row[4] for row in rows(down) if row[4]] == [row[4] for row in rows(by_day) if row[4]][::-1]


def test_what_is_cited_most_comes_first_when_citers_are_first_sorted_by(client: httpx.Client) -> None:
    page = get(client, kind="document").text
    assert "sort=-cited-by" in page
    first = rows(get(client, kind="document", sort="-cited-by").text)[0]
    assert first[-1] == "2 programmes"


def test_an_order_that_is_no_column_is_told(client: httpx.Client) -> None:
    answer = get(client, kind="document", sort="colour")
    assert answer.status_code == 400
    assert "is no column of a list" in answer.text


def test_filters_of_a_list_lead_to_as_many_rows_as_they_say_and_keep_the_order(client: httpx.Client) -> None:
    links = facet_links(get(client, kind="document", sort="-day").text)
    assert {"directive", "2022"} <= links.keys()
    for link in links.values():
        href, _, count = link.partition("#")
        page = client.get(href).text
        assert "sort=-day" in href
        assert re.search(rf"<span>{count} things?</span>", page)
        assert len(rows(page)) == int(count)


def test_a_download_is_the_same_list(client: httpx.Client) -> None:
    page = get(client, kind="document", sort="-day", type="document/directive").text
    href = unescape(re.search(r'<a href="([^"]*format=csv[^"]*)"', page)[1])  # type: ignore[index]
    table = list(csv.DictReader(io.StringIO(client.get(href).text)))
    shown = re.findall(r'<th scope="row"><a href="/id/([^"]+)\.html"', page)
    assert [one["iri"].partition("/id/")[2] for one in table] == shown
    assert len(shown) == 6
    as_json = client.get(href.replace("csv", "json")).json()
    assert [one["iri"] for one in as_json["found"]] == [one["iri"] for one in table]
    assert as_json["sort"] == "-day"


def test_the_counts_of_home_lists_and_searches_agree(client: httpx.Client) -> None:
    home = client.get("/").text
    bare = get(client).text
    for kind, name in (("document", "Documents"), ("person", "People"), ("place", "Places")):
        number = len(get(client, kind=kind, format="json").json()["found"])
        assert re.search(rf">{name}</a> <span[^>]*>{number}</span>", home)
        assert re.search(rf">{name}</a> <span[^>]*>{number}</span>", bare)
        assert re.search(rf"<span>{number} things</span>", get(client, kind=kind).text)


def test_a_list_is_read_as_of_a_day(client: httpx.Client) -> None:
    def holder(day: str) -> str:
        page = get(client, kind="post", at=day).text
        return next(row for row in rows(page) if row[0].startswith("Chair of the Nghe An Union"))[-1]

    assert holder("2024-10-01").startswith("Hoang Nghia Hieu")
    assert "Hoang Nghia Hieu" not in holder("2024-01-01")


def test_vietnamese_readers_get_their_alphabet(client: httpx.Client) -> None:
    page = client.get("/search", params={"kind": "place"}, headers={"Accept-Language": "vi"}).text
    names = [row[0] for row in rows(page)]
    assert names.index("Cao Bằng") < names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Đắk Lắk")


def test_a_search_of_one_kind_has_its_columns_too(client: httpx.Client) -> None:
    assert heads(get(client, q="12", kind="document", view="table").text)[:2] == ["Document number", "Type"]
    several = heads(get(client, q="emulation", view="table").text)
    assert several == ["Name", "Kind", "When"]


@pytest.fixture(scope="module")
def other_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """People of another vocabulary, a class with a label and one without, and 150 ships."""
    ex = "http://example.org/"
    lines = [
        f"<{ex}p1> {RDF_TYPE} <http://xmlns.com/foaf/0.1/Person> .",
        f'<{ex}p1> {LABEL} "Grace Hopper"@en .',
        f"<{ex}p2> {RDF_TYPE} <{ex}Diplomat> .",
        f'<{ex}p2> {LABEL} "Grace Kelly"@en .',
        f'<{ex}Diplomat> {LABEL} "diplomat"@en .',
        f"<{ex}p3> {RDF_TYPE} <{ex}Q5> .",
        f'<{ex}p3> {LABEL} "Grace Jones"@en .',
    ]
    for n in range(150):
        lines += [f"<{ex}s{n}> {RDF_TYPE} <{ex}Ship> .", f'<{ex}s{n}> {LABEL} "Ship {n}" .']
    with pages_of(lines, tmp_path_factory.mktemp("other")) as pages:
        yield pages


def test_things_of_other_data_are_called_by_their_classes(other_data: Inside) -> None:
    page = other_data.get("/search?q=grace").text
    kinds = re.findall(r'<span class="what">([^<]+)</span>', page)
    assert sorted(kinds) == ["Q5", "diplomat", "person"]
    filters = facet_links(page)
    assert {"person", "diplomat"} <= filters.keys()
    href, _, count = filters["diplomat"].partition("#")
    assert f"<span>{count} thing</span>" in other_data.get(href).text


def test_a_class_that_a_file_brought_has_a_list(other_data: Inside) -> None:
    """It is offered with its count where one browses; numbers come by their value, and pages join."""
    browse = other_data.get("/search").text
    assert re.search(r"<span[^>]*>150</span>", browse)
    href = unescape(re.search(r'<a href="([^"]*Ship[^"]*)"', browse)[1])  # type: ignore[index]
    first, second = other_data.get(href).text, other_data.get(f"{href}&page=2").text
    assert [row[0] for row in [*rows(first), *rows(second)]] == [f"Ship {n}" for n in range(150)]
    assert heads(first) == ["Name"]
    assert 'rel="next"' in first
    assert 'rel="next"' not in second
    assert "has no page 3" in other_data.get(f"{href}&page=3").text


def test_of_very_many_citers_it_is_said_that_there_are_more(tmp_path: Path) -> None:
    """So many that they are not told by kinds; another document on the page keeps its exact number."""
    base = "https://w3id.org/huunghi/id/"
    lines = [
        f"<{base}document/{name}> {RDF_TYPE} <https://w3id.org/huunghi/ontology#PolicyDocument> .\n"
        f'<{base}document/{name}> {LABEL} "Hub {name}"@en .'
        for name in ("much", "little")
    ]
    lines += [
        f"<{base}programme/g-{n}> <https://schema.org/citation> <{base}document/much> ." for n in range(6500)
    ]
    lines += [
        f"<{base}programme/g-{n}> <https://schema.org/citation> <{base}document/little> ." for n in range(3)
    ]
    with pages_of(lines, tmp_path) as pages:
        page = pages.get("/search?q=hub").text
        assert "cited by more than 1,000 things" in page
        assert "cited by 3 things" in page
        assert "more than 1,000 things" in pages.get("/search?kind=document").text


def test_a_list_of_a_class_that_nothing_has_is_empty_and_says_so(other_data: Inside) -> None:
    page = other_data.get("/search?kind=http%3A%2F%2Fexample.org%2FNothing")
    assert page.status_code == 200
    assert "There is none yet" in page.text


def test_a_thing_in_a_named_graph_is_found(tmp_path: Path) -> None:
    """Loaded with a graph of its own, which is where its name and its class are."""
    from graph.store.versions import VersionStore  # noqa: PLC0415
    from loaders.rdf.load import load_rdf, rdf_files  # noqa: PLC0415

    (tmp_path / "x.nq").write_text(
        f'<http://example.org/z> {LABEL} "Zanzibar treaty"@en <http://example.org/g> .\n'
        f"<http://example.org/z> {RDF_TYPE} <http://example.org/Treaty> <http://example.org/g> .\n"
    )
    store = VersionStore(tmp_path / "store")
    load_rdf(store, rdf_files(tmp_path / "x.nq"))
    pages = Inside(store.root)
    try:
        page = pages.get("/search?q=zanzibar").text
        assert "Zanzibar treaty" in page
        assert '<span class="what">Treaty</span>' in page
    finally:
        pages.close()
