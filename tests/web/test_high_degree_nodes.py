"""A thing to which very much points: counted up to 1,000+, and all of it reached page by page, in HTML and in RDF."""

import html
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import expand
from tests.web.conftest import Inside, pages_of
from tests.web.test_walk import HYDRA

MEMBERSHIPS, TENURES = 2_320, 130
HIGH_DEGREE = "/id/organisation/high-degree"
RULED = expand("org:organization")


@pytest.fixture(scope="module")
def high_degree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """The pages of a body with thousands of memberships, among which some tenures are scattered."""
    folder = tmp_path_factory.mktemp("high-degree")
    body, a = mint("organisation", "high-degree"), expand("rdf:type")
    lines = [f"<{body}> <{a}> <{expand('org:Organization')}> ."]
    for n in range(MEMBERSHIPS + TENURES):
        tenure = n % 18 == 0 and n // 18 < TENURES
        record = mint("tenure" if tenure else "membership", f"m-{n:05}")
        lines.append(f"<{record}> <{RULED}> <{body}> .")
        lines.append(f"<{record}> <{expand('org:member')}> <{mint('person', f'p-{n % 700}')}> .")
    with pages_of(lines, folder) as one:
        yield one


def pages(high_degree: Inside, address: str) -> Iterator[str]:
    """The address and those that follow it by the links of the pages."""
    while address:
        yield address
        found = re.search(r'rel="next" href="([^"]+)"', high_degree.get(address).text)
        address = html.unescape(found[1]) if found else ""


def test_the_page_shows_ten_of_each_kind_and_says_how_many_there_are(high_degree: Inside) -> None:
    page = high_degree.get(HIGH_DEGREE + ".html").text
    assert re.search(r">\s*Members <span", page)
    assert "1,000+" in page
    assert f"all {TENURES}" in page
    assert page.count('rev="org:organization"') == 20


@pytest.mark.parametrize(("kind", "count"), [("membership", MEMBERSHIPS), ("tenure", TENURES)])
def test_every_one_is_on_one_page_and_in_one_document(high_degree: Inside, kind: str, count: int) -> None:
    in_pages: Counter[str] = Counter()
    in_documents: Counter[str] = Counter()
    for address in pages(high_degree, f"{HIGH_DEGREE}.html?group=~org:organization.{kind}"):
        in_pages.update(
            re.findall(r'rev="org:organization" resource="([^"]+)"', high_degree.get(address).text)
        )
        document = high_degree.get(address.replace(".html", ".nt"))
        triples = {quad.triple for quad in parse(document.content, format=RdfFormat.N_TRIPLES)}
        in_documents.update(t.subject.value for t in triples if t.predicate.value == RULED)
    assert len(in_pages) == count
    assert set(in_pages.values()) == {1}
    assert in_documents == in_pages


def test_a_document_leads_to_the_next_by_the_terms_of_hydra(high_degree: Inside) -> None:
    base = "https://w3id.org/huunghi"
    document = high_degree.get(HIGH_DEGREE + ".ttl")
    triples = {quad.triple for quad in parse(document.content, format=RdfFormat.TURTLE)}
    said = {(t.subject.value, t.predicate.value): t.object.value for t in triples}
    group = f"{base}{HIGH_DEGREE}.ttl?group=~org%3Aorganization.tenure"
    assert said[group + "#group", HYDRA + "totalItems"] == str(TENURES)
    view = said[group + "#group", HYDRA + "view"]
    walked = []
    while view:
        walked.append(view)
        part = high_degree.get(view.removeprefix(base))
        triples = {quad.triple for quad in parse(part.content, format=RdfFormat.TURTLE)}
        following = [
            t.object.value
            for t in triples
            if t.subject == NamedNode(view) and t.predicate.value == HYDRA + "next"
        ]
        assert [f'<{v.removeprefix(base)}>; rel="next"' in part.headers["link"] for v in following] == [
            True for _ in following
        ]
        view = following[0] if following else ""
    assert len(walked) == -(-TENURES // 50)


def test_a_page_after_the_last_is_not_found(high_degree: Inside) -> None:
    for form in ("html", "ttl"):
        answer = high_degree.get(f"{HIGH_DEGREE}.{form}?group=~org:organization.tenure&page=4")
        assert answer.status_code == 404
        assert "There is no page 4" in answer.text


def test_the_cut_is_the_same_in_every_language(five_reports_root: VersionStore, inside: Inside) -> None:
    said = [
        set(
            re.findall(
                r'(?:resource|about)="([^"]+)"',
                inside.get("/id/programme/cluster-1-2024.html", {"Accept-Language": language}).text,
            )
        )
        for language in ("en", "vi")
    ]
    assert said[0] == said[1]


def test_a_things_iri_leads_to_the_part_asked_for(high_degree: Inside) -> None:
    asked = f"{HIGH_DEGREE}?group=~org:organization.tenure&page=2"
    for accept, suffix in (("text/html", "html"), ("text/turtle", "ttl")):
        place = high_degree.get(asked, {"Accept": accept}).headers["location"]
        assert place == f"{HIGH_DEGREE}.{suffix}?group=~org%3Aorganization.tenure&page=2"
