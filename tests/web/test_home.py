"""The first page says what is in the data: a finding with its words, counts, a first answer, and where to go on."""

import re
from pathlib import Path

import httpx
import pytest

from ontology.terms import foaf, rdf, skos
from tests.conftest import TEXTS
from tests.web.conftest import Inside, pages_of

TRACE = "/trace/programme/cluster-1-2024"


@pytest.fixture(scope="module")
def home(inside: Inside) -> str:
    answer = inside.get("/")
    assert answer.status_code == 200
    return answer.text


def test_the_finding_leads_to_the_documents_the_words_both_reports_and_its_trace(home: str) -> None:
    finding = home[home.index('<section class="finding"') : home.index('<section class="doors"')]
    assert "Two reports of Báo Nghệ An: only the one in Russian names the documents." in finding
    for slug in ("12-kl-tw-2021-08-12", "12-ct-tw-2022-01-05", "25-ct-tw-2018-08-08"):
        assert f'href="/id/document/{slug}.html"' in finding
    for href in (
        TRACE,
        "/id/source/nghe-an-2024-04-ru.html",
        "/id/source/nghe-an-2024-04-en.html",
        "/id/source/nghe-an-2024-04-ru.html?beside=nghe-an-2024-04-en",
        "/about#finding",
    ):
        assert f'href="{href}"' in finding
    assert "Signed in Dien Bien, 1–3 April 2024" in finding


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the five reports are not beside the repository")
def test_with_the_texts_both_sentences_are_quoted_with_their_words_marked(home: str) -> None:
    russian, english = re.findall(r"<blockquote.*?</blockquote>", home, re.DOTALL)
    assert russian.count("<mark>") == 3
    assert [int(one) for one in re.findall(r"<sup>(\d)</sup>", russian)] == [1, 2, 3]
    assert "Активизировать пропаганду" in russian
    assert "Эффективно проводить" not in russian
    assert english.count("<mark>") == 1
    assert "they will enhance publicity" in english


def test_a_citation_of_the_finding_names_the_version_that_shows_it(home: str, inside: Inside) -> None:
    cited = re.search(r'<details class="cite">.*?</details>', home, re.DOTALL)
    assert cited is not None
    assert "data version 1" in cited[0]
    address = re.search(r"https://w3id\.org/huunghi(/\?version=1)", cited[0])
    assert address is not None
    assert "only the one in Russian names the documents" in inside.get(address[1]).text


def test_the_coverage_adds_up_to_the_sources_there_are(home: str) -> None:
    read, other = re.search(r"(\d+) reports read whole; <a[^>]*>(\d+) other sources</a>", home).groups()  # type: ignore[union-attr]
    sources = re.search(r">Sources</a> <span>(\d+)</span>", home)
    assert sources is not None
    assert int(read) == 5
    assert int(read) + int(other) == int(sources[1])


def test_the_answer_leads_to_the_query_that_gives_it(home: str, inside: Inside) -> None:
    answer = re.search(r'<a href="(/queries/holders-of-post\?[^"]*)">[^<]*</a>: <a[^>]*>([^<]*)</a>', home)
    assert answer is not None
    assert answer[2] in inside.get(answer[1].replace("&amp;", "&")).text


def test_all_data_can_be_downloaded_from_the_page_about_it(client: httpx.Client) -> None:
    page = client.get("/about").text
    for href in re.findall(r'href="(/graphs[^"]*)"', page):
        answer = client.get(href.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert "https://w3id.org/huunghi/id/programme/cluster-1-2024" in answer.text
    assert len(re.findall(r'href="/graphs', page)) == 2


def test_without_data_the_first_page_says_how_to_load_some(empty_client: httpx.Client) -> None:
    answer = empty_client.get("/")
    assert answer.status_code == 200
    assert "huunghi load data" in answer.text
    assert 'class="finding"' not in answer.text


def test_of_data_without_reports_the_first_page_shows_what_there_is(tmp_path: Path) -> None:
    lines = [
        f"<https://example.org/a> <{rdf.type}> <{foaf.Person}> .",
        f'<https://example.org/a> <{skos.prefLabel}> "Somebody"@en .',
    ]
    with pages_of(lines, tmp_path) as pages:
        answer = pages.get("/")
    assert answer.status_code == 200
    assert 'class="finding"' not in answer.text
    assert ">People</a> <span>1</span>" in answer.text
