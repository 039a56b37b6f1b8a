"""What the page of a thing says first, and how its evidence stands beside it: a summary made of statements, a strip of
sections with exact counts, one row a reference, two lines of passage beside each row.
"""

import re

import pytest
from lxml import html

from tests.web.conftest import TEXTS, Inside
from tests.web.kinds import PAGES

PROGRAMME = "/id/programme/cluster-1-2024.html"
THINGS = [address for address in PAGES.values() if address.startswith(("/id/", "/concept/"))]


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("\u2011", "-").replace("\u2060", "").split())


def page(inside: Inside, address: str) -> html.HtmlElement:
    return html.fromstring(inside.get(address).text)


def summary(inside: Inside, address: str) -> str:
    """The sentences at the head of a page, without the letters of their evidence."""
    (lead,) = page(inside, address).xpath("//p[@class='lead']")
    for letter in lead.xpath(".//a[@class='k']"):
        letter.drop_tree()
    return text_of(lead)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            PROGRAMME,
            "Signed in Dien Bien on 1\u20133 April 2024 ≈inferred by 13 organisations, 11 of them by "
            "inference. By inference it cites 3 documents, and 8 more things by words that name no one document.",
        ),
        (
            "/id/person/nguyen-ngoc-hung.html",
            "Vice President of the Vietnam Union of Friendship Organizations on 17 September 2024 and 25 April 2025; "
            "no source says since when. Spoke 2 times, made 9 recommendations and took part in 3 events.",
        ),
        (
            "/id/person/nguyen-van-thong.html",
            "Chair of the Nghe An Union of Friendship Organizations on 1\u20133 April 2024, and until 17 "
            "September 2024 at the latest; no source says since when.",
        ),
        (
            "/id/event/cluster-1-conference-2025-04-25.html",
            "Held in Hai Duong ≈inferred on 25 April 2025 ≈inferred. Organised by Cluster 1.",
        ),
        ("/id/post/nghe-an-union-chair.html", "Held by Hoang Nghia Hieu since 17 September 2024."),
        (
            "/id/document/12-ct-tw-2022-01-05.html",
            "Issued by the Secretariat of the Central Committee on 5 January",
        ),
        (
            "/id/document/12-ct-tw-2022-01-05.html",
            "4 things cite it (3 of them by inference) and 3 wordings that name no document may mean",
        ),
        ("/id/document/12-ct-tw-2022-01-05.html", "No source says that it was replaced or ended."),
        ("/id/document/12-ct-tw-2022-01-05.html?at=2024-01-01", "replaced or ended on 1 January 2024."),
    ],
)
def test_a_page_begins_with_what_is_known(inside: Inside, address: str, said: str) -> None:
    assert said in summary(inside, address)


def test_each_part_of_a_summary_has_the_letters_of_its_evidence(inside: Inside) -> None:
    """The day stands in the Russian report alone, the place in both; letters lead to the sources of the page."""
    one = page(inside, PROGRAMME)
    (lead,) = one.xpath("//p[@class='lead']")
    said = "".join(f"[{e.text}]" if e.get("class") == "k" else "" for e in lead.iter("a"))
    assert said.startswith("[a][b][b]")
    anchors = {e.get("href") for e in lead.iter("a") if e.get("class") == "k"}
    assert anchors <= {f"#{e}" for e in one.xpath("//*[@id]/@id")}


def test_three_documents_and_eight_other_things_are_cited_each_once(inside: Inside) -> None:
    """Sixteen citations in two languages are eleven references."""
    one = page(inside, PROGRAMME)
    rows = {
        anchor: [text_of(e) for e in one.xpath(f"//section[@id='{anchor}']//li[@class='statement']/div/*[1]")]
        for anchor in ("documents-cited", "words-that-name-no-one-document")
    }
    assert rows["documents-cited"] == ["12-CT/TW", "25-CT/TW", "12-KL/TW"]
    assert rows["words-that-name-no-one-document"] == [
        *("A congress", "A congress", "A plenum", "A campaign", "A class", "Not told", "Not told", "Not told")
    ]
    assert len(one.xpath("//span[@hidden and @rev='hn:citing']")) == 16


