"""Searching through the service: every view, every facet, and whatever people type."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import pages_of

NAMES = [
    ("12 CT TW", "/id/document/12-ct-tw-2022-01-05.html"),
    ("chi thi 12", "/id/document/12-ct-tw-2017-01-05.html"),
    ("Chỉ thị số 12", "/id/document/12-ct-tw-2007-05-03.html"),
    ("directive 12", "/id/document/12-ct-tw-2022-01-05.html"),
    ("директива 12", "/id/document/12-ct-tw-2017-01-05.html"),
    ("Nghệ An", "/id/place/nghe-an.html"),
    ("nghe an", "/id/place/nghe-an.html"),
    ("Нгеан", "/id/place/nghe-an.html"),
    ("VUFO", "/id/organisation/vufo.html"),
]


def get(client: httpx.Client, **parameters: str) -> httpx.Response:
    return client.get("/search", params=parameters)


@pytest.mark.parametrize(("asked", "page"), NAMES)
def test_a_thing_is_found_by_any_of_its_names(client: httpx.Client, asked: str, page: str) -> None:
    answer = get(client, q=asked)
    assert answer.status_code == 200
    assert f'href="{page}"' in answer.text


def test_other_marks_find_other_names(client: httpx.Client) -> None:
    found = get(client, q="đường", format="json").json()["found"]
    assert not [one for one in found if "Dương" in one["matched"] or one["iri"].endswith("place/hai-duong")]


@pytest.mark.parametrize("view", ["list", "table", "timeline"])
def test_every_view_shows_the_same_things(client: httpx.Client, view: str) -> None:
    things = {one["iri"] for one in get(client, q="hai duong", format="json").json()["found"]}
    page = get(client, q="hai duong", view=view).text
    main = page.partition("<main")[2]
    shown = set(re.findall(r'href="/id/([a-z]+/[^"?]+)\.html"', main))
    paths = {iri.partition("/id/")[2] for iri in things if "/id/" in iri}
    assert paths
    assert len(things) > 40 or paths <= shown


LINES = [
    ("12-CT/TW", "document/12-ct-tw-2022-01-05", "cited by 2 programmes"),
    ("12-CT/TW", "document/12-ct-tw-2022-01-05", "Secretariat of the Central Committee"),
    ("12-CT/TW", "document/12-ct-tw-2022-01-05", "Tăng cường sự lãnh đạo của Đảng, nâng cao hiệu quả"),
    ("hung", "person/nguyen-ngoc-hung", "Vice President of the Vietnam Union"),
    ("nghe an", "organisation/nghe-an-union", "led by Hoang Nghia Hieu"),
    ("nghe an", "post/nghe-an-union-chair", "held by Hoang Nghia Hieu"),
    ("nghe an", "place/nghe-an", "in Vietnam"),
    ("nghe an", "source/nghe-an-2024-09-en", "Vietnam Times · English · 23 September 2024 · 250 claims"),
    ("programme cluster 1", "programme/cluster-1-2024", "signed: Dien Bien, 1–3 April 2024"),
    ("programme cluster 1", "programme/cluster-1-2024", "cites 3 documents"),
    ("new directives", "citation/nghe-an-2024-04-en-new-directives", "may mean Directive 12‑CT/TW"),
    ("dien bien", "event/cluster-1-signing-2024-04", "1–3 April 2024"),
]


@pytest.mark.parametrize(("asked", "thing", "told"), LINES)
def test_a_row_tells_what_one_looks_for(client: httpx.Client, asked: str, thing: str, told: str) -> None:
    page = get(client, q=asked).text
    _, _, after = page.partition(f'href="/id/{thing}.html"')
    row = unescape(re.sub("<[^>]+>", "", after.partition("</li>")[0]))
    assert told in row


def facet_links(page: str) -> dict[str, str]:
    box = page.partition('<details class="facets"')[2].partition("</details>")[0]
    return {
        unescape(re.sub("<[^>]+>", "", name)).strip(): f"{unescape(href)}#{count}"
        for href, name, count in re.findall(
            r'<li><a href="([^"]+)"[^>]*>(.*?)</a> <span class="tag">([\d,]+)</span>', box
        )
    }


@pytest.mark.parametrize("value", ["organisation", "Nghe An", "2024", "Russian", "inferred"])
def test_a_facet_leads_to_as_many_things_as_it_says(client: httpx.Client, value: str) -> None:
    href, _, count = facet_links(get(client, q="nghe an").text)[value].partition("#")
    page = client.get(href).text
    assert re.search(rf"<span>{count} things?</span>", page)


def test_csv_and_json_hold_the_same(client: httpx.Client) -> None:
    as_json = get(client, q="nghe an", format="json").json()["found"]
    as_csv = list(csv.DictReader(io.StringIO(get(client, q="nghe an", format="csv").text)))
    assert [one["iri"] for one in as_json] == [one["iri"] for one in as_csv]
    assert set(as_json[0]) == set(as_csv[0])


def test_a_slip_is_forgiven_and_said(client: httpx.Client) -> None:
    page = get(client, q="freindship").text
    assert "close to them" in page
    assert "close to them" not in get(client, q="friendship").text


@pytest.mark.parametrize(
    "text",
    ['"', "a OR b*", "NEAR(x y)", "\0", "%", "<script>alert(1)</script>", "^ ( ) {x}:y", "\ud7ff\ue000", "'"],
)
@pytest.mark.parametrize("scope", ["names", "texts"])
def test_nothing_that_is_typed_breaks_the_page(client: httpx.Client, text: str, scope: str) -> None:
    answer = get(client, q=text, scope=scope)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert client.get("/suggest", params={"q": text}).status_code == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "x" * 10_000},
        {"q": "x", "kind": "nonsense"},
        {"q": "x", "year": "soon"},
        {"q": "x", "place": "p" * 400},
        {"q": "x", "view": "cloud"},
        {"q": "x", "scope": "web"},
        {"q": "x", "format": "docx"},
        {"q": "x", "page": "0"},
        {"q": "x", "page": "9" * 400},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_told(client: httpx.Client, parameters: dict[str, str]) -> None:
    answer = get(client, **parameters)
    assert answer.status_code == 400
    if "format" not in parameters:
        assert "Error 400" in answer.text


def test_an_unknown_facet_is_named_and_ignored(client: httpx.Client) -> None:
    answer = get(client, q="nghe an", colour="red")
    assert answer.status_code == 200
    assert "“colour” is nothing to filter a search by" in answer.text
    assert "45 things" in answer.text or re.search(r"\d+ things", answer.text)


@pytest.mark.parametrize(
    "value", [{"place": "<>"}, {"place": "http://x y"}, {"status": "zz"}, {"language": "tlh"}]
)
def test_a_value_that_nothing_has_can_be_removed(client: httpx.Client, value: dict[str, str]) -> None:
    answer = get(client, q="nghe an", **value)
    assert answer.status_code == 200
    assert "Remove a choice" in answer.text


def test_suggestions_are_json_in_the_readers_language(client: httpx.Client) -> None:
    answer = client.get("/suggest", params={"q": "ngh"}, headers={"Accept-Language": "vi"})
    assert answer.headers["content-type"] == "application/json"
    first = answer.json()["suggestions"][0]
    assert first["iri"] == "https://w3id.org/huunghi/id/place/nghe-an"
    assert first["kind"] == "tỉnh"
    assert first["trace"] == ""


def suggested(client: httpx.Client, text: str) -> list[dict[str, object]]:
    answer = client.get("/suggest", params={"q": text}).json()["suggestions"]
    assert isinstance(answer, list)
    return answer


def test_a_suggested_document_has_its_title_issuer_and_citers(client: httpx.Client) -> None:
    """Of three directives of one number the one that programmes cite comes first."""
    first, *others = suggested(client, "12-CT/TW")
    assert str(first["iri"]).endswith("document/12-ct-tw-2022-01-05")
    assert str(first["title"]).startswith("Tăng cường sự lãnh đạo của Đảng, nâng cao hiệu quả")
    assert first["title_language"] == "vi"
    assert first["issuer"] == "Secretariat of the Central Committee"
    assert first["cited"] == "cited by 2 programmes"
    assert first["trace"] == "/trace/document/12-ct-tw-2022-01-05"
    assert {one["cited"] for one in others if "12‑CT" in str(one["label"])} == {""}


def test_suggestions_tell_of_each_kind_what_one_looks_for(client: httpx.Client) -> None:
    """A person's posts, who leads a body, when and where an event was."""

    def line(text: str, end: str) -> str:
        (one,) = (one for one in suggested(client, text) if str(one["iri"]).endswith(end))
        details = one["details"]
        assert isinstance(details, list)
        return " · ".join([str(one["kind"]), *(str(part["text"]) for part in details)])

    assert line("nguyen ngoc hung", "person/nguyen-ngoc-hung") == (
        "person · Vice President of the Vietnam Union of Friendship Organizations,"
        " known on 17 September 2024 and 25 April 2025"
    )
    assert line("nghe an union", "organisation/nghe-an-union") == (
        "union of friendship organizations · Nghe An · led by Hoang Nghia Hieu (since 17 September 2024)"
    )
    assert "1–3 April 2024 · Dien Bien" in line("signing", "event/cluster-1-signing-2024-04")


