"""Beside the editor: examples that run, and the model, whose links run without script."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import html

from queries.collection import catalogue
from queries.model_paths import PATHS


def page(client: httpx.Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def test_every_query_of_the_catalogue_is_an_example_with_a_title_and_a_sentence(client: httpx.Client) -> None:
    for language in ("en", "vi"):
        items = page(client, f"/sparql?lang={language}").xpath("//ul[@class='examples']/li")
        titles = {one.title.in_language(language): one for one in catalogue().values()}
        assert {item.findtext("a") for item in items} == titles.keys()
        for item in items:
            assert item.findtext("span") == titles[item.findtext("a")].description.in_language(language)


@pytest.mark.parametrize("name", ["holders-of-post", "citations-of-thing", "sources"])
def test_an_example_runs_with_ready_values_without_script(client: httpx.Client, name: str) -> None:
    shown = page(client, f"/sparql?example={name}")
    assert shown.get_element_by_id("answer").get("data-kind") == "select"
    assert "$" not in shown.get_element_by_id("query").text
    assert not shown.xpath("//ul[@class='notes']/li")


def test_the_text_of_an_example_is_what_its_page_asks(client: httpx.Client) -> None:
    shown = page(client, "/sparql?lang=vi")
    (link,) = shown.xpath("//ul[@class='examples']//a[contains(@href, 'example=holders-of-post')]")
    text = client.get(link.get("data-text")).text
    assert text.strip() == page(client, link.get("href")).get_element_by_id("query").text.strip()
    assert '"vi"' in text


def test_an_example_that_is_not_there_is_said_to_be_so(client: httpx.Client) -> None:
    assert client.get("/sparql?example=nonsense").status_code == 404


def test_the_links_of_the_model_run_queries(client: httpx.Client) -> None:
    model = page(client, "/sparql/model")
    paths = model.xpath("//a[@class='path']")
    assert [one.get("data-insert") for one in paths] == [one.pattern for one in PATHS]
    for link in (paths[0], *model.xpath("//a[@data-query]")[:3]):
        answer = page(client, link.get("href")).get_element_by_id("answer")
        assert int(answer.get("data-rows")) > 0, parse_qs(urlsplit(link.get("href")).query)


def test_the_tree_has_what_a_click_inserts_with_words_and_counts(client: httpx.Client) -> None:
    model = page(client, "/sparql/model?lang=vi")
    (citation,) = model.xpath("//li[a[@data-insert='hn:Citation']]/details")
    words = " ".join(citation.findtext("summary/span").split())
    assert words == "trích dẫn"
    assert citation.xpath("summary/span[@class='n']")[0].text == "22"
    assert citation.xpath("ul[@class='of']/li/a[@data-insert='hn:wording']")
    assert all(one.get("data-insert").startswith("<https://") for one in citation.xpath("p/a[@data-insert]"))


def test_the_model_is_kept_as_pages_are(client: httpx.Client) -> None:
    first = client.get("/sparql/model")
    again = client.get("/sparql/model", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