@pytest.mark.parametrize("address", THINGS)
def test_the_strip_counts_what_its_sections_hold(inside: Inside, address: str) -> None:
    one = page(inside, address)
    for link in one.xpath("//nav[contains(@class, 'strip')]/a[starts-with(@href, '#')]"):
        anchor = link.get("href").removeprefix("#")
        (section,) = one.xpath(f"//*[@id='{anchor}']")
        counted = re.search(r" ([0-9.,]+)$", text_of(link))
        if counted is None or section.xpath(".//p[@class='more']"):
            continue
        number = int(re.sub(r"\D", "", counted[1]))
        if anchor == "names":
            held = len(section.xpath(".//bdi"))
        elif anchor == "sources":
            held = len(section.xpath(".//li[@id]"))
        else:
            rows = section.xpath(".//li[@class='statement']")
            own = "./div/div[@class='value']/*[@property and (self::a or self::bdi)]"
            held = sum(max(1, len(row.xpath(own))) for row in rows)
        assert held == number, anchor


def test_what_all_rows_are_inferred_by_is_told_once(inside: Inside) -> None:
    said = text_of(page(inside, PROGRAMME).xpath("//main")[0])
    reason = "The report makes the conference the subject of these words"
    assert said.count(f"All inferred: {reason}") == 1
    assert said.count(reason) == 1
    assert said.count("for the reason given above") == 1


def test_who_signed_on_the_same_evidence_stands_in_one_row(inside: Inside) -> None:
    one = page(inside, PROGRAMME)
    first, second, *_ = one.xpath("//section[@id='signing']//li[@class='statement']")
    assert len(first.xpath("./div//a[@property='hn:signatory']")) == 11
    assert "≈ inferred" in text_of(
        first
    ) and "Union of Friendship Organizations: Bac Giang, Bac Ninh" in text_of(first)
    assert text_of(second).startswith("Nghe An Union of Friendship Organizations")


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the five reports are not beside the repository")
def test_a_line_of_evidence_begins_with_the_words_and_goes_on_beyond_them(inside: Inside) -> None:
    """It was cut after 24 characters at any width."""
    one = page(inside, PROGRAMME)
    (row,) = one.xpath("//section[@id='documents-cited']//li[.//link[contains(@resource, '12-ct-tw')]]")
    line = text_of(row.xpath(".//summary/span[@class='line']")[0])
    assert line.startswith("b Директивы Центрального секретариата партии № 12-CT/TW от 5 января 2022 года")
    assert len(line) > 85


def test_no_extraction_run_is_named_in_running_text(inside: Inside) -> None:
    for address in (PROGRAMME, PAGES["person"], PAGES["document"]):
        one = page(inside, address)
        for closed in one.xpath("//details[@class='made']"):
            closed.drop_tree()
        assert "extraction tables-" not in text_of(one.xpath("//main")[0])


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("address", THINGS)
def test_every_kind_of_thing_has_its_page_in_both_languages(inside: Inside, address: str, lang: str) -> None:
    joint = "&" if "?" in address else "?"
    answer = inside.get(f"{address}{joint}lang={lang}")
    assert answer.status_code == 200
    assert "%(" not in answer.text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "tenure",
            "Nguyen Ngoc Hung held the post Vice President of the Vietnam Union of Friendship Organizations.",
        ),
        ("membership", "is told of as a member of Cluster 1. Attested on"),
        (
            "participation",
            "Nguyen Van Thong took part in Signing of the 2024 programme of Cluster 1, Dien Bien",
        ),
        ("citation", "Directive 12-CT/TW of 5 January 2022 is cited by"),
        ("change", "became Hai Phong."),
        ("period", "Programmes of this time:"),
        ("term", "Term 6 of the Nghe An Union of Friendship Organizations. From 2024 to 2029."),
        ("task", "Number 7 of Programme of Cluster 1 to coordinate people-to-people diplomacy in 2024."),
        ("concept", "A group of local unions that plan, compete and report together."),
    ],
)
def test_records_and_concepts_say_in_a_sentence_what_they_are(inside: Inside, kind: str, said: str) -> None:
    assert said in summary(inside, PAGES[kind])


@pytest.mark.parametrize(
    "address",
    [
        "organisation/nghe-an-union",
        "organisation/cluster-1",
        "place/nghe-an",
        "person/nguyen-ngoc-hung",
        "document/12-ct-tw-2022-01-05",
        "programme/cluster-1-2024",
        "event/cluster-1-signing-2024-04",
        "post/nghe-an-union-chair",
        "source/nghe-an-2024-04-ru",
        "passage/nghe-an-2024-04-ru-3014-3089",
    ],
)
def test_every_link_within_a_page_leads_to_something_on_it(inside: Inside, address: str) -> None:
    """Letters, counts and sections: whatever is clicked is there."""
    page = inside.get(f"/id/{address}.html").text
    led = set(re.findall(r'href="#([^"]+)"', page))
    assert led
    assert led - set(re.findall(r'\bid="([^"]+)"', page)) == set()