def test_a_long_beginning_gives_no_error(client: httpx.Client) -> None:
    assert client.get("/suggest", params={"q": "x" * 10_000}).json()["suggestions"] == []


def test_words_of_the_texts_are_found_and_marked(client: httpx.Client, texts: object) -> None:
    page = get(client, q="12 ct tw", scope="texts").text
    assert "<mark>12</mark>-<mark>CT</mark>/<mark>TW</mark>" in page
    assert "/id/source/nghe-an-2024-04-ru.html" in page


def test_a_search_of_an_empty_store_says_how_to_fill_it(empty_client: httpx.Client) -> None:
    answer = empty_client.get("/search", params={"q": "x"})
    assert answer.status_code == 404
    assert "huunghi load data" in answer.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("application/json", "application/json"), ("text/csv", "text/csv"), ("*/*", "text/html")],
)
def test_a_search_answers_in_the_format_that_is_liked_best(
    client: httpx.Client, accept: str, kind: str
) -> None:
    answer = client.get("/search", params={"q": "nghe an"}, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(kind)
    assert "Accept" in answer.headers["vary"]


def test_the_list_of_a_kind_is_to_be_had_as_data(client: httpx.Client) -> None:
    listed = client.get("/search", params={"kind": "place", "format": "json"}).json()["found"]
    page = client.get("/search", params={"kind": "place"}).text
    assert len(listed) > 10
    assert all(f'href="/{one["iri"].partition("/huunghi/")[2]}.html"' in page for one in listed)


def test_where_names_find_nothing_the_texts_are_shown(client: httpx.Client, texts: object) -> None:
    """With their number, the words marked, and a link to all of them."""
    page = get(client, q="rectification").text
    assert "In the texts of the sources" in page or "things" in page
    page = get(client, q="socio-economic development").text
    assert re.search(r"No name holds all of these words; \d+ passages? of the texts do", page)
    assert "<mark>socio</mark>" in page.casefold()
    assert "scope=texts" in page


def test_where_no_texts_are_there_is_no_tab_of_texts(tmp_path: Path) -> None:
    line = '<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Alpha" .'
    with pages_of([line], tmp_path) as pages:
        page = pages.get("/search?q=alpha").text
        assert "Alpha" in page
        assert "scope=texts" not in page
        assert "Texts of the sources" not in page
        asked = pages.get("/search?q=alpha&scope=texts")
        assert asked.status_code == 200
        assert "started without" in asked.text


def test_where_nothing_is_found_searches_that_find_something_are_offered(client: httpx.Client) -> None:
    page = get(client, q="dipomacy qqqq zzzz").text
    assert "No name holds all of these words" in page
    href = re.search(r'These searches find something: <a href="([^"]+)"', page)
    assert href is not None
    assert re.search(r"<span>\d+ things?</span>", client.get(unescape(href[1])).text)
    assert ">People</a>" in page


@pytest.mark.parametrize("text", ["...", "\u200b", "!?!", "—", "«»"])
def test_a_search_without_a_letter_says_so(client: httpx.Client, text: str) -> None:
    page = get(client, q=text).text
    assert "There is no letter and no digit" in page


@pytest.mark.parametrize(
    "text", ["a", "ớ", "مرحبا بالعالم", "\u202eabc", "a\tb\x07c", "友", "'; DROP TABLE name; --"]
)
def test_odd_searches_are_answered(client: httpx.Client, text: str) -> None:
    answer = get(client, q=text)
    assert answer.status_code == 200
    assert "<h1>" in answer.text


def test_a_search_of_an_older_version_keeps_to_it(client: httpx.Client) -> None:
    page = get(client, q="nghe an", version="1").text
    found = page.partition('class="rows results"')[2].partition("</ol>")[0]
    links = re.findall(r'<a href="([^"]+)"', found)
    assert links
    assert all("version=1" in link for link in links)
    listed = get(client, kind="document", version="1").text
    assert "version=1" in re.search(r'<a href="([^"]*sort=day[^"]*)"', listed)[1]  # type: ignore[index]
