"""The page of a source is for reading: its text with the claims marked in it, and a parallel report set beside it."""

import re

import httpx
import pytest
from lxml import html
from playwright.sync_api import Browser

from tests.conftest import TEXTS

RUSSIAN = "/id/source/nghe-an-2024-04-ru.html"
ENGLISH = "/id/source/nghe-an-2024-04-en.html"
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="the five reports are not beside the repository")


def read(client: httpx.Client, address: str) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("\u2011", "-").split())


@needs_texts
def test_the_whole_text_stands_on_the_page_once_and_in_order(client: httpx.Client) -> None:
    page = read(client, RUSSIAN)
    for number in page.xpath("//sup"):
        number.drop_tree()
    said = "".join(text_of(one) for one in page.xpath("//section/div[contains(@class, 'tx')]"))
    text = (TEXTS / "nghe-an-2024-04.ru.txt").read_text(encoding="utf-8")
    assert re.sub(r"\s", "", said.removesuffix("headline")) == re.sub(r"\s", "", text)


@needs_texts
def test_the_finding_is_counted_from_the_claims_of_both_reports(client: httpx.Client) -> None:
    (russian,) = read(client, RUSSIAN).find_class("lead")
    (english,) = read(client, ENGLISH).find_class("lead")
    assert text_of(russian) == (
        "Date not known. 365 claims, 355 of them from words in 3,579 characters; names 3 documents that the parallel "
        "report in English does not."
    )
    assert text_of(english).endswith("leaves out 3 documents that the parallel report in Russian names.")


@needs_texts
def test_marks_are_drawn_by_certainty_and_lead_to_what_is_claimed(client: httpx.Client) -> None:
    page = read(client, RUSSIAN)
    (mark,) = page.xpath("//*[@id='w-3014-3089']")
    assert "said" in mark.get("class")
    (day,) = page.xpath("//*[@id='w-170-185']")
    assert text_of(day) == "С 1 по 3 апреля"
    assert "inferred" in day.get("class")
    (vague,) = page.xpath("//*[@id='w-1919-1963']")
    assert "vague" in vague.get("class")
    (claimed,) = page.xpath("//*[@id='p-170-185']")
    assert "when 1–3 April 2024" in text_of(claimed)


@needs_texts
def test_every_mark_leads_to_a_place_of_the_page_or_to_the_other_reader(client: httpx.Client) -> None:
    page = read(client, RUSSIAN)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    leads = page.xpath("//a[@data-span]/@href")
    assert len(leads) > 150
    here = {lead[1:] for lead in leads if lead.startswith("#")}
    assert here - set(ids) == set()
    assert all(lead.startswith("/id/source/nghe-an-2024-04-en.html?") for lead in leads if lead[0] != "#")


@needs_texts
def test_documents_that_only_one_report_names_are_numbered_where_they_stand(client: httpx.Client) -> None:
    page = read(client, RUSSIAN)
    numbers = page.xpath("//div[@class='reader']//section/div[contains(@class, 'tx')]/sup/text()")
    assert numbers == ["1", "2", "3"]
    assert page.xpath("//a[@class='by']/sup/text()") == numbers
    only = page.xpath("//section/div[contains(@class, 'tx')]/*[contains(@class, ' only')]")
    said = " ".join("".join(one.text_content() for one in only).replace("\u2011", "-").split())
    assert [number in said for number in ("12-KL/TW", "12-CT/TW", "25-CT/TW", "XIII")] == [True] * 3 + [False]


@needs_texts
def test_passages_that_claim_the_same_stand_side_by_side(client: httpx.Client) -> None:
    page = read(client, RUSSIAN)
    (row,) = page.xpath("//section[.//*[@id='w-170-185']]")
    assert "In early April, in Dien Bien Province" in text_of(row.find_class("beside-it")[0])
    (cited,) = page.xpath("//section[.//*[@id='w-3014-3089']]")
    assert text_of(cited.find_class("beside-it")[0]) == "No passage of the other report claims the same."


