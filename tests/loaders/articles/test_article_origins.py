"""What is known of an article beside its text names its origin, and is explicit only where that gives it."""

from pathlib import Path

import pytest

from graph.claims.claim import EXPLICIT, INFERRED, Claim
from loaders.articles.claims.build import claims
from loaders.articles.input.files import Article, read_all
from loaders.articles.input.origins import REASONS, Origin
from ontology.iris import concept, mint
from ontology.terms import prov, schema

TEXT = "The union held a conference in Hue about its work with partners from many countries of the region.\n"
PAGE = """<html><head><title>Union meets</title>{meta}</head><body><article><h1>Union meets</h1>
<p>{text}</p><p>It carries out Resolution 18 of 3 May 2024. {text}</p></article></body></html>"""


def article(folder: Path) -> Article:
    """The one article of a folder."""
    (found,) = read_all(folder)
    assert isinstance(found, Article)
    return found


def of(found: Article, predicate: str) -> Claim:
    """The claim of an article's own property."""
    node = mint("source", found.slug)
    (claim,) = [
        claim
        for claim in claims(found, (), run=mint("run", "test"))
        if (claim.triple.subject.value, claim.triple.predicate.value) == (node, predicate)
    ]
    return claim


def test_a_list_of_reports_is_a_catalogue_entry(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "reports.csv").write_text(
        "file,language,url,published\na.txt,en,https://example.org/a,2024-05-04\n", "utf-8"
    )
    found = article(tmp_path)
    for predicate in (schema.inLanguage, schema.url, schema.datePublished):
        claim = of(found, predicate)
        assert (claim.status, claim.reason) == (EXPLICIT, REASONS[Origin.LIST])
        assert claim.passage is not None
        assert (claim.passage.span, claim.passage.part) == (None, concept("part", "catalogue-entry"))


def test_a_language_that_nothing_names_is_inferred_from_the_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 3, "utf-8")
    claim = of(article(tmp_path), schema.inLanguage)
    assert (claim.status, claim.reason) == (INFERRED, REASONS[Origin.WORDS])


@pytest.mark.parametrize(
    ("meta", "status", "origin"),
    [
        (
            '<meta property="article:published_time" content="2024-05-04T08:00:00+07:00">',
            EXPLICIT,
            Origin.METADATA,
        ),
        (
            '<script type="application/ld+json">{"datePublished": "2024-05-04"}</script>',
            EXPLICIT,
            Origin.METADATA,
        ),
    ],
)
def test_a_date_of_the_page_s_metadata_is_explicit(
    tmp_path: Path, meta: str, status: str, origin: Origin
) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(meta=meta, text=TEXT * 3), "utf-8")
    claim = of(article(tmp_path), schema.datePublished)
    assert (claim.triple.object.value, claim.status, claim.reason) == ("2024-05-04", status, REASONS[origin])  # type: ignore[union-attr]


@pytest.mark.parametrize("meta", ["", '<meta name="description" content="On the resolution of 2024-05-03">'])
@pytest.mark.parametrize("day", ["3 May 2024", "2024-05-03", "May 3, 2024", "3/5/2024", "May 3"])
def test_a_date_in_the_words_of_an_article_is_no_date_of_publication(
    tmp_path: Path, meta: str, day: str
) -> None:
    page = PAGE.replace("18 of 3 May 2024", f"No. 18-NQ/TW dated {day}")
    (tmp_path / "a.html").write_text(page.format(meta=meta, text=TEXT * 3), "utf-8")
    assert article(tmp_path).published is None


def test_a_date_that_stands_beside_an_article_is_inferred(tmp_path: Path) -> None:
    page = PAGE.replace("<article>", '<div class="date">05/05/2024 08:30</div><article>')
    (tmp_path / "a.html").write_text(page.format(meta="", text=TEXT * 3), "utf-8")
    found = article(tmp_path)
    if found.published:
        assert of(found, schema.datePublished).status == INFERRED


@pytest.mark.parametrize(
    ("language", "relation"), [("fr", schema.translationOfWork), ("vi", prov.wasQuotedFrom)]
)
def test_that_a_text_names_its_source_is_explicit_and_what_it_made_of_it_is_concluded(
    language: str, relation: str
) -> None:
    known = (("original_url", Origin.LAST_LINE.value),)
    found = Article("a.txt", TEXT, language, original_url="https://example.org/o", origins=known)
    assert (of(found, prov.wasDerivedFrom).status, of(found, prov.wasDerivedFrom).reason) == (
        EXPLICIT,
        REASONS[Origin.LAST_LINE],
    )
    assert of(found, relation).status == INFERRED


def test_the_five_reports_name_the_origin_of_what_is_known_of_them(texts: Path) -> None:
    for found in read_all(texts):
        assert isinstance(found, Article)
        assert dict(found.origins)["language"] == Origin.LIST
        assert of(found, schema.url).reason == REASONS[Origin.LIST]
