"""Sources of every kind can be read: pages with captions and tables, from right to left, very long ones, and those
whose text is elsewhere or was changed.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import Claim, Passage
from graph.claims.publish import Run, put_claims
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from ontology.iris import mint
from ontology.terms import hn, rdf, schema, skos
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

RUN = Run(mint("run", "test-reading"), "a test's reading")
UNION = NamedNode(mint("organisation", "nghe-an-union"))
NAME = NamedNode(skos.altLabel)
PAGE = """<html lang=en><head><title>Union holds its congress</title></head><body><article>
<h1>Union holds its congress</h1>
<p>On 5 May 2024, the Nghe An Union of Friendship Organizations held a congress in Vinh under Directive No. 12-CT/TW of
5 January 2022 of the Secretariat.</p>
<figure><img src=a.jpg><figcaption>Nguyen Van Thong, Chairman of the Nghe An Union of Friendship Organizations,
speaks at the congress.</figcaption></figure>
<table><tr><td>Delegates</td><td>150</td></tr></table>
<p>Delegates from twelve provinces attended the congress and discussed people-to-people diplomacy.</p>
</article></body></html>"""


def source_of(slug: str, text: str, language: str, places: list[tuple[int, int]]) -> list[Claim]:
    """A source that says of which text it is, and calls a union by its words at these places."""
    iri = mint("source", slug)
    node = NamedNode(iri)
    said = [
        (rdf.type, NamedNode(schema.NewsArticle)),
        (skos.prefLabel, Literal(slug, language="en")),
        (schema.inLanguage, Literal(language)),
        (hn.sha256, Literal(hashlib.sha256(text.encode()).hexdigest())),
    ]
    own = [Claim(Triple(node, NamedNode(p), value), iri, run=RUN.iri) for p, value in said]
    return own + [
        Claim(
            Triple(UNION, NAME, Literal(text[start:end], language=language)),
            iri,
            passage=Passage(iri, start, end, exact=text[start:end]),
            printed=text[start:end],
            language=language,
            run=RUN.iri,
        )
        for start, end in places
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    return texts


class Site:
    """A store with sources of a test, and the folder of their texts."""

    def __init__(self, store: VersionStore, folder: Path) -> None:
        self.store, self.folder = store, folder
        self._inside: list[Inside] = []

    def add(self, slug: str, text: str, language: str, places: list[tuple[int, int]]) -> None:
        (self.folder / f"{slug}.txt").write_text(text, encoding="utf-8", newline="")
        claims = source_of(slug, text, language, places)
        put_claims(self.store, claims, run=RUN, note="test", complete=False)

    def read(self, address: str) -> html.HtmlElement:
        inside = Inside(self.store.root, self.folder)
        self._inside.append(inside)
        answer = inside.get(address)
        assert answer.status_code == 200, answer.text[:2000]
        return html.fromstring(answer.text)

    def close(self) -> None:
        for one in self._inside:
            one.close()


@pytest.fixture
def site(five_reports_copy: VersionStore, folder: Path) -> Iterator[Site]:
    one = Site(five_reports_copy, folder)
    yield one
    one.close()


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("\u2011", "-").split())


def test_a_text_from_right_to_left_is_marked_in_its_own_direction(site: Site) -> None:
    text = "وقّع اتحاد منظمات الصداقة في نغي آن برنامجًا. وحضر الاجتماع الرفيق نغوين."
    start = text.index("اتحاد")
    site.add("right-to-left", text, "ar", [(start, start + 20)])
    page = site.read("/id/source/right-to-left.html")
    (stretch,) = page.find_class("tx")
    assert (stretch.get("lang"), stretch.get("dir")) == ("ar", "auto")
    assert words_of(stretch) == text
    (mark,) = page.xpath(f"//*[@id='w-{start}-{start + 20}']")
    assert mark.text_content() == text[start : start + 20]


def test_a_long_text_has_parts_and_a_place_leads_to_its_own(site: Site) -> None:
    line = "The union of Nghe An signed the programme with eleven unions of the north. "
    text = (line * 5 + "\n") * 200
    places = [(found.start(), found.start() + 21) for found in re.finditer("The union of Nghe An ", text)]
    site.add("very-long", text, "en", places)
    page = site.read("/id/source/very-long.html")
    assert f"part 1 of {-(-len(text) // 12_000)}" in words_of(page.find(".//main"))
    assert "1,004 claims" in words_of(page.find_class("lead")[0])
    assert len(page.text_content()) < 60_000
    start, end = places[-1]
    last = site.read(f"/id/source/very-long.html?place={start}-{end}")
    assert last.xpath(f"//*[@id='w-{start}-{end}']")
    assert not last.xpath("//nav[@class='pages']/a[@rel='next']")


def test_a_text_that_was_changed_is_not_marked(site: Site) -> None:
    """Places of the text that was read would mark other words in it."""
    text = "The Union of Friendship Organizations met in Vinh."
    site.add("changed-later", text, "en", [(4, 37)])
    kept = site.folder / "changed-later.txt"
    kept.write_text("Now: " + text, encoding="utf-8")
    page = site.read("/id/source/changed-later.html")
    said = words_of(page.find(".//main"))
    assert "none of them is the one that was read" in said
    assert "Union of Friendship Organizations characters 4–37" in said
    assert "met in Vinh" not in said


def test_a_page_with_captions_and_a_table_is_read_as_it_was_read(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """The text is the cleaned one, kept beside the store; a reviewer's proposals are told as such."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "page.html").write_text(PAGE, encoding="utf-8")
    load_articles(five_reports_copy, articles, workers=1)
    inside = Inside(five_reports_copy.root, five_reports_copy.root / "texts")
    try:
        listed = inside.get("/sources").text
        (address,) = set(re.findall(r'href="(/id/source/[^"]*page[^"]*\.html)"', listed))
        page = html.fromstring(inside.get(address).text)
    finally:
        inside.close()
    said = words_of(page.find(".//main"))
    assert "12-CT/TW" in said
    assert page.xpath("//*[contains(@class, 'm ')][contains(., 'CT/TW') or contains(., '12')]")
    assert "names 1 document" in said
