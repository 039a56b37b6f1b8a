"""Blank nodes are told where they stand, lists as lists, triple terms in words; every format holds the same."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import html
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from queries.export.basic import encoded_triples
from tests.walk.reading import FORMATS, is_provenance
from tests.web.conftest import Inside, pages_of  # type: ignore[import-not-found, unused-ignore]
from tests.web.rdfa import triples_in

EX = "http://example.org/"
ITEMS = 1_050
TURTLE = f"""
@prefix e: <{EX}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
e:one rdfs:label "One"@en ; e:address [ e:street "Main street" ; e:city [ rdfs:label "Vinh"@vi ; e:code 7 ] ] .
e:two rdfs:label "Two"@en ; e:list ( "first" e:one [ e:inner "third" ] ( 1 2 ) ) ; e:none () .
e:deep e:p [ e:p [ e:p [ e:p [ e:p [ e:p [ e:p [ e:p [ e:p "bottom" ] ] ] ] ] ] ] ] .
e:shared e:a _:s ; e:b _:s . _:s e:says "once" .
e:cycle e:p _:c1 . _:c1 e:p _:c2 . _:c2 e:p _:c1 ; e:to e:cycle .
e:broken e:list _:l1 . _:l1 rdf:first "a" ; rdf:rest _:l2 . _:l2 rdf:first "b" , "c" ; rdf:rest rdf:nil .
e:endless e:list _:m1 . _:m1 rdf:first "x" ; rdf:rest _:m2 . _:m2 rdf:first "y" ; rdf:rest _:m1 .
e:unended e:list _:n1 . _:n1 rdf:first "x" ; rdf:rest _:n2 . _:n2 rdf:first "y" .
e:typed e:list _:t1 . _:t1 a rdf:List ; rdf:first "x" ; rdf:rest rdf:nil .
[] e:about e:one ; e:says "a remark" .
e:term e:claims <<( e:one e:knows "her"@vi )>> , <<( e:one e:means <<( e:two e:p 1 )>> )>> .
e:term e:rtl "\u0633\u0644\u0627\u0645"@ar--rtl .
e:one e:knows e:two {{| e:since 2024 |}} .
e:wide e:p [ {" ; ".join(f"e:q {n}" for n in range(25))} ] .
e:long e:list ( {" ".join(map(str, range(ITEMS)))} ) .
"""


def lines() -> Iterator[str]:
    """The Turtle above as N-Triples."""
    for quad in parse(TURTLE.encode(), format=RdfFormat.TURTLE):
        yield f"{quad.triple} ."


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with pages_of(lines(), tmp_path_factory.mktemp("blank-nodes")) as inside:
        yield inside


def page_of(pages: Inside, name: str) -> str:
    answer = pages.get(f"/describe?iri={quote(EX + name, safe='')}", {"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def words_of(page: str) -> str:
    return " ".join(html.fromstring(page).find(".//main").text_content().split())


def canonical(triples: object) -> set[str]:
    """The triples with blank nodes named by what is said of them (RDF Dataset Canonicalization)."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)  # type: ignore[attr-defined]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}


def said(triples: object) -> list[Triple]:
    return encoded_triples(t for t in triples if not is_provenance(t))  # type: ignore[attr-defined]


NAMES = re.findall(r"^e:(\w+)", TURTLE, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_what_leads_to_blank_nodes_is_told_alike_in_every_format(pages: Inside, name: str) -> None:
    page = page_of(pages, name)
    told = canonical(said(triples_in(page)))
    assert told
    alternates = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page)
    assert len(alternates) == len(FORMATS)
    for media, href in alternates:
        document = pages.get(html.fromstring(f'<a href="{href}"/>').get("href"))
        assert document.status_code == 200, document.text
        found = canonical(said(quad.triple for quad in parse(document.content, format=FORMATS[media])))
        assert found == told, media


def test_what_is_said_of_a_blank_node_stands_beneath_the_statement_that_leads_to_it(pages: Inside) -> None:
    words = words_of(page_of(pages, "one"))
    assert "street Main street" in words
    assert "Vinh" in words
    assert "code 7" in words
    assert "a remark" in words


