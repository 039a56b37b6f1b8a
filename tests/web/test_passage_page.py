"""The page of a passage leads with its words: in their paragraph, with what is claimed from them."""

import httpx
import pytest
from lxml import html

from tests.conftest import TEXTS
from tests.web.conftest import Inside

PASSAGE = "/id/passage/nghe-an-2024-04-ru-2904-2959.html"
WORDS = "Заключения Политбюро № 12-KL/TW от 12 августа 2021 года"


@pytest.fixture(scope="module")
def page(client: httpx.Client) -> html.HtmlElement:
    answer = client.get(PASSAGE, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("\u2011", "-").split())


def test_the_words_are_the_heading_in_their_language(page: html.HtmlElement) -> None:
    (heading,) = page.xpath("//h1")
    assert text_of(heading) == WORDS
    assert heading.get("lang") == "ru"


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the five reports are not beside the repository")
def test_they_stand_marked_in_their_paragraph(page: html.HtmlElement) -> None:
    (quote,) = page.xpath("//blockquote[contains(@class, 'whole')]")
    assert text_of(quote.find("mark")) == WORDS
    assert quote.get("lang") == "ru"
    assert len(text_of(quote)) > 3 * len(WORDS)


def test_the_source_the_original_and_what_is_claimed_are_told(page: html.HtmlElement) -> None:
    said = text_of(page.find(".//main"))
    assert "Báo Nghệ An on the signing of April 2024 (Russian)" in said
    assert "characters 2,904–2,959" in said
    (original,) = page.xpath("//a[text()='The original, at these words']/@href")
    assert original.startswith("https://baonghean.vn/ru/")
    assert "#:~:text=" in original
    assert "What is claimed from it" in said
    assert "Conclusion 12-KL/TW of 12 August 2021" in said


def test_no_line_of_a_passage_leads_to_the_passage_itself(page: html.HtmlElement) -> None:
    assert page.xpath("//div[@class='cl']//a[text()='The claim']")
    assert not page.xpath("//main//a[text()='The passage']")


def test_passages_lead_to_those_beside_them_and_back(client: httpx.Client, page: html.HtmlElement) -> None:
    (after,) = page.xpath("//main//a[@rel='next']/@href")
    back = html.fromstring(client.get(after).text).xpath("//main//a[@rel='prev']/@href")
    assert back == [PASSAGE]


def test_it_leads_into_the_reader_at_its_words(page: html.HtmlElement) -> None:
    reader, *_ = page.xpath("//a[text()='Read it in the report']/@href")
    assert reader == "/id/source/nghe-an-2024-04-ru.html?place=2904-2959#w-2904-2959"


def test_no_statement_is_listed_twice(client: httpx.Client) -> None:
    """One place may make a claim outright and another by inference: each status of a statement is one line."""
    page = html.fromstring(client.get("/id/passage/nghe-an-2024-04-ru-2852-3443.html").text)
    lines = [text_of(one) for one in page.xpath("//div[@class='cl']//li")]
    assert any(one.startswith("Make known and carry out the conclusions") for one in lines)
    assert len(lines) == len(set(lines))


def test_other_reports_that_say_the_same_are_named_with_their_words(client: httpx.Client) -> None:
    page = html.fromstring(client.get("/id/passage/nghe-an-2024-04-ru-254-272.html").text)
    (section,) = page.xpath("//section[h2[starts-with(normalize-space(), 'The same elsewhere')]]")
    assert "Dien Bien Province" in text_of(section)
    assert "Báo Nghệ An on the signing of April 2024 (English)" in text_of(section)


def test_of_long_words_the_heading_has_the_first_and_the_page_all(client: httpx.Client) -> None:
    page = html.fromstring(client.get("/id/passage/nghe-an-2024-04-ru-2852-3443.html").text)
    (heading,) = page.xpath("//h1")
    if TEXTS.is_dir():
        assert text_of(heading).endswith("…")
        assert len(text_of(heading)) < 170
        (quote,) = page.xpath("//blockquote/mark")
        assert len(quote.text_content()) == 3443 - 2852


def test_without_its_words_a_passage_shows_those_that_are_kept_from_within_it(inside_alone: Inside) -> None:
    page = html.fromstring(inside_alone.get("/id/passage/nghe-an-2024-04-ru-2852-3443.html").text)
    said = text_of(page.find(".//main"))
    assert (
        "The words are not kept here: the text of this source was not loaded. From within it these are:"
        in said
    )
    assert "Директивы Центрального секретариата партии № 12-CT/TW от 5 января 2022 года" in said


def test_the_number_of_statements_is_that_of_those_that_can_be_seen(client: httpx.Client) -> None:
    """Who cites by these words, and of what kind the citation is, are counted and shown."""
    page = html.fromstring(client.get("/id/passage/nghe-an-2024-04-en-1780-1827.html").text)
    (section,) = page.xpath("//section[h2[starts-with(., 'What is claimed from it')]]")
    (count,) = section.xpath("h2/span/text()")
    values = section.xpath(".//*[@class='say']/*[self::a[not(@class)] or self::bdi]")
    assert len(values) == int(count)