@needs_texts
def test_a_place_that_is_asked_for_is_marked_without_script(client: httpx.Client) -> None:
    page = read(client, f"{RUSSIAN}?place=3014-3089")
    here = page.xpath("//*[contains(@class, ' here')]")
    assert " ".join("".join(one.text_content() for one in here).replace("\u2011", "-").split()) == (
        "Директивы Центрального секретариата партии № 12-CT/TW от 5 января 2022 года"
    )


@needs_texts
def test_a_report_can_be_read_alone_or_as_statements(client: httpx.Client) -> None:
    alone = read(client, f"{RUSSIAN}?view=alone")
    assert "only one of the two" not in text_of(alone.find_class("legend")[0])
    assert not alone.find_class("beside-it")
    assert alone.xpath("//nav[contains(@class, 'strip')]/a[@aria-current]/text()") == ["Alone"]
    listed = read(client, f"{RUSSIAN}?view=statements")
    assert "Without a place in the text 10" in text_of(listed.find(".//main"))


def test_a_source_that_was_not_read_word_by_word_says_so_and_lists_its_statements(
    client: httpx.Client,
) -> None:
    page = read(client, "/id/source/baothanhhoa-245497.html")
    said = text_of(page.find(".//main"))
    assert "Nothing was read of this source word by word" in said
    assert "Without a place in the text 45" in said


@pytest.mark.parametrize("wrong", ["place=9-2", "place=x", "view=aloud", "part=0"])
def test_a_wrong_way_to_read_is_told(client: httpx.Client, wrong: str) -> None:
    answer = client.get(f"{RUSSIAN}?{wrong}")
    assert answer.status_code in (400, 422)
    assert wrong.partition("=")[0] in answer.text


def test_very_many_statements_come_in_pages_each_once(client: httpx.Client) -> None:
    """The editors say 447 things, none of them at a place."""
    found: list[str] = []
    address = "/id/source/editors.html"
    for number in (1, 2, 3):
        page = read(client, address)
        assert text_of(page.find_class("lead")[0]).startswith("Date not known. 447 claims")
        claims = page.xpath("//*[@class='leads']/a[contains(@href, '/id/claim/')]/@href")
        found += claims
        following = page.xpath("//nav[@class='pages']/a[@rel='next']/@href")
        assert len(following) == (number < 3)
        address = following[0] if following else ""
    assert len(found) == len(set(found)) > 200


def test_a_text_that_nobody_read_leads_to_its_editions(client: httpx.Client) -> None:
    page = read(client, "/id/source/bao-nghe-an-2024-04.html")
    assert text_of(page.find_class("lead")[0]) == "Date not known. Nothing is claimed from it."
    assert page.xpath("//nav[contains(@class, 'strip')]/a/text()") == [
        "The report in English",
        "The report in Russian",
        "Statements in order",
    ]
    assert page.xpath("//details[@id='about-it' and @open]")
    assert not page.xpath("//a[text()='Download its claims']")


@needs_texts
@pytest.mark.browser
def test_a_click_lights_the_words_what_is_claimed_and_the_same_in_the_other_report(
    browser: Browser, site: str
) -> None:
    """With a script both sides light up and the page stays where it is; without one a click leads to the claims."""
    place = f"{site}{RUSSIAN}?lang=en"
    page = browser.new_page()
    page.goto(place)
    mark = page.locator("#w-254-272")
    mark.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    mark.click()
    assert "".join(page.locator(".tx:not(.beside-it *) .m.on").all_inner_texts()) == "провинции Дьенбьен"
    assert "".join(page.locator(".beside-it .m.on").all_inner_texts()) == "Dien Bien Province"
    assert "held in Dien Bien" in page.locator(".say.on").inner_text()
    assert abs(page.evaluate("scrollY") - before) < 200
    page.close()
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(place)
    plain.click("#w-254-272")
    assert plain.url.endswith("#p-254-272")
    assert plain.locator(".leads >> text=The claim").locator("visible=true").count() == 1
    plain.close()