def test_a_list_is_numbered_whatever_its_items_are(pages: Inside) -> None:
    (outer, *_) = html.fromstring(page_of(pages, "two")).findall(".//ol[@start]")
    items = [" ".join(item.text_content().split()) for item in outer.findall("li")]
    assert items[0] == "first"
    assert items[1].startswith("One")
    assert "inner third" in items[2]
    assert items[3].startswith("a list (2)")
    assert [item.text_content() for item in outer.findall(".//ol/li")] == ["1", "2"]
    assert "an empty list" in words_of(page_of(pages, "two"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("broken", "the list does not end as a list should"),
        ("endless", "here the list leads back to its item 1"),
        ("cycle", "something without a name"),
        ("typed", "a list (1)"),
    ],
)
def test_lists_that_are_none_and_circles_end(pages: Inside, name: str, words: str) -> None:
    assert words in words_of(page_of(pages, name))


def test_a_node_that_two_statements_share_is_told_once(pages: Inside) -> None:
    page = page_of(pages, "shared")
    assert page.count(">once<") == 1
    assert re.search(r'href="#node-\w+"', page)


def test_what_stands_too_deep_is_counted_and_has_its_own_page(pages: Inside) -> None:
    page = page_of(pages, "deep")
    assert "bottom" not in page
    (link,) = html.fromstring(page).xpath("//a[contains(., '1 statement')]/@href")
    further = pages.get(link)
    assert further.status_code == 200
    assert "bottom" in further.text
    assert 'content="noindex"' in further.text


def test_a_node_with_many_values_leads_to_all_of_them(pages: Inside) -> None:
    page = html.fromstring(page_of(pages, "wide"))
    assert len(page.xpath("//div[@class='nested']//dd")) == 10
    (link,) = page.xpath("//a[contains(., 'all 25')]/@href")
    assert "25" in words_of(pages.get(link).text)


def test_a_long_list_goes_on_page_by_page_to_its_last_item(pages: Inside) -> None:
    page = page_of(pages, "long")
    assert "a list (1,050)" in words_of(page)
    seen: list[str] = []
    links = html.fromstring(page).xpath("//a[@rel='next']/@href")
    seen += [li.text_content().split()[0] for li in html.fromstring(page).xpath("//ol[@start]/li")]
    while links:
        answer = pages.get(links[0])
        assert answer.status_code == 200
        tree = html.fromstring(answer.text)
        (items,) = tree.xpath("//ol[@start]")
        assert items.get("start") == str(len(seen) + 1)
        assert "1,050" in words_of(answer.text)
        seen += [li.text_content().split()[0] for li in items.findall("li")]
        links = tree.xpath("//main//a[@rel='next']/@href")
        if "canonical" in told_differently(pages, answer.text):
            pytest.fail("the page of a list and its documents differ")
    assert seen == [str(number) for number in range(ITEMS)]


def told_differently(pages: Inside, page: str) -> str:
    """Say where the documents beside a page differ from it."""
    told = canonical(said(triples_in(page)))
    for media, href in re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page)[:1]:
        document = pages.get(html.fromstring(f'<a href="{href}"/>').get("href"))
        if canonical(said(q.triple for q in parse(document.content, format=FORMATS[media]))) != told:
            return "canonical"
    return ""


def test_a_triple_term_is_read_as_a_statement(pages: Inside) -> None:
    words = words_of(page_of(pages, "term"))
    assert "« One knows her »" in words
    assert "« One means « Two p 1 » »" in words
    assert 'dir="rtl"' in page_of(pages, "term")


def test_the_address_of_a_blank_node_leads_to_what_is_said_of_it(pages: Inside) -> None:
    link = html.fromstring(page_of(pages, "deep")).xpath("//a[contains(., 'something without')]/@href")[0]
    iri = dict(part.split("=") for part in link.partition("?")[2].split("&"))["iri"]
    label = iri.rpartition("%2F")[2]
    leads = pages.get(f"/.well-known/genid/{label}")
    assert leads.status_code == 303
    assert leads.headers["location"] == link
    assert pages.get("/.well-known/genid/nothing").status_code == 404
    assert pages.get("/.well-known/genid/%C3%A9").status_code == 404
