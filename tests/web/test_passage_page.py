"""The page of a passage leads with its words: in their paragraph, with what is claimed from them."""

import httpx
import pytest
from lxml import html

from tests.conftest import TEXTS

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
    (original,) = page.xpath("//a[text()='the original, at these words']/@href")
    assert original.startswith("https://baonghean.vn/ru/")
    assert "#:~:text=" in original
    assert "What is claimed from it" in said
    assert "Conclusion 12-KL/TW of 12 August 2021" in said


def test_passages_lead_to_those_beside_them_and_back(client: httpx.Client, page: html.HtmlElement) -> None:
    (after,) = page.xpath("//section[contains(@class, 'passage')]//a[@rel='next']/@href")
    back = html.fromstring(client.get(after).text).xpath(
        "//section[contains(@class, 'passage')]//a[@rel='prev']/@href"
    )
    assert back == [PASSAGE]
